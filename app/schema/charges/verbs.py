"""What can be done with charges."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.charges import ChargePolicy
from app.models.charges import ChargeCode
from app.resolvers import charges as resolvers
from app.resolvers.charges import ChargeByHand
from app.schema.charges.shapes import Charge
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import MoneyInput, input_id, wanted
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field


@strawberry.input(description="Something to charge.")
class CreateChargeInput:
    """Input of `createCharge`."""

    lease_id: strawberry.ID = wanted("The lease that owes it.")
    code: ChargeCode = wanted("What it is for.")
    amount: MoneyInput = wanted("How much, above zero, in the lease's currency.")
    due_on: date = wanted("Day of the property on which it is due.")
    description: str = wanted("Text for the tenant, in at most 500 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A charge to take back.")
class ReverseChargeInput:
    """Input of `reverseCharge`."""

    charge_id: strawberry.ID = wanted("The charge.")
    reason: str = wanted("Why, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `createCharge`.")
class CreateChargePayload(MutationPayload):
    """The new charge."""

    charge: Charge | None = column("The charge as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `reverseCharge`.")
class ReverseChargePayload(MutationPayload):
    """The charge that was taken back."""

    charge: Charge | None = column("The charge as the viewer sees it.", depends=GRANTS)


@strawberry.type
class ChargeMutation:
    """The verbs of charges."""

    @strawberry.mutation(description="Charge a lease by hand; what credit it has is spent on it at once.")
    async def create_charge(self, info: Info, input: CreateChargeInput) -> CreateChargePayload:
        """Charge something."""

        async def change(context: Context) -> dict[str, Any]:
            lease_id = input_id("Lease", input.lease_id, "leaseId")
            charge = ChargeByHand(lease_id, input.code, input.amount.pair(), input.due_on, input.description)
            id = await resolvers.create(context.acting, charge, once_of("createCharge", input))
            return {"charge": await context.related(ChargePolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Take a charge back; what had settled it is the lease's credit again.")
    async def reverse_charge(self, info: Info, input: ReverseChargeInput) -> ReverseChargePayload:
        """Take one back."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Charge", input.charge_id, "chargeId")
            await resolvers.reverse(context.acting, id, input.reason, once_of("reverseCharge", input))
            return {"charge": await context.related(ChargePolicy, id)}

        return await answer(info, change)
