"""How a deposit is given back."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.leases import LeasePolicy
from app.resolvers import deposits as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import MoneyInput, input_id, optional, wanted
from app.schema.leases.shapes import Lease
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field


@strawberry.input(description="A deposit to give back.")
class ReturnDepositInput:
    """Input of `returnDeposit`."""

    lease_id: strawberry.ID = wanted("The lease, which is over.")
    amount: MoneyInput | None = optional("How much; left out: all that is held.")
    reason: str = wanted("What to remember, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `returnDeposit`.")
class ReturnDepositPayload(MutationPayload):
    """The lease with its deposit."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type
class DepositMutation:
    """The verb of deposits."""

    @strawberry.mutation(description="Record that a deposit was paid back, all of it or a part.")
    async def return_deposit(self, info: Info, input: ReturnDepositInput) -> ReturnDepositPayload:
        """Give a deposit back."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Lease", input.lease_id, "leaseId")
            amount = input.amount.pair() if input.amount is not None else None
            back = resolvers.Back(id, amount, input.reason)
            await resolvers.give_back(context.acting, back, once_of("returnDeposit", input))
            return {"lease": await context.related(LeasePolicy, id)}

        return await answer(info, change)
