"""A list comes in: whole rows, once, many at a time as one by one, and nothing beside a row that collides."""

import asyncio
import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app import clock
from app.auth.viewer import Viewer
from app.models.imports import Home
from app.models.properties import UnitKind
from app.resolvers.imports import BATCH, batches, bring_in, rows
from tests.auth.desk import Desk
from tests.support.commands import command, lines_until
from tests.support.services import Database
from tests.support.world import World
from tests.test_init import FLAGS


async def silent(*_: object) -> None:
    """Nobody listens."""


HOME: dict[str, Any] = {
    **{"property_id": "P1", "property_name": "Solbakken", "line1": "Gata 1", "postal_code": "0580", "city": "Oslo"},
    **{"country": "NO", "unit_id": "U1", "unit_label": "101", "kind": UnitKind.FLAT},
    **{"tenant_id": "T1", "tenant_name": "Åse", "lease_id": "L1", "start_on": date(2026, 1, 1)},
    **{"rent": Decimal("12500.50"), "due_day": 1},
}


async def test_a_row_comes_in_once_and_a_collision_leaves_nothing(desk: Desk, world: World) -> None:
    house = Viewer.system_of(world.a.organization_id, "an import")
    home = Home(2, HOME)
    first = await bring_in(house, [home], silent)
    assert first.made == {"property": 1, "unit": 1, "tenant": 1, "lease": 1} and not first.faults
    again = await bring_in(house, [replace(home, row=3)], silent)
    assert set(again.made.values()) == {0} and not again.faults
    other = Home(4, {**HOME, "lease_id": "L2", "tenant_id": "T2"})
    collided = await bring_in(house, [other], silent)
    assert set(collided.made.values()) == {0} and [fault.row for fault in collided.faults] == [4]
    async with world.superuser() as connection:
        names = await connection.fetch("SELECT external_id FROM external_id WHERE noun = 'tenant'")
        lease = await connection.fetchrow("SELECT status, rent_minor FROM lease WHERE rent_minor = 1250050")
    assert [row["external_id"] for row in names] == ["T1"]
    assert tuple(lease) == ("ACTIVE", 1250050)


RENTS = """SELECT t.id, t.version, t.starts_on, s.amount_minor FROM charge_template t JOIN lease l ON l.id = t.lease_id
      JOIN rent_step s ON s.template_id = t.id WHERE l.rent_minor = 1250050 AND t.code = 'RENT'"""
FORGET_RENTS = """
DELETE FROM rent_step s USING lease l WHERE l.id = s.lease_id AND l.rent_minor = 1250050;
DELETE FROM charge_template t USING lease l WHERE l.id = t.lease_id AND l.rent_minor = 1250050
"""
EVENTS = "SELECT count(*) FROM event WHERE organization_id = $1"


@pytest.mark.parametrize("is_alone", [False, True])
async def test_a_lease_without_its_rent_is_mended_by_the_same_list(desk: Desk, world: World, is_alone: bool) -> None:
    """Lists that came in by an older release left leases that charge nothing."""
    house = Viewer.system_of(world.a.organization_id, "an import")
    home = Home(2, HOME)

    async def once_more() -> None:
        if is_alone:
            assert await rows.write(house, home) == []
        else:
            assert set((await bring_in(house, [home], silent)).made.values()) == {0}

    await bring_in(house, [home], silent)
    async with world.superuser() as boss:
        (before,) = await boss.fetch(RENTS)
        events = await boss.fetchval(EVENTS, world.a.organization_id)
        await once_more()
        assert await boss.fetch(RENTS) == [before], "a whole lease stays as it is"
        assert await boss.fetchval(EVENTS, world.a.organization_id) == events
        await boss.execute(FORGET_RENTS)
        await bring_in(house, [home], silent, is_trial=True)
        assert await boss.fetch(RENTS) == [], "a trial leaves nothing"
        await once_more()
        (after,) = await boss.fetch(RENTS)
        assert tuple(after)[1:] == tuple(before)[1:] and after["starts_on"].day == 1
        assert await boss.fetchval(EVENTS, world.a.organization_id) == events + 1
        await once_more()
        assert await boss.fetch(RENTS) == [after]


def homes_of_every_kind() -> list[Home]:
    """Rows that share a property or a tenant, that let nothing, that begin later or end, and bad ones between."""
    soon = clock.now().date() + timedelta(days=40)
    changes: list[dict[str, Any]] = [
        {},
        {"unit_id": "U2", "tenant_id": "T2", "lease_id": "L2", "end_on": soon},
        {"unit_id": "U3", "lease_id": "L3"},
        {"unit_id": "U4", "tenant_id": "T4", "lease_id": "L4", "start_on": soon},
        {"property_id": "P2", "country": "SE", "unit_id": "U5", "tenant_id": "T5", "lease_id": "L5"},
        {"property_id": "P3", "country": "ZZ", "unit_id": "U6", "tenant_id": "T6", "lease_id": "L6"},
        {"unit_id": "U7", "tenant_id": "T7", "lease_id": "L7", "end_on": date(2026, 2, 1)},
        {"unit_id": "U8", "tenant_id": "T8", "lease_id": "L8", "rent": Decimal("1.005")},
        {"property_id": "P4", "country": "AQ", "unit_id": "U9", "tenant_id": "T9", "lease_id": "L9"},
    ]
    bare = {name: value for name, value in HOME.items() if name.split("_")[0] not in {"tenant", "lease"}}
    alone = Home(20, {**bare, "unit_id": "U20"})
    return [*(Home(row, {**HOME, **change}) for row, change in enumerate(changes, 2)), alone]


TABLES = ("property", "unit", "member", "tenant", "lease", "lease_unit", "lease_party", "access_grant", "external_id")
OWN = {"id", "organization_id", "row_id", "created_at", "updated_at", "starts_at", "number", "period"}


async def contents(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """What the organization A holds, without ids and moments."""
    found = {}
    async with world.superuser() as connection:
        for table in TABLES:
            sql = f"SELECT * FROM {table} WHERE organization_id = $1"
            values = [dict(row) for row in await connection.fetch(sql, world.a.organization_id)]
            kept = [{k: v for k, v in row.items() if k not in OWN and not k.endswith("_id")} for row in values]
            found[table] = sorted(tuple(str(value) for value in row.values()) for row in kept)
    return found


async def test_many_at_once_are_what_each_would_be_alone(desk: Desk, world: World, monkeypatch: Any) -> None:
    house, homes = Viewer.system_of(world.a.organization_id, "an import"), homes_of_every_kind()
    before = await contents(world)
    trial = await bring_in(house, homes, silent, is_trial=True)
    assert await contents(world) == before, "a trial leaves nothing"
    at_once = await bring_in(house, homes, silent)
    assert at_once == trial
    together = await contents(world)
    assert at_once.made == {"property": 2, "unit": 6, "tenant": 4, "lease": 5}
    assert [(fault.row, fault.column) for fault in at_once.faults] == [
        *((7, "country"), (8, "end_on"), (9, "rent"), (10, "country"))
    ]
    other = Viewer.system_of(world.b.organization_id, "an import")
    for home in homes[:5]:
        await rows.write(other, home)
    await rows.write(other, homes[-1])
    b_now = await contents(replace(world, a=world.b, b=world.a))
    added_a = {table: added(together[table], before[table]) for table in TABLES}
    assert all(set(added_a[table]) <= set(b_now[table]) for table in TABLES)
    assert sum(map(len, added_a.values())) == 2 + 6 + 4 + 4 + 5 + 5 + 5 + 5 + 17


def added(after: list[Any], before: list[Any]) -> list[Any]:
    left = list(after)
    for one in before:
        left.remove(one)
    return left


async def test_one_unforeseen_row_keeps_out_only_itself(desk: Desk, world: World) -> None:
    house = Viewer.system_of(world.a.organization_id, "an import")
    homes = [Home(row, {**HOME, "unit_id": f"U{row}", "tenant_id": f"T{row}", "lease_id": f"L{row}"}) for row in (2, 3)]
    # An amount that no check foresees, and that the column cannot hold.
    homes.append(Home(4, {**homes[0].values, "unit_id": "U4", "tenant_id": "T4", "lease_id": "L4", "area": 10**12}))
    outcome = await bring_in(house, homes, silent)
    assert outcome.made["lease"] == 2 and [fault.row for fault in outcome.faults] == [4]


async def test_two_imports_of_one_list_at_once_write_it_once(desk: Desk, world: World) -> None:
    house = Viewer.system_of(world.a.organization_id, "an import")
    homes = [Home(n, {**HOME, "unit_id": f"U{n}", "tenant_id": f"T{n}", "lease_id": f"L{n}"}) for n in range(2, 250)]
    both = await asyncio.gather(*(bring_in(house, homes, silent) for _ in range(2)))
    assert sum(outcome.made["unit"] for outcome in both) == 248 and not any(outcome.faults for outcome in both)


async def test_killed_in_the_middle_it_is_begun_again(database: Database, redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "homes.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["eiendom id", "eiendom", "adresse", "postnummer", "sted", "land", "enhet id", "enhet", "type"])
        out.writerows([["P1", "Gården", "Gata 1", "0580", "Oslo", "NO", f"U{n}", str(n), "hus"] for n in range(1_050)])
    where = {"DATABASE_URL": database.app_url, "REDIS_URL": redis_url, "TENANTRY_VAR": str(tmp_path / "var")}
    made = command(["init", *FLAGS], **where)
    await asyncio.to_thread(made.communicate)
    process = command(["import", str(path)], **where)
    await asyncio.to_thread(lines_until, process, "- 300 of 1050 rows")
    process.kill()
    await asyncio.to_thread(process.communicate)
    there = await units(database)
    assert there >= 300 and (there % BATCH == 0 or there == 1_050)
    process = command(["import", str(path)], **where)
    said, errors = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, errors
    assert f"{1_050 - there} new unit rows" in said and await units(database) == 1_050


async def units(database: Database) -> int:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        return int(await connection.fetchval("SELECT count(*) FROM app.unit"))
    finally:
        await connection.close()


def test_a_batch_fits_a_transaction() -> None:
    # Property, unit, tenant, lease and grant: an event each.
    assert BATCH * (len(batches.NOUNS) + 1) <= 500
