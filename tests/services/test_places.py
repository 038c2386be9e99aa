"""Where files and sockets go: long paths, odd names, and folders that only root can enter."""

import shutil
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from app.services import places
from tests.support.processes import held, is_root


async def assert_answers(url: str, redis_url: str) -> None:
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT current_database()") == "tenantry"
    assert await connection.fetchval("SHOW listen_addresses") == ""
    await connection.close()
    async with Redis.from_url(redis_url) as client:
        assert (await client.info("server"))["tcp_port"] == 0


@pytest.mark.parametrize("name", ["a" * 100, "with space, comma ' and \" quote", "grün-é-日本"])
async def test_long_and_odd_paths(folder: Path, name: str) -> None:
    var = folder / name / "var"
    with held(var) as (_, addresses):
        await assert_answers(*addresses)
        assert str(var) not in addresses[1]


async def test_sockets_are_closed_to_others(folder: Path) -> None:
    with held(folder / "var") as (_, addresses):
        await assert_answers(*addresses)
        assert (folder / "var" / "run").stat().st_mode & 0o777 == 0o700
        assert (folder / "var" / "postgres").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not is_root(), reason="only root has folders that it alone can enter")
async def test_a_clone_that_only_root_can_enter(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    var = closed / "var"
    key = places.key_of(var)
    outside = next(path for path in (Path("/var/lib"), Path("/tmp")) if path.is_dir()) / f"tenantry-{key}"
    try:
        with held(var) as (_, addresses):
            await assert_answers(*addresses)
            assert str(outside) in addresses[0]
            assert closed.stat().st_mode & 0o777 == 0o700
        (outside / "postgres" / "mark").touch()
        with held(var):
            assert (outside / "postgres" / "mark").exists()
        shutil.rmtree(var)
        with held(var):
            assert not (outside / "postgres" / "mark").exists()
    finally:
        shutil.rmtree(outside, ignore_errors=True)
