"""What can be done with charges: post them, by hand or by a rule, and take them back."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.deposits import held_by
from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, IllegalTransition
from app.ledger.accounts import Books
from app.ledger.templates import Fact, charged
from app.models.base import new_id
from app.models.charges import OWED, Charge, ChargeCode, ChargeStatus, late_since
from app.models.deposits import ASKED, RECLAIMED, Deposit
from app.models.leases import LeaseStatus
from app.resolvers.allocations import LockedLease, lock_lease, settle, settle_all
from app.resolvers.billing_days import today
from app.resolvers.inputs import minor, text
from app.resolvers.lawful import check_charge
from app.resolvers.ledger import open_day, post_all, reverse_key
from app.resolvers.undoing import Undoing, unsettle
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Once, Transaction, transaction

S = LeaseStatus
BILLABLE = (S.SIGNED, S.ACTIVE, S.HOLDOVER, S.NOTICE_GIVEN, S.ENDED)
FARTHEST = timedelta(days=3_660)
NOT_OWED = "What it was charged for was taken back."


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that made a charge, its version, what went into it, and the clause or law it rests on."""

    rule: str = "manual"
    rule_version: str = "1"
    inputs: dict[str, Any] = field(default_factory=dict)
    citation: str | None = None
    citation_url: str | None = None


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A charge to post. `amount` is above zero, in minor units of the lease's currency, `tax` included in it.

    `period` is the first day it covers and the day after the last. `columns` are more columns of its row.
    """

    code: ChargeCode
    amount: int
    due_on: date
    effective_on: date
    description: str | None = None
    period: tuple[date, date] | None = None
    tax: int = 0
    why: Why = field(default_factory=Why)
    id: UUID = field(default_factory=new_id)
    columns: dict[str, Any] = field(default_factory=dict)


async def post_charge(tx: Transaction, books: Books, new: NewCharge) -> Charge:
    """Post one charge; see `post_charges`."""
    return (await post_charges(tx, [(books, new)]))[0]


async def post_charges(tx: Transaction, wanted: list[tuple[Books, NewCharge]]) -> list[Charge]:
    """Write charges and their entries, tell, and spend what credit the leases have. At most 250 at once.

    The leases must be locked (`allocations.lock_leases`). Raises `PeriodClosed`: take `ledger.open_day` before.
    """
    rows = [_row(books, new) for books, new in wanted]
    await tx.create_many(Charge, rows)
    await post_all(
        tx,
        [
            charged(books, Fact(new.id, new.effective_on, new.amount, new.description), new.code, new.tax)
            for books, new in wanted
        ],
    )
    made = [Charge(organization_id=tx.viewer.organization_id, **row) for row in rows]
    for charge in made:
        tx.announce(charge, "STATUS_CHANGED", scope_of(charge), to=charge.status)
    await settle_all(tx, [books.lease_id for books, _ in wanted])
    return made


def _row(books: Books, new: NewCharge) -> dict[str, Any]:
    start, end = new.period or (None, None)
    why = new.why
    return {
        "id": new.id,
        "property_id": books.property_id,
        "lease_id": books.lease_id,
        "currency": books.currency,
        "code": new.code,
        "status": ChargeStatus.POSTED,
        "due_on": new.due_on,
        "effective_on": new.effective_on,
        "period_start": start,
        "period_end": end,
        "amount_minor": new.amount,
        "open_minor": new.amount,
        "tax_minor": new.tax,
        "description": new.description,
        "rule": why.rule,
        "rule_version": why.rule_version,
        "inputs": why.inputs,
        "citation": why.citation,
        "citation_url": why.citation_url,
        **new.columns,
    }


@dataclass(frozen=True, slots=True)
class ChargeByHand:
    """What a person wants charged; `amount` is an amount and its currency."""

    lease_id: UUID
    code: ChargeCode
    amount: tuple[Decimal, str]
    due_on: date
    description: str


async def create(viewer: Viewer, wanted: ChargeByHand, once: Once | None = None) -> UUID:
    """Post a charge by hand; returns its id. Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict`, `PeriodClosed`."""
    said = text(wanted.description, ("input", "description"), 500)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        await LeasePolicy.permitted(viewer, wanted.lease_id, LeasePolicy.charge)
        lease = await lock_lease(tx, wanted.lease_id)
        day = await today(tx.viewer, lease.time_zone)
        amount = _checked(wanted, lease, day)
        asked = amount + (await _deposited(tx, lease.id) if wanted.code is ChargeCode.DEPOSIT else 0)
        await check_charge(viewer, wanted.lease_id, wanted.code, asked, day)
        columns = {"late_from": late_since(wanted.due_on, day)}
        new = NewCharge(wanted.code, amount, wanted.due_on, await open_day(tx, day), said, columns=columns)
        charge = await post_charge(tx, lease.books, new)
        if wanted.code is ChargeCode.DEPOSIT:
            await _expect(tx, charge)
        return tx.done(charge.id)


async def _deposited(tx: Transaction, lease_id: UUID) -> int:
    """Return what is held of deposits and what is asked for: the law limits all of it together."""
    row = await tx.run(ASKED, lease_id)
    return (row.minor if row is not None else 0) + (await held_by([lease_id])).get(lease_id, 0)


async def _expect(tx: Transaction, charge: Charge) -> None:
    """Write down a deposit that was not agreed before: what is held for it is given back as any other."""
    if await tx.lock(Deposit, "t.lease_id = $1", charge.lease_id):
        return
    place = {"property_id": charge.property_id, "lease_id": charge.lease_id, "currency": charge.currency}
    await tx.create(Deposit, **place, agreed_minor=charge.amount_minor, charge_id=charge.id)


async def reverse(viewer: Viewer, id: UUID, reason: str, once: Once | None = None) -> UUID:
    """Take a charge back, as if it had never been; what had settled it settles others, or is the lease's credit.

    Raises `BadInput`, `NotFound`, `Forbidden`, `IllegalTransition` for what is not owed, and `Conflict` for a deposit
    that was given back.
    """
    why = text(reason, ("input", "reason"), 1_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease_id = (await ChargePolicy.permitted(viewer, id, ChargePolicy.change)).lease_id
        lease = await lock_lease(tx, lease_id)
        charge = await ChargePolicy.lock(viewer, id, to=ChargePolicy.change)
        if charge.status not in OWED:
            raise IllegalTransition(f"A charge that is {charge.status} is not taken back.", ("input", "chargeId"))
        if charge.rule == RECLAIMED:
            raise Conflict("What was given back of a deposit has left: waive what is owed.", ("input", "chargeId"))
        here = await today(viewer, lease.time_zone)
        await take_back(tx, charge, why, here)
        await take_back_fees(tx, charge, here)
        await settle(tx, lease_id)
        return tx.done(id)


async def take_back(tx: Transaction, charge: Charge, why: str, here: date) -> None:
    """Take back a locked charge that is owed, under a locked lease; what had settled it is the lease's credit again.

    `here` is today at the property. Whoever is done with the lease settles it.
    """
    await unsettle(tx, charge, Undoing(why))
    await reverse_key(tx, f"charge/{charge.id}/posted", why, await open_day(tx, here))
    charge.status, charge.open_minor = ChargeStatus.REVERSED, 0
    await tx.save(charge, "status", "open_minor")
    tx.announce(charge, "STATUS_CHANGED", scope_of(charge), to=charge.status, note=why)


async def take_back_fees(tx: Transaction, charge: Charge, here: date) -> None:
    """Take back what paying a charge late has cost, when nothing comes in its place.

    What was paid of a fee, and what a person had forgiven of it, is treated as with any charge.
    """
    owed = "t.late_charge_id = $1 AND NOT t.is_superseded AND t.status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED')"
    for late_fee in await tx.lock(Charge, owed, charge.id):
        await take_back(tx, late_fee, NOT_OWED, here)


def _checked(wanted: ChargeByHand, lease: LockedLease, today: date) -> int:
    amount = minor(*wanted.amount, lease.currency, ("input", "amount"))
    if amount == 0:
        raise BadInput("A charge is above zero.", ("input", "amount", "amount"))
    if abs(wanted.due_on - today) > FARTHEST:
        raise BadInput("A charge is due within ten years of today.", ("input", "dueOn"))
    if lease.status not in BILLABLE:
        raise Conflict(f"Nothing is charged under a lease that is {lease.status}.", ("input", "leaseId"))
    return amount
