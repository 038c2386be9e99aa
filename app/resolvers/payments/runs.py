"""Standing orders run: once for each rent month, by the calendar of the property, whoever looks and how often.

A run that was missed is made up for within a few days; after that it was not to be expected any more. What the bank
refuses for a passing reason is tried once more, days later: what is still open then of what was due on the first day,
and nothing that fell due since. What it refuses for good is not.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.auth.policies import pots
from app.auth.policies.autopay import AutopayPolicy
from app.auth.policies.payments import terms_of
from app.errors import TenantryError
from app.integrations.stripe.port import Provider
from app.models.autopay import (
    MISSED,
    WAITS,
    Autopay,
    AutopayRun,
    AutopayRunStatus,
    AutopayStatus,
    Owed,
    amount_of,
    month_after,
)
from app.models.base import Row
from app.models.leases import LeaseStatus
from app.models.payment_methods import PaymentMethod
from app.models.payments import LEFT_AFTER, Payment, PaymentSource, PaymentStatus
from app.money import Money, step_of
from app.resolvers import billing_days
from app.resolvers.payments.attempts import send
from app.resolvers.payments.calendar import ACTIVE, AGAIN, Due, again, is_due, is_missed, periods
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

TOLD_BEFORE = timedelta(days=3)
BATCH = 500
UNEXPECTED = ("payment_method", "not_offered", "late", "moved_out")
"""Why no second try is made of which the payer cannot know."""

LIVED_IN = (LeaseStatus.SIGNED, LeaseStatus.ACTIVE, LeaseStatus.HOLDOVER, LeaseStatus.NOTICE_GIVEN)
LIVING = """
SELECT l.status AS lease_status, EXISTS (
       SELECT FROM lease_party y JOIN tenant t ON t.organization_id = y.organization_id AND t.id = y.tenant_id
        WHERE y.organization_id = l.organization_id AND y.lease_id = l.id AND t.member_id = $2
          AND y.status <> 'PAST') AS lives,
       EXISTS (SELECT FROM charge_template t WHERE t.organization_id = l.organization_id AND t.lease_id = l.id
          AND t.code = 'RENT' AND t.stopped_at IS NULL AND t.billed_until <= greatest($3::date, t.starts_on)
          AND t.starts_on < $3 + interval '1 month'
          AND (t.ends_on IS NULL OR t.ends_on > $3)
          AND (l.end_on IS NULL OR l.end_on > $3 OR l.type <> 'FIXED' AND l.status <> 'NOTICE_GIVEN')) AS is_uncharged
  FROM lease l WHERE l.id = $1
"""


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
            elif is_missed(row, due, today):
                yield row.id, _miss(organization_id, due)


def _retries(provider: Provider, organization_id: UUID, rows: list[Row], now: datetime) -> Iterator[Work]:
    """Yield the second tries whose day has come."""
    for row in rows:
        today = now.astimezone(ZoneInfo(row.time_zone)).date()
        if row.retry_on <= today:
            yield row.id, _make(provider, organization_id, again(row, today))


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
        amount = taken(autopay, await owed_for(autopay, due, await billing_days.now(tx.viewer)))
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
    if kept and not _is_to_come(kept[0], due):
        return None
    why, amount, saved = await _judged(tx, autopay, due)
    if why in WAITS:
        return None
    facts = {"period_start": due.period, "run_on": due.run_on, "status": S.ANNOUNCED}
    run = kept[0] if kept else await tx.create(AutopayRun, autopay_id=autopay.id, **facts)
    run.run_on, run.why = due.run_on, None
    if why is not None or saved is None:
        await _skip(tx, autopay, run, why or "payment_method")
        return None
    return await _pay(tx, (autopay, run, saved), amount, number)


def _is_to_come(run: AutopayRun, due: Due) -> bool:
    """Say whether a run that is written down is still to be made; one that was missed, if it is due on a later day."""
    if run.status == S.SKIPPED and run.why in MISSED:
        return run.run_on < due.run_on
    return (run.status, run.retry_on) == (S.RETRYING if due.retry_on else S.ANNOUNCED, due.retry_on)


async def _miss(organization_id: UUID, due: Due) -> bool:
    """Write down why nothing came of a run that is not made up for any more."""
    async with transaction(house(organization_id)) as tx:
        await lock_lease(tx, due.lease_id)
        autopay = await AutopayPolicy.lock(tx.viewer, due.autopay_id, to=AutopayPolicy.see)
        kept = await tx.lock(AutopayRun, "t.autopay_id = $1 AND t.period_start = $2", due.autopay_id, due.period)
        if autopay.status != AutopayStatus.ACTIVE or (kept and kept[0].status != S.ANNOUNCED):
            return False
        facts = {"period_start": due.period, "run_on": due.run_on, "status": S.ANNOUNCED}
        run = kept[0] if kept else await tx.create(AutopayRun, autopay_id=autopay.id, **facts)
        run.run_on, why = due.run_on, await _left_out(tx, autopay, due)
        await _skip(tx, autopay, run, why if why in WAITS else "late")
    return False


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
    owed = await owed_for(autopay, due, await billing_days.now(tx.viewer))
    amount = taken(autopay, owed)
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
    living = await tx.run(LIVING, autopay.lease_id, autopay.member_id, due.period)
    if living is None or not living.lives or living.lease_status not in LIVED_IN:
        return "moved_out"
    if living.lease_status == LeaseStatus.SIGNED:
        return "not_begun"
    return "not_charged" if living.is_uncharged and due.retry_on is None else None


async def owed_for(row: Any, due: Due, now: datetime) -> Owed:
    """Return what decides the amount of a run of the standing order `row`, at a moment of the clock for billing."""
    month = (due.period, month_after(due.period))
    open_minor = await pots.owed_until(row.lease_id, max(due.run_on, due.due_on))
    coming = await pots.coming_in(row.lease_id, row.member_id, now - LEFT_AFTER)
    paid = await pots.paid_toward(row.lease_id, row.member_id, month, due.collected_from)
    return Owed(open_minor, paid.all_minor, coming.all_minor, paid.mine_minor + coming.mine_minor)


def taken(row: Any, owed: Owed) -> int:
    """Return what a run of the standing order `row` takes."""
    return amount_of(owed, row.share_ppm, row.cap_minor, step_of(row.currency))


async def _skip(tx: Transaction, autopay: Autopay, run: AutopayRun, why: str) -> None:
    # What was tried before keeps the payment that failed.
    tried = run.payment_id is not None
    run.status, run.why, run.retry_on = S.FAILED if tried else S.SKIPPED, why, None
    run.amount_minor = run.amount_minor if tried else 0
    await tx.save(run, "run_on", "status", "why", "amount_minor", "retry_on")
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
        fee_minor=price.fee(amount, step_of(autopay.currency)) if price is not None else 0,
        currency=autopay.currency,
        source=PaymentSource.AUTOPAY,
        provider_account_id=saved.provider_account_id,
        payment_method_id=saved.id,
        charge_ids=[],
        begun_at=await billing_days.now(tx.viewer),
    )
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=PaymentStatus.CREATED)
    run.tried = 1 if run.payment_id is None else max(run.tried, 1) + 1
    run.status, run.amount_minor, run.payment_id, run.retry_on = S.STARTED, amount, payment.id, None
    await tx.save(run, "run_on", "why", "status", "amount_minor", "payment_id", "tried", "retry_on")
    return await begin(tx, payment, await account_of(tx, saved.provider_account_id), saved)
