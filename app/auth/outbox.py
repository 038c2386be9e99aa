"""The outbox: a mail is written in the transaction of what it tells about, and sent after it has committed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope
from app.integrations.mail.letters import check
from app.models.base import new_id
from app.models.mail import DEFER, QUEUE, RETRIED, SEND, Letter, address
from app.money import Money
from app.words import choose


async def post(scope: WriteScope, letter: Letter) -> UUID:
    """Queue a mail in this transaction; returns its id. It is sent if and only if the transaction commits.

    In the scope of an organization it is mail of that organization. Mail of an account, such as a link for a new
    password, is queued in a scope without one, `writing(Viewer.anonymous())`. Raises `BadInput` for an address that no
    mail can go to, and `ValueError` for values that do not fit the template.
    """
    check(letter.template, letter.values)
    now = clock.now()
    until = now + RETRIED if letter.useful_until is None else min(letter.useful_until, now + RETRIED)
    id = new_id()
    with door("outbox.post"):
        await scope.rows(
            QUEUE,
            *(id, scope.viewer.organization_id, letter.template, address(letter.recipient), choose(letter.locale)),
            *(letter.time_zone, packed(letter.values), now, until),
        )
        await scope.rows(DEFER, SEND)
    return id


def packed(values: dict[str, Any]) -> str:
    """Return values as JSON that remembers what is a moment, a day and an amount."""
    return orjson.dumps({name: _packed(value) for name, value in values.items()}).decode()


def unpacked(contents: str) -> dict[str, Any]:
    """Return what `packed` was given."""
    return {name: _unpacked(value) for name, value in orjson.loads(contents).items()}


def _packed(value: Any) -> Any:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Money(minor, currency):
            return {"minor": minor, "currency": currency}
        case str() | int():
            return value
    raise ValueError(f"A mail takes no {type(value).__name__}.")


def _unpacked(value: Any) -> Any:
    match value:
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"minor": minor, "currency": currency}:
            return Money(minor, currency)
    return value
