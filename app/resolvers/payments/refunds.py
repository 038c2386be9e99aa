"""Money goes back: asked for by the office, sent by the provider, and sometimes it comes again."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.auth.policies.payments import PaymentPolicy, RefundPolicy, terms_of
from app.auth.steps import require_step_up
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, LimitReached
from app.integrations.stripe.port import Intent, Refunded
from app.models.base import Row
from app.models.payment_terms import DEBITS, ONLINE
from app.models.payments import Payment, PaymentStatus
from app.models.provider import AttemptKind, ProviderObject
from app.models.refunds import Refund, RefundStatus
from app.money import step_of
from app.resolvers.inputs import above_zero, text
from app.resolvers.payments import books, following
from app.resolvers.payments.places import account_of, automatic_day, lock_lease, payment_by, said_on, today_at
from app.resolvers.payments.planning import plan
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Once, Transaction, transaction

P, S = PaymentStatus, RefundStatus
AMOUNT = ("input", "amount")
STATUSES = {
    "pending": S.PENDING,
    "requires_action": S.PENDING,
    "succeeded": S.SUCCEEDED,
    "failed": S.FAILED,
    "canceled": S.FAILED,
}
"""What the provider's words mean."""

UNDER_WAY = """
SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM refund WHERE payment_id = $1 AND status <> 'FAILED'
"""


async def refund(
    viewer: Viewer, payment_id: UUID, amount: tuple[Any, str], reason: str, once: Once | None
) -> list[UUID]:
    """Ask for a part of a payment to be paid back; returns the payment's id and that of the request to send.

    `amount` is a decimal and its currency. Raises `NotFound`, `Forbidden`, `BadInput`, `Conflict` for a payment that
    cannot be paid back now, `LimitReached` for more than is left of it, and `StepUpRequired`.
    """
    why = text(reason, ("input", "reason"), 500)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return [tx.replayed]
        seen = await PaymentPolicy.permitted(viewer, payment_id, PaymentPolicy.refund)
        await lock_lease(tx, seen.lease_id)
        payment = await PaymentPolicy.lock(viewer, payment_id, to=PaymentPolicy.refund)
        rules = await terms_of(payment.currency)
        wanted = above_zero(amount, payment.currency, AMOUNT)
        if wanted % (step := step_of(payment.currency)):
            raise BadInput("Money of this currency is sent in larger steps.", (*AMOUNT, "amount"), stepMinor=str(step))
        _check_refundable(payment, rules.debit_refund_days, await today_at(viewer, payment.property_id))
        gone = await tx.run(UNDER_WAY, payment.id)
        before = gone.minor if gone is not None else 0
        left = payment.amount_minor - before
        if wanted > left:
            raise LimitReached("More than is left of this payment.", AMOUNT, mostMinor=str(left))
        # In parts it is as much.
        if before + wanted > rules.proved_refund_minor:
            require_step_up(viewer)
        return [tx.done(payment.id), await _begin(tx, payment, wanted, why)]


def _check_refundable(payment: Payment, days: int, today: date) -> None:
    path = ("input", "paymentId")
    if payment.method not in ONLINE or payment.provider_account_id is None:
        raise Conflict("Only what was paid online is paid back from here.", path)
    if payment.status not in (P.SUCCEEDED, P.PARTIALLY_REFUNDED) or payment.effective_on is None:
        raise Conflict(f"A payment that is {payment.status} cannot be paid back.", path, status=str(payment.status))
    safe_from = payment.effective_on + timedelta(days=days)
    if payment.method in DEBITS and today < safe_from:
        raise Conflict(
            "The payer's bank may still take this debit back, and it would be gone twice.",
            path,
            safeFrom=safe_from.isoformat(),
        )


async def _begin(tx: Transaction, payment: Payment, minor: int, reason: str) -> UUID:
    thing = await following.thing_of(tx, payment.id)
    assert payment.provider_account_id is not None
    made = await tx.create(
        Refund,
        property_id=payment.property_id,
        lease_id=payment.lease_id,
        payment_id=payment.id,
        status=S.PENDING,
        amount_minor=minor,
        currency=payment.currency,
        reason=reason,
        asked_by=tx.viewer.member_id,
    )
    tx.record(made, "REQUESTED", reason, amount_minor=minor, currency=payment.currency)
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=payment.status)
    await books.refund_begun(tx, made, await automatic_day(tx, payment.property_id))
    metadata = {"payment_id": str(payment.id), "refund_id": str(made.id)}
    params = {"intent_id": thing.external_id, "amount_minor": minor, "currency": payment.currency, "metadata": metadata}
    about = {"refund_id": made.id}
    return await plan(tx, AttemptKind.REFUND, await account_of(tx, payment.provider_account_id), about, params)


async def answered(tx: Transaction, row: Row, found: tuple[Refunded | None, str | None], looked_at: datetime) -> None:
    """Write down what the provider answered to a request for a refund."""
    seen = await RefundPolicy.fetch(tx.viewer, row.refund_id)
    payment, refund = await _locked(tx, seen.payment_id, seen.id)
    said, code = found
    if said is not None:
        await _name(tx, payment, refund, said, looked_at)
        await apply(tx, payment, refund, said)
    elif refund.status == S.PENDING:
        await _fail(tx, payment, refund, code or "refused")


async def follow(tx: Transaction, payment: Payment, intent: Intent, looked_at: datetime) -> None:
    """Bring the refunds of a locked payment to where the provider has them, also those that were made there."""
    for said in intent.refunds:
        named = await tx.run("SELECT refund_id FROM provider_object WHERE external_id = $1", said.external_id)
        id = named.refund_id if named is not None else _ours(said)
        row = await tx.run("SELECT id FROM refund WHERE id = $1 AND payment_id = $2", id, payment.id)
        if row is not None:
            refund = await RefundPolicy.lock(tx.viewer, row.id, to=RefundPolicy.see)
        else:
            refund = await _adopted(tx, payment, said)
        if named is None:
            await _name(tx, payment, refund, said, looked_at)
        await tx.run(LOOKED, refund.id, looked_at, said.status)
        await apply(tx, payment, refund, said)
    await _forget_unheard(tx, payment)


LOOKED = "UPDATE provider_object SET looked_at = $2, status = $3, updated_at = $2 WHERE refund_id = $1"
UNHEARD = """
SELECT r.id FROM refund r JOIN payment_attempt a ON a.organization_id = r.organization_id AND a.refund_id = r.id
 WHERE r.payment_id = $1 AND r.status = 'PENDING' AND a.state = 'GIVEN_UP'
   AND NOT EXISTS (SELECT FROM provider_object o WHERE o.organization_id = r.organization_id AND o.refund_id = r.id)
 LIMIT 1
"""


async def _forget_unheard(tx: Transaction, payment: Payment) -> None:
    # Nobody answered for a day, and the provider has no such refund: it never was.
    while (row := await tx.run(UNHEARD, payment.id)) is not None:
        refund = await RefundPolicy.lock(tx.viewer, row.id, to=RefundPolicy.see)
        await _fail(tx, payment, refund, "no_answer")


def _ours(said: Refunded) -> UUID | None:
    try:
        return UUID(said.metadata.get("refund_id", ""))
    except ValueError:
        return None


async def _adopted(tx: Transaction, payment: Payment, said: Refunded) -> Refund:
    """A refund that somebody made at the provider itself is one all the same."""
    place = {"property_id": payment.property_id, "lease_id": payment.lease_id, "payment_id": payment.id}
    facts = {"status": S.PENDING, "amount_minor": said.amount_minor, "currency": payment.currency}
    made = await tx.create(Refund, **place, **facts, reason="Made at the provider.")
    await books.refund_begun(tx, made, await automatic_day(tx, payment.property_id))
    return made


async def _name(tx: Transaction, payment: Payment, refund: Refund, said: Refunded, looked_at: datetime) -> None:
    known = await tx.run("SELECT id FROM provider_object WHERE refund_id = $1", refund.id)
    if known is None:
        names = {"external_id": said.external_id, "refund_id": refund.id, "status": said.status}
        await tx.create(ProviderObject, provider_account_id=payment.provider_account_id, looked_at=looked_at, **names)


BEGUN = "SELECT effective_on FROM journal_entry WHERE organization_id = (SELECT app.current_org()) AND key = $1"


async def apply(tx: Transaction, payment: Payment, refund: Refund, said: Refunded) -> None:
    """Bring a refund, locked after its payment, to where the provider has it; what failed stays so."""
    before, to = RefundStatus(refund.status), STATUSES.get(said.status, S.PENDING)
    begun = await tx.run(BEGUN, f"refund/{refund.id}/pending")
    since = max((day for day in (payment.effective_on, begun and begun.effective_on) if day), default=None)
    on = await said_on(tx, payment, said.moved.at if said.moved is not None else None, since)
    if said.moved is not None:
        await books.provider_kept(tx, payment, said.moved, on)
    if to is before or before is S.FAILED or to is S.PENDING:
        return
    if to is S.FAILED:
        await _fail(tx, payment, refund, said.failure_code or said.status)
        return
    refund.status = to
    await tx.save(refund, "status")
    tx.record(refund, "SUCCEEDED", amount_minor=refund.amount_minor)
    await books.refund_ended(tx, refund, on)
    await books.refund_arrived(tx, payment, refund, on)
    await following.settle_refunds(tx, payment)


async def _fail(tx: Transaction, payment: Payment, refund: Refund, code: str) -> None:
    had_arrived = refund.status == S.SUCCEEDED
    refund.status, refund.failure_code = S.FAILED, code
    await tx.save(refund, "status", "failure_code")
    tx.record(refund, "FAILED", code=code)
    on = await automatic_day(tx, payment.property_id)
    if had_arrived:
        await books.refund_bounced(tx, payment, refund, on)
    else:
        await books.refund_ended(tx, refund, on)
    await following.settle_refunds(tx, payment)


async def _locked(tx: Transaction, payment_id: UUID, refund_id: UUID) -> tuple[Payment, Refund]:
    payment = await payment_by(tx, payment_id)
    return payment, await RefundPolicy.lock(tx.viewer, refund_id, to=RefundPolicy.see)
