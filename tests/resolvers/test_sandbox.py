"""A sandbox's clock: every day on the way is lived, in order, once; elsewhere time is real."""

import asyncio
import uuid
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from app import clock
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
