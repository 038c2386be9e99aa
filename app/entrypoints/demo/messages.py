"""The conversations of an organization of the demo, with what was said in them and how far everybody has read."""

from typing import Any

from app.entrypoints.demo.shapes import Talk
from app.entrypoints.demo.world import World, stamped
from app.models.leases import Lease
from app.models.messages import Conversation, Message, Participant
from app.models.people import Member
from app.models.properties import Property
from app.models.tickets import Ticket
from app.subscriptions.messages import scope_of


def add_conversations(world: World) -> None:
    """Make every conversation."""
    for talk in world.house.talks:
        conversation = _add_conversation(world, talk)
        _add_participants(world, talk, conversation)
        _add_messages(world, talk, conversation)


def _add_conversation(world: World, talk: Talk) -> Conversation:
    first, last = (world.almanac.at(said.at) for said in (talk.said[0], talk.said[-1]))
    conversation = world.make(
        Conversation,
        talk.key,
        subject=talk.subject,
        participant_ids=[world.id(Member, somebody) for somebody in talk.people],
        last_seq=len(talk.said),
        **_about(world, talk),
        **stamped(first, last, 1 + len(talk.said)),
    )
    world.happened(first, talk.said[0].by, conversation, "STARTED", scope_of(conversation))
    return conversation


def _about(world: World, talk: Talk) -> dict[str, Any]:
    if talk.ticket is not None:
        ticket = world.row(Ticket, talk.ticket)
        return {"property_id": ticket.property_id, "ticket_id": ticket.id}
    if talk.lease is not None:
        lease = world.row(Lease, talk.lease)
        return {"property_id": lease.property_id, "lease_id": lease.id}
    return {"property_id": world.ref(Property, talk.place)}


def _add_participants(world: World, talk: Talk, conversation: Conversation) -> None:
    moments = [world.almanac.at(said.at) for said in talk.said]
    for somebody in talk.people:
        read = len(talk.said) - talk.unread.get(somebody, 0)
        world.make(
            Participant,
            f"{talk.key}/{somebody}",
            conversation_id=conversation.id,
            member_id=world.id(Member, somebody),
            joined_at=moments[0],
            last_read_seq=read,
            last_read_at=moments[read - 1] if read else None,
        )


def _add_messages(world: World, talk: Talk, conversation: Conversation) -> None:
    for seq, said in enumerate(talk.said, start=1):
        at, author_id = world.almanac.at(said.at), world.id(Member, said.by)
        words = {"seq": seq, "author_id": author_id, "body": said.body, "sent_at": at}
        message = world.make(Message, f"{talk.key}/{seq}", conversation_id=conversation.id, **words)
        world.happened(at, said.by, message, "SENT", scope_of(conversation))
