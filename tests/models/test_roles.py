"""The roles beside that of the servers: one does every job with less, one takes whole backups and nothing else."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from app.auth.backend import close_database, open_database
from app.auth.doors import door
from app.auth.outbox import post
from app.auth.scope import alone, reading, working, writing
from app.auth.viewer import Viewer
from app.entrypoints.jobs import as_worker, jobs
from app.entrypoints.notifications import notification_jobs
from app.integrations.queue.port import Job
from app.main import queue_of
from app.models.heads import HeadKey
from app.models.mail import Letter, Template
from app.settings import Settings
from tests.auth.proving import FACTORS
from tests.subscriptions.test_epochs import run
from tests.support.world import World

LETTER = Letter(Template.PASSWORD_CHANGED, "ase@nordlys.example", "ar", {"at": "now", "link": "https://a.example/"})
SPY = """
CREATE TABLE public.spied (who text);
GRANT INSERT ON public.spied TO tn_app, tn_worker;
CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO public.spied VALUES (current_user); RETURN NULL; END $$;
CREATE TRIGGER spy AFTER UPDATE ON app.mail FOR EACH ROW EXECUTE FUNCTION public.spy();
"""
MEMBERS = """
SELECT m.rolname AS member, r.rolname AS role, (to_jsonb(a) -> 'inherit_option')::boolean AS inherits,
       a.admin_option AS may_lend_on
  FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid
 WHERE r.rolname LIKE 'tn\\_%' AND m.rolname LIKE 'tn\\_%'
"""


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


WHO = "SELECT current_user AS role, session_user AS signed_in"


async def roles() -> list[str]:
    """Who a read, a change and a read alone are made as."""
    found = []
    for scope_of in (reading, writing):
        async with scope_of(Viewer.anonymous()) as scope:
            with door("tests.roles"):
                found.append((await scope.row(WHO))["role"])
    with door("tests.roles"):
        found.append((await alone(WHO))[0]["role"])
    return found


async def test_a_job_in_a_server_has_the_rights_of_those_who_work_and_gives_them_back(world: World) -> None:
    seen: list[str] = []

    async def look(name: str) -> None:
        seen.extend(await roles())
        with pytest.raises(RuntimeError, match="InsufficientPrivilege"):
            async with reading(Viewer.anonymous()) as scope:
                with door("tests.roles"):
                    await scope.row(name)

    await as_worker(Job("look", look)).run(name="SELECT count(*) FROM session")
    assert seen == ["tn_worker"] * 3
    # The same connections, after the job.
    assert [await roles() for _ in range(4)] == [["tn_app"] * 3] * 4
    for job in (*jobs(14, HeadKey(bytes(32)), None, FACTORS), *notification_jobs("https://a.example")):
        if job.cron is not None:
            await as_worker(job).run()


async def test_where_the_rights_are_not_lent_a_job_works_all_the_same(world: World) -> None:
    await close_database()
    await open_database(as_role(world, "tn_backup"), 2)
    with working():
        async with reading(Viewer.anonymous()) as scope:
            with door("tests.roles"):
                assert (await scope.row(WHO))["role"] == "tn_backup"


async def test_what_servers_queue_is_done_with_those_rights(world: World, settings: Settings) -> None:
    async with world.superuser() as connection:
        await connection.execute(SPY)
        async with writing(Viewer.anonymous()) as scope:
            await post(scope, LETTER)
        queue = queue_of(replace(settings, database_url=world.database.app_url), None)
        queue.start()
        try:
            async with asyncio.timeout(30):
                while not (seen := await connection.fetch("SELECT DISTINCT who FROM public.spied")):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        finally:
            await queue.stop()
    assert {row["who"] for row in seen} == {"tn_worker"}


async def test_only_these_roles_belong_to_others(still_world: World) -> None:
    async with still_world.superuser() as connection:
        rows = await connection.fetch(MEMBERS)
    found = {(row["member"], row["role"]): row for row in rows}
    assert found.keys() == {("tn_migrate", "tn_owner"), ("tn_app", "tn_worker")}
    assert not found["tn_app", "tn_worker"]["inherits"] and not found["tn_app", "tn_worker"]["may_lend_on"]


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
