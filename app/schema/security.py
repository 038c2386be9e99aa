"""What looked suspicious, and how to report it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.people import MemberPolicy
from app.auth.policies.security import SecurityEventPolicy
from app.models.paging import Condition, Order, within
from app.models.security import SecurityEventKind
from app.resolvers import security as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column, relation
from app.schema.inputs import wanted
from app.schema.node import Actor, Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of

NEWEST_FIRST = Order("at", "{t}.at", "timestamptz", descending=True)


@strawberry.type(description="Something that looked suspicious.")
@of_row(SecurityEventPolicy)
class SecurityEvent(Node):
    """Shows a `security_event` row."""

    kind: SecurityEventKind = column("What it was.")
    occurred_at: datetime = column("When.", name="at")
    ip_address: str | None = column("From where.")
    actor: Actor | None = relation(MemberPolicy, "member_id", "Whom it is about, or who reported it.", inherited=True)
    count: int | None = column("How often, when it was noticed.")
    description: str | None = column("What was reported. Take care with links in it.")


@strawberry.input(description="Which security events.")
class SecurityEventFilter:
    """Narrows `securityEvents`."""

    kinds: list[SecurityEventKind] | None = strawberry.field(default=None, description="Only these kinds.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list."""
        return () if self.kinds is None else (within("kind", [str(kind) for kind in self.kinds]),)


async def security_events(info: Info, window: Window, filter: SecurityEventFilter | None = None) -> Listed:
    """List what looked suspicious, the newest first."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(SecurityEventPolicy, NEWEST_FIRST, where), window)


@strawberry.input(description="A message that looked like a trap.")
class ReportPhishingInput:
    """Input of `reportPhishing`."""

    description: str = wanted("What came, from whom, and how, in at most 4,000 characters.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `reportPhishing`.")
class ReportPhishingPayload(MutationPayload):
    """What was written down."""

    security_event: SecurityEvent | None = column("The report.", depends=GRANTS)


@strawberry.type
class SecurityMutation:
    """The verb of those who noticed something."""

    @strawberry.mutation(description="Report a suspicious message; those who run the organization get mail at once.")
    async def report_phishing(self, info: Info, input: ReportPhishingInput) -> ReportPhishingPayload:
        """Report it."""

        async def change(context: Context) -> dict[str, Any]:
            once = once_of("reportPhishing", input)
            id = await resolvers.report_phishing(context.acting, input.description, once)
            return {"security_event": await context.related(SecurityEventPolicy, id)}

        return await answer(info, change)
