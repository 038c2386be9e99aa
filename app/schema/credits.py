"""What lowers a debt without a payment."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy
from app.models.ledger import CreditKind
from app.resolvers import credits as resolvers
from app.schema.charges.shapes import Charge
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import MoneyInput, input_id, wanted
from app.schema.leases.shapes import Lease
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field


@strawberry.input(description="A charge to forgive.")
class WaiveChargeInput:
    """Input of `waiveCharge`."""

    charge_id: strawberry.ID = wanted("The charge, of which something is open.")
    reason: str = wanted("Why, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A charge to give up as lost.")
class WriteOffChargeInput:
    """Input of `writeOffCharge`."""

    charge_id: strawberry.ID = wanted("The charge, of which something is open.")
    reason: str = wanted("Why, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A credit to give.")
class CreateCreditInput:
    """Input of `createCredit`."""

    lease_id: strawberry.ID = wanted("The lease.")
    amount: MoneyInput = wanted("How much, above zero, in the lease's currency.")
    reason: str = wanted("Why, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A credit, a waiver or a write-off to take back.")
class ReverseCreditInput:
    """Input of `reverseCredit`."""

    ledger_line_id: strawberry.ID = wanted("The line of the lease's account by which it was given.")
    reason: str = wanted("Why, in at most 1,000 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `waiveCharge`.")
class WaiveChargePayload(MutationPayload):
    """The charge that was forgiven."""

    charge: Charge | None = column("The charge as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `writeOffCharge`.")
class WriteOffChargePayload(MutationPayload):
    """The charge that was given up."""

    charge: Charge | None = column("The charge as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `createCredit`.")
class CreateCreditPayload(MutationPayload):
    """The lease with its new balance."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `reverseCredit`.")
class ReverseCreditPayload(MutationPayload):
    """The lease with its new balance."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


async def _forgive(info: Info, operation: str, input: WaiveChargeInput | WriteOffChargeInput, kind: CreditKind) -> Any:
    async def change(context: Context) -> dict[str, Any]:
        id, once = input_id("Charge", input.charge_id, "chargeId"), once_of(operation, input)
        await resolvers.forgive(context.acting, id, kind, input.reason, once)
        return {"charge": await context.related(ChargePolicy, id)}

    return await answer(info, change)


@strawberry.type
class CreditMutation:
    """The verbs of credits."""

    @strawberry.mutation(description="Forgive what is open of a charge, by a credit; the charge stays, and is settled.")
    async def waive_charge(self, info: Info, input: WaiveChargeInput) -> WaiveChargePayload:
        """Forgive a charge."""
        return await _forgive(info, "waiveCharge", input, CreditKind.WAIVER)

    @strawberry.mutation(description="Give up what is open of a charge as lost.")
    async def write_off_charge(self, info: Info, input: WriteOffChargeInput) -> WriteOffChargePayload:
        """Give up a charge."""
        return await _forgive(info, "writeOffCharge", input, CreditKind.WRITE_OFF)

    @strawberry.mutation(
        description="Give a lease a credit: it settles what is open, and what is left settles what comes."
    )
    async def create_credit(self, info: Info, input: CreateCreditInput) -> CreateCreditPayload:
        """Give a credit."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Lease", input.lease_id, "leaseId"), once_of("createCredit", input)
            await resolvers.grant(context.acting, id, input.amount.pair(), input.reason, once)
            return {"lease": await context.related(LeasePolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(
        description="Take back a credit, a waiver or a write-off; what it settled is open again, and late from today."
    )
    async def reverse_credit(self, info: Info, input: ReverseCreditInput) -> ReverseCreditPayload:
        """Take one back."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("LedgerLine", input.ledger_line_id, "ledgerLineId"), once_of("reverseCredit", input)
            lease_id = await resolvers.reverse(context.acting, id, input.reason, once)
            return {"lease": await context.related(LeasePolicy, lease_id)}

        return await answer(info, change)
