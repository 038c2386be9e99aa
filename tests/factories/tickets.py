"""Tickets with their history and what was said about them."""

from typing import Any
from uuid import UUID

from app.models.leases import Lease
from app.models.people import Member
from app.models.properties import Building, Property, Unit
from app.models.tickets import (
    EntryPermission,
    Ticket,
    TicketCategory,
    TicketChannel,
    TicketComment,
    TicketPriority,
    TicketStatus,
)
from app.subscriptions.tickets import scope_of
from tests.factories.houses import APART, House

STANDARD: dict[str, Any] = {
    "category": TicketCategory.PLUMBING,
    "priority": TicketPriority.NORMAL,
    "entry_permission": EntryPermission.WHEN_HOME,
    "channel": TicketChannel.PORTAL,
}


def ticket(house: House, name: str, place: str, reporter: str, **about: Any) -> Ticket:
    """A ticket about a property or, with `unit` and `lease`, a home; `vendors` are at work on it."""
    unit, lease, vendors = about.get("unit"), about.get("lease"), about.get("vendors", ())
    made = house.make(
        Ticket,
        name,
        number=100 + 1_000 * APART[house.key] + len(house.rows.get(Ticket, {})),
        property_id=house.id(Property, place),
        building_id=house.id(Building, place) if unit else None,
        unit_id=house.id(Unit, unit) if unit else None,
        lease_id=house.id(Lease, lease) if lease else None,
        reporter_id=house.id(Member, reporter),
        assignee_id=house.id(Member, about["assignee"]) if "assignee" in about else None,
        vendor_ids=[house.id(Member, vendor) for vendor in vendors],
        title=house.text(Ticket, name, "title"),
        description=house.text(Ticket, name, "description"),
        **{**STANDARD, "status": about.get("status", TicketStatus.NEW)},
    )
    note = house.text(Ticket, name, "note")
    house.tell(made, "CREATED", scope_of(made), to=made.status, note=note)
    return made


def comment(house: House, name: str, on: str, author: str, is_internal: bool = False) -> TicketComment:
    """Something said about a ticket."""
    about: Ticket = house.rows[Ticket][on]  # type: ignore[assignment]
    author_id: UUID = house.id(Member, author)
    made = house.make(
        TicketComment,
        name,
        ticket_id=about.id,
        author_id=author_id,
        body=house.text(TicketComment, name, "body"),
        is_internal=is_internal,
        created_at=house.ago(2),
    )
    house.tell(made, "COMMENTED", scope_of(about, is_internal))
    return made
