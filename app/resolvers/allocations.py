"""What settles what: credit of a lease is spent on its open charges, and money that comes on what was given up."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.ledger.accounts import Books
from app.ledger.allocation import Credit as Left
from app.ledger.allocation import Debt, Piece, allocate
from app.ledger.laws import order_of
from app.ledger.templates import Fact, allocated
from app.models.base import Row, new_id
from app.models.charges import FOLLOWED, Charge
from app.models.ledger import Allocation, Credit
from app.models.payments import Payment
from app.resolvers.billing_days import today
from app.resolvers.forgiving import given_up, reopen, save_charge
from app.resolvers.ledger import open_days, post_all
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


async def settle(tx: Transaction, lease_id: UUID, on: date | None = None, money: UUID | None = None) -> None:
    """Spend what credit a lease has on its open charges, by its order or the law's; `on` is today there unless given.

    What came earlier than it was recorded settles from the day it came: the later of both sides' days counts. `money`
    is a payment that comes in: what it leaves of the open charges is put to what was given up of others.
    """
    lease = await lock_lease(tx, lease_id)
    sources: list[Source] = [*await tx.lock(Payment, UNSPENT, lease_id), *await tx.lock(Credit, UNSPENT, lease_id)]
    if not sources:
        return
    charges = {charge.id: charge for charge in await tx.lock(Charge, OPEN, lease_id)}
    debts = [Debt(charge.id, charge.code, charge.due_on, charge.open_minor) for charge in charges.values()]
    lost = await given_up(tx, lease_id) if money in {source.id for source in sources} else []
    debts += [Debt(row.charge_id, row.code, row.due_on, row.amount_minor, is_given_up=True) for row in lost]
    meant = await _meant(tx, sources, charges)
    left = [_left(source, meant.get(source.id, ()), money) for source in sorted(sources, key=_age)]
    here = on or await today(tx.viewer, lease.time_zone)
    pieces = allocate(left, debts, order_of(lease.allocation_order, lease.jurisdiction, here))
    if pieces:
        sides = Sides({source.id: source for source in sources}, charges, here, lost)
        await _apply(tx, lease, pieces, sides)


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
    """What pieces of an allocation point at, today, and what of charges was given up."""

    sources: dict[UUID, Source]
    charges: dict[UUID, Charge]
    today: date
    lost: list[Row]

    def day(self, piece: Piece) -> date:
        """Return the first day on which both sides of a piece were there."""
        spent: date = self.sources[piece.credit_id].effective_on or self.today
        if piece.is_recovery:
            spent = max([spent, *(row.effective_on for row in self.lost if row.charge_id == piece.charge_id)])
            return spent
        return max(spent, self.charges[piece.charge_id].effective_on or self.today)


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
    # What was given up is owed again on one day, and paid on it.
    again = max((opened[day] for day, piece in zip(days, pieces, strict=True) if piece.is_recovery), default=None)
    return [
        again if piece.is_recovery and again is not None else opened[day]
        for day, piece in zip(days, pieces, strict=True)
    ]


async def _apply(tx: Transaction, lease: LockedLease, pieces: list[Piece], sides: Sides) -> None:
    ids, days = [new_id() for _ in pieces], await _days(tx, lease, pieces, sides)
    await _reopen(tx, lease, pieces, (sides, days))
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
                "is_recovery": piece.is_recovery,
            }
        )
    await tx.create_many(Allocation, rows)
    for id in dict.fromkeys(piece.credit_id for piece in pieces):
        await tx.save(sides.sources[id], "allocated_minor")
    for id in dict.fromkeys(piece.charge_id for piece in pieces):
        await save_charge(tx, sides.charges[id])


async def _reopen(tx: Transaction, lease: LockedLease, pieces: list[Piece], found: tuple[Sides, list[date]]) -> None:
    """Take back as much of what was given up as money has come for."""
    sides, days = found
    paid: dict[UUID, int] = defaultdict(int)
    for piece in pieces:
        paid[piece.charge_id] += piece.amount if piece.is_recovery else 0
    ids = sorted(id for id, amount in paid.items() if amount)
    if not ids:
        return
    day = next(day for piece, day in zip(pieces, days, strict=True) if piece.is_recovery)
    if missing := [id for id in ids if id not in sides.charges]:
        sides.charges.update({row.id: row for row in await tx.lock(Charge, "t.id = ANY($1::uuid[])", missing)})
    for id in ids:
        lost = [row for row in sides.lost if row.charge_id == id]
        await reopen(tx, lease.books, sides.charges[id], (lost, paid[id]), day)


def _left(source: Source, meant: tuple[UUID, ...], money: UUID | None) -> Left:
    return Left(source.id, source.credited_minor - source.allocated_minor, meant, recovers=source.id == money)


def _age(source: Source) -> tuple[date, UUID]:
    return (source.effective_on or source.created_at.date(), source.id)
