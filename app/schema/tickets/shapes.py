"""Tickets, what is said about them, and what happened to them."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app.auth.policies.files import FilePolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.policies.tickets import TicketCommentPolicy, TicketEventPolicy, TicketPolicy, open_steps
from app.auth.rules import Subject
from app.models import tickets as model
from app.models.base import Row
from app.models.paging import Order
from app.resolvers.tickets import assignable
from app.schema.context import Info
from app.schema.fields import FEW, GRANTS, NONE, PERSON, asked, below, call, column, computed, judged, relation
from app.schema.files import File
from app.schema.node import Actor, Node, of_row
from app.schema.paging import Connection, Listed, Listing, Window, connection, nested_page
from app.schema.people import Person
from app.schema.properties.shapes import Address, Property, Unit
from app.schema.streams import StreamMessage, Told

FEW_WORKERS = 8
"""For how many people a list of those who may be assigned is priced."""
OLDEST_FIRST = Order("createdAt", "{t}.created_at", "timestamptz")
MOST_MOVES = 40
"""As many changes of status as are looked at to tell when each step began."""
IN_STREAM = Order("seq", "{t}.seq", "bigint")
BY_MOVES = replace(IN_STREAM, name="moves")
"""The same of the moves alone: by its name, their pages are kept apart from those of all events."""


@strawberry.type(description="A span of time.")
class TimeWindow:
    """Shows the visit columns of a ticket."""

    start_at: datetime = column("When it begins.", name="visit_start_at")
    end_at: datetime = column("When it ends.", name="visit_end_at")


@strawberry.type(description="Why a ticket waits.")
class TicketHold:
    """Shows the hold columns of a ticket."""

    reason: model.TicketHoldReason = column("What it waits for.", name="hold_reason")
    until: datetime | None = column("Until when, where that is known.", name="hold_until")


@strawberry.type(description="One of the four steps that a tenant sees.")
class TicketStep:
    """Shows a stage and a moment."""

    stage: model.TicketStage = column("Which one.")
    since: datetime = column("When the ticket last came to it from another one.")


@strawberry.type(description="What the viewer may do with a ticket.")
class TicketViewerCan:
    """So that clients need not guess."""

    change_status_to: list[model.TicketStatus] = column("Statuses the viewer may give it now.")
    assign: bool = column("Hand it to somebody.")
    comment: bool = column("Say something about it.")
    comment_internally: bool = column("Say something that stays inside the house.")


Search = Annotated[str | None, strawberry.argument(description="Part of a name.")]


async def _assignees(self: Any, info: Info, search: Search = None) -> list[Person]:
    viewer = info.context.viewer
    if not TicketPolicy.may(viewer, TicketPolicy.assign, Subject(self)):
        return []

    async def load(places: list[UUID]) -> list[list[Row]]:
        return await assignable(viewer, places, search)

    found: list[Person] = await info.context.loader(("assignees", search), load).load(self.property_id)
    return found


def _can(row: Any, info: Info) -> TicketViewerCan:
    viewer, subject = info.context.viewer, Subject(row)
    return TicketViewerCan(
        change_status_to=open_steps(viewer, row),
        assign=TicketPolicy.may(viewer, TicketPolicy.assign, subject),
        comment=TicketPolicy.may(viewer, TicketPolicy.comment, subject),
        comment_internally=TicketPolicy.may(viewer, TicketPolicy.comment_internally, subject),
    )


@strawberry.type(description="Something said about a ticket.")
@of_row(TicketCommentPolicy)
class TicketComment(Node):
    """Shows a `ticket_comment` row."""

    body: str = column("What was said.")
    is_internal: bool = column("Stays inside the house: no tenant or vendor ever sees it.")
    author: Person | None = relation(MemberPolicy, "author_id", "Who said it.", inherited=True)
    files: list[File] = below(FilePolicy, "comment_id", "What was sent beside it.", inherited=True)
    created_at: datetime = column("When it was said.")


async def _comments(self: Any, info: Info, window: Window) -> Listed:
    return await nested_page(info, Listing(TicketCommentPolicy, OLDEST_FIRST, parent=("ticket_id", self.id)), window)


async def _events(self: Any, info: Info, window: Window) -> Listed:
    return await nested_page(info, Listing(TicketEventPolicy, IN_STREAM, parent=("ticket_id", self.id)), window)


def _moved(table: str, _: object) -> str:
    return f"{table}.to_status IS NOT NULL"


async def _steps(row: Any, info: Info) -> list[TicketStep]:
    listing = Listing(TicketEventPolicy, BY_MOVES, (_moved,), parent=("ticket_id", row.id))
    listed = await nested_page(info, listing, Window(last=MOST_MOVES))
    moves = [(model.TicketStatus(event.to_status), event.at) for event in listed.slice.rows]
    return [TicketStep(stage=stage, since=since) for stage, since in model.steps_of(row.created_at, moves)]


async def _comment_count(row: Any, info: Info) -> int:
    context = info.context

    async def load(ids: list[Any]) -> list[int]:
        found = await TicketCommentPolicy.counts(context.viewer, "ticket_id", ids)
        return [found.get(id, 0) for id in ids]

    counted: int = await context.loader("comment_count", load).load(row.id)
    return counted


async def _file_count(row: Any, info: Info) -> int:
    context = info.context

    async def load(ids: list[Any]) -> list[int]:
        found = await FilePolicy.counts(context.viewer, "ticket_id", ids)
        return [found.get(id, 0) for id in ids]

    counted: int = await context.loader("file_count", load).load(row.id)
    return counted


def _hold(row: Row) -> Row | None:
    return row if row.hold_reason is not None else None


def _visit(row: Row) -> Row | None:
    return row if row.visit_start_at is not None else None


def _stage(row: Row) -> model.TicketStage:
    return model.STAGES[model.TicketStatus(row.status)]


@strawberry.type(description="Where the work is to be done: enough to find it, for whoever sees the ticket.")
class TicketPlace:
    """Shows the property and the unit of a ticket, whatever else of them the viewer may see."""

    property_name: str = column("What people call the property.")
    address: Address = column("Where it is.")
    unit_label: str | None = column("What is written on the door; null for what belongs to everybody.")


async def _place(row: Any, info: Info) -> TicketPlace | None:
    house = await info.context.related(PropertyPolicy, row.property_id, inherited=True)
    unit = await info.context.related(UnitPolicy, row.unit_id, inherited=True) if row.unit_id is not None else None
    if house is None:
        return None
    return TicketPlace(property_name=house.name, address=house, unit_label=unit.label if unit is not None else None)


@strawberry.type(description="A request for work on a unit or a common area.")
@of_row(TicketPolicy)
class Ticket(Node):
    """Shows a `ticket` row."""

    number: str = computed(lambda row: str(row.number), "The number people read.")
    title: str = column("What is wrong, in a few words.")
    description: str = column("What is wrong, at length.")
    category: model.TicketCategory = column("What kind of work it is.")
    priority: model.TicketPriority = column("How urgent it is.")
    status: model.TicketStatus = column("Where it stands.")
    stage: model.TicketStage = computed(_stage, "Where it stands, in the four steps a tenant sees.")
    steps: list[TicketStep] = call(_steps, "The steps up to where it stands, with when each began.", GRANTS, FEW)
    next_statuses: list[model.TicketStatus] = computed(
        lambda row: list(model.TRANSITIONS.after(model.TicketStatus(row.status))), "What may follow, whoever asks."
    )
    hold: TicketHold | None = computed(_hold, "Why it waits, when it is on hold.")
    visit: TimeWindow | None = computed(_visit, "When somebody comes.")
    entry_permission: model.EntryPermission = column("When somebody may enter the home.")
    channel: model.TicketChannel = column("How it reached the house.")
    reopen_count: int = column("How often it was not fixed after all.")
    comment_count: int = call(_comment_count, "How many comments the viewer may see.", GRANTS)
    due_by: datetime | None = column("By when the house means to have it done.")
    reporter: Person | None = relation(MemberPolicy, "reporter_id", "Who reported it.", inherited=True)
    assignee: Person | None = relation(MemberPolicy, "assignee_id", "Who works on it.", inherited=True)
    assignees: list[Person] = asked(
        _assignees,
        "Who may be assigned, by name, at most 100: for those who hand it over, and for others empty.",
        rows=FEW_WORKERS,
    )
    property: Property | None = relation(PropertyPolicy, "property_id", "The property it is about.")
    unit: Unit | None = relation(UnitPolicy, "unit_id", "The unit it is about; null for what belongs to everybody.")
    place: TicketPlace | None = call(_place, "Where to go; also for a vendor, who sees no more of the house.", NONE)
    comments: Connection[TicketComment] = connection(_comments, "What was said, oldest first.")
    events: Connection["TicketEvent"] = connection(_events, "What happened to it, oldest first, for ever.")
    files: list[File] = below(
        FilePolicy, "ticket_id", "What was sent beside it; not beside its comments.", inherited=True
    )
    file_count: int = call(_file_count, "How many pictures and papers were sent beside it.", GRANTS)
    created_at: datetime = column("When it was reported.")
    updated_at: datetime = column("When it last changed; comments do not count.")
    version: int = column("Counts the changes; comments do not count.")
    viewer_can: TicketViewerCan = judged(_can, "What the viewer may do.", PERSON)


class ToldTicketEvent(Told):
    """A ticket's event on its way: reads like the history row it stands for."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@strawberry.type(description="Something that happened to a ticket.")
@of_row(TicketEventPolicy, ToldTicketEvent)
class TicketEvent(Node, StreamMessage):
    """Shows a `ticket_event` row, as history or as it happens."""

    kind: model.TicketEventKind = column("What happened.")
    from_status: model.TicketStatus | None = column("Status before, for a change of status.")
    to_status: model.TicketStatus | None = column("Status after, for a change of status and a new ticket.")
    note: str | None = column("The reason given, or null.")
    visit: TimeWindow | None = computed(_visit, "When somebody comes, where the step said so.")
    occurred_at: datetime = column("When.", name="at")
    actor: Actor | None = relation(MemberPolicy, "actor_id", "Who did it; null for the house itself.", inherited=True)
    ticket: Ticket | None = relation(TicketPolicy, "ticket_id", "The ticket as it is now.", inherited=True)
    comment: TicketComment | None = relation(
        TicketCommentPolicy, "comment_id", "What was said, for a comment.", inherited=True
    )
