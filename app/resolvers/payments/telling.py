"""Who is told what became of a payment: its payer, or the household where nobody knows who paid."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.auth.policies.leases import LeasePolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.policies.properties import PropertyPolicy
from app.models.autopay import Autopay
from app.models.notifications import NotificationKind
from app.models.payments import Payment, PaymentSource
from app.money import Money
from app.resolvers import billing_days
from app.resolvers.payments.places import house
from app.subscriptions.notifications import Notice, household, tell
from app.subscriptions.transaction import Transaction

K = NotificationKind
WORTH_TELLING = timedelta(days=31)
"""Money that came longer ago is written up, not received: nobody gets a receipt for last year."""


async def tell_received(tx: Transaction, payment: Payment, on: date) -> None:
    """Give whoever paid a receipt."""
    what = "recorded" if payment.source == PaymentSource.OFFICE else "paid"
    await _tell(tx, payment, K.RECEIPT, {"what": what, "on": on})


async def tell_gone(tx: Transaction, payment: Payment, what: str, on: date, is_mailed: bool = True) -> None:
    """Say that money did not come, or went again: `what` is failed, returned or bounced."""
    await _tell(tx, payment, K.PAYMENT_FAILED, {"what": what, "on": on}, is_mailed)


async def _tell(
    tx: Transaction, payment: Payment, kind: NotificationKind, said: dict[str, Any], is_mailed: bool = True
) -> None:
    subject = await PaymentPolicy.subject(payment.id)
    place = await PropertyPolicy.fetch(house(tx.viewer.organization_id), payment.property_id)
    if subject is None or await billing_days.today(tx.viewer, place.time_zone) - said["on"] > WORTH_TELLING:
        return
    readers = {payment.payer_id} if payment.payer_id is not None else await household(tx, payment.lease_id)
    amount = Money(payment.amount_minor + payment.fee_minor, payment.currency)
    facts = {**said, "amount": amount, "number": payment.number, "home": place.name, "zone": place.time_zone}
    notice = Notice(kind, "Payment", subject, PaymentPolicy, PaymentPolicy.see, set(readers), facts)
    await tell(tx, replace(notice, is_mailed=is_mailed, tells_doer=True))


async def tell_taking(tx: Transaction, autopay: Autopay, on: date, amount: Money) -> None:
    """Say in the portal what a standing order is about to take; the mail about it is sent whatever one wishes."""
    subject = await LeasePolicy.subject(autopay.lease_id)
    place = await PropertyPolicy.fetch(house(tx.viewer.organization_id), autopay.property_id)
    if subject is not None:
        facts = {"what": "taken", "on": on, "amount": amount, "home": place.name, "zone": place.time_zone}
        notice = Notice(K.RENT_DUE, "Lease", subject, LeasePolicy, LeasePolicy.automate, {autopay.member_id}, facts)
        await tell(tx, replace(notice, is_mailed=False))
