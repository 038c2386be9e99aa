"""What settles what: credit of a lease is spent on its open charges, and the spending can be undone."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.ledger.accounts import Books
from app.ledger.allocation import Credit as Left
from app.ledger.allocation import Debt, Piece, allocate
from app.ledger.entries import Entry
from app.ledger.laws import order_of
from app.ledger.templates import Fact, allocated, deposit_reclaimed, waived
from app.models.base import new_id
from app.models.charges import FOLLOWED, Charge, ChargeCode, ChargeStatus
from app.models.deposits import MISSING, RECLAIMED
from app.models.ledger import Allocation, Credit, CreditKind
from app.models.payments import Payment
from app.resolvers.billing_days import today
from app.resolvers.ledger import open_day, open_days, post, post_all, reverse_all
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Transaction

LEASES = """
SELECT l.id, l.property_id, l.currency, l.status, l.allocation_order, p.time_zone, p.jurisdiction
  FROM lease l JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
 WHERE l.organization_id = (SELECT app.current_org()) AND l.id = ANY($1::uuid[])
 ORDER BY l.id FOR NO KEY UPDATE OF l
"""
RICH = """
SELECT lease_id FROM payment WHERE organization_id = (SELECT app.current_org()) AND lease_id = ANY($1::uuid[])
   AND allocated_minor < credited_minor
UNION SELECT lease_id FROM credit WHERE organization_id = (SELECT app.current_org()) AND lease_id = ANY($1::uuid[])
   AND allocated_minor < credited_minor
"""
# When what settled a charge, and what a source was spent on, was last undone after a day.
UNDONE = """
SELECT x.id, max(r.effective_on) AS day
  FROM journal_entry r
  JOIN journal_entry e ON e.organization_id = r.organization_id AND e.id = r.reverses_id
  JOIN allocation a ON a.organization_id = e.organization_id AND a.id = e.source_id AND e.source_type = 'allocation'
 CROSS JOIN LATERAL (VALUES (a.charge_id), (a.payment_id), (a.credit_id)) x (id)
 WHERE r.organization_id = (SELECT app.current_org()) AND r.lease_id = $1 AND r.effective_on > $2 AND x.id IS NOT NULL
 GROUP BY x.id
"""
MEANT = f"""
SELECT y.id, {FOLLOWED} AS charge_ids FROM payment y
 WHERE y.organization_id = (SELECT app.current_org()) AND y.id = ANY($1::uuid[])
"""
UNSPENT = "t.lease_id = $1 AND t.allocated_minor < t.credited_minor"
OPEN = "t.lease_id = $1 AND t.status IN ('POSTED', 'PARTIALLY_SETTLED')"

Source = Payment | Credit


@dataclass(frozen=True, slots=True)
class LockedLease:
    """A lease whose money nobody else moves until the transaction ends."""

    id: UUID
    property_id: UUID
    currency: str
    status: str
    allocation_order: str
    time_zone: str
    jurisdiction: str

    @property
    def books(self) -> Books:
        """Return where its entries are written."""
        return Books(self.property_id, self.id, self.currency)


async def lock_leases(tx: Transaction, ids: list[UUID]) -> dict[UUID, LockedLease]:
    """Lock the money of leases, in the order of their ids, for verbs that a policy has let in already.

    Whatever moves money of a lease does this first: nothing else about it needs a lock.
    """
    return {row.id: LockedLease(**dict(row.items())) for row in await tx.rows(LEASES, sorted(set(ids)))}


async def lock_lease(tx: Transaction, id: UUID) -> LockedLease:
    """Lock the money of one lease, as `lock_leases` does."""
    return (await lock_leases(tx, [id]))[id]


async def settle(tx: Transaction, lease_id: UUID, on: date | None = None) -> None:
    """Spend what credit a lease has on its open charges, by its order or the law's; `on` is today there unless given.

    What came earlier than it was recorded settles from the day it came: the later of both sides' days counts.
    """
    lease = await lock_lease(tx, lease_id)
    sources: list[Source] = [*await tx.lock(Payment, UNSPENT, lease_id), *await tx.lock(Credit, UNSPENT, lease_id)]
    if not sources:
        return
    charges = {charge.id: charge for charge in await tx.lock(Charge, OPEN, lease_id)}
    debts = [Debt(charge.id, charge.code, charge.due_on, charge.open_minor) for charge in charges.values()]
    meant = await _meant(tx, sources, charges)
    left = [_left(source, meant.get(source.id, ())) for source in sorted(sources, key=_age)]
    here = on or await today(tx.viewer, lease.time_zone)
    pieces = allocate(left, debts, order_of(lease.allocation_order, lease.jurisdiction, here))
    if pieces:
        await _apply(tx, lease, pieces, Sides({source.id: source for source in sources}, charges, here))


async def _meant(tx: Transaction, sources: list[Source], charges: dict[UUID, Charge]) -> dict[UUID, tuple[UUID, ...]]:
    """Return the charges that payments are meant for; one that was charged anew leaves its place to its successor."""
    meant = {source.id: tuple(source.charge_ids) for source in sources if isinstance(source, Payment)}
    gone = [id for id, wanted in meant.items() if not charges.keys() >= set(wanted)]
    rows = await tx.rows(MEANT, gone) if gone else []
    return meant | {row.id: tuple(row.charge_ids) for row in rows}


async def settle_all(tx: Transaction, lease_ids: list[UUID]) -> None:
    """Settle those of the leases that have credit."""
    for row in await tx.rows(RICH, lease_ids):
        await settle(tx, row["lease_id"])


@dataclass(frozen=True, slots=True)
class Sides:
    """What pieces of an allocation point at, and today."""

    sources: dict[UUID, Source]
    charges: dict[UUID, Charge]
    today: date

    def day(self, piece: Piece) -> date:
        """Return the first day on which both sides of a piece were there."""
        days = (self.sources[piece.credit_id].effective_on, self.charges[piece.charge_id].effective_on)
        return max(day or self.today for day in days)


async def _days(tx: Transaction, lease: LockedLease, pieces: list[Piece], sides: Sides) -> list[date]:
    """Return the day from which each piece counts: never before either side was free, nor in a month that is closed."""
    days = [sides.day(piece) for piece in pieces]
    if min(days) < sides.today:
        free = {row.id: row.day for row in await tx.rows(UNDONE, lease.id, min(days))}
        days = [
            max(day, *(free.get(id, day) for id in (piece.credit_id, piece.charge_id)))
            for day, piece in zip(days, pieces, strict=True)
        ]
    opened = await open_days(tx, set(days))
    return [opened[day] for day in days]


async def _apply(tx: Transaction, lease: LockedLease, pieces: list[Piece], sides: Sides) -> None:
    ids, days = [new_id() for _ in pieces], await _days(tx, lease, pieces, sides)
    entries = [
        allocated(lease.books, Fact(id, day, piece.amount), sides.charges[piece.charge_id].code)
        for id, day, piece in zip(ids, days, pieces, strict=True)
    ]
    rows = []
    for id, piece, entry_id in zip(ids, pieces, await post_all(tx, entries), strict=True):
        source = sides.sources[piece.credit_id]
        source.allocated_minor += piece.amount
        sides.charges[piece.charge_id].settle(piece.amount)
        rows.append(
            {
                "id": id,
                "property_id": lease.property_id,
                "lease_id": lease.id,
                "charge_id": piece.charge_id,
                "payment_id": source.id if isinstance(source, Payment) else None,
                "credit_id": source.id if isinstance(source, Credit) else None,
                "amount_minor": piece.amount,
                "entry_id": entry_id,
            }
        )
    await tx.create_many(Allocation, rows)
    for id in dict.fromkeys(piece.credit_id for piece in pieces):
        await tx.save(sides.sources[id], "allocated_minor")
    for id in dict.fromkeys(piece.charge_id for piece in pieces):
        await save_charge(tx, sides.charges[id])


async def save_charge(tx: Transaction, charge: Charge) -> None:
    """Write how much of a charge is open, and tell those who follow it."""
    await tx.save(charge, "status", "open_minor")
    tx.announce(charge, "STATUS_CHANGED", scope_of(charge), to=charge.status)


async def unsettle(tx: Transaction, of: Charge | Payment | Credit, reason: str, amount: int | None = None) -> None:
    """Undo what a charge, a payment or a credit was settled with; the charges are open again.

    With `amount`, undo the newest only, until so much is free. The row must be locked; its columns are brought up to
    date and written. A waiver or a write-off that is undone is gone: it was for that charge alone. What was given back
    of a deposit that is not held any more is charged.
    """
    lease = await lock_lease(tx, of.lease_id)
    undone = await tx.lock(Allocation, f"t.{of.noun}_id = $1 AND t.undone_by_id IS NULL", of.id)
    if amount is not None:
        undone = _newest(undone, amount)
    if not undone:
        return
    here = await today(tx.viewer, lease.time_zone)
    day = await open_day(tx, here)
    # Before anything is undone: no deposit is held below zero, not even for a moment.
    missing = await _reclaim(tx, lease, undone, (here, day))
    entries = await reverse_all(tx, [allocation.entry_id for allocation in undone], reason, day)
    for allocation, entry_id in zip(undone, entries, strict=True):
        allocation.undone_by_id = entry_id
        await tx.save(allocation, "undone_by_id")
    charges = await _give_back(tx, undone, of)
    if missing and not isinstance(of, Charge):
        await _ask_less(tx, lease, charges, missing, day)


async def _reclaim(tx: Transaction, lease: LockedLease, undone: list[Allocation], days: tuple[date, date]) -> int:
    """Charge what was given back of a deposit beyond what will be left of what had paid it; returns how much.

    `days` are today and the day of the entries.
    """
    row = await tx.run(MISSING, lease.id, [allocation.id for allocation in undone])
    missing = max(0, row["minor"]) if row is not None else 0
    if missing:
        charge = await tx.create(
            Charge,
            **{"property_id": lease.property_id, "lease_id": lease.id, "currency": lease.currency},
            **{"code": ChargeCode.OTHER, "status": ChargeStatus.POSTED, "amount_minor": missing, "open_minor": missing},
            **{"due_on": days[0], "effective_on": days[1], "rule": RECLAIMED},
        )
        await post(tx, deposit_reclaimed(lease.books, Fact(charge.id, days[1], missing)))
        tx.announce(charge, "STATUS_CHANGED", scope_of(charge), to=charge.status)
    return missing


async def _ask_less(tx: Transaction, lease: LockedLease, charges: list[Charge], missing: int, day: date) -> None:
    """Ask so much less of the deposits that are open again: it is owed as what was given back."""
    deposits = [charge for charge in charges if charge.code == ChargeCode.DEPOSIT]
    for deposit in sorted(deposits, key=lambda charge: charge.id):
        amount = min(missing, deposit.open_minor)
        if amount:
            fact = Fact(new_id(), day, amount, "It was given back, and is owed as such.")
            await forgive(tx, deposit, (CreditKind.WAIVER, fact), waived(lease.books, fact, deposit.code))
            missing -= amount


async def forgive(tx: Transaction, charge: Charge, said: tuple[CreditKind, Fact], entry: Entry) -> None:
    """Write a credit that settles a part of one locked charge alone, by its entry."""
    kind, fact = said
    entry_id = await post(tx, entry)
    place = {"property_id": charge.property_id, "lease_id": charge.lease_id, "charge_id": charge.id}
    await tx.create(
        Credit,
        **{"id": fact.id, "kind": kind, "currency": charge.currency, "effective_on": fact.on, "reason": fact.reason},
        **{"amount_minor": fact.amount, "credited_minor": fact.amount, "allocated_minor": fact.amount, **place},
    )
    await tx.create(Allocation, **place, credit_id=fact.id, amount_minor=fact.amount, entry_id=entry_id)
    charge.settle(fact.amount)
    await save_charge(tx, charge)
    tx.record(charge, str(kind), fact.reason, amount=str(fact.amount))


def _newest(allocations: list[Allocation], amount: int) -> list[Allocation]:
    found: list[Allocation] = []
    for allocation in sorted(allocations, key=lambda one: one.id, reverse=True):
        if amount <= 0:
            break
        found.append(allocation)
        amount -= allocation.amount_minor
    return found


async def _give_back(tx: Transaction, undone: list[Allocation], of: Source | Charge) -> list[Charge]:
    """Open what was settled, and free what was spent; returns the charges."""
    rows: dict[UUID | None, Any] = {of.id: of}
    for model, column in ((Charge, "charge_id"), (Payment, "payment_id"), (Credit, "credit_id")):
        ids = {getattr(allocation, column) for allocation in undone} - {None, of.id}
        if ids:
            rows |= {row.id: row for row in await tx.lock(model, "t.id = ANY($1::uuid[])", sorted(ids))}
    for allocation in undone:
        charge, source = rows[allocation.charge_id], rows[allocation.payment_id or allocation.credit_id]
        charge.settle(-allocation.amount_minor)
        source.allocated_minor -= allocation.amount_minor
        if isinstance(source, Credit) and source.charge_id is not None:
            source.credited_minor -= allocation.amount_minor
    for row in rows.values():
        if isinstance(row, Charge):
            await save_charge(tx, row)
        else:
            await tx.save(row, "allocated_minor", *(("credited_minor",) if isinstance(row, Credit) else ()))
    return [row for row in rows.values() if isinstance(row, Charge)]


def _left(source: Source, meant: tuple[UUID, ...]) -> Left:
    return Left(source.id, source.credited_minor - source.allocated_minor, meant)


def _age(source: Source) -> tuple[date, UUID]:
    return (source.effective_on or source.created_at.date(), source.id)
