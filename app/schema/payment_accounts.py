"""Where the money of online payments goes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.payments import ProviderAccountPolicy
from app.models.provider import ProviderName
from app.resolvers.payments import accounts as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, PERSON, column
from app.schema.inputs import optional, wanted
from app.schema.node import Node, of_row
from app.schema.payloads import MutationPayload, answer, wanted_key_field
from app.schema.provider import provider_of

BACK = "/settings"


@strawberry.type(description="An account of the landlord at the provider of payments.")
@of_row(ProviderAccountPolicy)
class PaymentAccount(Node):
    """Shows a `provider_account` row."""

    provider: ProviderName = column("Whose account it is.")
    account_id: str = column("What the provider calls it.", "external_id")
    usable_from: datetime = column("From when on payments go there.")
    application_fee_bps: int = column("What the platform takes of each payment, in hundredths of a percent.")
    created_at: datetime = column("When it was opened.")


@strawberry.input(description="An account to open at the provider of payments.")
class OpenPaymentAccountInput:
    """Input of `openPaymentAccount`."""

    country: str = wanted("Country of the landlord, as two letters.")
    replaces: bool | None = optional("Open another one, which takes over after three days.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `openPaymentAccount`.")
class OpenPaymentAccountPayload(MutationPayload):
    """The account."""

    account: PaymentAccount | None = column("The account that payments go to, now or later.", depends=GRANTS)
    url: str | None = column("Where to complete it at the provider; null when it does not answer now.", depends=PERSON)


@strawberry.type
class PaymentAccountMutation:
    """The verb of accounts."""

    @strawberry.mutation(
        description="Open an account at the provider of payments, or go on with the one there is, after a fresh proof. "
        "One that takes the place of another is paid into after three days, and all admins are told."
    )
    async def open_payment_account(self, info: Info, input: OpenPaymentAccountInput) -> OpenPaymentAccountPayload:
        """Open one."""

        async def change(context: Context) -> dict[str, Any]:
            back = context.services.runtime.settings.public_url + BACK
            wish = resolvers.Wish(input.country, input.idempotency_key, back, bool(input.replaces))
            id, url = await resolvers.open_account(provider_of(context), context.acting, wish)
            return {"account": await context.related(ProviderAccountPolicy, id), "url": url}

        return await answer(info, change)
