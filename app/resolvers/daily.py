"""What a day brings to an organization, in order: every step looks at what is due by now, and does it once."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from app.resolvers.billing import bill_all
from app.resolvers.late_charges import assess_all
from app.resolvers.leases.calendar import change_rents, keep_all
from app.resolvers.reminders import remind_all

Step = Callable[[UUID], Awaitable[object]]
"""Does what is due in an organization by its clock for billing; asked again, it finds nothing left to do."""

OFTEN: list[Step] = [keep_all, change_rents, bill_all]
"""What is looked at each minute. Leases first, since what is charged follows from them."""

STEPS: list[Step] = [*OFTEN, assess_all, remind_all]
"""What is looked at each hour, and on every day that a sandbox's clock goes through. Whoever builds the program may
append: payments that are made by themselves come after what is charged."""


async def bring_up_to_date(organization_id: UUID, steps: list[Step] | None = None) -> None:
    """Take every step of a day, or some."""
    for step in STEPS if steps is None else steps:
        await step(organization_id)
