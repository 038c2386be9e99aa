"""What a charge that is charged anew leaves to its successor: its fees, since when it is late, what was forgiven."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.ledger.schedule import Due
from app.ledger.templates import Fact, waived, written_off
from app.models.base import Row, new_id
from app.models.charges import Charge, late_since
from app.models.ledger import CreditKind
from app.resolvers.allocations import LockedLease
from app.resolvers.charges import take_back, take_back_fees
from app.resolvers.forgiving import forgive
from app.resolvers.ledger import open_day
from app.subscriptions.transaction import Transaction

WHY = "the lease or its price has changed"
FORGIVEN = """
SELECT k.kind, a.amount_minor, k.reason
  FROM allocation a
  JOIN credit k ON k.organization_id = a.organization_id AND k.id = a.credit_id AND k.charge_id = a.charge_id
 WHERE a.organization_id = (SELECT app.current_org()) AND a.charge_id = $1 AND a.undone_by_id IS NULL
   AND k.kind IN ('WAIVER', 'WRITE_OFF')
 ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class Estate:
    """A charge as it was before it was taken back, the fees for it, and what a person had forgiven of it."""

    amount_minor: int
    open_minor: int
    late_from: date | None
    fees: list[UUID]
    forgiven: list[Row]

    def late_since(self, due: Due, today: date) -> date | None:
        """Return from which day its successor can be late, None for the day it is due.

        What was owed, and is no more now, stays as late as it was; so does what had cost a fee. Whatever was not asked
        for before is not late before today.
        """
        if self.open_minor and (self.fees or due.amount_minor <= self.amount_minor):
            return late_since(due.due_on, self.late_from or due.due_on)
        return late_since(due.due_on, max(self.late_from or today, today))


async def supersede(tx: Transaction, charge: Charge, here: date, *, has_heir: bool) -> Estate:
    """Take a locked charge back in order to charge it right, today at the property; returns what it leaves.

    Where nothing comes in its place, its fees are taken back with it.
    """
    if not has_heir:
        await take_back_fees(tx, charge, here)
    fees = await tx.lock(Charge, "t.late_charge_id = $1 AND NOT t.is_superseded", charge.id)
    forgiven = await tx.rows(FORGIVEN, charge.id)
    ids = [fee.id for fee in fees]
    left = Estate(charge.amount_minor, charge.open_minor, charge.late_from, ids, forgiven)
    charge.is_superseded = True
    await tx.save(charge, "is_superseded")
    await take_back(tx, charge, WHY, here)
    return left


async def inherit(tx: Transaction, estate: Estate, heir: UUID, lease: LockedLease, here: date) -> None:
    """Let a charge that was posted have what the one before it has left: a step of a fee is charged once for both.

    What was forgiven stays so, as far as that much is open of the new charge.
    """
    for fee in await tx.lock(Charge, "t.id = ANY($1::uuid[])", estate.fees) if estate.fees else []:
        fee.late_charge_id = heir
        await tx.save(fee, "late_charge_id")
    if not estate.forgiven:
        return
    (charge,) = await tx.lock(Charge, "t.id = $1", heir)
    day = await open_day(tx, here)
    for said in estate.forgiven:
        amount = min(said.amount_minor, charge.open_minor)
        if amount:
            kind, fact = CreditKind(said.kind), Fact(new_id(), day, amount, said.reason)
            make = written_off if kind is CreditKind.WRITE_OFF else waived
            await forgive(tx, charge, (kind, fact), make(lease.books, fact, charge.code))
