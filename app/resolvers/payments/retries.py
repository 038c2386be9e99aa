"""What becomes of the run of a standing order with its payment: what failed for a passing reason is tried again.

An order that rests by then tries nothing again.
"""

from datetime import date

from app.models.autopay import AutopayRun, AutopayRunStatus, AutopayStatus, again_on
from app.models.payments import Payment, PaymentStatus
from app.subscriptions.transaction import Transaction

S, P = AutopayRunStatus, PaymentStatus

ORDER = "SELECT status FROM autopay WHERE id = $1"


async def noted(tx: Transaction, payment: Payment, on: date) -> date | None:
    """Write down what became of the payment of a run; returns the day on which it is tried again, if it is."""
    runs = await tx.lock(AutopayRun, "t.payment_id = $1", payment.id)
    if not runs:
        return None
    run, again = runs[0], None
    if payment.status == P.FAILED:
        order = await tx.run(ORDER, run.autopay_id)
        if order is not None and order.status == AutopayStatus.ACTIVE:
            again = again_on(payment.failure_code, run.tried, on)
        to = S.RETRYING if again is not None else S.FAILED
    elif payment.status in (P.PROCESSING, P.SUCCEEDED):
        to = S.STARTED
    else:
        return None
    if (run.status, run.retry_on) != (to, again):
        run.status, run.retry_on = to, again
        await tx.save(run, "status", "retry_on")
    return again
