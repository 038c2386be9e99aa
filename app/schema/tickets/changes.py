"""What can be done with tickets."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.tickets import TicketCommentPolicy, TicketPolicy
from app.models.ids import id_of
from app.models.tickets import (
    EntryPermission,
    Move,
    TicketCategory,
    TicketChannel,
    TicketHoldReason,
    TicketPriority,
    TicketStatus,
)
from app.resolvers import tickets as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import optional, wanted
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.tickets.shapes import (
    Ticket,
    TicketComment,
)


def _id(kind: str, id: strawberry.ID | None, name: str) -> Any:
    return None if id is None else id_of(kind, id, ("input", name))


@strawberry.input(description="A span of time.")
class TimeWindowInput:
    """The two ends of a visit."""

    start_at: datetime = wanted("When it begins.")
    end_at: datetime = wanted("When it ends.")


@strawberry.input(description="What to report. Name a unit, or a property for what belongs to everybody.")
class CreateTicketInput:
    """Input of `createTicket`."""

    unit_id: strawberry.ID | None = optional("The unit it is about.")
    property_id: strawberry.ID | None = optional("The property it is about, for a common area.")
    title: str = wanted("What is wrong, in at most 200 characters.")
    description: str | None = optional("What is wrong, in at most 10,000 characters.")
    category: TicketCategory = wanted("What kind of work it is.")
    priority: TicketPriority | None = optional("How urgent it is; NORMAL when left out.")
    entry_permission: EntryPermission | None = optional("When somebody may enter; BY_APPOINTMENT when left out.")
    channel: TicketChannel | None = optional("How it reached the house; for staff alone.")
    reporter_id: strawberry.ID | None = optional("The person on whose behalf; for staff alone.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="A step of a ticket's state machine.")
class ChangeTicketStatusInput:
    """Input of `changeTicketStatus`."""

    ticket_id: strawberry.ID = wanted("The ticket.")
    to: TicketStatus = wanted("The status it shall have.")
    reason: str | None = optional("Why, in at most 1,000 characters; everyone who sees the ticket can read it.")
    visit: TimeWindowInput | None = optional(
        "When somebody comes; with SCHEDULED or IN_PROGRESS. SCHEDULED again moves the visit."
    )
    hold_reason: TicketHoldReason | None = optional("What it waits for; with ON_HOLD.")
    hold_until: datetime | None = optional("Until when it waits; with ON_HOLD.")
    duplicate_of_id: strawberry.ID | None = optional("The ticket it repeats; with DUPLICATE.")
    expected_version: int | None = optional("Refuse with CONFLICT when the ticket has another version by now.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="Whose hands a ticket goes into.")
class AssignTicketInput:
    """Input of `assignTicket`."""

    ticket_id: strawberry.ID = wanted("The ticket.")
    assignee_id: strawberry.ID | None = optional(
        "Somebody of the house, or a vendor; null takes it out of anybody's hands."
    )
    expected_version: int | None = optional("Refuse with CONFLICT when the ticket has another version by now.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="Something to say about a ticket.")
class CommentOnTicketInput:
    """Input of `commentOnTicket`."""

    ticket_id: strawberry.ID = wanted("The ticket.")
    body: str = wanted("What to say, in at most 10,000 characters.")
    is_internal: bool = strawberry.field(default=False, description="Keep it inside the house; for staff alone.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `createTicket`.")
class CreateTicketPayload(MutationPayload):
    """The new ticket."""

    ticket: Ticket | None = column("The ticket as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `changeTicketStatus`.")
class ChangeTicketStatusPayload(MutationPayload):
    """The ticket after the step."""

    ticket: Ticket | None = column("The ticket as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `assignTicket`.")
class AssignTicketPayload(MutationPayload):
    """The ticket in its new hands."""

    ticket: Ticket | None = column("The ticket as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `commentOnTicket`.")
class CommentOnTicketPayload(MutationPayload):
    """What was said."""

    comment: TicketComment | None = column("The comment.", depends=GRANTS)
    ticket: Ticket | None = column("The ticket as the viewer sees it.", depends=GRANTS)


async def _ticket(context: Context, id: Any) -> dict[str, Any]:
    return {"ticket": await context.related(TicketPolicy, id)}


@strawberry.type
class TicketMutation:
    """The verbs of tickets."""

    @strawberry.mutation(description="Report something that needs work.")
    async def create_ticket(self, info: Info, input: CreateTicketInput) -> CreateTicketPayload:
        """Report something."""

        async def change(context: Context) -> dict[str, Any]:
            new = resolvers.NewTicket(
                title=input.title,
                category=input.category,
                unit_id=_id("Unit", input.unit_id, "unitId"),
                property_id=_id("Property", input.property_id, "propertyId"),
                description=input.description or "",
                priority=input.priority or TicketPriority.NORMAL,
                entry_permission=input.entry_permission or EntryPermission.BY_APPOINTMENT,
                channel=input.channel,
                reporter_id=_id("Person", input.reporter_id, "reporterId"),
            )
            return await _ticket(context, await resolvers.create(context.acting, new, once_of("createTicket", input)))

        return await answer(info, change)

    @strawberry.mutation(description="Move a ticket one step on; the table of steps is in `nextStatuses`.")
    async def change_ticket_status(self, info: Info, input: ChangeTicketStatusInput) -> ChangeTicketStatusPayload:
        """Take one step."""

        async def change(context: Context) -> dict[str, Any]:
            id = id_of("Ticket", input.ticket_id, ("input", "ticketId"))
            move = Move(
                to=input.to,
                note=input.reason,
                visit=(input.visit.start_at, input.visit.end_at) if input.visit else None,
                hold_reason=input.hold_reason,
                hold_until=input.hold_until,
                duplicate_of_id=_id("Ticket", input.duplicate_of_id, "duplicateOfId"),
            )
            once = once_of("changeTicketStatus", input)
            await resolvers.change_status(context.acting, id, move, input.expected_version, once)
            return await _ticket(context, id)

        return await answer(info, change)

    @strawberry.mutation(description="Put a ticket into somebody's hands, or into nobody's.")
    async def assign_ticket(self, info: Info, input: AssignTicketInput) -> AssignTicketPayload:
        """Hand it over."""

        async def change(context: Context) -> dict[str, Any]:
            id = id_of("Ticket", input.ticket_id, ("input", "ticketId"))
            assignee_id = _id("Person", input.assignee_id, "assigneeId")
            once = once_of("assignTicket", input)
            await resolvers.assign(context.acting, id, assignee_id, input.expected_version, once)
            return await _ticket(context, id)

        return await answer(info, change)

    @strawberry.mutation(description="Say something about a ticket, to everyone who sees it or inside the house.")
    async def comment_on_ticket(self, info: Info, input: CommentOnTicketInput) -> CommentOnTicketPayload:
        """Say something."""

        async def change(context: Context) -> dict[str, Any]:
            id = id_of("Ticket", input.ticket_id, ("input", "ticketId"))
            once = once_of("commentOnTicket", input)
            made = await resolvers.comment(context.acting, id, input.body, input.is_internal, once)
            return {**await _ticket(context, id), "comment": await context.related(TicketCommentPolicy, made)}

        return await answer(info, change)
