"""Conversations: one thread per matter, its participants, and what was said."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from app.models.base import Noun, Versioned


class MessageEventKind(StrEnum):
    """What can happen in a conversation."""

    STARTED = "STARTED"
    SENT = "SENT"
    READ = "READ"
    FILE_ADDED = "FILE_ADDED"


class Conversation(Versioned):
    """A thread between members, perhaps about a ticket or a lease; `last_seq` numbers its messages."""

    subject = fields.TextField()
    property_id = fields.UUIDField(null=True)
    ticket_id = fields.UUIDField(null=True)
    lease_id = fields.UUIDField(null=True)
    participant_ids = ArrayField("uuid")
    last_seq = fields.IntField(default=0)

    class Meta:
        table = "conversation"


class Participant(Noun):
    """One member in one conversation, and how far they have read."""

    conversation_id = fields.UUIDField()
    member_id = fields.UUIDField()
    joined_at = fields.DatetimeField()
    last_read_seq = fields.IntField(default=0)
    last_read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "participant"


class Message(Noun):
    """Something said; its id is made by the client, so that a retry is the same message."""

    conversation_id = fields.UUIDField()
    seq = fields.IntField()
    author_id = fields.UUIDField(null=True)
    body = fields.TextField()
    sent_at = fields.DatetimeField()

    class Meta:
        table = "message"
