"""Fixtures for every test: real services, a fresh database, settings that point at them."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from app.services.embedded import Addresses
from app.settings import Settings
from tests.support.services import Database, fresh_database, migrate_template, running_services


@pytest.fixture(scope="session")
def services() -> Iterator[Addresses]:
    """PostgreSQL and Valkey of this worker; the database in `migrate_url` is still empty."""
    with running_services() as addresses:
        yield addresses


@pytest.fixture(scope="session")
def migrated_services(services: Addresses) -> Addresses:
    """The services of this worker with a migrated template database."""
    migrate_template(services)
    return services


@pytest.fixture
async def database(migrated_services: Addresses) -> AsyncIterator[Database]:
    """A migrated, empty database that this test has for itself."""
    async with fresh_database(migrated_services) as fresh:
        yield fresh


@pytest.fixture
async def empty_database(services: Addresses) -> AsyncIterator[Database]:
    """A database without any table, for tests of migrations."""
    async with fresh_database(services, template="template0") as fresh:
        yield fresh


@pytest.fixture
async def redis_url(services: Addresses) -> str:
    """The Valkey of this worker, emptied."""
    async with Redis.from_url(services.redis_url) as client:
        await client.flushall()
    return services.redis_url


@pytest.fixture
def settings(database: Database, redis_url: str) -> Settings:
    """Settings of mode `test` for this test's own database and Valkey."""
    environment = {
        "TENANTRY_MODE": "test",
        "TENANTRY_PASSWORD_COST": "test",
        "DATABASE_URL": database.app_url,
        "MIGRATE_DATABASE_URL": database.migrate_url,
        "REDIS_URL": redis_url,
    }
    return Settings.from_environment(environment).with_secret().listening_on(8000)
