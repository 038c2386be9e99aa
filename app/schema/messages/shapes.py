"""Conversations, messages, and who has read how far."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.auth.policies.files import FilePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.messages import ConversationPolicy, MessagePolicy, ParticipantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.tickets import TicketPolicy
from app.auth.rules import Subject
from app.models import messages as model
from app.models.base import Row
from app.models.paging import Order
from app.schema.context import Info
from app.schema.fields import ANSWERS, FEW, GRANTS, NONE, PERSON, below, call, column, computed, judged, relation
from app.schema.files import File
from app.schema.leases.shapes import Lease
from app.schema.node import Actor, Node, of_row
from app.schema.paging import Connection, Listed, Listing, Window, connection, nested_page
from app.schema.people import Person, actor_of
from app.schema.streams import StreamMessage, Told, told
from app.schema.tickets.shapes import Ticket

if TYPE_CHECKING:
    from app.schema.accounts import Viewer

IN_ORDER = Order("seq", "{t}.seq", "bigint")


@strawberry.type(description="One person in one conversation.")
class Participant:
    """Shows a `participant` row."""

    person: Person = relation(MemberPolicy, "member_id", "Who.", inherited=True)
    joined_at: datetime = column("Since when.")
    read_up_to: datetime | None = column("When they last read something new.", name="last_read_at")


ConversationAbout = Annotated[
    Lease | Ticket, strawberry.union("ConversationAbout", description="What a conversation is about.")
]


@strawberry.type(description="What the viewer may do in a conversation.")
class ConversationViewerCan:
    """Booleans, so that clients need not guess."""

    send_message: bool = column("Say something.")


def _can(row: Any, info: Info) -> ConversationViewerCan:
    viewer = info.context.viewer
    return ConversationViewerCan(send_message=ConversationPolicy.may(viewer, ConversationPolicy.send, Subject(row)))


async def _unread(row: Any, info: Info) -> int:
    """Messages after one's own place; for somebody who does not take part there are none."""
    everyone = await info.context.below(ParticipantPolicy, "conversation_id", row.id, inherited=True)
    mine = [one for one in everyone if one.member_id == info.context.viewer.member_id]
    return int(row.last_seq - mine[0].last_read_seq) if mine else 0


async def _about(row: Any, info: Info) -> Row | None:
    if row.ticket_id is not None:
        return await info.context.related(TicketPolicy, row.ticket_id)
    return await info.context.related(LeasePolicy, row.lease_id) if row.lease_id is not None else None


async def _messages(self: Any, info: Info, window: Window) -> Listed:
    return await nested_page(info, Listing(MessagePolicy, IN_ORDER, parent=("conversation_id", self.id)), window)


async def _last(row: Any, info: Info) -> Row | None:
    listing = Listing(MessagePolicy, IN_ORDER, parent=("conversation_id", row.id))
    listed = await nested_page(info, listing, Window(last=1))
    return listed.slice.rows[-1] if listed.slice.rows else None


async def _read_by(row: Any, info: Info) -> list[Row]:
    everyone = await info.context.below(ParticipantPolicy, "conversation_id", row.conversation_id, inherited=True)
    return [one for one in everyone if one.last_read_seq >= row.seq]


@strawberry.type(description="Something said.")
@of_row(MessagePolicy)
class Message(Node):
    """Shows a `message` row."""

    client_id: UUID = column("The id its client made; caches know it before the server answers.", name="id")
    body: str = column("What was said.")
    is_mine: bool = judged(
        lambda row, info: row.author_id is not None and row.author_id == info.context.viewer.member_id,
        "The viewer said it.",
        PERSON,
    )
    sent_at: datetime = column("When it was said.")
    author: Person | None = relation(MemberPolicy, "author_id", "Who said it.", inherited=True)
    conversation: Annotated["Conversation", strawberry.lazy("app.schema.messages.shapes")] = relation(
        ConversationPolicy, "conversation_id", "Where it was said.", inherited=True
    )
    files: list[File] = below(FilePolicy, "message_id", "What was sent beside it.", inherited=True)
    read_by: list[Participant] = call(_read_by, "Who has read it.", NONE, FEW)


@strawberry.type(description="One thread between people, perhaps about a ticket or a lease.")
@of_row(ConversationPolicy)
class Conversation(Node):
    """Shows a `conversation` row."""

    subject: str = column("What it is about, in a few words.")
    about: ConversationAbout | None = call(_about, "What it is about; null where the viewer may not see that.", ANSWERS)
    participants: list[Participant] = below(ParticipantPolicy, "conversation_id", "Who takes part.", inherited=True)
    last_message: Message | None = call(_last, "What was said last.", GRANTS)
    unread_count: int = call(_unread, "How many messages the viewer has not read.", PERSON)
    messages: Connection[Message] = connection(_messages, "What was said, oldest first.")
    created_at: datetime = column("When it was started.")
    updated_at: datetime = column("When something was last said in it.")
    version: int = column("Counts the changes.")
    viewer_can: ConversationViewerCan = judged(_can, "What the viewer may do.", ANSWERS)


class ToldMessageEvent(Told):
    """A conversation's event on its way to one follower."""

    __slots__ = ()


async def _message_of(told: Any, info: Info) -> Row | None:
    if told.event.noun != "message":
        return None
    return await info.context.related(MessagePolicy, told.event.subject_id, inherited=True)


async def _conversation_of(told: Any, info: Info) -> Row | None:
    return await info.context.related(ConversationPolicy, told.row.id, inherited=True)


async def _viewer_of(_: Any, info: Info) -> Any:
    return info.context.viewer


@strawberry.type(description="Something that happened in a conversation.")
@told(ToldMessageEvent)
class MessageEvent(StreamMessage):
    """Shows a `ToldMessageEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    kind: model.MessageEventKind = computed(lambda told: told.event.kind, "What happened.")
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    actor: Actor | None = call(actor_of, "Who did it; null for the house itself.", NONE)
    conversation: Conversation | None = call(_conversation_of, "The conversation as it is now.", NONE)
    message: Message | None = call(_message_of, "What was said; null when something was read or started.", NONE)
    viewer: Annotated["Viewer", strawberry.lazy("app.schema.accounts")] = call(
        _viewer_of, "Who listens, with the new count of unread messages.", PERSON
    )
