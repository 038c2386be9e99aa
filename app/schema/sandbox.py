"""The clock of an organization that is for trying things out."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.resolvers import accounts
from app.resolvers import sandbox as resolvers
from app.schema.accounts import Organization
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import wanted
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field


@strawberry.input(description="Where the clock shall go.")
class AdvanceClockInput:
    """Input of `advanceClock`."""

    to: datetime = wanted("New time, later than the present one of the organization, by at most 400 days.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `advanceClock`.")
class AdvanceClockPayload(MutationPayload):
    """The organization with its new time."""

    organization: Organization | None = column(
        "The organization; `clockGoal` is set while its clock is still on its way.", depends=GRANTS
    )


@strawberry.type
class SandboxMutation:
    """The verb of the clock."""

    @strawberry.mutation(
        description="Move a sandbox's clock for billing ahead, day by day, and do what falls due on the way: leases, "
        "charges, fees, payments. Sessions, tokens and messages keep the real time."
    )
    async def advance_clock(self, info: Info, input: AdvanceClockInput) -> AdvanceClockPayload:
        """Move the clock."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.advance(context.acting, input.to, once_of("advanceClock", input))
            return {"organization": await accounts.organization(context.viewer)}

        return await answer(info, change)
