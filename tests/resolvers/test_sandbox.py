"""A sandbox's clock: every day on the way is lived, in order, once; elsewhere time is real."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from app import clock
from app.entrypoints.jobs import move_clocks
from app.errors import Unavailable
from app.models.leases import Lease
from app.resolvers import sandbox
from app.resolvers.billing_days import day_of
from app.resolvers.daily import STEPS
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import charged

ORGANIZATION = "organization { isSandbox now clockGoal }"
SANDBOX = "UPDATE organization SET is_sandbox = true WHERE id = $1"


async def move(office: Office, days: float, who: str = "admin", **more: Any) -> Any:
    to = (clock.now() + timedelta(days=days)).isoformat()
    input = {"to": to, "idempotencyKey": str(uuid.uuid4()), **more}
    return await office.attempt(who, "advanceClock", ORGANIZATION, **input)


async def test_two_months_go_by(office: Office) -> None:
    await office.rows(SANDBOX, office.world.a.organization_id)
    lease = await office.signed(startOn=day(10), endOn=day(400), dueDay=31)
    assert lease["status"] == "SIGNED"
    payload = await move(office, 75)
    assert payload["errors"] == [] and payload["organization"]["isSandbox"] is True
    # On a slow machine a job would go the rest of the way.
    assert await sandbox.go_on(office.world.a.organization_id, 60)
    query = "{ viewer { organization { now clockGoal } } }"
    organization = (await office.ask("admin", query))["viewer"]["organization"]
    assert organization["clockGoal"] is None
    now = datetime.fromisoformat(organization["now"])
    assert abs(now - clock.now() - timedelta(days=75)) < timedelta(minutes=2)
    found = await office.ask("manager", "query($id: ID!) { node(id: $id) { ... on Lease { status } } }", id=lease["id"])
    assert found["node"]["status"] == "ACTIVE"
    assert len(await charged(office, lease["id"])) >= 2
    (told,) = await office.rows("SELECT facts FROM event WHERE kind = 'CLOCK_ADVANCED'")
    assert "to" in told["facts"]


async def test_each_day_is_lived_with_its_own_midnight(office: Office) -> None:
    await office.rows(SANDBOX, office.world.a.organization_id)
    days: list[Any] = []

    async def watch(organization_id: Any) -> None:
        (row,) = await office.rows("SELECT ahead_seconds FROM organization WHERE id = $1", organization_id)
        days.append(day_of(clock.now() + timedelta(seconds=row["ahead_seconds"]), "Europe/Oslo"))

    STEPS.append(watch)
    try:
        await move(office, 12)
        assert await sandbox.go_on(office.world.a.organization_id, 60)
    finally:
        STEPS.remove(watch)
    assert [later - first for first, later in pairwise(days)][:11] == [timedelta(days=1)] * 11


async def test_a_repetition_goes_on_and_two_at_once_go_the_way_once(office: Office) -> None:
    await office.rows(SANDBOX, office.world.a.organization_id)
    key = str(uuid.uuid4())
    to = (clock.now() + timedelta(days=20)).isoformat()
    answers = await asyncio.gather(*(move(office, 0, to=to, idempotencyKey=key) for _ in range(2)))
    assert all(answer["errors"] == [] for answer in answers)
    assert await sandbox.go_on(office.world.a.organization_id, 60)
    again = await move(office, 0, to=to, idempotencyKey=key)
    assert again["errors"] == [] and again["organization"]["clockGoal"] is None
    assert len(await office.rows("SELECT FROM event WHERE kind = 'CLOCK_ADVANCED'")) == 1


async def test_who_may_not_and_where_time_is_real(office: Office) -> None:
    real = await move(office, 3)
    assert real["errors"][0]["code"] == "CONFLICT"
    await office.rows(SANDBOX, office.world.a.organization_id)
    for who in ("manager", "accountant", "auditor", "owner", "tenant"):
        assert (await move(office, 3, who))["errors"][0]["code"] == "FORBIDDEN"
    assert (await move(office, -1))["errors"][0]["code"] == "BAD_USER_INPUT"
    assert (await move(office, 401))["errors"][0]["code"] == "LIMIT_REACHED"
    assert await office.rows("SELECT FROM organization WHERE ahead_seconds <> 0 OR goal_at IS NOT NULL") == []
    assert office.id(Lease, "north_1")


async def test_what_was_left_on_the_way_is_gone_on_with(office: Office) -> None:
    house = office.world.a.organization_id
    await office.rows(SANDBOX, house)
    await office.rows("UPDATE organization SET goal_at = $2 WHERE id = $1", house, clock.now() + timedelta(days=5))
    assert await sandbox.go_on(house, -1) is False
    assert await sandbox.go_on(house, 30) is True
    (row,) = await office.rows("SELECT goal_at, ahead_seconds FROM organization WHERE id = $1", house)
    assert row["goal_at"] is None
    assert row["ahead_seconds"] > 4 * 86_400


async def _hang() -> None:
    await asyncio.sleep(60)


async def _refuse() -> None:
    raise Unavailable("The database did not answer in time; try again.")


async def _break() -> None:
    raise TimeoutError


@pytest.mark.parametrize("fails", [_hang, _refuse, _break])
async def test_a_day_that_was_not_lived_to_its_end_is_lived_again_before_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch, fails: Callable[[], Awaitable[None]]
) -> None:
    house = office.world.a.organization_id
    await office.rows(SANDBOX, house)
    monkeypatch.setattr(sandbox, "WAITING_SECONDS", 2.0)
    begun: list[Any] = []
    ended: list[Any] = []

    async def watch(organization_id: Any) -> None:
        (row,) = await office.rows("SELECT ahead_seconds FROM organization WHERE id = $1", organization_id)
        begun.append(day_of(clock.now() + timedelta(seconds=row["ahead_seconds"]), "Europe/Oslo"))
        if len(begun) == 1:
            await fails()
        ended.append(begun[-1])

    STEPS.append(watch)
    try:
        answer = await move(office, 5)
        assert answer["errors"] == [] and answer["organization"]["clockGoal"] is not None
        assert (len(begun), ended) == (1, [])
        asked = "SELECT FROM jobs.procrastinate_jobs WHERE task_name = 'clocks.go'"
        assert len(await office.rows(asked)) == 1, "a job goes on"
        assert await sandbox.go_on(house, 60), "at once, and nobody waits for who was at it"
    finally:
        STEPS.remove(watch)
    assert begun[1] == begun[0] and [later - first for first, later in pairwise(ended)][:4] == [timedelta(days=1)] * 4


async def test_one_clock_that_cannot_go_on_holds_up_no_other(office: Office) -> None:
    houses = [office.world.a.organization_id, office.world.b.organization_id]
    for house in houses:
        await office.rows(SANDBOX, house)
        await office.rows("UPDATE organization SET goal_at = $2 WHERE id = $1", house, clock.now() + timedelta(days=1))
    first = min(houses)

    async def watch(organization_id: Any) -> None:
        if organization_id == first:
            raise RuntimeError("a day that cannot be lived")

    STEPS.append(watch)
    try:
        await move_clocks()
    finally:
        STEPS.remove(watch)
    goals = "SELECT id FROM organization WHERE goal_at IS NOT NULL"
    assert [row["id"] for row in await office.rows(goals)] == [first]
