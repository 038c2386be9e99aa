"""What a lease charges again and again: its rent from signing on, and whatever is agreed beside it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.charge_templates import ChargeTemplatePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Viewer, house_of
from app.errors import BadInput, Conflict, LimitReached, Unlawful
from app.ledger.laws import law_of
from app.ledger.proration import Period
from app.models.charge_templates import LEAD_DAYS, ChargeTemplate, Frequency, RentStep, TemplateCode
from app.models.leases import BINDING, Lease
from app.models.paging import equals
from app.resolvers.billing import bill, billed_end
from app.resolvers.billing_days import today
from app.resolvers.inputs import expected, minor, text
from app.resolvers.standards import day
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import Once, Transaction, transaction

MOST = 50
"""Templates of one lease."""

Amount = tuple[Decimal, str]

CHANGED = """
UPDATE charge_template SET is_changed = true, next_bill_on = $2
 WHERE organization_id = (SELECT app.current_org()) AND lease_id = $1
"""
LAST_STEP = """
SELECT max(s.starts_on) AS day FROM rent_step s JOIN charge_template t
    ON t.organization_id = s.organization_id AND t.id = s.template_id AND t.code = 'RENT'
 WHERE s.organization_id = (SELECT app.current_org()) AND s.lease_id = $1
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to charge again and again. `amount` is that of a full period, and its currency."""

    lease_id: UUID
    code: TemplateCode
    amount: Amount
    starts_on: date
    ends_on: date | None = None
    frequency: Frequency = Frequency.MONTHLY
    due_day: int | None = None
    lead_days: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What shall be different; None stays. A new amount counts from `amount_from`, the first day of it."""

    amount: Amount | None = None
    amount_from: date | None = None
    due_day: int | None = None
    lead_days: int | None = None
    description: str | None = None
    bill_from: date | None = None


async def create(viewer: Viewer, wanted: Wanted, once: Once | None = None) -> UUID:
    """Charge something again and again; returns the id of the template.

    Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict` for a lease that binds nobody, `LimitReached`.
    """
    said = text(wanted.description, ("input", "description"), 500) if wanted.description is not None else None
    if wanted.code is TemplateCode.RENT:
        raise BadInput("Rent is charged from signing on; changeRent changes it.", ("input", "code"))
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await _binding(viewer, wanted.lease_id)
        await _check_count(viewer, lease.id)
        _check_days(wanted, lease)
        template = await _make(tx, lease, wanted, minor(*wanted.amount, lease.currency, ("input", "amount")), said)
        await _tell(tx, lease, template, "CREATED")
        await bill(tx, [lease.id])
        return tx.done(template.id)


async def update(
    viewer: Viewer, id: UUID, wanted: Changed, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Change a template. With `bill_from`, one that was stopped goes on, and charges from that day.

    Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict`.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        template, lease = await _locked(viewer, id)
        expected(template, expected_version)
        here = await _today(viewer, lease)
        if wanted.description is not None:
            template.description = text(wanted.description, ("input", "description"), 500)
        template.due_day = _within(wanted.due_day, 1, 31, "dueDay") or template.due_day
        if wanted.lead_days is not None:
            template.lead_days = _within(wanted.lead_days, 0, 60, "leadDays") or 0
        if wanted.bill_from is not None:
            _go_on(template, wanted.bill_from)
        if wanted.amount is not None:
            if template.code == TemplateCode.RENT:
                raise BadInput("changeRent changes the rent.", ("input", "amount"))
            await _price(tx, template, minor(*wanted.amount, lease.currency, ("input", "amount")), wanted.amount_from)
        template.is_changed, template.next_bill_on = True, here
        columns = ("description", "due_day", "lead_days", "billed_until", "stopped_at", "is_changed", "next_bill_on")
        await tx.save(template, *columns)
        await _tell(tx, lease, template, "UPDATED")
        await bill(tx, [lease.id])
        return tx.done(template.id)


async def end(viewer: Viewer, id: UUID, ends_on: date, once: Once | None = None) -> UUID:
    """Charge it no more from a day on; what was charged beyond is taken back. Raises as `update` does."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        template, lease = await _locked(viewer, id)
        if template.code == TemplateCode.RENT:
            raise BadInput("Rent ends with the lease.", ("input", "templateId"))
        template.ends_on = max(day(ends_on, ("input", "endsOn")), template.starts_on)
        template.is_changed, template.next_bill_on = True, await _today(viewer, lease)
        await tx.save(template, "ends_on", "is_changed", "next_bill_on")
        await _tell(tx, lease, template, "ENDED")
        await bill(tx, [lease.id])
        return tx.done(template.id)


async def change_rent(
    viewer: Viewer, lease_id: UUID, amount: Amount, starts_on: date, once: Once | None = None
) -> UUID:
    """Let another rent count from a day on; returns the id of the lease.

    Raises `BadInput` for a day that has gone, `NotFound`, `Forbidden`, `Conflict`, and `Unlawful` with its citation
    for one that comes too soon.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await _binding(viewer, lease_id, but=LeasePolicy.change)
        here = await _today(viewer, lease)
        rent = minor(*amount, lease.currency, ("input", "rent"))
        if day(starts_on, ("input", "startsOn")) < here:
            raise BadInput("A new rent counts from today at the earliest.", ("input", "startsOn"), today=str(here))
        await _check_lawful(tx, lease, here, starts_on)
        (template,) = await tx.lock(ChargeTemplate, "t.lease_id = $1 AND t.code = 'RENT'", lease.id)
        await _price(tx, template, rent, starts_on)
        template.is_changed, template.next_bill_on = True, here
        await tx.save(template, "billed_until", "is_changed", "next_bill_on")
        if starts_on == here:
            lease.rent_minor = rent
            await tx.save(lease, "rent_minor")
        tx.announce(lease, "UPDATED", of_lease(lease), changed=["rent"])
        await bill(tx, [lease.id])
        return tx.done(lease.id)


async def begin(tx: Transaction, lease: Lease, since: date | None = None) -> None:
    """Let a lease that was just signed charge its rent, from its first day or from `since`."""
    wanted = Wanted(lease.id, TemplateCode.RENT, (Decimal(0), lease.currency), since or lease.start_on)
    await _make(tx, lease, wanted, lease.rent_minor, None)
    await bill(tx, [lease.id])


async def follow(tx: Transaction, lease: Lease) -> None:
    """Charge by what the lease says now: it ends on another day, or goes on, or was cancelled."""
    await tx.run(CHANGED, lease.id, await _today(tx.viewer, lease))
    await bill(tx, [lease.id])


async def _binding(viewer: Viewer, id: UUID, but: object = None) -> Lease:
    rule = LeasePolicy.change if but is not None else LeasePolicy.charge
    lease = await LeasePolicy.lock(viewer, id, to=rule)
    if lease.status not in BINDING:
        raise Conflict("The lease binds nobody: nothing is agreed.", ("input", "leaseId"), status=str(lease.status))
    return lease


async def _locked(viewer: Viewer, id: UUID) -> tuple[ChargeTemplate, Lease]:
    """Lock the lease before the template, as everybody does who charges."""
    row = await ChargeTemplatePolicy.permitted(viewer, id, ChargeTemplatePolicy.change)
    house = Viewer.system_of(row.organization_id, "the lease of a template")
    lease = await LeasePolicy.lock(house, row.lease_id, to=LeasePolicy.charge)
    return await ChargeTemplatePolicy.lock(viewer, id, to=ChargeTemplatePolicy.change), lease


async def _today(viewer: Viewer, lease: Lease) -> date:
    house = Viewer.system_of(lease.organization_id, "the day at a property")
    place = await PropertyPolicy.fetch(house, lease.property_id)
    return await today(viewer, place.time_zone)


async def _check_count(viewer: Viewer, lease_id: UUID) -> None:
    if await ChargeTemplatePolicy.count(house_of(viewer, "a limit"), [equals("lease_id", lease_id)]) >= MOST:
        raise LimitReached(f"A lease charges at most {MOST} things.", ("input", "leaseId"), maximum=MOST)


def _check_days(wanted: Wanted, lease: Lease) -> None:
    _within(wanted.due_day, 1, 31, "dueDay")
    _within(wanted.lead_days, 0, 60, "leadDays")
    if day(wanted.starts_on, ("input", "startsOn")) < lease.start_on:
        said = "Nothing is charged before the lease begins."
        raise BadInput(said, ("input", "startsOn"), startOn=str(lease.start_on))
    if wanted.ends_on is not None and day(wanted.ends_on, ("input", "endsOn")) <= wanted.starts_on:
        raise BadInput("The end is the day after the last one, and after the first.", ("input", "endsOn"))
    over = billed_end(lease)
    if over is not None and wanted.starts_on >= over:
        raise BadInput("The lease is over by then.", ("input", "startsOn"), endOn=str(over))


def _within(value: int | None, least: int, most: int, name: str) -> int | None:
    if value is not None and not least <= value <= most:
        raise BadInput(f"From {least} to {most}.", ("input", name), minimum=least, maximum=most)
    return value


def _go_on(template: ChargeTemplate, bill_from: date) -> None:
    if day(bill_from, ("input", "billFrom")) < template.billed_until and template.stopped_at is None:
        raise BadInput("These days are charged already.", ("input", "billFrom"), billedUntil=str(template.billed_until))
    template.billed_until = max(bill_from, template.starts_on)
    template.stopped_at = None


async def _make(tx: Transaction, lease: Lease, wanted: Wanted, amount: int, said: str | None) -> ChargeTemplate:
    # What is agreed beside the rent for days gone by is in the books from today: a statement of then stays true.
    template = await tx.create(ChargeTemplate, **columns_of(lease, wanted, said), is_changed=wanted.code != "RENT")
    step = {**place_of(lease), "template_id": template.id, "starts_on": wanted.starts_on}
    await tx.create(RentStep, **step, amount_minor=amount)
    return template


def place_of(lease: Lease) -> dict[str, UUID]:
    """Return which lease something belongs to."""
    return {"property_id": lease.property_id, "lease_id": lease.id}


def columns_of(lease: Lease, wanted: Wanted, said: str | None = None) -> dict[str, Any]:
    """Return the columns of a new template."""
    return {
        **place_of(lease),
        "code": wanted.code,
        "description": said,
        "frequency": wanted.frequency,
        "currency": lease.currency,
        "due_day": wanted.due_day or lease.due_day,
        "lead_days": LEAD_DAYS if wanted.lead_days is None else wanted.lead_days,
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "billed_until": wanted.starts_on,
        "next_bill_on": wanted.starts_on - timedelta(days=60),
    }


async def _price(tx: Transaction, template: ChargeTemplate, amount: int, starts_on: date | None) -> None:
    if starts_on is None:
        raise BadInput("A new amount needs the day from which it counts.", ("input", "amountFrom"))
    starts_on = max(day(starts_on, ("input", "amountFrom")), template.starts_on)
    steps = sorted(await tx.lock(RentStep, "t.template_id = $1", template.id), key=lambda step: step.starts_on)
    before = [step for step in steps if step.starts_on <= starts_on] or steps
    if before and before[-1].amount_minor == 0:
        # What cost nothing was passed over, and may cost something now.
        first = Period.around(starts_on, template.frequency.months).start
        template.billed_until = min(template.billed_until, max(first, template.starts_on))
    if before and before[-1].starts_on == starts_on:
        before[-1].amount_minor = amount
        await tx.save(before[-1], "amount_minor")
        return
    place = {"property_id": template.property_id, "lease_id": template.lease_id, "template_id": template.id}
    await tx.create(RentStep, **place, starts_on=starts_on, amount_minor=amount, is_applied=False)


async def _check_lawful(tx: Transaction, lease: Lease, here: date, starts_on: date) -> None:
    house = Viewer.system_of(lease.organization_id, "the law of a place")
    place = await PropertyPolicy.fetch(house, lease.property_id)
    law = law_of(place.jurisdiction, here)
    if law is None or law.rent is None:
        return
    last = await tx.run(LAST_STEP, lease.id)
    earliest = law.rent.earliest(here, last["day"] if last is not None else None)
    if starts_on < earliest:
        raise Unlawful(
            f"A new rent counts from {earliest} at the earliest here.",
            ("input", "startsOn"),
            law.rent.citation,
            law.version,
            earliest=str(earliest),
        )


async def _tell(tx: Transaction, lease: Lease, template: ChargeTemplate, deed: str) -> None:
    tx.record(template, deed)
    tx.announce(lease, "UPDATED", of_lease(lease), changed=["chargeTemplates"])
