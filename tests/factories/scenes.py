"""The tickets of the world, and what is said in it."""

from app.models.tickets import TicketStatus
from tests.factories import messages, tickets
from tests.factories.houses import House


def tickets_of(house: House) -> None:
    """Reported in homes, in the stairs, far away, and by somebody who has left."""
    work = {"vendors": ("vendor",), "assignee": "maintenance", "status": TicketStatus.TRIAGED}
    tickets.ticket(house, "leak", "north", "tenant", unit="north_1", lease="north_1", **work)
    past = {"vendors": ("former_tenant",)}
    tickets.ticket(house, "next_door", "north", "neighbour", unit="north_2", lease="north_2", **past)
    tickets.ticket(house, "stairs", "north", "neighbour")
    tickets.ticket(house, "far", "south", "southerner", unit="south_1", lease="south_1")
    tickets.ticket(house, "old", "north", "former_tenant", unit="north_2", lease="north_old")
    for name, author in {"leak": "tenant", "next_door": "neighbour", "far": "southerner"}.items():
        tickets.comment(house, f"{name}_public", name, author)
        tickets.comment(house, f"{name}_inside", name, "manager", is_internal=True)


def conversations_of(house: House) -> None:
    """Each of them between a few, so that everybody has one of their own."""
    for name, who in {"flat": "co_tenant", "surety": "guarantor", "past": "former_tenant", "deed": "owner"}.items():
        messages.conversation(house, name, who, "manager", place="north")
    messages.conversation(house, "home", "tenant", "manager", place="north", lease="north_1")
    messages.conversation(house, "job", "vendor", "scoped_manager", place="north", ticket="leak")
    messages.conversation(house, "books", "accountant", "admin")
    messages.conversation(house, "round", "maintenance", "manager", place="south")
    messages.conversation(house, "next_door", "neighbour", "manager", place="north")
    messages.conversation(house, "far", "southerner", "manager", place="south")
