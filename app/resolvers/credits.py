"""What lowers a debt without a payment: a charge forgiven or given up, or a credit for the lease."""

from decimal import Decimal
from uuid import UUID

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, IllegalTransition
from app.ledger.templates import Fact, credited, waived, written_off
from app.models.base import new_id
from app.models.charges import OPEN, Charge
from app.models.leases import LeaseStatus
from app.models.ledger import Credit, CreditKind
from app.resolvers import allocations
from app.resolvers.allocations import LockedLease, lock_lease, settle
from app.resolvers.billing_days import today
from app.resolvers.inputs import minor, text
from app.resolvers.ledger import open_day, post
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Once, Transaction, transaction

S = LeaseStatus
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
    await allocations.forgive(tx, charge, (kind, fact), entry)


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
