"""The verbs of payments: begin one, stop it, pay it back, record what came by hand."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.payments import PaymentPolicy
from app.models.payments import PaymentMethodKind, PaymentStatus
from app.resolvers.payments import offline, refunds, starting
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import MoneyInput, input_id, input_ids, optional, wanted
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field
from app.schema.payments import Payment
from app.schema.provider import provider_of, sent

RETURN_TO = "/pay/done"


@strawberry.input(description="A payment to begin.")
class StartPaymentInput:
    """Input of `startPayment`."""

    lease_id: strawberry.ID = wanted("Toward which lease.")
    amount: MoneyInput = wanted("How much goes to the lease.")
    method: PaymentMethodKind = wanted("How: one of `Lease.paymentOptions`.")
    payment_method_id: strawberry.ID | None = optional("A saved card or account of one's own.")
    fee: MoneyInput = wanted("The fee that was shown; refused with CONFLICT when it is another one by now.")
    charge_ids: list[strawberry.ID] | None = optional("Charges to settle first; the oldest first when left out.")
    scheduled_on: date | None = optional("Begin it on this day at the property instead of now.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A payment to stop.")
class CancelPaymentInput:
    """Input of `cancelPayment`."""

    payment_id: strawberry.ID = wanted("Which payment.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="Money to pay back.")
class RefundPaymentInput:
    """Input of `refundPayment`."""

    payment_id: strawberry.ID = wanted("Which payment.")
    amount: MoneyInput = wanted("How much.")
    reason: str = wanted("Why, in at most 500 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="Money that came without the provider.")
class RecordPaymentInput:
    """Input of `recordPayment`."""

    lease_id: strawberry.ID = wanted("Toward which lease.")
    payer_id: strawberry.ID | None = optional("Which tenant paid.")
    method: PaymentMethodKind = wanted("BANK_TRANSFER, CHEQUE or CASH.")
    amount: MoneyInput = wanted("How much.")
    received_on: date = wanted("Day it came in, which is its accounting day.")
    reference: str | None = optional("What stood on the transfer or the cheque, such as a KID; at most 140 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="What became of money that was recorded.")
class ChangePaymentStatusInput:
    """Input of `changePaymentStatus`."""

    payment_id: strawberry.ID = wanted("Which payment.")
    to: PaymentStatus = wanted("CLEARED, BOUNCED or VOIDED.")
    reason: str | None = optional("Why, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `startPayment`.")
class StartPaymentPayload(MutationPayload):
    """The payment."""

    payment: Payment | None = column("The payment, with what to do next.", depends=GRANTS)


@strawberry.type(description="Answer of `cancelPayment`.")
class CancelPaymentPayload(MutationPayload):
    """The payment."""

    payment: Payment | None = column("The payment as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `refundPayment`.")
class RefundPaymentPayload(MutationPayload):
    """The payment."""

    payment: Payment | None = column("The payment; a refund may take days to arrive.", depends=GRANTS)


@strawberry.type(description="Answer of `recordPayment`.")
class RecordPaymentPayload(MutationPayload):
    """The payment."""

    payment: Payment | None = column("The payment as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `changePaymentStatus`.")
class ChangePaymentStatusPayload(MutationPayload):
    """The payment."""

    payment: Payment | None = column("The payment as the viewer sees it.", depends=GRANTS)


async def _shown(context: Context, id: UUID) -> dict[str, Any]:
    return {"payment": await context.related(PaymentPolicy, id)}


@strawberry.type
class PaymentMutation:
    """The verbs of payments."""

    @strawberry.mutation(description="Begin an online payment of one's own, now or on a day to come.")
    async def start_payment(self, info: Info, input: StartPaymentInput) -> StartPaymentPayload:
        """Begin one."""

        async def change(context: Context) -> dict[str, Any]:
            saved = input.payment_method_id
            new = starting.NewPayment(
                lease_id=input_id("Lease", input.lease_id, "leaseId"),
                amount=input.amount.pair(),
                fee=input.fee.pair(),
                method=input.method,
                payment_method_id=input_id("PaymentMethod", saved, "paymentMethodId") if saved else None,
                charge_ids=input_ids("Charge", input.charge_ids or [], "chargeIds"),
                scheduled_on=input.scheduled_on,
            )
            back = context.services.runtime.settings.public_url + RETURN_TO
            once = once_of("startPayment", input)
            done = await starting.start(provider_of(context), context.acting, new, back, once)
            return await _shown(context, await sent(context, done))

        return await answer(info, change)

    @strawberry.mutation(description="Stop a payment that is not under way: one that waits for its day or its payer.")
    async def cancel_payment(self, info: Info, input: CancelPaymentInput) -> CancelPaymentPayload:
        """Stop one."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Payment", input.payment_id, "paymentId")
            done = await starting.cancel(context.acting, id, once_of("cancelPayment", input))
            return await _shown(context, await sent(context, done))

        return await answer(info, change)

    @strawberry.mutation(
        description="Pay back a part of an online payment, or all of it; above the house's limit after a fresh proof."
    )
    async def refund_payment(self, info: Info, input: RefundPaymentInput) -> RefundPaymentPayload:
        """Pay back."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Payment", input.payment_id, "paymentId"), once_of("refundPayment", input)
            done = await refunds.refund(context.acting, id, input.amount.pair(), input.reason, once)
            return await _shown(context, await sent(context, done))

        return await answer(info, change)

    @strawberry.mutation(description="Record money that came by hand or by bank transfer; it settles what is open.")
    async def record_payment(self, info: Info, input: RecordPaymentInput) -> RecordPaymentPayload:
        """Record one."""

        async def change(context: Context) -> dict[str, Any]:
            new = offline.Receipt(
                lease_id=input_id("Lease", input.lease_id, "leaseId"),
                method=input.method,
                amount=input.amount.pair(),
                received_on=input.received_on,
                payer_id=input_id("Tenant", input.payer_id, "payerId") if input.payer_id else None,
                reference=input.reference,
            )
            secrets, once = context.services.security.secrets, once_of("recordPayment", input)
            return await _shown(context, await offline.record(secrets, context.acting, new, once))

        return await answer(info, change)

    @strawberry.mutation(
        description="Say what became of money that was recorded; what had been settled with it is open again."
    )
    async def change_payment_status(self, info: Info, input: ChangePaymentStatusInput) -> ChangePaymentStatusPayload:
        """Move one on."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Payment", input.payment_id, "paymentId"), once_of("changePaymentStatus", input)
            return await _shown(context, await offline.change_status(context.acting, id, input.to, input.reason, once))

        return await answer(info, change)
