"""How a household stands in one rent month."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.resolvers.payments import naming, outlook
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, PERSON, column
from app.schema.inputs import input_id, wanted
from app.schema.money import Money, money_of
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field

if TYPE_CHECKING:
    from app.schema.leases.shapes import Lease


@strawberry.type(description="One roommate's share.")
class HouseholdShare:
    """Shows an `outlook.Share`."""

    name: str | None = column("Whose; null when they wish to stay unnamed.", depends=PERSON)
    is_viewer: bool = column("Whether it is the viewer's own.", depends=PERSON)
    is_named: bool = column("Whether roommates read the name.", depends=PERSON)
    has_left: bool = column("Whether they have moved out: then no more is expected than they paid.", depends=PERSON)
    expected: Money = money_of("expected_minor", "currency", "Agreed part.", PERSON)
    paid: Money = money_of("paid_minor", "currency", "What came in, or is on its way.", PERSON)


@strawberry.type(description="What a household has paid toward one rent month.")
class HouseholdPot:
    """Shows an `outlook.Pot`."""

    period_start: date = column("First day of the month.", depends=PERSON)
    due: Money = money_of("due_minor", "currency", "What is asked.", PERSON)
    paid: Money = money_of("paid_minor", "currency", "What came in, or is on its way.", PERSON)
    shares: list[HouseholdShare] = column("Share by share.", depends=PERSON)


@strawberry.input(description="Whether one's name stands in the pot.")
class SetPotVisibilityInput:
    """Input of `setPotVisibility`."""

    lease_id: strawberry.ID = wanted("The lease whose rent one shares.")
    is_named: bool = wanted("Whether roommates read whose one's share is.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `setPotVisibility`.")
class SetPotVisibilityPayload(MutationPayload):
    """The lease."""

    lease: Annotated["Lease", strawberry.lazy("app.schema.leases.shapes")] | None = column(
        "The lease as the viewer sees it.", depends=GRANTS
    )


@strawberry.type
class PotMutation:
    """The verb of pots."""

    @strawberry.mutation(description="Say whether roommates read one's name beside one's share of the rent.")
    async def set_pot_visibility(self, info: Info, input: SetPotVisibilityInput) -> SetPotVisibilityPayload:
        """Say it."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Lease", input.lease_id, "leaseId"), once_of("setPotVisibility", input)
            done = await naming.set_named(context.acting, id, input.is_named, once)
            return {"lease": await context.related(LeasePolicy, done)}

        return await answer(info, change)


async def household_pot(self: Any, info: Info, period_start: date | None = None) -> outlook.Pot | None:
    """Return how the household stands, to whoever lives there or keeps the books."""
    place = await info.context.related(PropertyPolicy, self.property_id, inherited=True)
    assert place is not None, "a lease always has its property"
    return await outlook.pot(info.context.viewer, self, place.time_zone, period_start)
