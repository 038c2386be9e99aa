"""Standing orders run: once for each rent month, by the calendar of the property, whoever looks and how often.

A run that was missed is made up for within a few days; after that it was not to be expected any more. What the bank
refuses for a passing reason is tried once more, days later: what is still open then of what was due on the first day,
and nothing that fell due since. What it refuses for good is not.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app import clock
from app.auth.policies import pots
from app.auth.policies.autopay import AutopayPolicy
from app.auth.policies.payments import terms_of
from app.errors import TenantryError
from app.integrations.stripe.port import Provider
from app.models.autopay import (
    Autopay,
    AutopayRun,
    AutopayRunStatus,
    AutopayStatus,
    Owed,
    amount_of,
    day_in,
    month_after,
    month_before,
    run_on,
)
from app.models.base import Row
from app.models.payment_methods import PaymentMethod
from app.models.payments import LEFT_AFTER, Payment, PaymentSource, PaymentStatus
from app.money import Money
from app.resolvers import billing_days
from app.resolvers.payments.attempts import send
from app.resolvers.payments.hooks import tell_payer, write_to
from app.resolvers.payments.places import account_of, house, lock_lease, today_at
from app.resolvers.payments.saving import saved_of
from app.resolvers.payments.starting import begin
from app.resolvers.payments.telling import tell_taking
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Transaction, next_number, transaction

logger = logging.getLogger("tenantry.payments")

S = AutopayRunStatus
Work = tuple[UUID, Awaitable[bool]]
"""A standing order, and what is to be done for it: True when a payment was begun."""

MADE_UP_FOR = timedelta(days=3)
TOLD_BEFORE = timedelta(days=3)
BATCH = 500
UNEXPECTED = ("payment_method", "not_offered", "late", "moved_out")
"""Why no second try is made of which the payer cannot know."""

ACTIVE = """
SELECT a.id, a.lease_id, a.timing, a.day_of_month, a.created_at, l.due_day, p.time_zone,
       ARRAY(SELECT r.period_start FROM autopay_run r
              WHERE r.organization_id = a.organization_id AND r.autopay_id = a.id
                AND r.status <> 'ANNOUNCED' AND r.period_start > $2::date - 70) AS over,
       ARRAY(SELECT r.period_start FROM autopay_run r WHERE r.organization_id = a.organization_id
                AND r.autopay_id = a.id AND r.period_start > $2::date - 70) AS known
  FROM autopay a JOIN lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
 WHERE a.status = 'ACTIVE' AND a.id > $1 ORDER BY a.id LIMIT 500
"""
AGAIN = """
SELECT r.id, r.autopay_id, a.lease_id, r.period_start, r.run_on, r.retry_on, l.due_day, p.time_zone
  FROM autopay_run r JOIN autopay a ON a.organization_id = r.organization_id AND a.id = r.autopay_id
  JOIN lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
 WHERE r.status = 'RETRYING' AND r.retry_on <= $2::date + 1 AND r.id > $1 ORDER BY r.id LIMIT 500
"""
LIVING = """
SELECT l.status AS lease_status, EXISTS (
       SELECT FROM lease_party y JOIN tenant t ON t.organization_id = y.organization_id AND t.id = y.tenant_id
        WHERE y.organization_id = l.organization_id AND y.lease_id = l.id AND t.member_id = $2
          AND y.status <> 'PAST') AS lives
  FROM lease l WHERE l.id = $1
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A run that has come due: for the rent month that begins on `period`, whose rent is due on `due_on`."""

    autopay_id: UUID
    lease_id: UUID
    period: date
    run_on: date
    due_on: date
    retry_on: date | None = None
    """The day of its second try, if this is one."""
    is_late: bool = False
    """Whether the day of its second try has passed too long ago."""


def periods(row: Any, today: date) -> Iterator[Due]:
    """Yield the months of a standing order around today, the oldest first, with the day of each run."""
    month = month_before(today.replace(day=1))
    for _ in range(4):
        on = run_on(row.timing, row.due_day, row.day_of_month, month)
        yield Due(row.id, row.lease_id, month, on, day_in(month, row.due_day))
        month = month_after(month)


def is_due(row: Any, due: Due, today: date) -> bool:
    """Say whether a run is to be made now: its day has come, not long ago, and not before the order was given."""
    given_on = row.created_at.date() - timedelta(days=1)
    return due.run_on <= today <= due.run_on + MADE_UP_FOR and due.run_on >= given_on and due.period not in row.over


async def run_due(provider: Provider, organization_id: UUID) -> int:
    """Make the runs of an organization that have come due; returns how many payments were begun.

    Some of them at once, since each waits for the provider: no transaction is open meanwhile.
    """
    viewer, made = house(organization_id), list[bool]()
    for wanted, find in ((AGAIN, _retries), (ACTIVE, _works)):
        last, rows = UUID(int=0), None
        while rows is None or len(rows) == BATCH:
            async with transaction(viewer) as tx:
                now = await billing_days.now(viewer)
                rows = await tx.rows(wanted, last, now.date())
            works = find(provider, organization_id, rows, now)
            async with asyncio.TaskGroup() as group:
                for _ in range(provider.at_once):
                    group.create_task(_work_off(works, made))
            last = rows[-1].id if rows else last
    return sum(made)


def _works(provider: Provider, organization_id: UUID, rows: list[Row], now: datetime) -> Iterator[Work]:
    """Yield what is to be done for standing orders."""
    for row in rows:
        today = now.astimezone(ZoneInfo(row.time_zone)).date()
        for due in periods(row, today):
            if is_due(row, due, today):
                yield row.id, _make(provider, organization_id, due)
            elif today < due.run_on <= today + TOLD_BEFORE and due.period not in row.known:
                yield row.id, _tell(organization_id, due)


def _retries(provider: Provider, organization_id: UUID, rows: list[Row], now: datetime) -> Iterator[Work]:
    """Yield the second tries whose day has come."""
    for row in rows:
        today = now.astimezone(ZoneInfo(row.time_zone)).date()
        if row.retry_on <= today:
            is_late = today > row.retry_on + MADE_UP_FOR
            days = (row.period_start, row.run_on, day_in(row.period_start, row.due_day))
            due = Due(row.autopay_id, row.lease_id, *days, row.retry_on, is_late)
            yield row.id, _make(provider, organization_id, due)


async def _work_off(works: Iterator[Work], made: list[bool]) -> None:
    """Do one piece of work after the other; others do the same beside it."""
    for id, work in works:
        try:
            made.append(await work)
        except TenantryError as error:
            logger.warning("autopay %s waits for the next time: %s", id, error.message)
        except Exception:
            # One that is broken must not keep the others from being paid.
            logger.exception("autopay %s was not worked on", id)


async def _tell(organization_id: UUID, due: Due) -> bool:
    """Say some days before what a run will take as things stand: in places nothing may be taken unannounced."""
    async with transaction(house(organization_id)) as tx:
        autopay = await AutopayPolicy.lock(tx.viewer, due.autopay_id, to=AutopayPolicy.see)
        kept = await tx.lock(AutopayRun, "t.autopay_id = $1 AND t.period_start = $2", due.autopay_id, due.period)
        if kept or autopay.status != AutopayStatus.ACTIVE:
            return False
        amount = amount_of(await owed_for(autopay, due), autopay.share_ppm, autopay.cap_minor)
        facts = {"period_start": due.period, "run_on": due.run_on, "amount_minor": amount}
        await tx.create(AutopayRun, autopay_id=autopay.id, status=S.ANNOUNCED, **facts)
        if amount and not autopay.skips_next:
            paid = (autopay.member_id, autopay.payment_method_id)
            await write_to(tx, paid, "announced", due.run_on, Money(amount, autopay.currency))
            await tell_taking(tx, autopay, due.run_on, Money(amount, autopay.currency))
    return False


async def _make(provider: Provider, organization_id: UUID, due: Due) -> bool:
    viewer = house(organization_id)
    number = await next_number(viewer, "payment")
    async with transaction(viewer) as tx:
        attempt = await _run(tx, due, number)
    if attempt is not None:
        await send(provider, organization_id, attempt)
    return attempt is not None


async def _run(tx: Transaction, due: Due, number: int) -> UUID | None:
    await lock_lease(tx, due.lease_id)
    autopay = await AutopayPolicy.lock(tx.viewer, due.autopay_id, to=AutopayPolicy.see)
    if autopay.status != AutopayStatus.ACTIVE and due.retry_on is None:
        return None
    kept = await tx.lock(AutopayRun, "t.autopay_id = $1 AND t.period_start = $2", due.autopay_id, due.period)
    if kept and (kept[0].status, kept[0].retry_on) != (S.RETRYING if due.retry_on else S.ANNOUNCED, due.retry_on):
        return None
    facts = {"period_start": due.period, "run_on": due.run_on, "status": S.ANNOUNCED}
    run = kept[0] if kept else await tx.create(AutopayRun, autopay_id=autopay.id, **facts)
    why, amount, saved = await _judged(tx, autopay, due)
    if why is not None or saved is None:
        await _skip(tx, autopay, run, why or "payment_method")
        return None
    return await _pay(tx, (autopay, run, saved), amount, number)


async def _judged(tx: Transaction, autopay: Autopay, due: Due) -> tuple[str | None, int, PaymentMethod | None]:
    """Return why a run is left out, if it is, else how much it takes, and from where."""
    why = await _left_out(tx, autopay, due)
    if why is not None:
        return why, 0, None
    saved = await saved_of(tx, autopay.payment_method_id)
    if saved is None:
        return "payment_method", 0, None
    if (await terms_of(autopay.currency)).offered(saved.kind) is None:
        return "not_offered", 0, None
    owed = await owed_for(autopay, due)
    amount = amount_of(owed, autopay.share_ppm, autopay.cap_minor)
    if amount == 0:
        return ("in_flight" if owed.open_minor and owed.in_flight_minor else "nothing_due"), 0, None
    return None, amount, saved


async def _left_out(tx: Transaction, autopay: Autopay, due: Due) -> str | None:
    if autopay.status != AutopayStatus.ACTIVE:
        return "paused"
    if due.is_late:
        return "late"
    if autopay.skips_next:
        return "asked"
    living = await tx.run(LIVING, autopay.lease_id, autopay.member_id)
    if living is None or not living.lives or living.lease_status not in ("ACTIVE", "HOLDOVER", "NOTICE_GIVEN"):
        return "moved_out"
    return None


async def owed_for(row: Any, due: Due) -> Owed:
    """Return what decides the amount of a run of the standing order `row`."""
    month = (due.period, month_after(due.period))
    owed = await pots.owed_until(row.lease_id, max(due.run_on, due.due_on), month)
    coming = await pots.coming_in(row.lease_id, row.member_id, clock.now() - LEFT_AFTER)
    mine = await pots.put_in_by(row.lease_id, row.member_id, month)
    return Owed(owed.open_minor, owed.settled_minor, coming.all_minor, mine.minor + coming.mine_minor)


async def _skip(tx: Transaction, autopay: Autopay, run: AutopayRun, why: str) -> None:
    # What was tried before keeps the payment that failed.
    tried = run.payment_id is not None
    run.status, run.why, run.retry_on = S.FAILED if tried else S.SKIPPED, why, None
    run.amount_minor = run.amount_minor if tried else 0
    await tx.save(run, "status", "why", "amount_minor", "retry_on")
    if tried and why in UNEXPECTED:
        # A second try was promised, and whoever relies on it would not pay in another way.
        (payment,) = await tx.lock(Payment, "t.id = $1", run.payment_id)
        await tell_payer(tx, payment, "failed", await today_at(tx.viewer, autopay.property_id))
    tx.record(autopay, "SKIPPED", why=why, period_start=run.period_start)
    if why == "asked":
        autopay.skips_next = False
        await tx.save(autopay, "skips_next")


async def _pay(tx: Transaction, parts: tuple[Autopay, AutopayRun, PaymentMethod], amount: int, number: int) -> UUID:
    autopay, run, saved = parts
    price = (await terms_of(autopay.currency)).offered(saved.kind)
    payment = await tx.create(
        Payment,
        property_id=autopay.property_id,
        lease_id=autopay.lease_id,
        number=f"P-{number:06}",
        payer_id=autopay.member_id,
        method=saved.kind,
        status=PaymentStatus.CREATED,
        amount_minor=amount,
        fee_minor=price.fee(amount) if price is not None else 0,
        currency=autopay.currency,
        source=PaymentSource.AUTOPAY,
        provider_account_id=saved.provider_account_id,
        payment_method_id=saved.id,
        charge_ids=[],
    )
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=PaymentStatus.CREATED)
    run.tried = 1 if run.payment_id is None else max(run.tried, 1) + 1
    run.status, run.amount_minor, run.payment_id, run.retry_on = S.STARTED, amount, payment.id, None
    await tx.save(run, "status", "amount_minor", "payment_id", "tried", "retry_on")
    return await begin(tx, payment, await account_of(tx, saved.provider_account_id), saved)
