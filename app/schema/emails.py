"""The address one signs in with, and how it becomes another one."""

from typing import Any

import strawberry

from app.resolvers import emails as resolvers
from app.schema.context import Context, Info
from app.schema.desks import desk_of
from app.schema.inputs import wanted
from app.schema.payloads import MutationPayload, answer


@strawberry.input(description="A new address to sign in with.")
class RequestEmailChangeInput:
    """Input of `requestEmailChange`."""

    email: str = wanted("The new address.")
    current_password: str = wanted("The password in use.")


@strawberry.input(description="The link that came to the new address.")
class ConfirmEmailChangeInput:
    """Input of `confirmEmailChange`."""

    token: str = wanted("From the fragment of the link.")


@strawberry.input(description="The link that came to the old address.")
class UndoEmailChangeInput:
    """Input of `undoEmailChange`."""

    token: str = wanted("From the fragment of the link.")


@strawberry.type(description="Answer of `requestEmailChange`: the same whether somebody has the new address.")
class RequestEmailChangePayload(MutationPayload):
    """Nothing is left to say."""


@strawberry.type(description="Answer of `confirmEmailChange`.")
class ConfirmEmailChangePayload(MutationPayload):
    """Nothing is left to say."""


@strawberry.type(description="Answer of `undoEmailChange`.")
class UndoEmailChangePayload(MutationPayload):
    """Nothing is left to say."""


@strawberry.type
class EmailMutation:
    """The verbs of addresses."""

    @strawberry.mutation(
        description="Mail a link, good for 24 hours, to the new address, and a notice with a way back to the old one."
    )
    async def request_email_change(self, info: Info, input: RequestEmailChangeInput) -> RequestEmailChangePayload:
        """Ask for it."""

        async def change(context: Context) -> dict[str, Any]:
            desk, viewer, arrival = desk_of(context), context.viewer, context.arrival
            await resolvers.request(desk, viewer, input.email, input.current_password, arrival)
            return {}

        return await answer(info, change)

    @strawberry.mutation(description="Sign in with the new address from now on; the link is the right to it.")
    async def confirm_email_change(self, info: Info, input: ConfirmEmailChangeInput) -> ConfirmEmailChangePayload:
        """Confirm it."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.confirm(input.token)
            return {}

        return await answer(info, change)

    @strawberry.mutation(
        description="Go back to the old address, within 7 days. When the change was made already, all sessions end and "
        "the password is forgotten: ask for a new one."
    )
    async def undo_email_change(self, info: Info, input: UndoEmailChangeInput) -> UndoEmailChangePayload:
        """Undo it."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.undo(desk_of(context), input.token)
            return {}

        return await answer(info, change)
