"""A payment follows what the provider says of it: by what was looked up, never by what an event claims.

Any number of looks, in any order and twice, end in the same: a look that began before the newest one that was written
down is not written down any more, and money that has come is never forgotten.
"""

import logging
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.payments import RefundPolicy
from app.errors import Conflict
from app.integrations.stripe.port import Intent
from app.models.payment_terms import DEBITS
from app.models.payments import Payment, PaymentSource, PaymentStatus
from app.models.provider import ProviderObject
from app.models.refunds import RefundStatus
from app.resolvers.payments import books, retries, returns
from app.resolvers.payments.hooks import tell_payer
from app.resolvers.payments.places import automatic_day, came_on, sent_on
from app.resolvers.payments.telling import tell_received
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Transaction

logger = logging.getLogger("tenantry.payments")

P = PaymentStatus

STATUSES = {
    "requires_payment_method": P.REQUIRES_ACTION,
    "requires_confirmation": P.REQUIRES_ACTION,
    "requires_action": P.REQUIRES_ACTION,
    "processing": P.PROCESSING,
    "requires_capture": P.PROCESSING,
    "succeeded": P.SUCCEEDED,
    "canceled": P.CANCELLED,
}
"""What the provider's words mean; what comes after success is read off objections and refunds."""

OPEN = (P.CREATED, P.REQUIRES_ACTION, P.PROCESSING, P.FAILED)
"""Where the provider can still move a payment: one that failed can be tried again until it is cancelled."""

OVER = (P.CANCELLED, P.EXPIRED)
RECEIVED = (P.SUCCEEDED, P.PARTIALLY_REFUNDED, P.REFUNDED)
"""The money is there, or was sent back by us."""

SENT = (P.PROCESSING, P.SUCCEEDED)
"""Where the payer has done their part."""

SECRET = (P.REQUIRES_ACTION, P.FAILED)
EXPIRED = "expired"


class Outdated(Conflict):
    """Somebody has looked later than this, and it is written down: look again."""


async def thing_of(tx: Transaction, payment_id: UUID) -> ProviderObject:
    """Return what the provider calls a payment, locked."""
    row = await tx.run("SELECT * FROM provider_object WHERE payment_id = $1 FOR UPDATE", payment_id)
    assert row is not None, "a payment that was begun has a name at the provider"
    return ProviderObject._init_from_db(**dict(row.items()))


async def apply(tx: Transaction, payment: Payment, thing: ProviderObject, intent: Intent, looked_at: datetime) -> None:
    """Bring a locked payment to where the provider has it. Raises `Outdated`."""
    if thing.looked_at is not None and looked_at < thing.looked_at:
        raise Outdated("This was looked at again meanwhile.")
    to = _status(payment, intent)
    await _move(tx, payment, to, intent)
    if payment.status in (*RECEIVED, P.DISPUTED, P.RETURNED, P.CHARGED_BACK):
        await _after_success(tx, payment, intent)
    thing.status, thing.looked_at = intent.status, looked_at
    thing.client_secret = intent.client_secret if payment.status in SECRET else None
    await tx.save(thing, "status", "looked_at", "client_secret")


def _status(payment: Payment, intent: Intent) -> PaymentStatus:
    to = STATUSES.get(intent.status, P.PROCESSING)
    if to is P.REQUIRES_ACTION and intent.status == "requires_payment_method" and intent.failure_code:
        return P.FAILED
    if to is P.CANCELLED:
        if payment.status == P.FAILED:
            return P.FAILED
        return P.EXPIRED if payment.failure_code == EXPIRED else P.CANCELLED
    return to


async def _move(tx: Transaction, payment: Payment, to: PaymentStatus, intent: Intent) -> None:
    before = PaymentStatus(payment.status)
    if before not in OPEN and not (before in OVER and to is P.SUCCEEDED):
        return
    if intent.amount_minor != payment.amount_minor + payment.fee_minor or intent.currency != payment.currency:
        # Never ours to explain away: nothing is posted until a person has looked.
        raise RuntimeError(f"Payment {payment.id} has another amount at the provider.")
    if to is before:
        if to is P.FAILED and payment.failure_code != intent.failure_code:
            payment.failure_code = intent.failure_code
            await tx.save(payment, "failure_code")
        return
    if to in SENT and (before not in SENT or payment.sent_on is None):
        payment.sent_on = await sent_on(tx, payment, intent.sent_at)
    at = intent.failed_at if to is P.FAILED else intent.moved.at if intent.moved is not None else None
    on = await came_on(tx, payment, at) if to in (P.SUCCEEDED, P.FAILED) else None
    await moved(tx, payment, to, intent.failure_code if to is P.FAILED else None, on)


async def moved(
    tx: Transaction, payment: Payment, to: PaymentStatus, code: str | None = None, on: date | None = None
) -> None:
    """Move a locked payment on, with what follows in the books and for its followers; `on` is today unless given."""
    before, on = PaymentStatus(payment.status), on or await automatic_day(tx, payment.property_id)
    if before is P.PROCESSING:
        await books.arrived(tx, payment, on)
    payment.status = to
    if code is not None or to in RECEIVED:
        payment.failure_code = code
    columns = ["status", "failure_code", "sent_on"]
    if to is P.PROCESSING:
        await books.on_its_way(tx, payment, on)
    if to is P.SUCCEEDED:
        payment.succeeded_at, payment.effective_on = clock.now(), on
        columns += ["succeeded_at", "effective_on"]
    await tx.save(payment, *columns)
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=to, **{"from": before})
    if to is P.SUCCEEDED:
        await books.received(tx, payment, on)
        await tell_received(tx, payment, on)
    here = await automatic_day(tx, payment.property_id)
    again = await retries.noted(tx, payment, here) if payment.source == PaymentSource.AUTOPAY else None
    # Whoever is refused while they pay sees it there and then.
    is_absent = payment.source == PaymentSource.AUTOPAY or payment.scheduled_on is not None
    if to is P.FAILED and (before is P.PROCESSING or is_absent):
        await tell_payer(tx, payment, *(("failed", on) if again is None else ("retried", again)))


async def fail(tx: Transaction, payment: Payment, code: str) -> None:
    """End a payment that never began at the provider."""
    if payment.status == P.CREATED:
        await moved(tx, payment, P.FAILED, code)


async def _after_success(tx: Transaction, payment: Payment, intent: Intent) -> None:
    if intent.moved is not None:
        await books.provider_kept(tx, payment, intent.moved, await came_on(tx, payment, intent.moved.at))
    for objection in intent.objections:
        if payment.method in DEBITS:
            await returns.taken_back(tx, payment, objection)
        else:
            await returns.disputed(tx, payment, objection)


async def settle_refunds(tx: Transaction, payment: Payment) -> None:
    """Bring a locked payment to where its refunds put it."""
    rows = await RefundPolicy.below(tx.viewer, "payment_id", [payment.id])
    back = sum(row.amount_minor for row in rows.get(payment.id, ()) if row.status == RefundStatus.SUCCEEDED)
    before = PaymentStatus(payment.status)
    to: Any = before
    if before in RECEIVED:
        to = P.SUCCEEDED if not back else P.REFUNDED if back >= payment.amount_minor else P.PARTIALLY_REFUNDED
    if back == payment.refunded_minor and to is before:
        return
    payment.refunded_minor, payment.status = back, to
    await tx.save(payment, "refunded_minor", "status")
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=to, **{"from": before})
