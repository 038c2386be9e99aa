"""Where the events of conversations go: to whoever may read the conversation."""

from typing import Any
from uuid import UUID

from app.auth.policies.messages import LISTENERS, ConversationPolicy
from app.models.messages import Conversation
from app.subscriptions.stream import Judge, Topic

MESSAGES = Topic(
    nouns=("conversation", "message"),
    # The conversation stands for what happens in it.
    judge=Judge(ConversationPolicy, lambda event: UUID(event.scope["conversation_id"]), "Conversation"),
    roles=LISTENERS,
)


def scope_of(conversation: Conversation) -> dict[str, Any]:
    """Return the surroundings of a conversation that route its events."""
    return {"conversation_id": conversation.id, "property_id": conversation.property_id}


def topic(conversation_id: UUID | None) -> Topic:
    """Follow all conversations that the viewer may read, or one of them."""
    return Topic.narrowed(MESSAGES, conversation_id=conversation_id)
