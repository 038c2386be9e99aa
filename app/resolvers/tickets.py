"""What can be done with a ticket: report it, move it on, hand it to somebody, talk about it."""

from dataclasses import dataclass
from uuid import UUID

from app import clock
from app.auth.policies.leases import LeaseUnitPolicy
from app.auth.policies.people import GrantPolicy, MemberPolicy, covering, in_force, working
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.policies.tickets import TicketPolicy, open_steps, staff
from app.auth.rules import Subject
from app.auth.viewer import Role, Viewer, house_of
from app.errors import BadInput, Forbidden, NotFound
from app.models.base import Row
from app.models.paging import MAX_PAGE, Order, Page, contains
from app.models.tickets import (
    TRANSITIONS,
    EntryPermission,
    Move,
    Ticket,
    TicketCategory,
    TicketChannel,
    TicketComment,
    TicketPriority,
    TicketStatus,
)
from app.resolvers.inputs import expected, optional_text, text
from app.resolvers.people import known_at
from app.subscriptions.tickets import scope_of
from app.subscriptions.transaction import Once, Transaction, next_number, transaction

ASSIGNABLE = {Role.ADMIN, Role.MANAGER, Role.MAINTENANCE}
WORKERS = {*ASSIGNABLE, Role.VENDOR}
BY_NAME = Order("name", "{t}.display_name", "text")


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What somebody reports. Either a unit, or a property for what belongs to everybody."""

    title: str
    category: TicketCategory
    unit_id: UUID | None = None
    property_id: UUID | None = None
    description: str = ""
    priority: TicketPriority = TicketPriority.NORMAL
    entry_permission: EntryPermission = EntryPermission.BY_APPOINTMENT
    channel: TicketChannel | None = None
    reporter_id: UUID | None = None

    def checked(self) -> tuple[str, str]:
        """Return title and description as they will be kept; raises `BadInput`."""
        if (self.unit_id is None) == (self.property_id is None):
            raise BadInput("Name a unit or a property, and not both.", ("input", "unitId"))
        title = text(self.title, ("input", "title"), 200)
        return title, optional_text(self.description, ("input", "description"), 10_000)


async def create(viewer: Viewer, new: NewTicket, once: Once | None = None) -> UUID:
    """Report something; returns the ticket's id.

    Raises `BadInput`, `NotFound` for a place the viewer cannot see, `Forbidden` for one where they may not report.
    """
    title, description = new.checked()
    number = await next_number(viewer, "ticket")
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        place = await _place(viewer, new)
        ticket = await tx.create(
            Ticket,
            number=number,
            **place,
            **await _reporter(viewer, new, place),
            title=title,
            description=description,
            category=new.category,
            priority=new.priority,
            status=TicketStatus.NEW,
            entry_permission=new.entry_permission,
        )
        tx.announce(ticket, "CREATED", scope_of(ticket), to=ticket.status)
        return tx.done(ticket.id)


async def change_status(
    viewer: Viewer, id: UUID, move: Move, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Take one step of the ticket's state machine.

    Raises `NotFound`, `IllegalTransition`, `Forbidden` for a step that is not the viewer's to take, `Conflict`.
    """
    note = text(move.note, ("input", "reason"), 1_000) if move.note is not None else None
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        ticket = await TicketPolicy.lock(viewer, id, to=TicketPolicy.see)
        expected(ticket, expected_version)
        before = TicketStatus(ticket.status)
        TRANSITIONS.check(before, move.to)
        if move.to not in open_steps(viewer, ticket):
            raise Forbidden(f"{move.to} is not yours to set.", ("input", "to"))
        if move.duplicate_of_id is not None:
            await _original(viewer, ticket, move.duplicate_of_id)
        ticket.move_to(move)
        await tx.save(ticket, *MOVED)
        tx.announce(ticket, "STATUS_CHANGED", scope_of(ticket), note=note, **move.facts(before))
        return tx.done(ticket.id)


MOVED = ("status", "hold_reason", "hold_until", "duplicate_of_id", "visit_start_at", "visit_end_at", "reopen_count")


async def assign(
    viewer: Viewer, id: UUID, assignee_id: UUID | None, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Hand the ticket to somebody of the house, to a vendor, or to nobody; a vendor before loses sight of it.

    Raises `NotFound`, `Forbidden`, `Conflict`, and `BadInput` for somebody who does not do such work.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        ticket = await TicketPolicy.lock(viewer, id, to=TicketPolicy.assign)
        expected(ticket, expected_version)
        is_vendor = assignee_id is not None and await _is_vendor(viewer, assignee_id, ticket.property_id)
        at_work = ticket.vendor_ids
        ticket.vendor_ids = [id for id in at_work if id != ticket.assignee_id]
        if is_vendor and assignee_id not in ticket.vendor_ids:
            ticket.vendor_ids = [*ticket.vendor_ids, assignee_id]
        ticket.assignee_id = assignee_id
        await tx.save(ticket, "assignee_id", "vendor_ids")
        was = {"vendor_ids": at_work} if set(at_work) != set(ticket.vendor_ids) else None
        tx.announce(ticket, "ASSIGNED", scope_of(ticket), was)
        return tx.done(ticket.id)


async def assignable(viewer: Viewer, places: list[UUID], search: str | None) -> list[list[Row]]:
    """Return those whom `assign` takes at each property, by name, at most `MAX_PAGE`; raises `BadInput`."""
    page = Page(MAX_PAGE, BY_NAME, where=(contains(("display_name",), search, ("search",)),) if search else ())
    found = await MemberPolicy.pages(house_of(viewer, "who may be assigned"), working(WORKERS), places, page)
    return [found[place].rows for place in places]


async def comment(viewer: Viewer, id: UUID, body: str, is_internal: bool, once: Once | None = None) -> UUID:
    """Say something about the ticket; returns the comment's id. An internal comment stays inside the house.

    Neither touches the ticket itself: its version and time would tell of what was said inside.
    """
    said = text(body, ("input", "body"), 10_000)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        verb = TicketPolicy.comment_internally if is_internal else TicketPolicy.comment
        ticket = await TicketPolicy.permitted(viewer, id, verb)
        return await _say(tx, ticket, said, is_internal)


async def _say(tx: Transaction, ticket: Row, body: str, is_internal: bool) -> UUID:
    made = {"ticket_id": ticket.id, "author_id": tx.viewer.member_id, "body": body, "is_internal": is_internal}
    comment = await tx.create(TicketComment, **made, created_at=clock.now())
    tx.announce(comment, "COMMENTED", {**scope_of(_as_ticket(ticket), is_internal)})
    return tx.done(comment.id)


def _as_ticket(row: Row) -> Ticket:
    model: Ticket = Ticket._init_from_db(**dict(row.items()))
    return model


@dataclass(frozen=True, slots=True)
class _Place:
    """The scope columns a ticket will have, for rules that ask about it before it exists."""

    viewer: Viewer
    columns: dict[str, UUID | None]

    def __getattr__(self, name: str) -> UUID | None:
        return self.viewer.organization_id if name == "organization_id" else self.columns[name]


async def _place(viewer: Viewer, new: NewTicket) -> dict[str, UUID | None]:
    if new.unit_id is None:
        assert new.property_id is not None
        await PropertyPolicy.permitted(viewer, new.property_id, PropertyPolicy.report)
        return {"property_id": new.property_id, "building_id": None, "unit_id": None, "lease_id": None}
    unit = await UnitPolicy.permitted(viewer, new.unit_id, UnitPolicy.report)
    lease_id = await _lease(viewer, unit)
    return {"property_id": unit.property_id, "building_id": unit.building_id, "unit_id": unit.id, "lease_id": lease_id}


async def _lease(viewer: Viewer, unit: Row) -> UUID | None:
    now = clock.now()
    for grant in viewer.grants:
        if grant.role is Role.TENANT and grant.unit_id == unit.id and grant.counts(now):
            return grant.lease_id
    system = Viewer.system_of(unit.organization_id, "the lease a ticket is about")
    held = await LeaseUnitPolicy.below(system, "unit_id", [unit.id], [_occupied_today])
    return held[unit.id][0].lease_id if unit.id in held else None


def _occupied_today(table: str, _: object) -> str:
    return (
        f"{table}.occupies AND {table}.period @> (SELECT (now() AT TIME ZONE p.time_zone)::date FROM property p"
        f" WHERE p.organization_id = {table}.organization_id AND p.id = {table}.property_id)"
    )


async def _reporter(viewer: Viewer, new: NewTicket, place: dict[str, UUID | None]) -> dict[str, object]:
    if staff.allows(viewer, Subject(_Place(viewer, place)), clock.now()):
        wanted, where = new.reporter_id, place["property_id"]
        assert where is not None
        if wanted is not None and wanted not in await known_at(viewer, [wanted], where):
            raise NotFound("No such person.", ("input", "reporterId"))
        return {"reporter_id": new.reporter_id or viewer.member_id, "channel": new.channel or TicketChannel.PORTAL}
    if new.reporter_id not in (None, viewer.member_id):
        raise Forbidden("Only staff report for somebody else.", ("input", "reporterId"))
    if new.channel not in (None, TicketChannel.PORTAL):
        raise Forbidden("Only staff record how something reached the house.", ("input", "channel"))
    return {"reporter_id": viewer.member_id, "channel": TicketChannel.PORTAL}


async def _original(viewer: Viewer, ticket: Ticket, original_id: UUID) -> None:
    if original_id == ticket.id:
        raise BadInput("A ticket is no duplicate of itself.", ("input", "duplicateOfId"))
    if original_id not in await TicketPolicy.related(viewer, [original_id]):
        raise NotFound("No such ticket.", ("input", "duplicateOfId"))


async def _is_vendor(viewer: Viewer, member_id: UUID, property_id: UUID) -> bool:
    """Say whether somebody who may be assigned is a vendor; raises `NotFound` and `BadInput` for who may not be."""
    assert viewer.organization_id is not None
    system = Viewer.system_of(viewer.organization_id, "who may be assigned")
    if member_id not in await known_at(viewer, [member_id], property_id):
        raise NotFound("No such person.", ("input", "assigneeId"))
    found = await GrantPolicy.below(system, "member_id", [member_id], [in_force, covering(property_id)])
    roles = {grant.role for grant in found.get(member_id, [])}
    if not roles & WORKERS:
        raise BadInput("This person does not work on tickets here.", ("input", "assigneeId"))
    return not roles & ASSIGNABLE
