"""The small world, the program over it, and the office at work."""

import pytest

from tests.auth.conftest import desk, world, world_database, world_template
from tests.auth.desk import Desk
from tests.resolvers.office import Office
from tests.support.world import World

__all__ = ["desk", "world", "world_database", "world_template"]


@pytest.fixture
def office(desk: Desk, world: World) -> Office:
    """The office of the small world."""
    return Office(desk, world)
