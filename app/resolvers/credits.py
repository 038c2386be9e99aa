"""What lowers a debt without a payment: a charge forgiven or given up, or a credit for the lease."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.credits import CreditPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.ledger import JournalEntryPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, IllegalTransition
from app.ledger.templates import Fact, credited, waived, written_off
from app.models.base import new_id
from app.models.charges import LATE_FROM, OPEN, Charge
from app.models.leases import LeaseStatus
from app.models.ledger import Credit, CreditKind
from app.resolvers import forgiving
from app.resolvers.allocations import LockedLease, lock_lease, settle
from app.resolvers.billing_days import today
from app.resolvers.inputs import minor, text
from app.resolvers.ledger import open_day, post, reverse_key
from app.resolvers.undoing import Undoing, unsettle
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Once, Transaction, transaction

S = LeaseStatus
GIVEN = ("CREDIT", "WRITE_OFF")
"""The kinds of entries by which staff lower a debt."""
LINE = ("input", "ledgerLineId")
WHOLE = """
SELECT DISTINCT c.id FROM allocation a
  JOIN charge c ON c.organization_id = a.organization_id AND c.id = a.charge_id AND c.status = 'SETTLED'
 WHERE a.organization_id = (SELECT app.current_org()) AND a.credit_id = $1 AND a.undone_by_id IS NULL
"""
OWING = (S.SIGNED, S.ACTIVE, S.HOLDOVER, S.NOTICE_GIVEN, S.ENDED)


async def forgive(viewer: Viewer, charge_id: UUID, kind: CreditKind, reason: str, once: Once | None = None) -> UUID:
    """Forgive what is open of a charge (WAIVER), or give it up as lost (WRITE_OFF); returns the charge's id.

    The charge stays, and says that it was settled. Raises `BadInput`, `NotFound`, `Forbidden`, and `IllegalTransition`
    where nothing is open: the second of two who forgive at once.
    """
    why = text(reason, ("input", "reason"), 1_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await lock_lease(tx, (await ChargePolicy.permitted(viewer, charge_id, ChargePolicy.change)).lease_id)
        charge = await ChargePolicy.lock(viewer, charge_id, to=ChargePolicy.change)
        if charge.status not in OPEN or charge.open_minor == 0:
            raise IllegalTransition("Nothing of this charge is open.", ("input", "chargeId"), status=str(charge.status))
        await _forgive(tx, lease, charge, (kind, why))
        return tx.done(charge.id)


async def _forgive(tx: Transaction, lease: LockedLease, charge: Charge, said: tuple[CreditKind, str]) -> None:
    (kind, why), amount = said, charge.open_minor
    day = await open_day(tx, await today(tx.viewer, lease.time_zone))
    fact = Fact(new_id(), day, amount, why)
    entry = (written_off if kind is CreditKind.WRITE_OFF else waived)(lease.books, fact, charge.code)
    await forgiving.forgive(tx, charge, (kind, fact), entry)


async def reverse(viewer: Viewer, line_id: UUID, reason: str, once: Once | None = None) -> UUID:
    """Take back a credit, a waiver or a write-off, by the line of the account that gave it; returns the lease's id.

    What it had settled is open again, and late from today.

    Raises `BadInput` for a line that gave nothing of the kind, `NotFound`, `Forbidden`, `IllegalTransition` for what
    does not stand any more, and `Conflict` under a lease that is closed.
    """
    why = text(reason, ("input", "reason"), 1_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        line = await JournalEntryPolicy.fetch(viewer, line_id)
        if line.source_type != "credit" or line.kind not in GIVEN:
            raise BadInput("This line is no credit, waiver or write-off.", LINE)
        seen = await CreditPolicy.permitted(viewer, line.source_id, CreditPolicy.change)
        lease = await lock_lease(tx, seen.lease_id)
        if lease.status not in OWING:
            raise Conflict(f"Under a lease that is {lease.status} nothing is owed any more.", LINE)
        credit = await CreditPolicy.lock(viewer, line.source_id, to=CreditPolicy.change)
        if credit.credited_minor == 0:
            raise IllegalTransition("It was taken back before.", LINE)
        await _take_back(tx, credit, why, await today(viewer, lease.time_zone))
        return tx.done(lease.id)


async def _take_back(tx: Transaction, credit: Credit, why: str, here: date) -> None:
    whole = [row.id for row in await tx.rows(WHOLE, credit.id)]
    await unsettle(tx, credit, Undoing(why))
    if credit.charge_id is None:
        await reverse_key(tx, f"credit/{credit.id}/granted", why, await open_day(tx, here))
        credit.credited_minor = 0
        await tx.save(credit, "credited_minor")
    tx.announce(credit, "REVERSED", scope_of(credit), note=why)
    await settle(tx, credit.lease_id)
    # Whoever was told that it is settled is not late from long ago.
    await tx.run(LATE_FROM, whole, here)


async def grant(
    viewer: Viewer, lease_id: UUID, amount: tuple[Decimal, str], reason: str, once: Once | None = None
) -> UUID:
    """Give a lease a credit, which settles what is open now and then what comes; returns the id of the credit.

    Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict` for a lease that owes nothing any more.
    """
    why = text(reason, ("input", "reason"), 1_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        await LeasePolicy.permitted(viewer, lease_id, LeasePolicy.charge)
        lease = await lock_lease(tx, lease_id)
        wanted = minor(*amount, lease.currency, ("input", "amount"))
        if wanted == 0:
            raise BadInput("A credit is above zero.", ("input", "amount", "amount"))
        if lease.status not in OWING:
            raise Conflict(f"A lease that is {lease.status} is given no credit.", ("input", "leaseId"))
        day = await open_day(tx, await today(viewer, lease.time_zone))
        fact = Fact(new_id(), day, wanted, why)
        await post(tx, credited(lease.books, fact))
        credit = await tx.create(
            Credit,
            **{"id": fact.id, "property_id": lease.property_id, "lease_id": lease.id, "kind": CreditKind.CONCESSION},
            **{"currency": lease.currency, "effective_on": day, "reason": why},
            **{"amount_minor": wanted, "credited_minor": wanted, "allocated_minor": 0},
        )
        tx.announce(credit, "GRANTED", scope_of(credit), note=why)
        await settle(tx, lease.id)
        return tx.done(credit.id)
