"""How a household stands in one rent month."""

from datetime import date
from typing import Any

import strawberry

from app.auth.policies.properties import PropertyPolicy
from app.resolvers.payments import outlook
from app.schema.context import Info
from app.schema.fields import PERSON, column
from app.schema.money import Money, money_of


@strawberry.type(description="One roommate's share.")
class HouseholdShare:
    """Shows an `outlook.Share`."""

    name: str | None = column("Whose; null when they wish to stay unnamed.", depends=PERSON)
    is_viewer: bool = column("Whether it is the viewer's own.", depends=PERSON)
    expected: Money = money_of("expected_minor", "currency", "Agreed part.", PERSON)
    paid: Money = money_of("paid_minor", "currency", "What came in, or is on its way.", PERSON)


@strawberry.type(description="What a household has paid toward one rent month.")
class HouseholdPot:
    """Shows an `outlook.Pot`."""

    period_start: date = column("First day of the month.", depends=PERSON)
    due: Money = money_of("due_minor", "currency", "What is asked.", PERSON)
    paid: Money = money_of("paid_minor", "currency", "What came in, or is on its way.", PERSON)
    shares: list[HouseholdShare] = column("Share by share.", depends=PERSON)


async def household_pot(self: Any, info: Info, period_start: date | None = None) -> outlook.Pot | None:
    """Return how the household stands, to whoever lives there or keeps the books."""
    place = await info.context.related(PropertyPolicy, self.property_id, inherited=True)
    assert place is not None, "a lease always has its property"
    return await outlook.pot(info.context.viewer, self, place.time_zone, period_start)
