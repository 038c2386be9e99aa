"""The roles beside that of the servers: one does every job with less, one takes whole backups and nothing else."""

import asyncpg
import pytest

from app.auth.backend import close_database, open_database
from app.entrypoints.jobs import jobs
from app.models.heads import HeadKey
from tests.auth.proving import FACTORS
from tests.subscriptions.test_epochs import run
from tests.support.world import World


def as_role(world: World, role: str) -> str:
    """The address of the world's database for a role."""
    return world.database.app_url.replace("tn_app", role)


async def test_every_job_is_done_by_the_narrower_role(world: World) -> None:
    await close_database()
    await open_database(as_role(world, "tn_worker"), 2)
    done = 0
    for job in jobs(14, HeadKey(bytes(32)), None, FACTORS):
        if job.cron is not None:
            await job.run()
            done += 1
    assert done > 5
    async with world.superuser() as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit_head") >= 2, "the jobs have really worked"


async def test_who_works_on_jobs_reads_no_session_and_makes_no_account(world: World) -> None:
    connection = await asyncpg.connect(as_role(world, "tn_worker"))
    try:
        for statement in (
            "SELECT FROM app.session",
            "SELECT FROM app.account_link",
            "UPDATE app.person SET password_hash = NULL",
            "DELETE FROM app.second_factor",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_backup_is_whole_and_writes_nothing(still_world: World) -> None:
    dump = (await run("pg_dump", as_role(still_world, "tn_backup"))).decode()
    for key in "AB":
        assert f"CANARY-{key}-member-tenant-name" in dump
    with pytest.raises(AssertionError, match="row-level security"):
        await run("pg_dump", "-t", "app.ticket", as_role(still_world, "tn_app"))
    connection = await asyncpg.connect(as_role(still_world, "tn_backup"))
    try:
        for statement in ("DELETE FROM app.ticket", "UPDATE app.person SET locale = 'nb'", "CREATE TABLE app.x ()"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
