"""Money that had come and is taken back: by the payer's bank days later, or because the payer objected."""

import logging
from datetime import date
from typing import Any

from app.auth.policies.payments import terms_of
from app.auth.policies.properties import PropertyPolicy
from app.integrations.stripe.port import Objection
from app.ledger.laws import law_of
from app.models.charges import ChargeCode
from app.models.payments import Payment, PaymentStatus
from app.resolvers.charges import NewCharge, Why, post_charge
from app.resolvers.late_charges import assess
from app.resolvers.payments import books
from app.resolvers.payments.hooks import pause_autopay, tell_payer
from app.resolvers.payments.places import automatic_day, said_on
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import Transaction

logger = logging.getLogger("tenantry.payments")

P = PaymentStatus
LOST = ("lost", "charge_refunded", "prevented")
OPEN = ("needs_response", "under_review")
WON = ("won",)


async def taken_back(tx: Transaction, payment: Payment, objection: Objection) -> None:
    """A bank debit came back: nobody can contest that. What it had settled is open again, as it was due."""
    if payment.status == P.RETURNED or objection.status in WON:
        return
    on, here = await _day(tx, payment, objection), await automatic_day(tx, payment.property_id)
    await books.objection_cost(tx, payment, objection.moved, on)
    await books.taken_besides(tx, payment, objection.amount_minor, on)
    await _turn(tx, payment, P.RETURNED, objection.reason)
    await books.gone_again(tx, payment, on, f"The bank took it back: {objection.reason}.")
    rules = await terms_of(payment.currency)
    await pause_autopay(tx, payment, rules)
    await tell_payer(tx, payment, "returned", on)
    await _charge_fee(tx, payment, rules.returned_fee_minor, here)
    # What was paid in time was not, after all: lateness counts from the days on which it was due.
    await assess(tx, payment.lease_id)


async def _day(tx: Transaction, payment: Payment, objection: Objection) -> date:
    """Return the day on which the provider took the money away, never before it had come."""
    moved = objection.moved[0].at if objection.moved else None
    return await said_on(tx, payment, moved or objection.at, payment.effective_on)


async def _charge_fee(tx: Transaction, payment: Payment, asked: int, on: date) -> None:
    """What a debit that came back costs whoever gave it, where house and law ask for that; once for each payment."""
    place = await PropertyPolicy.fetch(tx.viewer, payment.property_id)
    law = law_of(place.jurisdiction, on)
    rule = law.returned if law is not None else None
    most = rule.most_minor(payment.currency) if rule is not None else None
    minor = asked if most is None else min(asked, most)
    if minor:
        inputs: dict[str, Any] = {"payment": str(payment.number), "feeMinor": str(asked)}
        inputs |= {"limit": "LAW" if minor < asked else None, "lawVersion": law.version if law is not None else None}
        cited = (rule.citation.text, rule.citation.url) if rule is not None else (None, None)
        why = Why("returned_payment_fee", "1", inputs, *cited)
        fee = NewCharge(ChargeCode.RETURNED_PAYMENT_FEE, minor, on, on, None, why=why)
        await post_charge(tx, books.books_of(payment), fee)


async def disputed(tx: Transaction, payment: Payment, objection: Objection) -> None:
    """The holder of a card objected: the money is away until that is decided, and the debt stays settled."""
    on = await automatic_day(tx, payment.property_id)
    if objection.status not in (*OPEN, *LOST, *WON) or payment.status in (P.CHARGED_BACK, P.RETURNED):
        return
    await books.objection_cost(tx, payment, objection.moved, on)
    await books.disputed(tx, payment, objection, on)
    if objection.status in OPEN and payment.status != P.DISPUTED:
        await _turn(tx, payment, P.DISPUTED, objection.reason)
    if objection.status in WON:
        await _won(tx, payment, objection, on)
    if objection.status in LOST:
        await _turn(tx, payment, P.CHARGED_BACK, objection.reason)
        await books.dispute_lost(tx, payment, objection, on)


async def _won(tx: Transaction, payment: Payment, objection: Objection, on: date) -> None:
    await books.dispute_won(tx, payment, objection, on)
    if payment.status == P.DISPUTED:
        await _turn(tx, payment, P.PARTIALLY_REFUNDED if payment.refunded_minor else P.SUCCEEDED, None)


async def _turn(tx: Transaction, payment: Payment, to: PaymentStatus, code: str | None) -> None:
    before = payment.status
    payment.status, payment.failure_code = to, code
    await tx.save(payment, "status", "failure_code")
    tx.announce(payment, "STATUS_CHANGED", scope_of(payment), to=to, **{"from": before})
