"""Killing what can be killed: nothing survives the parent, and everything comes back."""

import os
import signal
import time
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.support.processes import alive_under, command_of, eventually, held, holder


def postmaster(var: Path) -> int:
    return int((var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def guards(var: Path) -> list[int]:
    return [pid for pid in alive_under(var) if "guard.py" in command_of(pid)]


async def mark(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE mark AS SELECT 42 AS number")
    await connection.execute("CHECKPOINT")
    await connection.close()


async def read_mark(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT number FROM mark"))
    finally:
        await connection.close()


async def answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=2)
        await connection.close()
        return True
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False


async def test_the_second_start_is_fast_and_finds_the_data(var: Path) -> None:
    with held(var) as (_, (url, _redis)):
        await mark(url)
    began = time.monotonic()
    with held(var) as (_, (url, _redis)):
        assert time.monotonic() - began < 2
        assert await read_mark(url) == 42


async def test_no_child_survives_a_killed_parent_and_the_next_start_recovers(var: Path) -> None:
    with held(var) as (process, (url, _redis)):
        await mark(url)
        assert len(guards(var)) == 2
        process.kill()
        # At once: the new start must wait for the old servers, not fail on them.
        with held(var) as (_, (again, redis_url)):
            assert await read_mark(again) == 42
            async with Redis.from_url(redis_url) as client:
                assert await client.ping()
    assert alive_under(var) == []


async def test_a_killed_parent_alone_leaves_nothing(var: Path) -> None:
    with held(var) as (process, _):
        process.kill()
        eventually(lambda: alive_under(var) == [], seconds=6)


async def test_servers_without_guards_are_ended_by_the_next_start(var: Path) -> None:
    with held(var) as (process, (url, _redis)):
        await mark(url)
        for pid in guards(var):
            os.kill(pid, signal.SIGKILL)
        process.kill()
        process.wait()
        orphan = postmaster(var)
        with held(var) as (_, (again, _redis)):
            assert postmaster(var) != orphan
            assert await read_mark(again) == 42
    assert alive_under(var) == []


async def test_servers_whose_guards_died_end_with_the_parent(var: Path) -> None:
    with held(var):
        for pid in guards(var):
            os.kill(pid, signal.SIGKILL)
    assert alive_under(var) == []


async def test_a_killed_postmaster_comes_back_by_itself(var: Path) -> None:
    with held(var) as (_, (url, _redis)):
        first = postmaster(var)
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 12
        while not (await answers(url) and postmaster(var) != first):
            assert time.monotonic() < deadline


async def test_a_killed_valkey_comes_back_by_itself(var: Path) -> None:
    with held(var) as (_, (_url, redis_url)):
        pid_file = var / "run" / "valkey.pid"
        first = int(pid_file.read_text())
        os.kill(first, signal.SIGKILL)
        eventually(lambda: int(pid_file.read_text() or first) != first, seconds=5)
        async with Redis.from_url(redis_url) as client:
            assert await client.ping()


def test_only_one_process_at_a_time(var: Path) -> None:
    with held(var) as (process, _):
        other = refusal_while_running(var)
        assert f"already runs from {var} (process {process.pid})" in other


def refusal_while_running(var: Path) -> str:
    second = holder(var)
    _, errors = second.communicate(timeout=20)
    assert second.returncode == 1
    assert len(errors.strip().splitlines()) == 1
    return errors


@pytest.mark.parametrize("pid", [str(os.getppid()), "", "nonsense", "999999999999999999999", "4194303"])
def test_stale_files_of_a_crash_do_not_stop_the_next_start(var: Path, pid: str) -> None:
    (var / "postgres" / "data" / "postmaster.pid").write_text(f"{pid}\n{var}\n0\n5432\n" if pid else "")
    (var / "run" / ".s.PGSQL.5432.lock").write_text("garbage")
    (var / "run" / "valkey.pid").write_text("nonsense")
    (var / "run" / "valkey.sock").write_text("")
    (var / "run" / ".s.PGSQL.5432.lock").chmod(0o666)
    with held(var):
        pass
