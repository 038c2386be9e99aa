"""People as one organization knows them."""

from typing import Any

import strawberry

from app.auth.policies.contacts import ContactPolicy
from app.auth.policies.people import MemberPolicy, reads_addresses
from app.auth.viewer import Viewer
from app.models.base import Row
from app.models.paging import Condition, Order, contains
from app.schema.context import Info
from app.schema.fields import NONE, PERSON, Depends, call, column, computed, judged
from app.schema.node import Actor, Node, of_row
from app.schema.paging import Connection, Listed, Listing, Window, root_page
from app.schema.scalars import Locale

BY_NAME = Order("name", "{t}.display_name", "text")


def _contact(name: str, description: str) -> Any:
    async def shown(row: Any, info: Info) -> str | None:
        value = getattr(row, name)
        # A statement only where there is something to hide, and one for all people of the operation.
        if value is None or not await info.context.passes(ContactPolicy, ContactPolicy.see, row.id):
            return None
        info.context.saw(row.id)
        return str(value)

    return call(shown, description, Depends.PERSON)


@strawberry.type(description="Somebody as one organization knows them; the account behind stays private.")
@of_row(MemberPolicy)
class Person(Node, Actor):
    """Shows a `member` row."""

    name: str = column("Name to show.", name="display_name")
    email: str | None = _contact("email", "Address; only for those who look after this person, and for oneself.")
    phone: str | None = _contact("phone", "Telephone; only for those who look after this person, and for oneself.")
    locale: Locale | None = column("Language they prefer.")
    is_viewer: bool = judged(lambda row, info: row.id == info.context.viewer.member_id, "This is you.", PERSON)
    version: int = column("Counts the changes.")


@strawberry.type(description="The house itself at work: a rule, a job, a provider's report.")
class SystemActor(Actor):
    """Whatever acts without a person."""

    name: str = computed(lambda _: "Tenantry", "Name to show; the same in every language.", NONE)


@strawberry.input(description="Which people.")
class PersonFilter:
    """Narrows `people`."""

    search: str | None = strawberry.field(
        default=None, description="Part of a name; of an address too, for those who may read everybody's."
    )

    def conditions(self, viewer: Viewer) -> tuple[Condition, ...]:
        """Return what narrows the list. What one may not read, one may not search: the answer would tell it."""
        columns = ("display_name", "email") if reads_addresses(viewer) else ("display_name",)
        return (contains(columns, self.search),) if self.search else ()


async def people(info: Info, window: Window, filter: PersonFilter | None = None) -> Listed:
    """List the people that the viewer may see, by name."""
    where = filter.conditions(info.context.viewer) if filter else ()
    return await root_page(info, Listing(MemberPolicy, BY_NAME, where), window)


async def actor_of(told: Any, info: Info) -> Row | None:
    """Return who did what an event tells; whoever hears of it sees the name."""
    if told.event.actor_id is None:
        return None
    return await info.context.related(MemberPolicy, told.event.actor_id, inherited=True)


PersonConnection = Connection[Person]
