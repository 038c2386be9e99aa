"""The clock of an organization that is for trying things out: it goes ahead, and every day on the way is lived."""

import asyncio
import logging
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app import clock
from app.auth.policies.people import MemberPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, LimitReached, TenantryError
from app.models.organizations import OrganizationRow
from app.resolvers.daily import bring_up_to_date
from app.subscriptions.transaction import Once, Transaction, transaction

logger = logging.getLogger("tenantry.sandbox")

FARTHEST = timedelta(days=400)
"""At once; whoever wants more asks again."""

FARTHEST_EVER = timedelta(days=3_650)

MOST_ZONES = 50
WAITING_SECONDS = 7.0
"""How long whoever asked is kept waiting; what is left of the way is gone by a job."""

GRACE_SECONDS = 1.5
"""How much longer the last day may take: an operation is cut off soon after, and must say by then how far it is."""

ALONE_SECONDS = 30.0
"""Whoever moves the clock says so this often at least; after that somebody else may go on."""

TO = ("input", "to")
LOCK = """
SELECT id, is_sandbox, ahead_seconds, goal_at, moved_at, time_zone FROM organization
 WHERE id = (SELECT app.current_org()) FOR UPDATE
"""
ZONES = "SELECT DISTINCT time_zone FROM property WHERE organization_id = (SELECT app.current_org()) LIMIT $1"
AIM = """
UPDATE organization SET goal_at = $1, version = version + 1, updated_at = now() WHERE id = (SELECT app.current_org())
RETURNING id
"""
GO = "clocks.go"
"""The job that moves one clock now."""

DEFER = "SELECT app.defer($1, jsonb_build_object('organization_id', app.current_org()))"
MOVE = """
UPDATE organization SET ahead_seconds = greatest(ahead_seconds, $1), moved_at = $2, goal_at = $3
 WHERE id = (SELECT app.current_org())
"""


async def advance(viewer: Viewer, to: datetime, once: Once | None = None) -> None:
    """Move the clock of a sandbox ahead, day by day, and do what falls due on the way.

    Returns when it is there, or after some seconds: then a job goes on. A repetition goes on as well. Raises
    `Forbidden`, `BadInput` for a moment that is no later, `Conflict` where time is real, `LimitReached`.
    """
    async with transaction(viewer, once) as tx:
        MemberPolicy.require(viewer, MemberPolicy.move_clock)
        if tx.replayed is None:
            await _aim(tx, to)
    assert viewer.organization_id is not None
    if not await _went(viewer.organization_id):
        async with transaction(Viewer.system_of(viewer.organization_id, "a clock that is moved")) as tx:
            await tx.run(DEFER, GO)


async def _went(organization_id: UUID) -> bool:
    """Go on while whoever asked waits; says whether the clock is there. What fails on the way is tried by a job."""
    try:
        async with asyncio.timeout(WAITING_SECONDS + GRACE_SECONDS):
            return await go_on(organization_id, WAITING_SECONDS)
    except (TenantryError, OSError) as error:  # a time-out is an OSError
        logger.warning("a day of organization %s was not lived to its end: %r", organization_id, error)
        return False


async def _aim(tx: Transaction, to: datetime) -> None:
    row = await tx.run(LOCK, row=OrganizationRow)
    assert row is not None
    now = clock.now() + timedelta(seconds=row.ahead_seconds)
    if not row.is_sandbox:
        raise Conflict("Time is real here: only the clock of a sandbox can be moved.")
    if to.tzinfo is None or to <= now:
        raise BadInput("The clock goes ahead only.", TO, now=now.isoformat())
    if to - now > FARTHEST or to - clock.now() > FARTHEST_EVER:
        raise LimitReached(
            f"At most {FARTHEST.days} days at once, and {FARTHEST_EVER.days} in all.", TO, maximum=FARTHEST.days
        )
    if row.goal_at is not None and to < row.goal_at:
        raise Conflict("The clock is on its way to a later moment.", TO, goal=row.goal_at.isoformat())
    aimed = await tx.run(AIM, to, row=OrganizationRow)
    assert aimed is not None
    tx.announce(aimed, "CLOCK_ADVANCED", {}, **{"from": now.isoformat(), "to": to.isoformat()})
    tx.done(row.id)


async def aim_ahead(organization_id: UUID, days: int) -> datetime:
    """Let a worker move the clock of a sandbox ahead by days; returns where it is going. Raises as `advance` does."""
    house = Viewer.system_of(organization_id, "a clock that is moved")
    async with transaction(house) as tx:
        row = await tx.run(LOCK, row=OrganizationRow)
        assert row is not None
        goal = clock.now() + timedelta(seconds=row.ahead_seconds, days=days)
        await _aim(tx, goal)
        await tx.run(DEFER, GO)
    return goal


async def go_on(organization_id: UUID, seconds: float) -> bool:
    """Go on to where the clock is wanted, for so many seconds at most; says whether it is there.

    One at a time: whoever comes while another is at it leaves it alone. A day that somebody did not live to its end is
    lived again before the next one comes.
    """
    house, until, mine = Viewer.system_of(organization_id, "a clock that is moved"), time.monotonic() + seconds, None
    while True:
        async with transaction(house) as tx:
            row = await tx.run(LOCK, row=OrganizationRow)
            if row is None or row.goal_at is None:
                return True
            is_left = row.moved_at not in (None, mine)
            if is_left and clock.now() - row.moved_at < timedelta(seconds=ALONE_SECONDS):
                return False
            moment = clock.now() + timedelta(seconds=row.ahead_seconds) if is_left else await _next(tx, row)
            mine = clock.now()
            ahead = row.ahead_seconds if is_left else int((moment - mine).total_seconds()) + 1
            await tx.run(MOVE, ahead, mine, row.goal_at)
        await _live(house, mine)
        if moment >= row.goal_at:
            await _arrive(house, row.goal_at)
        elif time.monotonic() > until:
            await _rest(house, mine, None)
            return False


async def _live(house: Viewer, mine: datetime) -> None:
    """Live through the day it is. Where that fails, whoever comes next may begin with it, and at once."""
    assert house.organization_id is not None
    try:
        await bring_up_to_date(house.organization_id)
    except BaseException:
        with suppress(TenantryError, OSError):
            await asyncio.shield(_rest(house, mine, mine - timedelta(seconds=ALONE_SECONDS)))
        raise


async def _next(tx: Transaction, row: OrganizationRow) -> datetime:
    """Return the next local midnight of any property, or where the clock is wanted if that is sooner."""
    now = clock.now() + timedelta(seconds=row.ahead_seconds)
    zones = {row.time_zone, *(place.time_zone for place in await tx.rows(ZONES, MOST_ZONES))}
    goal: datetime = row.goal_at
    return min([goal, *(_midnight(now, zone) for zone in zones)])


def _midnight(moment: datetime, time_zone: str) -> datetime:
    zone = ZoneInfo(time_zone)
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(UTC)


async def _arrive(house: Viewer, goal: datetime) -> None:
    async with transaction(house) as tx:
        row = await tx.run(LOCK, row=OrganizationRow)
        if row is not None and row.goal_at == goal:
            await tx.run(MOVE, 0, None, None)


async def _rest(house: Viewer, mine: datetime, then: datetime | None) -> None:
    """Leave the clock where it is to whoever comes; `then` is long ago where the day was not lived to its end."""
    async with transaction(house) as tx:
        row = await tx.run(LOCK, row=OrganizationRow)
        if row is not None and row.moved_at == mine:
            await tx.run(MOVE, 0, then, row.goal_at)
