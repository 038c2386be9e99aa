"""Plain SQL as the application's role, in organization A: organization B is not there, whatever is tried."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.models.catalogue import COLUMNS, KEYS, RIGHTS, ask
from tests.support.world import HOUSES, World

ALSO = {
    "ticket.duplicate_of_id": "status = 'DUPLICATE', ",
    "credit.charge_id": "kind = 'WAIVER', ",
    "allocation.credit_id": "payment_id = NULL, ",
    **dict.fromkeys(("payment_attempt.refund_id", "payment_attempt.payment_method_id"), "payment_id = NULL, "),
    **{f"provider_object.{each}_id": "payment_id = NULL, " for each in ("refund", "payment_method", "member")},
    "autopay_run.payment_id": "status = 'STARTED', ",
    "charge.template_id": "period_start = due_on, period_end = due_on + 1, ",
    "charge.late_charge_id": "late_fee_policy_id = (SELECT id FROM late_fee_policy LIMIT 1), late_step = 1, ",
    "charge.late_fee_policy_id": "late_charge_id = id, late_step = 1, ",
}
"""What has to change with a column, so that no other constraint speaks first."""


@pytest.fixture
async def at_home(still_world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection as tn_app, in a transaction of organization A."""
    connection = await asyncpg.connect(still_world.database.app_url, server_settings={"search_path": "app,public"})
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(f"SELECT set_config('app.organization', '{still_world.a.organization_id}', true)")
    yield connection
    await transaction.rollback()
    await connection.close()


async def walled(still_world: World) -> dict[str, set[str]]:
    """The tables of organizations with the rights of the application on them."""
    async with still_world.superuser() as boss:
        columns = await ask(boss, COLUMNS)
        owned = {row["table"] for row in columns if row["name"] == "organization_id"} - {"session"}
        rights: dict[str, set[str]] = {name: set() for name in owned}
        for row in await ask(boss, RIGHTS):
            if row["grantee"] == "tn_app" and row["table"] in owned:
                rights[row["table"]].add(row["right"])
        for name in owned:
            counts = await boss.fetch(f"SELECT organization_id, count(*) FROM {name} GROUP BY 1")
            assert {row["organization_id"] for row in counts} == everybody(still_world), name
    return {name: held for name, held in rights.items() if "SELECT" in held}


def everybody(world: World) -> set[UUID]:
    """All organizations."""
    return {world.house(key).organization_id for key in HOUSES}


@asynccontextmanager
async def tried(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """A savepoint that is always taken back."""
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        yield
    finally:
        await savepoint.rollback()


async def test_foreign_rows_cannot_be_read(still_world: World, at_home: asyncpg.Connection) -> None:
    foreign = still_world.b.organization_id
    tables = await walled(still_world)
    assert len(tables) > 20
    for name in tables:
        seen = {row["organization_id"] for row in await at_home.fetch(f"SELECT DISTINCT organization_id FROM {name}")}
        stream = everybody(still_world) if name == "organization_stream" else set()
        assert seen == {still_world.a.organization_id} | stream, name
        found = await at_home.fetch(f"SELECT FROM {name} WHERE organization_id = $1", foreign)
        assert bool(found) is bool(stream), name
    assert await at_home.fetchval("SELECT count(*) FROM organization") == 1


async def test_foreign_rows_cannot_be_changed(still_world: World, at_home: asyncpg.Connection) -> None:
    foreign = still_world.b.organization_id
    for name, rights in (await walled(still_world)).items():
        if "UPDATE" in rights:
            for condition in ("organization_id = $1", "true OR organization_id = $1"):
                async with tried(at_home):
                    statement = f"UPDATE {name} SET organization_id = organization_id WHERE {condition} RETURNING *"
                    rows = await at_home.fetch(statement, foreign)
                    assert all(row["organization_id"] == still_world.a.organization_id for row in rows), name
                    assert bool(rows) is condition.startswith("true"), name
        if "DELETE" in rights:
            async with tried(at_home):
                assert await at_home.fetch(f"DELETE FROM {name} WHERE organization_id = $1 RETURNING 1", foreign) == []


async def test_no_row_can_be_moved_into_or_made_in_the_other_organization(
    still_world: World, at_home: asyncpg.Connection
) -> None:
    foreign = still_world.b.organization_id
    for name, rights in (await walled(still_world)).items():
        if "UPDATE" in rights:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                async with tried(at_home):
                    await at_home.execute(f"UPDATE {name} SET organization_id = $1", foreign)
        if "INSERT" in rights:
            copy = f"SELECT (jsonb_populate_record(t, jsonb_build_object('organization_id', $1::uuid))).* FROM {name} t"
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                async with tried(at_home):
                    await at_home.execute(f"INSERT INTO {name} {copy} LIMIT 1", foreign)


async def test_no_row_can_refer_to_a_foreign_row(still_world: World, at_home: asyncpg.Connection) -> None:
    tables, tried_keys, foreign = await walled(still_world), 0, still_world.b.organization_id
    async with still_world.superuser() as boss:
        keys = [row for row in await ask(boss, KEYS) if row["kind"] == "f" and row["table"] in tables]
        for key in keys:
            table, column, target = key["table"], key["columns"][-1], key["target"]
            if "UPDATE" not in tables[table] or target not in tables or column == "organization_id":
                continue
            there = await boss.fetchval(f"SELECT id FROM {target} WHERE organization_id = $1", foreign)
            one = f"ctid = (SELECT ctid FROM {table} ORDER BY {column} IS NULL LIMIT 1)"
            for id in (there, uuid4()):
                with pytest.raises(asyncpg.ForeignKeyViolationError):
                    async with tried(at_home):
                        also = ALSO.get(f"{table}.{column}", "")
                        await at_home.execute(f"UPDATE {table} SET {also}{column} = $1 WHERE {one}", id)
                        await at_home.execute("SET CONSTRAINTS ALL IMMEDIATE")
            tried_keys += 1
    assert tried_keys > 15


async def test_without_an_organization_there_is_nothing(still_world: World) -> None:
    connection = await asyncpg.connect(still_world.database.app_url, server_settings={"search_path": "app,public"})
    try:
        for name in await walled(still_world):
            expected = 3 if name == "organization_stream" else 0
            assert await connection.fetchval(f"SELECT count(*) FROM {name}") == expected, name
        async with connection.transaction():
            person = still_world.a.person_id("shared")
            await connection.execute(f"SELECT set_config('app.person', '{person}', true)")
            mine = await connection.fetch("SELECT organization_id, person_id FROM member")
            assert {row["person_id"] for row in mine} == {person}
            assert {row["organization_id"] for row in mine} == everybody(still_world)
            assert len(await connection.fetch("SELECT FROM access_grant")) == 3
            for table in ("member", "access_grant"):
                assert await connection.execute(f"UPDATE {table} SET person_id = person_id") == "UPDATE 0"
    finally:
        await connection.close()
