"""Passwords: how hard they are to guess, and how they are changed."""

from typing import Any

import strawberry

from app.auth.strength import Hint
from app.resolvers import passwords as resolvers
from app.schema.context import Context, Info
from app.schema.desks import desk_of
from app.schema.fields import PERSON, column
from app.schema.inputs import optional, wanted
from app.schema.payloads import MutationPayload, answer


@strawberry.type(description="How hard a password is to guess.")
class PasswordStrength:
    """Shows an `app.auth.strength.Strength`."""

    score: int = column("From 0, guessed at once, to 4.")
    is_enough: bool = column("Such a password is accepted: 3 or more, and at least 12 characters.")
    warning: Hint | None = column("What makes it weak.")
    suggestions: list[Hint] = column("What would help.")


@strawberry.input(description="A password to look at.")
class RatePasswordInput:
    """Input of `ratePassword`."""

    password: str = wanted("The password, exactly as it would be set; at most 256 characters.")
    words: list[str] | None = optional("What it must not be made of: one's name, address, organization; at most 10.")


@strawberry.type(description="Answer of `ratePassword`.")
class RatePasswordPayload(MutationPayload):
    """What was found."""

    strength: PasswordStrength | None = column("How hard it is to guess.")


@strawberry.input(description="A new password.")
class ChangePasswordInput:
    """Input of `changePassword`."""

    current_password: str = wanted("The password in use.")
    new_password: str = wanted("12 to 256 characters, any of them, hard to guess; used exactly as sent.")


@strawberry.type(description="Answer of `changePassword`.")
class ChangePasswordPayload(MutationPayload):
    """The session that goes on."""

    token: str | None = column(
        "The session's new token; the old one is dead. Null when a browser was given a cookie.", depends=PERSON
    )


@strawberry.input(description="Who has forgotten a password.")
class RequestPasswordResetInput:
    """Input of `requestPasswordReset`."""

    email: str = wanted("Address of the account.")


@strawberry.type(description="Answer of `requestPasswordReset`: the same whether anybody has the address.")
class RequestPasswordResetPayload(MutationPayload):
    """Nothing is left to say."""


@strawberry.input(description="A new password, by a link.")
class ResetPasswordInput:
    """Input of `resetPassword`."""

    token: str = wanted("From the fragment of the link.")
    password: str = wanted("12 to 256 characters, any of them, hard to guess; used exactly as sent.")


@strawberry.type(description="Answer of `resetPassword`: nobody is signed in by it.")
class ResetPasswordPayload(MutationPayload):
    """Nothing is left to say."""


@strawberry.type
class PasswordMutation:
    """The verbs of passwords."""

    @strawberry.mutation(
        description="Say how hard a password is to guess; nothing is kept. A mutation, so that no address holds it."
    )
    async def rate_password(self, info: Info, input: RatePasswordInput) -> RatePasswordPayload:
        """Look at one."""

        async def change(context: Context) -> dict[str, Any]:
            words = input.words or []
            return {"strength": await resolvers.rate(context.viewer, input.password, words, context.arrival)}

        return await answer(info, change)

    @strawberry.mutation(
        description="Set another password. All other sessions end, and this one goes on under a new token."
    )
    async def change_password(self, info: Info, input: ChangePasswordInput) -> ChangePasswordPayload:
        """Change it."""

        async def change(context: Context) -> dict[str, Any]:
            new = resolvers.Wanted(input.current_password, input.new_password)
            arrival, viewer = context.arrival, context.viewer
            token = await resolvers.change(desk_of(context), viewer, new, arrival)
            in_cookie = viewer.expires_at is not None and arrival.set_session(token, viewer.expires_at)
            return {"token": None if in_cookie else token}

        return await answer(info, change)

    @strawberry.mutation(
        description="Mail a link for a new password, good once for 30 minutes; a newer one takes the place of an older."
    )
    async def request_password_reset(self, info: Info, input: RequestPasswordResetInput) -> RequestPasswordResetPayload:
        """Ask for a link."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.request_reset(desk_of(context), input.email, context.arrival)
            return {}

        return await answer(info, change)

    @strawberry.mutation(
        description="Set a password with the link. All sessions end; second factors stay, and are asked for at sign-in."
    )
    async def reset_password(self, info: Info, input: ResetPasswordInput) -> ResetPasswordPayload:
        """Set it."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.reset(desk_of(context), input.token, input.password)
            return {}

        return await answer(info, change)
