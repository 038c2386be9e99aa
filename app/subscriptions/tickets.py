"""Where the events of tickets go: what routes them, and who may see each."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.auth.policies.tickets import TicketEventPolicy
from app.auth.rules import Subject
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.models.events import Event
from app.models.tickets import Ticket
from app.subscriptions.stream import Topic

NOUNS = ("ticket", "ticket_comment")


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
    wanted = {"ticket_id": ticket_id, "property_id": property_id}
    narrowed = {name: str(id) for name, id in wanted.items() if id is not None}
    only = set(kinds) if kinds is not None else None

    def matches(event: Event) -> bool:
        here = all(event.scope.get(name) == id for name, id in narrowed.items())
        return here and (only is None or event.kind in only)

    key = ("tickets", *narrowed.items(), *sorted(only or ()), only is None)
    return Topic(key, NOUNS, matches, JUDGE)


class _Judge:
    """The history row of an event stands for it: who may see that row may hear of the event."""

    async def load(self, organization_id: UUID, event: Event) -> Subject | None:
        async with reading(Viewer.system_of(organization_id, "hub")):
            return await TicketEventPolicy.subject(event.id)

    def allows(self, viewer: Viewer, subject: Subject) -> bool:
        return TicketEventPolicy.may(viewer, TicketEventPolicy.see, subject)


JUDGE = _Judge()
