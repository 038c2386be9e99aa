"""Everything that happens in an organization, as pointers."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.models.base import Row
from app.models.events import EventType
from app.models.ids import to_global
from app.schema.context import Info
from app.schema.cost import STREAM
from app.schema.fields import NONE, call, computed
from app.schema.node import POLICIES, Actor, Node
from app.schema.people import actor_of
from app.schema.scalars import EventCursor, Json
from app.schema.streams import StreamMessage, Told, follow, told
from app.subscriptions.organizations import topic, type_of


class ToldOrganizationEvent(Told):
    """Any event on its way to one follower."""

    __slots__ = ()


def _type_name(noun: str) -> str:
    return next(name for name, policy in POLICIES.items() if policy.model.noun == noun)


async def _target(told: Any, info: Info) -> Row | None:
    # Whoever may hear of an event sees what it happened to: the rule of a message is that of its conversation.
    policy, id = POLICIES[_type_name(told.event.noun)], told.event.subject_id
    row: Row | None = await info.context.related(policy, UUID(str(id)), inherited=True)
    return row


@strawberry.type(description="Something that happened in the organization.")
@told(ToldOrganizationEvent)
class OrganizationEvent(StreamMessage):
    """Shows a `ToldOrganizationEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    type: EventType = computed(lambda told: type_of(told.event), "What happened to which noun.")
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    actor: Actor | None = call(actor_of, "Who did it; null for the house itself.", NONE)
    target_id: strawberry.ID = computed(
        lambda told: to_global(_type_name(told.event.noun), told.event.subject_id), "Global id of what it happened to."
    )
    target: Node | None = call(_target, "What it happened to, as it is now; null when it is gone.", NONE)
    facts: Json = computed(lambda told: told.event.facts, "Small facts, such as the statuses before and after.")


@strawberry.type
class OrganizationSubscription:
    """The stream of everything."""

    @strawberry.subscription(
        directives=[STREAM],
        description="Every event that the viewer may see, as pointers: for systems that follow the whole organization.",
    )
    async def organization_events(
        self, info: Info, types: list[EventType] | None = None, after: EventCursor | None = None
    ) -> AsyncIterator[StreamMessage]:
        """Follow everything."""
        return follow(info.context, topic(types), after, ToldOrganizationEvent)
