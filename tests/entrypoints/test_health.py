"""Whether the process lives and can serve: each thing that fails is told, and nothing flaps that need not."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from app.auth.backend import client
from app.entrypoints.pulse import BEAT_SECONDS
from app.main import build
from app.models import inspect
from app.settings import Settings
from tests.support.services import Database


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Starlette]:
    """The whole program, in this process."""
    built = build(settings)
    async with built.router.lifespan_context(built):
        yield built


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as opened:
        yield opened


async def ready(http: httpx.AsyncClient) -> tuple[int, str, str]:
    """Status, and what is said of the database."""
    response = await http.get("/readyz")
    body = response.json()
    return response.status_code, body["status"], body.get("postgresql", "")


async def becomes(http: httpx.AsyncClient, wanted: tuple[int, str, str]) -> None:
    """Wait until readiness is this; an answer may be a second old."""
    deadline = time.monotonic() + 3 * inspect.FRESH_SECONDS
    while (found := await ready(http)) != wanted:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.1)


async def superuser(database: Database, statement: str, elsewhere: bool = False) -> None:
    """Run a statement as the owner of everything; `elsewhere` from another database."""
    url = database.superuser_url.replace(f"/{database.name}?", "/postgres?" if elsewhere else f"/{database.name}?")
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_loop_that_is_stuck_is_told_and_forgiven(http: httpx.AsyncClient) -> None:
    assert (await http.get("/livez")).json()["status"] == "alive"
    await asyncio.sleep(0.05)
    time.sleep(BEAT_SECONDS + 1.2)  # noqa: ASYNC251 - this is the fault
    await asyncio.sleep(0.05)
    response = await http.get("/livez")
    assert (response.status_code, response.json()["status"]) == (503, "stuck")
    await asyncio.sleep(BEAT_SECONDS + 0.1)
    assert (await http.get("/livez")).status_code == 200


async def test_a_full_pool_is_no_illness(http: httpx.AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(client().pool.get_max_size()):
            await stack.enter_async_context(client().pool.acquire())
        await asyncio.sleep(inspect.FRESH_SECONDS)
        began = time.monotonic()
        assert await ready(http) == (200, "ready", "up")
        assert time.monotonic() - began < 0.5


async def test_a_database_that_is_away_and_comes_back(http: httpx.AsyncClient, database: Database) -> None:
    name = database.name
    assert await ready(http) == (200, "ready", "up")
    await superuser(database, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", elsewhere=True)
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await superuser(database, ended, elsewhere=True)
    await becomes(http, (503, "not ready", "down"))
    await superuser(database, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true", elsewhere=True)
    await becomes(http, (200, "ready", "up"))


async def test_a_schema_that_is_older_is_not_served(http: httpx.AsyncClient, database: Database) -> None:
    assert await ready(http) == (200, "ready", "up")
    await superuser(database, "UPDATE app.tortoise_migrations SET name = 'x' || name WHERE name LIKE '0001%'")
    await becomes(http, (503, "not ready", "migrations missing"))
    await superuser(database, "UPDATE app.tortoise_migrations SET name = substr(name, 2) WHERE name LIKE 'x%'")
    await superuser(database, "INSERT INTO app.tortoise_migrations VALUES (DEFAULT, 'models', '9999_next', now())")
    await becomes(http, (200, "ready", "up"))


async def test_many_who_ask_are_one_question(http: httpx.AsyncClient, database: Database) -> None:
    await ready(http)
    await asyncio.gather(*(ready(http) for _ in range(50)))
    connection = await asyncpg.connect(database.superuser_url)
    asking = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'tenantry health'"
    assert await connection.fetchval(asking, database.name) == 1
    await connection.close()


async def test_draining_comes_first(app: Starlette, http: httpx.AsyncClient) -> None:
    app.state.connections.close_all(1012, "Restarting")
    response = await http.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "draining")
    assert (await http.get("/livez")).status_code == 200
