"""The tickets of an organization of the demo, each brought to where it stands by its own history."""

from typing import Any

from app.entrypoints.demo.shapes import Handed, Moved, Report, Said
from app.entrypoints.demo.world import World, stamped
from app.models.leases import CURRENT, Lease
from app.models.people import Member
from app.models.properties import Building, Property, Unit
from app.models.tickets import Move, Ticket, TicketComment, TicketStatus
from app.subscriptions.tickets import scope_of


def add_tickets(world: World) -> None:
    """Make every ticket; they are numbered in the order in which they were reported."""
    reports = sorted(world.house.reports, key=lambda report: world.almanac.at(report.at))
    for number, report in enumerate(reports, start=world.house.first_ticket):
        _add_ticket(world, report, number)
    for report in reports:
        _replay(world, report)


def newest_number(world: World) -> int:
    """Return the number of the newest ticket."""
    return world.house.first_ticket + len(world.house.reports) - 1


def _add_ticket(world: World, report: Report, number: int) -> None:
    opened = world.almanac.at(report.at)
    ticket = world.make(
        Ticket,
        report.key,
        number=number,
        reporter_id=world.ref(Member, report.by),
        title=report.title,
        description=report.description,
        category=report.category,
        priority=report.priority,
        status=TicketStatus.NEW,
        entry_permission=report.entry,
        channel=report.channel,
        due_by=world.almanac.at(report.due_by) if report.due_by else None,
        **_where(world, report),
        **stamped(opened),
    )
    world.happened(opened, report.by, ticket, "CREATED", scope_of(ticket), to=ticket.status)


def _where(world: World, report: Report) -> dict[str, Any]:
    if report.home is None:
        return {"property_id": world.ref(Property, report.place)}
    place, block = world.house.place_of(report.home)
    held = [it.number for it in world.house.contracts if it.status in CURRENT and report.home in it.homes]
    return {
        "property_id": world.id(Property, place.key),
        "building_id": world.ref(Building, block.key if block else None),
        "unit_id": world.id(Unit, report.home),
        "lease_id": world.ref(Lease, held[0] if held else None),
    }


def _replay(world: World, report: Report) -> None:
    ticket = world.row(Ticket, report.key)
    for place, step in enumerate(report.then):
        if isinstance(step, Said):
            _say(world, ticket, step, f"{report.key}/{place}")
            continue
        if isinstance(step, Moved):
            _move(world, ticket, step)
        else:
            _hand(world, ticket, step)
        ticket.updated_at = world.almanac.at(step.at)
        ticket.version += 1


def _move(world: World, ticket: Ticket, step: Moved) -> None:
    at, before = world.almanac.at, TicketStatus(ticket.status)
    move = Move(
        step.to,
        visit=(at(step.visit[0]), at(step.visit[1])) if step.visit else None,
        hold_reason=step.hold,
        hold_until=at(step.until) if step.until else None,
        duplicate_of_id=world.ref(Ticket, step.original),
    )
    ticket.move_to(move)
    facts = {**move.facts(before), "note": step.note}
    world.happened(at(step.at), step.by, ticket, "STATUS_CHANGED", scope_of(ticket), **facts)


def _hand(world: World, ticket: Ticket, step: Handed) -> None:
    ticket.assignee_id = world.id(Member, step.to)
    world.happened(world.almanac.at(step.at), step.by, ticket, "ASSIGNED", scope_of(ticket))


def _say(world: World, ticket: Ticket, step: Said, key: str) -> None:
    at = world.almanac.at(step.at)
    words = {"author_id": world.id(Member, step.by), "body": step.body, "is_internal": step.inside}
    comment = world.make(TicketComment, key, ticket_id=ticket.id, created_at=at, **words)
    world.happened(at, step.by, comment, "COMMENTED", scope_of(ticket, step.inside))
