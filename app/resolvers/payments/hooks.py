"""What follows for standing orders: they rest when a payment came back, and whoever gave them is told."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from app.auth.accounts import address_of
from app.auth.policies.autopay import AutopayPolicy
from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.auth.policies.people import MemberPolicy
from app.errors import BadInput
from app.models.autopay import AutopayStatus
from app.models.mail import Letter, Template
from app.models.paging import Order, Page, equals
from app.models.payment_terms import Rules
from app.models.payments import Payment, PaymentSource
from app.money import Money
from app.resolvers.payments.telling import tell_gone
from app.subscriptions.autopay import of_autopay
from app.subscriptions.transaction import Transaction


async def tell_payer(tx: Transaction, payment: Payment, what: str, on: date) -> None:
    """Say that a payment failed or was returned; whoever gave a standing order has a mail of its own about that."""
    by_order = payment.source == PaymentSource.AUTOPAY and payment.payer_id is not None
    if by_order and payment.payer_id is not None:
        paid = (payment.payer_id, payment.payment_method_id)
        await write_to(tx, paid, what, on, Money(payment.amount_minor + payment.fee_minor, payment.currency))
    await tell_gone(tx, payment, what, on, is_mailed=not by_order)


async def write_to(tx: Transaction, paid: tuple[UUID, UUID | None], what: str, on: date, amount: Money) -> None:
    """Write to a member about money from one of their cards or accounts."""
    member_id, method_id = paid
    members = await MemberPolicy.related(tx.viewer, [member_id])
    methods = await PaymentMethodPolicy.related(tx.viewer, [] if method_id is None else [method_id])
    member = members.get(member_id)
    address = await address_of(member) if member is not None else None
    if member is None or not address:
        return
    source = next((row.label for row in methods.values() if row.label), "–")
    values = {"what": what, "on": on, "amount": amount, "source": source}
    # Somebody's mistyped address must not stand in the way of their payment.
    with suppress(BadInput):
        await tx.mail(Letter(Template.AUTOPAY, address, member.locale or "en", values))


async def pause_autopay(tx: Transaction, payment: Payment, rules: Rules) -> None:
    """Let the payer's standing order rest: what was taken back once is not taken again by itself."""
    if not rules.pauses_autopay or payment.payer_id is None:
        return
    where = (
        equals("lease_id", payment.lease_id),
        equals("member_id", payment.payer_id),
        equals("status", AutopayStatus.ACTIVE),
    )
    page = await AutopayPolicy.page(tx.viewer, Page(10, Order("id", "{t}.id", "uuid"), where=where))
    for row in page.rows:
        autopay = await AutopayPolicy.lock(tx.viewer, row.id, to=AutopayPolicy.see)
        autopay.status = AutopayStatus.PAUSED
        await tx.save(autopay, "status")
        tx.announce(autopay, "CHANGED", of_autopay(autopay), to=AutopayStatus.PAUSED)
