"""What the stories need."""

from collections.abc import AsyncIterator

import pytest

from app.auth.backend import close_database, open_database
from tests.support.server import House, demo_services, house, serve, valkey

__all__ = ["demo_services", "house", "opened", "serve", "valkey"]


@pytest.fixture
async def opened(house: House) -> AsyncIterator[None]:
    """The database of the house, open in this process as in a node without a doorbell."""
    await open_database(house.database.app_url, 4)
    yield
    await close_database()
