"""What follows when a payment comes back days later: a fee by the house's rules, and rest for autopay."""

from app.auth.policies.autopay import AutopayPolicy
from app.models.autopay import AutopayStatus
from app.models.paging import Order, Page, equals
from app.models.payment_terms import Rules
from app.models.payments import Payment
from app.subscriptions.autopay import of_autopay
from app.subscriptions.transaction import Transaction


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
