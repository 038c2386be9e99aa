"""Money that came without the provider: cash, cheques and transfers, recorded by the office."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app import clock
from app.auth.policies.leases import LeasePartyPolicy, LeasePolicy, TenantPolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.references import seal_reference
from app.auth.secrets import Secrets
from app.auth.viewer import Viewer, house_of
from app.errors import BadInput, IllegalTransition, NotFound
from app.models.base import new_id
from app.models.payment_terms import BY_HAND
from app.models.payments import Payment, PaymentMethodKind, PaymentSource, PaymentStatus
from app.models.transitions import Transitions
from app.resolvers.inputs import above_zero, line, text
from app.resolvers.payments import books
from app.resolvers.payments.places import lock_lease, today_at
from app.resolvers.payments.telling import tell_gone, tell_received
from app.resolvers.standards import day
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Once, Transaction, next_number, transaction

P = PaymentStatus
AMOUNT, METHOD, DAY = ("input", "amount"), ("input", "method"), ("input", "receivedOn")
PAYER, REFERENCE, TO = ("input", "payerId"), ("input", "reference"), ("input", "to")
LONGEST_REFERENCE = 140

STEPS = Transitions({P.RECORDED: (P.CLEARED, P.BOUNCED, P.VOIDED), P.CLEARED: (P.BOUNCED, P.VOIDED)})
"""A cheque bounces also after somebody believed that it was good."""

GONE = {P.BOUNCED: "The bank did not pay it.", P.VOIDED: "It was recorded by mistake."}


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came by hand or by transfer; the amount is a decimal with its currency."""

    lease_id: UUID
    method: PaymentMethodKind
    amount: tuple[Decimal, str]
    received_on: date
    payer_id: UUID | None = None
    reference: str | None = None

    def checked(self) -> str | None:
        """Return the reference as it will be kept; raises `BadInput`."""
        if self.method not in BY_HAND:
            raise BadInput("By hand one records cash, cheques and bank transfers.", METHOD)
        return None if self.reference is None else line(self.reference, REFERENCE, LONGEST_REFERENCE)


async def record(secrets: Secrets, viewer: Viewer, new: Receipt, once: Once | None) -> UUID:
    """Record money that came; what is open is settled with it at once. Returns the payment's id.

    `received_on` is the accounting day. Raises `NotFound`, `Forbidden`, `BadInput`, and what a closed month raises.
    """
    id, reference = new_id(), new.checked()
    sealed = await seal_reference(secrets, viewer.organization_id, id, reference)
    number = await next_number(viewer, "payment")
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        await LeasePolicy.permitted(viewer, new.lease_id, LeasePolicy.charge)
        lease = await lock_lease(tx, new.lease_id)
        amount = above_zero(new.amount, lease.currency, AMOUNT)
        if day(new.received_on, DAY) > await today_at(viewer, lease.property_id):
            raise BadInput("Money is recorded after it has come.", DAY)
        payment = await tx.create(
            Payment,
            id=id,
            property_id=lease.property_id,
            lease_id=lease.id,
            number=f"P-{number:06}",
            payer_id=await _payer(viewer, new),
            method=new.method,
            status=P.RECORDED,
            amount_minor=amount,
            currency=lease.currency,
            source=PaymentSource.OFFICE,
            reference_sealed=sealed,
            effective_on=new.received_on,
            succeeded_at=clock.now(),
        )
        tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=P.RECORDED)
        await books.received(tx, payment, new.received_on)
        await tell_received(tx, payment, new.received_on)
        return tx.done(payment.id)


async def _payer(viewer: Viewer, new: Receipt) -> UUID | None:
    if new.payer_id is None:
        return None
    house = house_of(viewer, "the parties to the lease")
    parties = await LeasePartyPolicy.below(house, "lease_id", [new.lease_id])
    tenants = await TenantPolicy.related(house, [row.tenant_id for row in parties.get(new.lease_id, ())])
    tenant = tenants.get(new.payer_id)
    if tenant is None:
        raise NotFound("No such tenant under this lease.", PAYER)
    member_id: UUID = tenant.member_id
    return member_id


async def change_status(viewer: Viewer, id: UUID, to: PaymentStatus, reason: str | None, once: Once | None) -> UUID:
    """Say what became of money that was recorded: CLEARED, BOUNCED or VOIDED. What had been settled is open again.

    Raises `NotFound`, `Forbidden`, `IllegalTransition` and `BadInput`.
    """
    note = text(reason, ("input", "reason"), 1_000) if reason is not None else None
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        seen = await PaymentPolicy.permitted(viewer, id, PaymentPolicy.record)
        await lock_lease(tx, seen.lease_id)
        payment = await PaymentPolicy.lock(viewer, id, to=PaymentPolicy.record)
        if payment.method not in BY_HAND:
            raise IllegalTransition("What was paid online moves by itself.", TO)
        STEPS.check(PaymentStatus(payment.status), to)
        await _move(tx, payment, to, note)
        return tx.done(payment.id)


async def _move(tx: Transaction, payment: Payment, to: PaymentStatus, note: str | None) -> None:
    before = payment.status
    payment.status = to
    await tx.save(payment, "status")
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=to, note=note, **{"from": before})
    if to in GONE:
        on = await today_at(tx.viewer, payment.property_id)
        undo = books.voided if to is P.VOIDED else books.gone_again
        await undo(tx, payment, on, note or GONE[to])
    if to is P.BOUNCED:
        await tell_gone(tx, payment, "bounced", on)
