"""The fixtures themselves: every test has a database of its own."""

import time

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.support.services import Database


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_a_database_of_its_own(empty_database: Database, turn: int) -> None:
    began = time.monotonic()
    connection = await asyncpg.connect(empty_database.superuser_url)
    await connection.execute("CREATE TABLE only_mine (id int)")
    assert await connection.fetchval("SHOW server_encoding") == "UTF8"
    assert await connection.fetchval("SHOW fsync") == "off"
    await connection.close()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_an_empty_valkey(redis_url: str, turn: int) -> None:
    async with Redis.from_url(redis_url) as client:
        assert await client.keys() == []
        await client.set("key", turn)
