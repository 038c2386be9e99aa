"""Where the events of conversations go: to whoever may read the conversation."""

from typing import Any
from uuid import UUID

from app.auth.policies.messages import ConversationPolicy
from app.auth.rules import Subject
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.models.events import Event
from app.models.messages import Conversation
from app.subscriptions.stream import Topic

NOUNS = ("conversation", "message")


def scope_of(conversation: Conversation) -> dict[str, Any]:
    """Return the surroundings of a conversation that route its events."""
    return {"conversation_id": conversation.id, "property_id": conversation.property_id}


def topic(conversation_id: UUID | None) -> Topic:
    """Follow all conversations that the viewer may read, or one of them."""
    only = str(conversation_id) if conversation_id is not None else None
    return Topic(
        ("messages", only), NOUNS, lambda event: only is None or event.scope.get("conversation_id") == only, JUDGE
    )


class _Judge:
    """The conversation stands for what happens in it."""

    async def load(self, organization_id: UUID, event: Event) -> Subject | None:
        async with reading(Viewer.system_of(organization_id, "hub")):
            return await ConversationPolicy.subject(UUID(event.scope["conversation_id"]))

    def allows(self, viewer: Viewer, subject: Subject) -> bool:
        return ConversationPolicy.may(viewer, ConversationPolicy.see, subject)


JUDGE = _Judge()
