"""The world, seeded once for each worker and copied for each test."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from app.services.embedded import Addresses
from app.settings import Settings
from tests.auth import proving
from tests.auth.desk import Desk
from tests.support.services import Database, execute, fresh_database, of_database
from tests.support.world import World, database_of, opened, seeded_template


@pytest.fixture(autouse=True)
def _keys_of_this_database() -> None:
    proving.SECRETS._rings.clear()


@pytest.fixture(scope="session")
def world_template(migrated_services: Addresses) -> str:
    """The name of a database that holds the world."""
    return asyncio.run(seeded_template(migrated_services))


@pytest.fixture
async def world_database(migrated_services: Addresses, world_template: str) -> AsyncIterator[Database]:
    """A copy of the world that this test has for itself."""
    async with fresh_database(migrated_services, world_template) as fresh:
        yield fresh


@pytest.fixture
async def world(world_database: Database) -> AsyncIterator[World]:
    """The world, open."""
    async with opened(world_database) as made:
        yield made


@pytest.fixture(scope="session")
def still_template(migrated_services: Addresses, world_template: str) -> Iterator[str]:
    """The name of one copy for all tests that only ask: who reads contact data is written down, and nobody's copy."""
    name = f"{world_template}_still_{uuid.uuid4().hex[:8]}"
    server = of_database(migrated_services.migrate_url, "postgres")
    asyncio.run(execute(server, f"CREATE DATABASE {name} TEMPLATE {world_template} STRATEGY FILE_COPY"))
    yield name
    asyncio.run(execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def still_world(migrated_services: Addresses, still_template: str) -> AsyncIterator[World]:
    """The world without a copy of one's own: for tests that only read."""
    async with opened(database_of(migrated_services, still_template)) as made:
        yield made


@pytest.fixture
async def still_desk(still_world: World, redis_url: str) -> AsyncIterator[Desk]:
    """The program over the world itself: for tests that only ask."""
    async with Desk.over(settings_for(still_world.database, redis_url)) as made:
        yield made


@pytest.fixture
async def desk(world: World, redis_url: str) -> AsyncIterator[Desk]:
    """The program over the copy of this test."""
    async with Desk.over(settings_for(world.database, redis_url)) as made:
        yield made


def settings_for(database: Database, redis_url: str) -> Settings:
    """Settings of mode `test` for a database of the world."""
    environment = {
        "TENANTRY_MODE": "test",
        "TENANTRY_PASSWORD_COST": "test",
        "DATABASE_URL": database.app_url,
        "REDIS_URL": redis_url,
    }
    return Settings.from_environment(environment).with_secret().listening_on(8000)
