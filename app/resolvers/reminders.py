"""What falls due soon is told to the household, once for each charge, by the calendar of the property.

Whoever has given a standing order is told of that instead: see `payments/runs.py`.
"""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies import pots
from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.notifications import NotificationKind
from app.models.payments import LEFT_AFTER
from app.money import Money
from app.resolvers import billing_days
from app.subscriptions.notifications import Notice, household, tell
from app.subscriptions.transaction import Transaction, transaction

logger = logging.getLogger("tenantry.reminders")

TOLD_BEFORE = timedelta(days=5)
MORNING = timedelta(hours=8)
"""Nobody is told before this hour of the property's day: midnight is no time for mail about money."""

AT_ONCE = 40
"""Leases of one transaction: several people live under each, and 500 events are the most."""

NOBODY = UUID(int=0)

_SOON = """
 c.due_told_at IS NULL AND c.status IN ('POSTED', 'PARTIALLY_SETTLED') AND c.open_minor > 0
   AND c.due_on BETWEEN $1::timestamptz::date - 1 AND ($1::timestamptz + $2::interval)::date + 1
   AND c.due_on >= ($1 AT TIME ZONE p.time_zone)::date
   AND c.due_on <= (($1::timestamptz - $3::interval + $2::interval) AT TIME ZONE p.time_zone)::date
"""
LEASES = f"""
SELECT DISTINCT c.lease_id FROM charge c
  JOIN property p ON p.organization_id = c.organization_id AND p.id = c.property_id
 WHERE {_SOON} ORDER BY c.lease_id LIMIT $4
"""
TAKE = f"""
UPDATE charge t SET due_told_at = $5
  FROM (SELECT c.id, p.name, p.time_zone FROM charge c
          JOIN property p ON p.organization_id = c.organization_id AND p.id = c.property_id
         WHERE {_SOON} AND c.lease_id = ANY($4::uuid[]) ORDER BY c.id FOR UPDATE OF c SKIP LOCKED) due
 WHERE t.id = due.id
RETURNING t.lease_id, t.due_on, t.open_minor, t.currency, due.name AS home, due.time_zone
"""
PAID_BY_ORDER = "SELECT member_id AS id FROM autopay WHERE lease_id = $1 AND status = 'ACTIVE' AND NOT skips_next"


async def remind_all(organization_id: UUID) -> int:
    """Tell what falls due soon in an organization; returns how many households were told of how many days."""
    house, told = Viewer.system_of(organization_id, "what falls due"), 0
    while True:
        try:
            async with transaction(house) as tx:
                done = await _some(tx)
        except TenantryError as error:
            logger.warning("what falls due is told the next time: %s", error.message)
            return told
        if done is None:
            return told
        told += done


async def _some(tx: Transaction) -> int | None:
    now = await billing_days.now(tx.viewer)
    when = (now, TOLD_BEFORE, MORNING)
    leases = [row.lease_id for row in await tx.rows(LEASES, *when, AT_ONCE)]
    rows = await tx.rows(TAKE, *when, leases, clock.now()) if leases else []
    if not rows:
        # Nothing is left, or somebody else is at it.
        return None
    days = defaultdict[Any, list[Any]](list)
    for row in rows:
        days[row.lease_id, row.due_on].append(row)
    told = 0
    for charges in days.values():
        told += await _tell(tx, charges)
    return told


async def _tell(tx: Transaction, charges: list[Any]) -> bool:
    """Tell a household of all that falls due under its lease on one day."""
    first, now = charges[0], await billing_days.now(tx.viewer)
    asked = min(sum(row.open_minor for row in charges), await left(first.lease_id, first.due_on, now))
    subject = await LeasePolicy.subject(first.lease_id)
    if asked <= 0 or subject is None:
        return False
    by_order = {row.id for row in await tx.rows(PAID_BY_ORDER, first.lease_id)}
    readers = await household(tx, first.lease_id) - by_order
    facts = {"what": "due", "amount": Money(asked, first.currency), "on": first.due_on}
    facts |= {"home": first.home, "zone": first.time_zone}
    await tell(tx, Notice(NotificationKind.RENT_DUE, "Lease", subject, LeasePolicy, LeasePolicy.pay, readers, facts))
    return bool(readers)


async def left(lease_id: UUID, due_on: Any, now: datetime) -> int:
    """Return what is still to be paid of what falls due under a lease on a day, in minor units.

    What is on its way settles the oldest first, so it counts against what was due before.
    """
    until = await pots.owed_until(lease_id, due_on)
    before = await pots.owed_until(lease_id, due_on - timedelta(days=1))
    coming = (await pots.coming_in(lease_id, NOBODY, now - LEFT_AFTER)).all_minor
    return max(0, int(until - max(before, coming)))
