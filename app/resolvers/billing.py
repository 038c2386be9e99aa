"""What leases charge by themselves: every period once, whoever asks, however late and however often."""

import asyncio
import logging
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from app import clock
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.ledger.proration import ProrationMethod
from app.ledger.schedule import Frequency, Plan, Price, next_bill
from app.models.base import Row
from app.models.charge_templates import BILLED, DUE, LEFT, PICK, STOP, ChargeTemplate
from app.models.charges import Charge
from app.models.leases import Lease, LeaseStatus, LeaseType
from app.resolvers import billing_days
from app.resolvers.allocations import LockedLease, lock_leases, settle_all
from app.resolvers.charges import post_charges
from app.resolvers.comparing import Work, new_charge
from app.resolvers.late_charges import spare
from app.resolvers.ledger import open_day
from app.resolvers.pace import Pace
from app.resolvers.replacing import Estate, inherit, supersede
from app.subscriptions.transaction import Transaction, transaction

logger = logging.getLogger("tenantry.billing")

BATCH = 150
"""Leases of one transaction, and charges: one that is settled at once is told twice, and 500 events are the most."""

PATIENCE, PAUSE = 50, 0.2
"""How often in a row to look at what another worker holds, or one that has died held, and the seconds in between."""

MOST_A_DAY = 20
"""More charges of one lease at once are a mistake of somebody: nothing is charged before a person has looked."""

S = LeaseStatus
BILLABLE = (S.SIGNED, S.ACTIVE, S.HOLDOVER, S.NOTICE_GIVEN, S.ENDED, S.CANCELLED)


async def bill_all(organization_id: UUID) -> int:
    """Post what is to be billed in an organization by now, batch by batch; returns how many charges were made.

    A lease that cannot be billed is parked, named in the log, and holds up no other. What another worker is at is left
    to it, and looked at again: should that one die, its leases are billed here.
    """
    house, made, parked = Viewer.system_of(organization_id, "the rent"), 0, list[UUID]()
    pace, patience = Pace(BATCH), PATIENCE
    while True:
        try:
            pace.began()
            done = await _batch(house, parked, pace.size)
            if done is None and patience > 0 and await _is_held(house, parked):
                patience -= 1
                continue
            pace.ended()
        except TenantryError as error:
            logger.warning("rent waits for the next time: %s", error.message)
            return made
        except Exception:
            logger.exception("a batch of leases was not billed: each is tried alone")
            done = await _one_by_one(house, parked)
        if done is None:
            return made
        made, patience = made + done, PATIENCE


async def _is_held(house: Viewer, but: list[UUID]) -> bool:
    """Say whether somebody else holds what is to be billed, after a moment in which that may have ended."""
    async with transaction(house) as tx:
        now = await billing_days.now(house)
        left = await tx.run(LEFT, (now + timedelta(days=1)).date(), now, but)
    if left is not None:
        await asyncio.sleep(PAUSE)
    return left is not None


async def _batch(house: Viewer, but: list[UUID], size: int) -> int | None:
    async with transaction(house) as tx:
        now = await billing_days.now(house)
        rows = await tx.rows(PICK, (now + timedelta(days=1)).date(), now, but, size)
        picked = list(dict.fromkeys(row.lease_id for row in rows))
        made = await bill(tx, picked) if picked else None
        if made == 0:
            # Nothing was to be charged: whatever is picked again in this run would be so for ever.
            but += picked
        return made


async def _one_by_one(house: Viewer, parked: list[UUID]) -> int | None:
    made = 0
    for _ in range(BATCH):
        try:
            done = await _batch(house, parked, 1)
        except TenantryError:
            return None
        except Exception:
            parked += await _first(house, parked)
            logger.exception("lease %s cannot be billed", parked[-1:])
            continue
        if done is None:
            break
        made += done
    return made


async def _first(house: Viewer, but: list[UUID]) -> list[UUID]:
    async with transaction(house) as tx:
        now = await billing_days.now(house)
        return [row.lease_id for row in await tx.rows(PICK, (now + timedelta(days=1)).date(), now, but, 1)]


async def bill(tx: Transaction, lease_ids: list[UUID]) -> int:
    """Charge what these leases owe by now, and mend what was charged otherwise; returns how many charges were made."""
    leases = await lock_leases(tx, lease_ids)
    templates = await tx.lock(ChargeTemplate, "t.lease_id = ANY($1::uuid[]) AND t.stopped_at IS NULL", lease_ids)
    works = await _works(tx, templates)
    for work in works:
        work.compute()
    works = _fitting(await _sound(tx, works))
    for work in works:
        heirs = {due.period_start for due in work.new}
        for charge in work.wrong:
            is_left = charge.period_start in heirs
            work.replaced[charge.period_start] = await supersede(tx, charge, work.today, has_heir=is_left)
    made = await _post(tx, leases, works)
    mended = {work.template.lease_id for work in works if work.wrong}
    await settle_all(tx, sorted(mended))
    for lease_id in sorted(mended):
        # A fee may be a part of what is less now.
        await spare(tx, lease_id)
    await _advance(tx, works)
    return made


async def _works(tx: Transaction, templates: list[ChargeTemplate]) -> list[Work]:
    now = await billing_days.now(tx.viewer)
    facts = {row.id: row for row in await tx.rows(DUE, [template.id for template in templates])}
    works = [
        _work(template, facts[template.id], billing_days.day_of(now, facts[template.id].time_zone))
        for template in templates
    ]
    changed = {work.template.id: work for work in works if work.template.is_changed}
    if changed:
        where = "t.template_id = ANY($1::uuid[]) AND NOT t.is_superseded"
        for charge in await tx.lock(Charge, where, list(changed)):
            if charge.template_id is not None:
                changed[charge.template_id].live.append(charge)
    return works


def _work(template: ChargeTemplate, facts: Row, today: date) -> Work:
    prices = tuple(Price(*pair) for pair in zip(facts.days or (), facts.amounts or (), strict=True))
    plan = Plan(
        template.starts_on,
        template.ends_on,
        template.due_day,
        ProrationMethod(facts.proration_method),
        prices,
        Frequency(template.frequency),
        lead_days=template.lead_days,
    )
    if facts.status not in BILLABLE:
        return Work(template, plan.ending(template.billed_until), today, facts.signed_on)
    return Work(template, plan.ending(billed_end(facts)), today, facts.signed_on)


def billed_end(lease: Lease | Row) -> date | None:
    """Return the day from which a lease charges nothing any more; None while nobody knows."""
    if lease.status == S.CANCELLED:
        return lease.start_on
    is_certain = lease.status in (S.NOTICE_GIVEN, S.ENDED, S.CLOSED) or lease.type == LeaseType.FIXED
    return lease.end_on if is_certain else None


async def _sound(tx: Transaction, works: list[Work]) -> list[Work]:
    """Stop every lease that would be charged more than anybody means, and return the work of the others."""
    counts = Counter(work.template.lease_id for work in works for _ in work.new)
    mad = {id for id, count in counts.items() if count > MOST_A_DAY}
    for lease_id in mad:
        await _stop(tx, works, lease_id, counts[lease_id])
    return [work for work in works if work.template.lease_id not in mad]


def _fitting(works: list[Work]) -> list[Work]:
    """Return the work of as many leases, each whole, as one transaction holds; the others come with the next one."""
    found, size = list[Work](), 0
    for _, group in groupby(
        sorted(works, key=lambda work: work.template.lease_id), lambda work: work.template.lease_id
    ):
        whole = list(group)
        size += sum(len(work.new) + len(work.wrong) for work in whole)
        if found and size > BATCH:
            break
        found += whole
    return found


async def _stop(tx: Transaction, works: list[Work], lease_id: UUID, count: int) -> None:
    logger.error("lease %s would be charged %s times at once: nothing is, until somebody has looked", lease_id, count)
    await tx.run(STOP, lease_id, clock.now())
    for work in works:
        if work.template.lease_id == lease_id:
            tx.record(work.template, "STOPPED", f"{count} charges at once", count=count)


async def _post(tx: Transaction, leases: dict[UUID, LockedLease], works: list[Work]) -> int:
    wanted, heirs, days = [], list[tuple[Estate | None, LockedLease, date]](), dict[date, date]()
    for work in works:
        lease = leases[work.template.lease_id]
        for due in work.new:
            estate = work.replaced.get(due.period_start)
            # What another agreement brings, and what replaces another, counts from the day of the change.
            day = work.today if work.template.is_changed else max(due.bill_on, work.signed_on or due.bill_on)
            if day not in days:
                days[day] = await open_day(tx, day)
            wanted.append((lease.books, new_charge(work, due, days[day])))
            heirs.append((estate, lease, work.today))
    made = await post_charges(tx, wanted) if wanted else []
    for charge, (estate, lease, today) in zip(made, heirs, strict=True):
        if estate is not None:
            await inherit(tx, estate, charge.id, lease, today)
    return len(made)


async def _advance(tx: Transaction, works: list[Work]) -> None:
    rows: dict[str, list[Any]] = defaultdict(list)
    for work in works:
        until = work.billed_until
        rows["id"].append(work.template.id)
        rows["until"].append(until)
        rows["next"].append(next_bill(work.plan, until))
    if works:
        await tx.run(BILLED, rows["id"], rows["until"], rows["next"])
