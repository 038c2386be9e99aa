"""Where the events of conversations go: to whoever may read the conversation."""

from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.messages import ConversationPolicy
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.errors import NotFound
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
    return Topic(NOUNS, lambda event: only is None or event.scope.get("conversation_id") == only, _load, _admits)


async def _load(viewer: Viewer, event: Event) -> Any | None:
    async with reading(viewer):
        try:
            return await ConversationPolicy.fetch(viewer, UUID(event.scope["conversation_id"]))
        except NotFound:
            return None


def _admits(viewer: Viewer) -> bool:
    return any(grant.counts(clock.now()) for grant in viewer.grants)
