"""Which tickets, in which order, and following them live."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import strawberry

from app.auth.policies.tickets import TicketPolicy
from app.models import tickets as model
from app.models.ids import id_of
from app.models.paging import Condition, Order, equals, is_set, since, within
from app.models.searching import found_in
from app.schema.context import Context, Info
from app.schema.cost import STREAM
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, follow
from app.schema.tickets.shapes import (
    ToldTicketEvent,
)
from app.subscriptions.tickets import topic


def _about(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(description="Which tickets; what is left out does not narrow.")
class TicketFilter:
    """Narrows `tickets`."""

    search: str | None = _about("Part of a title, a description or a number.")
    property_id: strawberry.ID | None = _about("In this property.")
    unit_id: strawberry.ID | None = _about("About this unit.")
    assignee_id: strawberry.ID | None = _about("In the hands of this person.")
    is_assigned: bool | None = _about("In somebody's hands, or in nobody's.")
    is_mine: bool | None = _about("Reported by the viewer, or by others.")
    is_open: bool | None = _about("Still asking for action, or no longer.")
    statuses: list[model.TicketStatus] | None = _about("With one of these statuses.")
    stages: list[model.TicketStage] | None = _about("At one of these steps.")
    priorities: list[model.TicketPriority] | None = _about("As urgent as one of these.")
    categories: list[model.TicketCategory] | None = _about("Of one of these kinds.")
    updated_since: datetime | None = _about("Changed at or after this moment.")

    def conditions(self, context: Context) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind."""
        return (*self._ids(), *self._people(context), *self._lists())

    def _ids(self) -> list[Condition]:
        wanted = [("property_id", "Property", self.property_id), ("unit_id", "Unit", self.unit_id)]
        path = {"property_id": "propertyId", "unit_id": "unitId"}
        found = [equals(name, id_of(kind, id, ("filter", path[name]))) for name, kind, id in wanted if id]
        if self.search:
            found.append(found_in("ticket", self.search))
        if self.updated_since is not None:
            found.append(since("updated_at", self.updated_since))
        return found

    def _people(self, context: Context) -> list[Condition]:
        found: list[Condition] = []
        if self.assignee_id:
            found.append(equals("assignee_id", id_of("Person", self.assignee_id, ("filter", "assigneeId"))))
        if self.is_assigned is not None:
            found.append(is_set("assignee_id", self.is_assigned))
        if self.is_mine is not None:
            found.append(_reported_by(context.viewer.member_id, self.is_mine))
        return found

    def _lists(self) -> list[Condition]:
        lists = {"status": self.statuses, "priority": self.priorities, "category": self.categories}
        found = [within(name, [str(value) for value in values]) for name, values in lists.items() if values is not None]
        if self.stages is not None:
            found.append(
                within("status", [str(status) for status in model.STAGES if model.STAGES[status] in self.stages])
            )
        if self.is_open is not None:
            wanted = [status for status in model.TicketStatus if (status in model.OPEN) is self.is_open]
            found.append(within("status", [str(status) for status in wanted]))
        return found


def _reported_by(member_id: Any, mine: bool) -> Condition:
    sign = "IS NOT DISTINCT FROM" if mine else "IS DISTINCT FROM"
    return lambda table, sql: f"{table}.reporter_id {sign} {sql.add(member_id)}::uuid"


@strawberry.input(one_of=True, description="In which order.")
class TicketOrder:
    """Orders `tickets`."""

    urgency: SortDirection | None = direction("By priority, emergencies last when ascending.")
    number: SortDirection | None = direction("By number.")
    created_at: SortDirection | None = direction("By when it was reported.")
    updated_at: SortDirection | None = direction("By when it last changed.")


URGENCY = "array_position(ARRAY['LOW', 'NORMAL', 'HIGH', 'EMERGENCY'], {t}.priority)"
ORDERS = {
    "urgency": Order("urgency", URGENCY, "bigint"),
    "number": Order("number", "{t}.number", "bigint"),
    "created_at": Order("createdAt", "{t}.created_at", "timestamptz"),
    "updated_at": Order("updatedAt", "{t}.updated_at", "timestamptz"),
}


async def tickets(
    info: Info, window: Window, filter: TicketFilter | None = None, order_by: TicketOrder | None = None
) -> Listed:
    """List the tickets that the viewer may see, in the order they were reported unless another is asked for."""
    where = filter.conditions(info.context) if filter else ()
    return await root_page(info, Listing(TicketPolicy, chosen(order_by, ORDERS, "created_at"), where), window)


@strawberry.type
class TicketSubscription:
    """The stream of tickets."""

    @strawberry.subscription(
        directives=[STREAM],
        description="What happens to the tickets that the viewer may see, in order, nothing missed: "
        "query with `eventCursor`, then subscribe `after` it.",
    )
    async def ticket_events(
        self,
        info: Info,
        ticket_id: strawberry.ID | None = None,
        property_id: strawberry.ID | None = None,
        kinds: list[model.TicketEventKind] | None = None,
        after: EventCursor | None = None,
    ) -> AsyncIterator[StreamMessage]:
        """Follow tickets."""
        ticket = id_of("Ticket", ticket_id, ("ticketId",)) if ticket_id else None
        place = id_of("Property", property_id, ("propertyId",)) if property_id else None
        wanted = [str(kind) for kind in kinds] if kinds is not None else None
        return follow(info.context, topic(ticket, place, wanted), after, ToldTicketEvent)
