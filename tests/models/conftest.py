"""The world in a database of this test's own, and a database that is only looked at."""

import pytest

from app.services.embedded import Addresses
from tests.auth.conftest import still_template, still_world, world, world_database, world_template
from tests.support.services import Database
from tests.support.world import database_of

__all__ = ["still_template", "still_world", "world", "world_database", "world_template"]


@pytest.fixture
def still_database(migrated_services: Addresses, world_template: str) -> Database:
    """The world's own database, not a copy: for tests that only read."""
    return database_of(migrated_services, world_template)
