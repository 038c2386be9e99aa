"""Saved cards and accounts."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.models import payment_methods as model
from app.models.paging import Order, Page, equals
from app.models.payments import PaymentMethodKind
from app.resolvers.payments import saving
from app.schema.context import Context, Info
from app.schema.fields import PERSON, column, computed
from app.schema.inputs import input_id, wanted
from app.schema.node import Node, of_row
from app.schema.payloads import MutationPayload, answer, key_field, once_of, wanted_key_field
from app.schema.provider import PaymentAction, next_setup_action, provider_of, sent

MOST = 20


@strawberry.type(description="A saved card or account; the numbers stay with the provider.")
@of_row(PaymentMethodPolicy)
class PaymentMethod(Node):
    """Shows a `payment_method` row."""

    kind: PaymentMethodKind = column("How it pays.", depends=PERSON)
    status: model.PaymentMethodStatus = column("Whether it can be paid from.", depends=PERSON)
    label: str = computed(
        lambda row: row.label or "", "Brand or bank and the last four digits; empty until it is saved.", PERSON
    )
    expires_on: date | None = column("When a card runs out.", depends=PERSON)


async def saved_methods(viewer: Any, info: Info) -> list[Any]:
    """Return what the viewer can pay from."""
    if viewer.member_id is None:
        return []
    where = (equals("status", model.PaymentMethodStatus.ACTIVE),)
    page = await PaymentMethodPolicy.page(viewer, Page(MOST, Order("id", "{t}.id", "uuid"), where=where))
    return page.rows


@strawberry.input(description="A card or an account to save.")
class StartPaymentMethodSetupInput:
    """Input of `startPaymentMethodSetup`."""

    method: PaymentMethodKind = wanted("CARD, SEPA_DEBIT or ACH_DEBIT.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `startPaymentMethodSetup`.")
class StartPaymentMethodSetupPayload(MutationPayload):
    """What to do next."""

    payment_method: PaymentMethod | None = column("What is being saved.", depends=PERSON)
    next_action: PaymentAction | None = column("What to show to the payer.", depends=PERSON)


@strawberry.input(description="A saved card or account.")
class RemovePaymentMethodInput:
    """Input of `removePaymentMethod`."""

    payment_method_id: strawberry.ID = wanted("Which one.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `removePaymentMethod`.")
class RemovePaymentMethodPayload(MutationPayload):
    """What was removed."""

    payment_method: PaymentMethod | None = column("The one that was removed.", depends=PERSON)


@strawberry.type
class PaymentMethodMutation:
    """The verbs of saved cards and accounts."""

    @strawberry.mutation(
        description="Begin to save a card or an account; the payer agrees to be debited from it later, also by autopay."
    )
    async def start_payment_method_setup(
        self, info: Info, input: StartPaymentMethodSetupInput
    ) -> StartPaymentMethodSetupPayload:
        """Begin to save one."""

        async def change(context: Context) -> dict[str, Any]:
            provider, once = provider_of(context), once_of("startPaymentMethodSetup", input)
            agent = context.arrival.user_agent
            id = await sent(context, await saving.begin(provider, context.acting, input.method, agent, once))
            method = await context.related(PaymentMethodPolicy, id)
            return {"payment_method": method, "next_action": await next_setup_action(context, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Forget a saved card or account of one's own.")
    async def remove_payment_method(self, info: Info, input: RemovePaymentMethodInput) -> RemovePaymentMethodPayload:
        """Forget one."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("PaymentMethod", input.payment_method_id, "paymentMethodId")
            done = await saving.remove(context.acting, id, once_of("removePaymentMethod", input))
            await sent(context, done)
            return {"payment_method": await context.related(PaymentMethodPolicy, id)}

        return await answer(info, change)
