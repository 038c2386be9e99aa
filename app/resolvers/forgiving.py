"""What settles a part of one charge alone: it is waived or given up, and owed again as far as money comes for it."""

from datetime import date
from uuid import UUID

from app.ledger.accounts import Books
from app.ledger.entries import Entry
from app.ledger.templates import Fact, written_off
from app.models.base import Row, new_id
from app.models.charges import Charge
from app.models.ledger import Allocation, Credit, CreditKind
from app.resolvers.ledger import post, reverse_all
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Transaction
from app.words.books import RECOVERED

# What stands of write-offs of a lease, the oldest first.
GIVEN_UP = """
SELECT a.id, a.charge_id, a.credit_id, a.entry_id, a.amount_minor, k.effective_on, k.reason, c.code, c.due_on
  FROM credit k
  JOIN allocation a ON a.organization_id = k.organization_id AND a.credit_id = k.id AND a.undone_by_id IS NULL
  JOIN charge c ON c.organization_id = k.organization_id AND c.id = k.charge_id
 WHERE k.organization_id = (SELECT app.current_org()) AND k.lease_id = $1 AND k.kind = 'WRITE_OFF'
   AND k.credited_minor > 0
 ORDER BY a.id
"""


async def save_charge(tx: Transaction, charge: Charge) -> None:
    """Write how much of a charge is open, and tell those who follow it."""
    await tx.save(charge, "status", "open_minor")
    tx.announce(charge, "STATUS_CHANGED", scope_of(charge), to=charge.status)


async def forgive(tx: Transaction, charge: Charge, said: tuple[CreditKind, Fact], entry: Entry) -> None:
    """Write a credit that settles a part of one locked charge alone, by its entry."""
    kind, fact = said
    await _credit(tx, charge, said, entry)
    await save_charge(tx, charge)
    tx.record(charge, str(kind), fact.reason, amount=str(fact.amount))


async def _credit(tx: Transaction, charge: Charge, said: tuple[CreditKind, Fact], entry: Entry) -> None:
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


async def given_up(tx: Transaction, lease_id: UUID) -> list[Row]:
    """Return what stands of the write-offs of a locked lease, the oldest first."""
    found: list[Row] = await tx.rows(GIVEN_UP, lease_id)
    return found


async def reopen(tx: Transaction, books: Books, charge: Charge, lost: tuple[list[Row], int], day: date) -> None:
    """Take back so much of what was given up of a locked charge: it is open then, for the money that pays it.

    `lost` is what `given_up` says of the charge, and how much of it comes. What does not come stays given up, for the
    reason that it was. The charge is not written: whoever settles it does that.
    """
    rows, left = lost
    tx.record(charge, "RECOVERED", amount=str(left))
    for row in rows:
        if left > 0:
            rest = max(0, row.amount_minor - left)
            left -= row.amount_minor - rest
            await _take_back(tx, row, day)
            charge.settle(-row.amount_minor)
            if rest:
                fact = Fact(new_id(), day, rest, row.reason)
                await _credit(tx, charge, (CreditKind.WRITE_OFF, fact), written_off(books, fact, charge.code))


async def _take_back(tx: Transaction, row: Row, day: date) -> None:
    (entry_id,) = await reverse_all(tx, [row.entry_id], RECOVERED, day)
    (allocation,) = await tx.lock(Allocation, "t.id = $1", row.id)
    (credit,) = await tx.lock(Credit, "t.id = $1", row.credit_id)
    allocation.undone_by_id = entry_id
    await tx.save(allocation, "undone_by_id")
    credit.credited_minor = credit.allocated_minor = 0
    await tx.save(credit, "credited_minor", "allocated_minor")
