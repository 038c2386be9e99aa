"""What happens to leases, for those who are bound by them and those who look after them."""

from collections.abc import AsyncIterator
from datetime import datetime

import strawberry

from app.models.ids import id_of
from app.models.leases import LeaseEventKind
from app.schema.context import Info
from app.schema.cost import STREAM
from app.schema.fields import NONE, call, computed
from app.schema.leases.shapes import Lease
from app.schema.node import Actor
from app.schema.people import actor_of
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, Told, follow, told
from app.subscriptions.leases import kind_of, topic


class ToldLeaseEvent(Told):
    """The event of a lease on its way: its row is the lease."""

    __slots__ = ()


@strawberry.type(description="Something that happened to a lease.")
@told(ToldLeaseEvent)
class LeaseEvent(StreamMessage):
    """Shows a `ToldLeaseEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    kind: LeaseEventKind = computed(lambda told: kind_of(told.event), "What happened.")
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    actor: Actor | None = call(actor_of, "Who did it; null for the house itself.", NONE)
    lease: Lease | None = computed(lambda told: told.row, "The lease as it is now; its papers are asked there.")


@strawberry.type
class LeaseSubscription:
    """The stream of leases."""

    @strawberry.subscription(
        directives=[STREAM], description="What happens to the leases that the viewer may see, and to their papers."
    )
    async def lease_events(
        self, info: Info, lease_id: strawberry.ID | None = None, after: EventCursor | None = None
    ) -> AsyncIterator[StreamMessage]:
        """Follow leases."""
        only = id_of("Lease", lease_id, ("leaseId",)) if lease_id else None
        return follow(info.context, topic(only), after, ToldLeaseEvent)
