"""Conversations with their participants and messages."""

from app.models.leases import Lease
from app.models.messages import Conversation, Message, Participant
from app.models.people import Member
from app.models.properties import Property
from app.models.tickets import Ticket
from tests.factories.houses import House


def conversation(house: House, name: str, *people: str, place: str | None = None, **about: str) -> None:
    """A thread, perhaps about a `lease` or a `ticket`, in which all have said something and nobody has read."""
    made = house.make(
        Conversation,
        name,
        subject=house.text(Conversation, name, "subject"),
        property_id=house.id(Property, place) if place else None,
        lease_id=house.id(Lease, about["lease"]) if "lease" in about else None,
        ticket_id=house.id(Ticket, about["ticket"]) if "ticket" in about else None,
        participant_ids=[house.id(Member, one) for one in people],
        last_seq=len(people),
    )
    for seq, one in enumerate(people, start=1):
        member_id = house.id(Member, one)
        house.make(Participant, f"{name}_{one}", conversation_id=made.id, member_id=member_id, joined_at=house.ago(3))
        house.make(
            Message,
            f"{name}_{one}",
            conversation_id=made.id,
            seq=seq,
            author_id=member_id,
            body=house.text(Message, f"{name}_{one}", "body"),
            sent_at=house.ago(2),
        )
