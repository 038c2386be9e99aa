"""Where the events of tickets go: what routes them, and who may see each."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.auth.policies.tickets import TicketEventPolicy
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.tickets import Ticket
from app.subscriptions.stream import Judge, Topic

R = Role

TICKETS = Topic(
    nouns=("ticket", "ticket_comment"),
    # The history row of an event stands for it: who may see that row may hear of the event.
    judge=Judge(TicketEventPolicy, lambda event: event.id, "Ticket", via="ticket_id"),
    roles=(R.ADMIN, R.MANAGER, R.MAINTENANCE, R.AUDITOR, R.OWNER, R.VENDOR, R.TENANT, ApiScope.TICKETS_READ),
)


def scope_of(ticket: Ticket, is_internal: bool = False) -> dict[str, Any]:
    """Return the surroundings of a ticket that route its events."""
    scope = {
        "ticket_id": ticket.id,
        "property_id": ticket.property_id,
        "unit_id": ticket.unit_id,
        "lease_id": ticket.lease_id,
    }
    return {**scope, "is_internal": is_internal}


def topic(ticket_id: UUID | None, property_id: UUID | None, kinds: Iterable[str] | None) -> Topic:
    """Follow the tickets that the viewer may see, or one of them, or those of one property."""
    return Topic.narrowed(TICKETS, kinds, ticket_id=ticket_id, property_id=property_id)
