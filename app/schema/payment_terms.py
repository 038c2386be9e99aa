"""How people may pay in a currency, and what each way costs them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.payments import PaymentPricePolicy, PaymentTermsPolicy
from app.models.paging import Order, Page
from app.models.payments import PaymentMethodKind
from app.resolvers.payments import terms as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, below, column, computed
from app.schema.inputs import optional, wanted
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field
from app.schema.scalars import CurrencyCode, MinorUnits

MOST = 20


@strawberry.type(description="One way to pay online, and what it costs the payer on top.")
@of_row(PaymentPricePolicy)
class PaymentPrice(Node):
    """Shows a `payment_price` row."""

    method: PaymentMethodKind = column("Which way.")
    is_offered: bool = column("Whether people can choose it.")
    fee_percent: Decimal = computed(lambda row: Decimal(row.fee_bps) / 100, "Part of the amount, in per cent.", GRANTS)
    fee_flat: MinorUnits = column("The flat part, in the currency's smallest unit.", "fee_flat_minor", GRANTS)


@strawberry.type(description="How people may pay in one currency.")
@of_row(PaymentTermsPolicy)
class PaymentTerms(Node):
    """Shows a `payment_terms` row."""

    currency: CurrencyCode = column("Which currency.")
    allows_partial: bool = column("Whether less may be paid than is owed.")
    allows_ahead: bool = column("Whether more may be paid than is owed.")
    pauses_autopay: bool = column("Whether a standing order rests after a debit came back.")
    debit_refund_days: int = column("Days for which a bank debit is not paid back: it may still come back by itself.")
    returned_fee: Money = money_of("returned_fee_minor", "currency", "What a debit that came back costs.", GRANTS)
    proved_refund: Money = money_of(
        "proved_refund_minor", "currency", "Above this, paying back asks for a fresh proof of who is asking.", GRANTS
    )
    ways: list[PaymentPrice] = below(PaymentPricePolicy, "terms_id", "The ways whose fee was said.", inherited=True)
    version: int = column("Counts the changes.")


async def all_terms(_: Any, info: Info) -> list[Any]:
    """Return the terms that were written down; without any, what is usual holds."""
    page = Page(MOST, Order("id", "{t}.id", "uuid"))
    return (await PaymentTermsPolicy.page(info.context.viewer, page)).rows


@strawberry.input(description="One way to pay online.")
class PaymentWayInput:
    """Part of `setPaymentTerms`."""

    method: PaymentMethodKind = wanted("Which way.")
    is_offered: bool = wanted("Whether people can choose it.")
    fee_percent: Decimal = wanted("Part of the amount that the payer bears on top, in per cent: 0 to 10.")
    fee_flat: Decimal = wanted("Flat part of the fee, in the currency.")


@strawberry.input(description="How people may pay in one currency; what is left out stays as it is.")
class SetPaymentTermsInput:
    """Input of `setPaymentTerms`."""

    currency: CurrencyCode = wanted("Which currency.")
    allows_partial: bool | None = optional("Whether less may be paid than is owed.")
    allows_ahead: bool | None = optional("Whether more may be paid than is owed.")
    pauses_autopay: bool | None = optional("Whether a standing order rests after a debit came back.")
    debit_refund_days: int | None = optional("Days for which a bank debit is not paid back, 0 to 90.")
    returned_fee: Decimal | None = optional("What a debit that came back costs, in the currency; 0 for nothing.")
    proved_refund: Decimal | None = optional("Above this, paying back asks for a fresh proof.")
    ways: list[PaymentWayInput] | None = optional("The ways to say something about, each once.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `setPaymentTerms`.")
class SetPaymentTermsPayload(MutationPayload):
    """The terms."""

    terms: PaymentTerms | None = column("The terms that hold now.", depends=GRANTS)


@strawberry.type
class PaymentTermsMutation:
    """The verb of terms."""

    @strawberry.mutation(
        description="Say how people may pay in a currency, and what each way costs them on top. What holds for paying "
        "back needs a fresh `stepUp`."
    )
    async def set_payment_terms(self, info: Info, input: SetPaymentTermsInput) -> SetPaymentTermsPayload:
        """Write them down."""

        async def change(context: Context) -> dict[str, Any]:
            ways = [
                resolvers.Way(way.method, way.is_offered, way.fee_percent, way.fee_flat) for way in input.ways or []
            ]
            said = resolvers.Wanted(
                currency=str(input.currency),
                allows_partial=input.allows_partial,
                allows_ahead=input.allows_ahead,
                pauses_autopay=input.pauses_autopay,
                debit_refund_days=input.debit_refund_days,
                returned_fee=input.returned_fee,
                proved_refund=input.proved_refund,
                ways=tuple(ways),
            )
            id = await resolvers.write(context.acting, said, once_of("setPaymentTerms", input))
            return {"terms": await context.related(PaymentTermsPolicy, id)}

        return await answer(info, change)
