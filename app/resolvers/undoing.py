"""What settled something is undone: charges are open again, and what had paid them is free, or gone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.ledger.templates import Fact, deposit_reclaimed, waived, written_off
from app.models.base import new_id
from app.models.charges import Charge, ChargeCode, ChargeStatus
from app.models.deposits import MISSING, RECLAIMED
from app.models.leases import LeaseStatus
from app.models.ledger import Allocation, Credit, CreditKind
from app.models.payments import Payment
from app.resolvers.allocations import LockedLease, Source, lock_lease
from app.resolvers.billing_days import today
from app.resolvers.forgiving import forgive, save_charge
from app.resolvers.ledger import open_day, post, reverse_all
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Transaction

GIVEN_BACK = "It was given back, and is owed as such."
MOVED_OUT = "The lease is over, and nothing is held: no more is asked for as a deposit."
OPEN_DEPOSITS = "t.lease_id = $1 AND t.code = 'DEPOSIT' AND t.status IN ('POSTED', 'PARTIALLY_SETTLED')"
# Why a charge had been given up, and the day on which what had come for it is gone.
SAID = """
SELECT k.reason, (SELECT max(e.effective_on) FROM allocation a
                    JOIN journal_entry e ON e.organization_id = a.organization_id AND e.id = a.undone_by_id
                   WHERE a.organization_id = k.organization_id AND a.charge_id = k.charge_id AND a.is_recovery) AS day
  FROM credit k
 WHERE k.organization_id = (SELECT app.current_org()) AND k.charge_id = $1 AND k.kind = 'WRITE_OFF'
 ORDER BY k.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Undoing:
    """Why something is undone, how much of it at least, the newest first, and from which day; all of it, today."""

    reason: str
    amount: int | None = None
    on: date | None = None


async def unsettle(tx: Transaction, of: Charge | Payment | Credit, wanted: Undoing) -> list[UUID]:
    """Undo what a charge, a payment or a credit was settled with; returns the charges, which are open again.

    The row must be locked; its columns are brought up to date and written. A waiver or a write-off that is undone is
    gone: it was for that charge alone. What was given back of a deposit that is not held any more is charged, and what
    was given up before the money came is given up again.
    """
    lease = await lock_lease(tx, of.lease_id)
    undone = await tx.lock(Allocation, f"t.{of.noun}_id = $1 AND t.undone_by_id IS NULL", of.id)
    if wanted.amount is not None:
        undone = _newest(undone, wanted.amount)
    if not undone:
        return []
    here = await today(tx.viewer, lease.time_zone)
    day = await open_day(tx, wanted.on or here)
    # Before anything is undone: no deposit is held below zero, not even for a moment.
    missing = await _reclaim(tx, lease, undone, (here, day))
    entries = await reverse_all(tx, [allocation.entry_id for allocation in undone], wanted.reason, day)
    for allocation, entry_id in zip(undone, entries, strict=True):
        allocation.undone_by_id = entry_id
        await tx.save(allocation, "undone_by_id")
    charges = await _give_back(tx, undone, of)
    if not isinstance(of, Charge):
        if missing:
            await _ask_less(tx, lease, charges, missing, day)
        await _give_up_again(tx, lease, charges, undone, day)
    if isinstance(of, Payment):
        await ask_no_more(tx, lease.id)
    return [charge.id for charge in charges]


async def _give_up_again(
    tx: Transaction, lease: LockedLease, charges: list[Charge], undone: list[Allocation], day: date
) -> None:
    """Write off again what money had come for that is gone: nobody is asked for what was given up before."""
    paid: dict[UUID, int] = defaultdict(int)
    for allocation in undone:
        paid[allocation.charge_id] += allocation.amount_minor if allocation.is_recovery else 0
    for charge in sorted(charges, key=lambda charge: charge.id):
        amount = min(paid[charge.id], charge.open_minor)
        if amount:
            said = await tx.run(SAID, charge.id)
            assert said is not None, "what was recovered had been given up"
            fact = Fact(new_id(), max(day, said["day"]), amount, said["reason"])
            await forgive(tx, charge, (CreditKind.WRITE_OFF, fact), written_off(lease.books, fact, charge.code))


async def ask_no_more(tx: Transaction, lease_id: UUID, on: date | None = None) -> None:
    """Waive what is open of deposits once a lease is over and nothing is held: there is nothing left to secure.

    `on` is an open day, today unless given.
    """
    lease = await lock_lease(tx, lease_id)
    if lease.status not in (LeaseStatus.ENDED, LeaseStatus.CLOSED):
        return
    deposits = await tx.lock(Charge, OPEN_DEPOSITS, lease_id)
    held = await tx.run(MISSING, lease_id, []) if deposits else None
    if held is None or held["minor"] < 0:
        return
    day = on or await open_day(tx, await today(tx.viewer, lease.time_zone))
    for deposit in sorted(deposits, key=lambda charge: charge.id):
        fact = Fact(new_id(), day, deposit.open_minor, MOVED_OUT)
        await forgive(tx, deposit, (CreditKind.WAIVER, fact), waived(lease.books, fact, deposit.code))


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
            fact = Fact(new_id(), day, amount, GIVEN_BACK)
            await forgive(tx, deposit, (CreditKind.WAIVER, fact), waived(lease.books, fact, deposit.code))
            missing -= amount


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
