"""Who listens to what in a run."""

from tests.torture.sse import EventSubscriber
from tests.torture.subscribers import Subscriber
from tests.torture.views import Topic
from tests.torture.world import World

TYPES = ("TICKET_CREATED", "TICKET_STATUS_CHANGED", "TICKET_COMMENTED", "CONVERSATION_STARTED", "MESSAGE_SENT")
"""What is written in a run; the house charges rent and the like by itself meanwhile."""

TOPICS = {
    "admin": Topic("solveig", "tickets"),
    "manager": Topic("ingrid", "tickets"),
    "manager again": Topic("ingrid", "tickets"),
    "manager's talks": Topic("ingrid", "talks"),
    "manager, one ticket": Topic("ingrid", "tickets", {"ticketId": "leak"}),
    "maintenance, one house": Topic("tom", "tickets", {"propertyId": "toftes"}),
    "maintenance, comments": Topic("tom", "tickets", {"kinds": ["COMMENTED"]}),
    "maintenance's talks": Topic("tom", "talks"),
    "tenant": Topic("amira", "tickets"),
    "tenant's talks": Topic("amira", "talks"),
    "tenant, one talk": Topic("amira", "talks", {"conversationId": "leak"}),
    "owner": Topic("olav", "tickets"),
    "owner's talks": Topic("olav", "talks"),
    "vendor": Topic("vera", "tickets"),
    "changing": Topic("jonas", "tickets"),
    "changing's talks": Topic("jonas", "talks"),
    "manager, everything": Topic("ingrid", "all", {"types": list(TYPES)}),
    "owner, everything": Topic("olav", "all", {"types": list(TYPES)}),
    "elsewhere": Topic("casey", "tickets"),
    "elsewhere, everything": Topic("casey", "all", {"types": list(TYPES)}),
    "elsewhere, tenant": Topic("dana", "tickets"),
    "elsewhere, talks": Topic("dana", "talks"),
}
OVER_EVENTS = ("manager again", "tenant's talks", "changing's talks", "elsewhere, everything")
"""Those who follow by server-sent events; the others have a WebSocket."""


def subscribers(world: World, tokens: dict[str, str]) -> list[Subscriber]:
    """Return everybody who listens, not yet listening."""
    return [_kind(name)(world, name, topic, tokens[topic.person]) for name, topic in TOPICS.items()]


def _kind(name: str) -> type[Subscriber]:
    return EventSubscriber if name in OVER_EVENTS else Subscriber
