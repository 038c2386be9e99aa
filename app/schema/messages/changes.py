"""What can be done in conversations."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app.auth.policies.messages import ConversationPolicy, MessagePolicy
from app.errors import BadInput
from app.models.ids import from_global, id_of
from app.resolvers import messages as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, PERSON, column
from app.schema.inputs import optional, wanted
from app.schema.messages.shapes import Conversation, Message
from app.schema.payloads import MutationPayload, answer, key_field, once_of

if TYPE_CHECKING:
    from app.schema.accounts import Viewer


@strawberry.input(description="The first message of a conversation.")
class FirstMessageInput:
    """Part of `startConversation`."""

    id: UUID = wanted("Made by the client; the same message sent twice is one message.")
    body: str = wanted("What to say, in at most 10,000 characters.")


@strawberry.input(description="What to talk about, and with whom.")
class StartConversationInput:
    """Input of `startConversation`."""

    subject: str = wanted("What it is about, in at most 200 characters.")
    participant_ids: list[strawberry.ID] | None = optional("People; left out: those who manage the viewer's home.")
    about_id: strawberry.ID | None = optional("A ticket or a lease it is about.")
    message: FirstMessageInput | None = optional("The first message.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="Something to say.")
class SendMessageInput:
    """Input of `sendMessage`."""

    id: UUID = wanted("Made by the client; the same message sent twice is one message.")
    conversation_id: strawberry.ID = wanted("Where to say it.")
    body: str = wanted("What to say, in at most 10,000 characters.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="How far one has read.")
class MarkConversationReadInput:
    """Input of `markConversationRead`."""

    conversation_id: strawberry.ID = wanted("The conversation.")
    up_to_message_id: strawberry.ID = wanted("The last message that was read.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `startConversation`.")
class StartConversationPayload(MutationPayload):
    """The new conversation."""

    conversation: Conversation | None = column("The conversation as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `sendMessage`.")
class SendMessagePayload(MutationPayload):
    """What was said."""

    message: Message | None = column("The message as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `markConversationRead`.")
class MarkConversationReadPayload(MutationPayload):
    """What is left to read."""

    conversation: Conversation | None = column("The conversation as the viewer sees it.", depends=GRANTS)
    viewer: Annotated["Viewer", strawberry.lazy("app.schema.accounts")] | None = column(
        "The reader, with the new count of unread messages.", depends=PERSON
    )


def _matter(id: strawberry.ID | None) -> dict[str, UUID]:
    if id is None:
        return {}
    path = ("input", "aboutId")
    try:
        kind, key = from_global(id)
    except BadInput as error:
        raise BadInput(error.message, path) from None
    if kind not in ("Ticket", "Lease"):
        raise BadInput("A conversation is about a Ticket or a Lease.", path)
    return {f"{kind.lower()}_id": key}


def _new(input: StartConversationInput) -> resolvers.NewConversation:
    people = input.participant_ids
    return resolvers.NewConversation(
        subject=input.subject,
        participant_ids=tuple(id_of("Person", id, ("input", "participantIds")) for id in people)
        if people is not None
        else None,
        first=resolvers.Said(input.message.id, input.message.body) if input.message else None,
        **_matter(input.about_id),
    )


@strawberry.type
class MessageMutation:
    """The verbs of conversations."""

    @strawberry.mutation(description="Start a conversation, perhaps with its first message.")
    async def start_conversation(self, info: Info, input: StartConversationInput) -> StartConversationPayload:
        """Start one."""

        async def change(context: Context) -> dict[str, Any]:
            id = await resolvers.start(context.acting, _new(input), once_of("startConversation", input))
            return {"conversation": await context.related(ConversationPolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Say something in a conversation.")
    async def send_message(self, info: Info, input: SendMessageInput) -> SendMessagePayload:
        """Say something."""

        async def change(context: Context) -> dict[str, Any]:
            id = id_of("Conversation", input.conversation_id, ("input", "conversationId"))
            said = resolvers.Said(input.id, input.body)
            made = await resolvers.send(context.acting, id, said, once_of("sendMessage", input))
            return {"message": await context.related(MessagePolicy, made)}

        return await answer(info, change)

    @strawberry.mutation(description="Remember how far the viewer has read; it never moves backwards.")
    async def mark_conversation_read(self, info: Info, input: MarkConversationReadInput) -> MarkConversationReadPayload:
        """Read up to a message."""

        async def change(context: Context) -> dict[str, Any]:
            id = id_of("Conversation", input.conversation_id, ("input", "conversationId"))
            up_to = id_of("Message", input.up_to_message_id, ("input", "upToMessageId"))
            await resolvers.mark_read(context.acting, id, up_to, once_of("markConversationRead", input))
            return {"conversation": await context.related(ConversationPolicy, id), "viewer": context.viewer}

        return await answer(info, change)
