"""What only the database can keep, however many come at once: one lease a home, and a log without gaps."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.models.base import new_id
from app.models.leases import Lease
from app.models.properties import Property, Unit
from tests.support.world import World

NEW_LEASE = """
INSERT INTO lease_unit (organization_id, id, property_id, lease_id, unit_id, period, occupies)
VALUES ($1, $2, $3, $4, $5, daterange($6, $7), $8)
"""
LEASE = """
INSERT INTO lease (organization_id, id, property_id, number, type, status, start_on, rent_minor, currency, due_day)
VALUES ($1, $2, $3, $4, 'AT_WILL', 'DRAFT', '2030-01-01', 1, 'NOK', 1)
"""
SEAL = "SELECT head FROM app.seal($1::jsonb, $2::jsonb)"


async def pool_of(world: World, size: int) -> asyncpg.Pool:
    """Connections as tn_app, each for one transaction at a time."""
    settings = {"search_path": "app,public"}
    return await asyncpg.create_pool(world.database.app_url, min_size=size, max_size=size, server_settings=settings)


async def enter(connection: Any, world: World) -> None:
    """Work in organization A."""
    await connection.execute(f"SELECT set_config('app.organization', '{world.a.organization_id}', true)")


async def test_of_a_hundred_leases_over_one_home_one_wins(world: World) -> None:
    house = world.a
    place, unit = house.id(Property, "north"), house.id(Unit, "north_3")

    async def let(pool: asyncpg.Pool, number: int) -> bool:
        lease = new_id()
        try:
            async with pool.acquire() as connection, connection.transaction():
                await enter(connection, world)
                await connection.execute(LEASE, house.organization_id, lease, place, f"race {number}")
                days = (date(2030, 1, 1 + number % 28), None if number % 2 else date(2031, 1, 1))
                await connection.execute(NEW_LEASE, house.organization_id, new_id(), place, lease, unit, *days, True)
        except asyncpg.ExclusionViolationError as error:
            assert error.constraint_name == "lease_unit_overlap"
            return False
        except asyncpg.DeadlockDetectedError:
            return False
        return True

    pool = await pool_of(world, 10)
    won = await asyncio.gather(*(let(pool, number) for number in range(100)))
    await pool.close()
    async with world.superuser() as connection:
        held = await connection.fetchval("SELECT count(*) FROM lease_unit WHERE unit_id = $1", unit)
    assert sum(won) == held == 1


async def test_periods_that_touch_or_do_not_occupy_are_no_clash(world: World) -> None:
    house = world.a
    place, unit = house.id(Property, "north"), house.id(Unit, "north_3")
    spans = [
        (date(2030, 1, 1), date(2031, 1, 1), True),
        (date(2031, 1, 1), None, True),
        (date(2030, 6, 1), None, False),
    ]
    async with world.superuser() as connection:
        for number, (start, end, occupies) in enumerate(spans):
            lease = new_id()
            await connection.execute(LEASE, house.organization_id, lease, place, f"span {number}")
            values = (house.organization_id, new_id(), place, lease, unit, start, end, occupies)
            await connection.execute(NEW_LEASE, *values)
        mirrored = await connection.fetchval("SELECT count(*) FROM lease_unit WHERE unit_id = $1", unit)
    assert mirrored == 3


def event(subject: UUID) -> str:
    """One event about a lease, as the transaction writes it."""
    made = {"id": new_id(), "noun": "lease", "kind": "TRIED", "subject_id": subject, "scope": {}, "facts": {}}
    return orjson.dumps([{**made, "actor_id": None, "at": "2026-04-16T09:30:00Z"}], default=str).decode()


async def seal(pool: asyncpg.Pool, world: World, keep: bool, wait: float = 0) -> int | None:
    """One transaction with one event; returns its place, None when it was rolled back."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await enter(connection, world)
        head = await connection.fetchval(SEAL, event(world.a.id(Lease, "north_1")), "[]")
        await asyncio.sleep(wait)
        await (transaction.commit() if keep else transaction.rollback())
    return int(head) if keep else None


async def places(world: World) -> list[int]:
    """The places of all events of organization A, as committed."""
    async with world.superuser() as connection:
        rows = await connection.fetch(
            "SELECT seq FROM event WHERE organization_id = $1 ORDER BY seq", world.a.organization_id
        )
        head = await connection.fetchval(
            "SELECT head FROM organization_stream WHERE organization_id = $1", world.a.organization_id
        )
    assert head == len(rows)
    return [row["seq"] for row in rows]


async def test_eight_writers_leave_no_gap_and_a_rollback_leaves_nothing(world: World) -> None:
    before = len(await places(world))
    pool = await pool_of(world, 8)
    given = await asyncio.gather(*(seal(pool, world, keep=number % 4 != 0) for number in range(80)))
    await pool.close()
    kept = sorted(place for place in given if place is not None)
    assert kept == list(range(before + 1, before + 61))
    assert await places(world) == list(range(1, before + 61))


async def test_who_commits_later_has_the_later_place(world: World) -> None:
    pool = await pool_of(world, 2)
    slow = asyncio.create_task(seal(pool, world, keep=True, wait=0.3))
    await asyncio.sleep(0.1)
    quick = asyncio.create_task(seal(pool, world, keep=True))
    await asyncio.sleep(0.1)
    assert not quick.done(), "a later place must not be visible before an earlier one"
    seen = await places(world)
    first, second = await slow, await quick
    await pool.close()
    assert second == (first or 0) + 1
    assert await places(world) == [*seen, first, second]


async def test_the_log_refuses_what_it_cannot_order(world: World) -> None:
    pool = await pool_of(world, 1)
    async with pool.acquire() as connection:
        many = "[" + ",".join([event(new_id())[1:-1]] * 501) + "]"
        for text, inside in ((many, True), (event(new_id()), False)):
            try:
                async with connection.transaction():
                    if inside:
                        await enter(connection, world)
                    await connection.fetchval(SEAL, text, "[]")
                raise AssertionError("the log took it")
            except asyncpg.RaiseError as error:
                assert ("at most 500 events" in str(error)) is inside
    await pool.close()
