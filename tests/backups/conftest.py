"""The world, in a database of this test's own."""

from tests.auth.conftest import world, world_database, world_template

__all__ = ["world", "world_database", "world_template"]
