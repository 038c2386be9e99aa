"""Which conversations, and following them live."""

from collections.abc import AsyncIterator
from typing import Any

import strawberry

from app.auth.policies.messages import ConversationPolicy
from app.models.ids import id_of
from app.models.paging import Condition, Order, contains, equals
from app.schema.context import Info
from app.schema.cost import STREAM
from app.schema.messages.shapes import ToldMessageEvent
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, follow
from app.subscriptions.messages import topic

NEWEST_FIRST = Order("updatedAt", "{t}.updated_at", "timestamptz", descending=True)


def _about(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(description="Which conversations; what is left out does not narrow.")
class ConversationFilter:
    """Narrows `conversations`."""

    search: str | None = _about("Part of a subject.")
    ticket_id: strawberry.ID | None = _about("About this ticket.")
    lease_id: strawberry.ID | None = _about("About this lease.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind."""
        found: list[Condition] = []
        if self.search:
            found.append(contains(("subject",), self.search))
        if self.ticket_id:
            found.append(equals("ticket_id", id_of("Ticket", self.ticket_id, ("filter", "ticketId"))))
        if self.lease_id:
            found.append(equals("lease_id", id_of("Lease", self.lease_id, ("filter", "leaseId"))))
        return tuple(found)


async def conversations(info: Info, window: Window, filter: ConversationFilter | None = None) -> Listed:
    """List the conversations that the viewer may read, the one with the newest message first."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(ConversationPolicy, NEWEST_FIRST, where), window)


@strawberry.type
class MessageSubscription:
    """The stream of conversations."""

    @strawberry.subscription(
        directives=[STREAM],
        description="What happens in the conversations that the viewer may read, in order, nothing missed; "
        "what was read on another device too.",
    )
    async def message_events(
        self, info: Info, conversation_id: strawberry.ID | None = None, after: EventCursor | None = None
    ) -> AsyncIterator[StreamMessage]:
        """Follow conversations."""
        only = id_of("Conversation", conversation_id, ("conversationId",)) if conversation_id else None
        return follow(info.context, topic(only), after, ToldMessageEvent)
