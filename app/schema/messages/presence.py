"""Who has a conversation open and who is typing."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import strawberry

from app.auth.policies.messages import ConversationPolicy
from app.auth.policies.people import MemberPolicy
from app.models.ids import id_of
from app.schema.context import Context, Info
from app.schema.cost import STREAM
from app.schema.fields import GRANTS, call, column, relation
from app.schema.inputs import input_id, wanted
from app.schema.payloads import MutationPayload, answer
from app.schema.people import Person
from app.schema.streams import told
from app.subscriptions import presence as source

USUALLY = 20
"""How many people a conversation is priced for."""


@strawberry.type(description="One person in a conversation at this moment.")
class Presence:
    """Shows a `presence.Presence`."""

    person: Person = relation(MemberPolicy, "member_id", "Who.", inherited=True)
    is_here: bool = column("Whether the conversation is open on one of their screens.")
    is_typing: bool = column("Whether they typed in the last seconds.")


async def _everybody(state: Any, _: Info) -> list[Any]:
    return list(state.everybody)


@strawberry.type(description="Everybody who is here; comes first, and again after a gap.")
@told(source.State)
class PresenceState:
    """Shows a `presence.State`."""

    revision: int = column("Number of this state.")
    present: list[Presence] = call(_everybody, "Who is here.", GRANTS, USUALLY)


@strawberry.type(description="One person came, went, or started or stopped typing.")
@told(source.Change)
class PresenceChange:
    """Shows a `presence.Change`."""

    revision: int = column("One more than before; a gap is followed by a `PresenceState`.")
    presence: Presence = column("The person now; neither here nor typing when gone.")


PresenceMessage = Annotated[
    PresenceState | PresenceChange, strawberry.union("PresenceMessage", description="What the presence stream says.")
]


@strawberry.input(description="Whether one is typing.")
class SetTypingInput:
    """Input of `setTyping`."""

    conversation_id: strawberry.ID = wanted("The conversation.")
    is_typing: bool = wanted("Whether.")


@strawberry.type(description="Answer of `setTyping`.")
class SetTypingPayload(MutationPayload):
    """Nothing besides the refusals: it is not kept."""


@strawberry.type
class PresenceMutation:
    """What one says about oneself."""

    @strawberry.mutation(
        description="Say that one is typing, at most once in three seconds, or has stopped; forgotten after five."
    )
    async def set_typing(self, info: Info, input: SetTypingInput) -> SetTypingPayload:
        """Type."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Conversation", input.conversation_id, "conversationId")
            viewer = context.acting
            await ConversationPolicy.permitted(viewer, id, ConversationPolicy.read)
            # Redis is asked with nothing of the database open.
            await context.renew()
            await context.services.presences.typing(viewer, id, input.is_typing)
            return {}

        return await answer(info, change)


@strawberry.type
class PresenceSubscription:
    """The stream of who is here."""

    @strawberry.subscription(
        directives=[STREAM],
        description="Who has a conversation open and who is typing, for those who take part; not durable, no cursor. "
        "Whoever subscribes is here.",
    )
    async def presence(self, info: Info, conversation_id: strawberry.ID) -> AsyncIterator[PresenceMessage]:
        """Be here."""
        id = id_of("Conversation", conversation_id, ("conversationId",))
        viewer = info.context.viewer
        who = info.context.who or (lambda: viewer)
        assert info.context.organization_id is not None
        await ConversationPolicy.permitted(viewer, id, ConversationPolicy.read)
        following: Any = info.context.services.presences.follow(who, id)
        return following
