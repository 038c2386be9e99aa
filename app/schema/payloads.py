"""What mutations answer: the thing as the viewer sees it now, or why it was refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import strawberry

from app.auth.viewer import SignInStep, Viewer
from app.errors import ErrorCode, MfaRequired, TenantryError
from app.models.security import SecurityEventKind
from app.schema.context import Context, Info
from app.schema.fields import LOCALE, NONE, Kind, column, declared
from app.schema.scalars import EventCursor, Json
from app.schema.words import words_for
from app.subscriptions.transaction import Once


@dataclass(frozen=True, slots=True)
class Refused:
    """One refusal on its way to the client."""

    code: ErrorCode
    message: str
    path: tuple[str, ...]
    details: dict[str, Any] | None


def _user_message(self: Any, info: Info) -> str:
    return words_for(self.code, info.context.locale, self.details)


@strawberry.type(description="Why something was refused.")
class UserError:
    """Shows a `Refused`."""

    code: ErrorCode = column("Stable code for programs.")
    message: str = column("What is wrong, in English, for developers.")
    user_message: str = strawberry.field(
        resolver=_user_message,
        description="What to tell the person, in the viewer's language.",
        metadata=declared(Kind.COMPUTED, LOCALE),
    )
    path: list[str] = column("Place in the input, from the outside in.")
    details: Json | None = column("More for programs, such as what would be allowed.")


async def _event_cursor(self: Any, info: Info) -> EventCursor | None:
    cursor = None if self.errors else await info.context.event_cursor()
    return None if cursor is None else EventCursor(cursor)


@strawberry.interface(description="What every mutation answers besides its result.")
class MutationPayload:
    """Shows a `Payload`."""

    @classmethod
    def is_type_of(cls, value: Any, _: Any) -> bool:
        """Say that any payload type shows a `Payload`: mutations name theirs."""
        return isinstance(value, Payload)

    errors: list[UserError] = column("Why it was refused; empty when it was done.")
    event_cursor: EventCursor | None = strawberry.field(
        resolver=_event_cursor,
        description="Place in the event stream just after this change; null when nothing was written.",
        metadata=declared(Kind.COLUMN, NONE),
    )


@dataclass(slots=True)
class Payload:
    """The source of any payload type: its own fields by name, and the refusals."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[Refused] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name)


SIGNING = {
    *("signIn", "signInWithPasskey", "beginPasskeyProof", "completeSignIn", "signOut", "ratePassword"),
    *("requestPasswordReset", "resetPassword", "confirmEmailChange", "undoEmailChange"),
}
WHILE_AWAITING = {
    SignInStep.SECOND_FACTOR: SIGNING,
    SignInStep.SET_UP_SECOND_FACTOR: SIGNING
    | {"beginTotp", "confirmTotp", "beginPasskey", "finishPasskey", "stepUp", "switchOrganization"},
}
"""What a session that is not complete can do; everything else is refused, also what is yet to be written."""

Change = Callable[[Context], Awaitable[dict[str, Any]]]


def check_complete(viewer: Viewer, field: str) -> None:
    """Raise `MfaRequired` for a change that a session may not make before it has shown what it awaits."""
    if viewer.awaits is None or field in WHILE_AWAITING[viewer.awaits]:
        return
    raise MfaRequired(f"The sign-in is not complete: {viewer.awaits}.")


async def turn_to_change(context: Context) -> None:
    """Forget what was read, and ask again who one is: the change before may have taken roles, also one's own.

    Raises `Unauthenticated` when the session or the membership is over since this operation began.
    """
    await context.renew()
    if context.has_changed:
        await context.renew(await context.services.sessions.recheck(context.viewer))
    context.has_changed = True


async def answer(info: Info, change: Change) -> Any:
    """Run a use case once and answer with what it returns; expected refusals become the payload's `errors`.

    No read of this operation is open while it writes, and what it answers is read anew, after COMMIT.
    """
    context = info.context
    check_complete(context.viewer, info.field_name)
    try:
        await turn_to_change(context)
        return Payload(await change(context))
    except TenantryError as error:
        if not error.expected:
            raise
        if error.code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND):
            context.noticed(SecurityEventKind.DENIED_BURST)
        return Payload(errors=[Refused(error.code, error.message, error.path, error.details or None)])


def once_of(operation: str, input: Any) -> Once | None:
    """Return the client's wish for one effect, from an input with an `idempotency_key`."""
    key: UUID | None = input.idempotency_key
    return Once.of(operation, key, strawberry.asdict(input) | {"idempotency_key": None})


def wanted_key_field() -> Any:
    """Declare `idempotencyKey` of an input that moves money: nobody pays twice by pressing twice."""
    return strawberry.field(
        description="Made by the client before sending; the same key with the same input has one effect."
    )


def key_field() -> Any:
    """Declare `idempotencyKey` of an input."""
    return strawberry.field(
        default=None, description="The same key with the same input has one effect, however often it is sent."
    )
