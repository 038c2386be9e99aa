"""The frames of graphql-transport-ws: what a client may say, checked, and what we say, written."""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from app.errors import BadInput
from app.schema.errors import Shown
from app.schema.request import Answer, Request
from app.schema.transport.answers import encode
from app.schema.transport.shapes import check_depth, load_json, request_of

SUBPROTOCOL = "graphql-transport-ws"
MAX_FRAME_BYTES = 64 * 1024
MAX_REASON_BYTES = 120
MAX_ID_LENGTH = 256
UNSAFE = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL cannot store, and what UTF-8 cannot say."""

SUBSCRIPTION = "subscription"
MOST_KEPT, LONGEST_KEPT = 500, 4_000

CLIENT_TYPES = ("connection_init", "ping", "pong", "subscribe", "complete")


class Close:
    """Close codes; they decide whether a client comes back (1012, 1013, 4403, 4408) or gives up (the others)."""

    TOO_BIG = 1009
    RESTART = 1012
    OVERLOAD = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL = 4406
    TIMEOUT = 4408
    DUPLICATE = 4409
    TOO_MANY = 4429


class Cause(StrEnum):
    """Why a socket was closed, for the log and the numbers; several causes share a code."""

    CLIENT = "client"
    COMPLETE = "complete"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    FLOOD = "flood"
    INITS = "inits"
    LOST = "lost"
    MALFORMED = "malformed"
    NO_INIT = "no_init"
    PERSON = "person"
    RESTART = "restart"
    SESSION = "session"
    SILENT = "silent"
    SLOW = "slow"
    TOO_BIG = "too_big"
    UNAUTHORIZED = "unauthorized"


CAUSES = {
    Close.TOO_BIG: Cause.TOO_BIG,
    Close.RESTART: Cause.RESTART,
    Close.BAD_REQUEST: Cause.MALFORMED,
    Close.UNAUTHORIZED: Cause.UNAUTHORIZED,
    Close.FORBIDDEN: Cause.SESSION,
    Close.DUPLICATE: Cause.DUPLICATE,
    Close.TOO_MANY: Cause.INITS,
}
"""The cause of a code where nobody says another."""


class SocketClosed(Exception):
    """The socket has to be closed, with this code and reason."""

    def __init__(self, code: int, reason: str, cause: Cause | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = short(reason)
        self.cause = cause or CAUSES.get(code, Cause.FAILED)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of a client, its shape checked.

    `refusal`: an operation that cannot be read, though its id can: the other operations need not suffer.
    """

    type: str
    id: str = ""
    payload: dict[str, Any] | None = None
    request: Request | None = None
    refusal: BadInput | None = None


_repeated: dict[str, Frame] = {}
"""Subscriptions as they were read: thousands send the very same. Nothing that signs anybody in is kept."""


def read_frame(text: str | None) -> Frame:
    """Return the message; raises `SocketClosed` for everything a client of this protocol never sends."""
    if text is None:
        raise SocketClosed(Close.BAD_REQUEST, "Binary frames are not part of this protocol")
    kept = _repeated.get(text)
    if kept is not None:
        return kept
    frame = _frame_in(text)
    if frame.request is not None and SUBSCRIPTION in text and len(text) <= LONGEST_KEPT:
        while len(_repeated) >= MOST_KEPT:
            del _repeated[next(iter(_repeated))]
        _repeated[text] = frame
    return frame


def _frame_in(text: str) -> Frame:
    raw = text.encode()
    if len(raw) > MAX_FRAME_BYTES:
        raise SocketClosed(Close.TOO_BIG, f"Frames hold at most {MAX_FRAME_BYTES} bytes")
    try:
        message = load_json(raw)
    except BadInput as error:
        operation_id = operation_in(raw)
        if operation_id is None:
            raise SocketClosed(Close.BAD_REQUEST, f"Invalid message: {error.message}") from None
        return Frame("subscribe", operation_id, refusal=error)
    try:
        if not isinstance(message, dict):
            raise BadInput("A message is an object.")
        return frame_of(message)
    except BadInput as error:
        raise SocketClosed(Close.BAD_REQUEST, f"Invalid message: {error.message}") from None


def frame_of(message: dict[str, Any]) -> Frame:
    """Check one message by its type; raises `BadInput`."""
    kind = message.get("type")
    if kind not in CLIENT_TYPES:
        raise BadInput("`type` must be one of " + ", ".join(CLIENT_TYPES) + ".")
    payload = message.get("payload")
    if kind == "complete":
        return Frame(kind, id_of(message))
    if kind == "subscribe":
        return Frame(kind, id_of(message), request=request_of(payload))
    if payload is not None and not isinstance(payload, dict):
        raise BadInput("`payload` must be an object.")
    return Frame(kind, payload=payload)


def operation_in(raw: bytes) -> str | None:
    """Return the id of an operation whose strings hold U+0000 or half a character; None for what is no operation."""
    try:
        check_depth(raw)
        message = json.loads(raw, parse_constant=no_number)
        operation_id = id_of(message) if isinstance(message, dict) and message.get("type") == "subscribe" else None
    except (BadInput, ValueError):
        return None
    return operation_id if operation_id and not UNSAFE.search(operation_id) else None


def no_number(text: str) -> None:
    """Refuse what Python reads as a number and JSON does not know."""
    raise ValueError(text)


def id_of(message: dict[str, Any]) -> str:
    """Return the id of an operation; raises `BadInput`."""
    found = message.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= MAX_ID_LENGTH:
        raise BadInput(f"`id` must be a string of 1 to {MAX_ID_LENGTH} characters.")
    return found


def plain(kind: str) -> str:
    """Write a message that is nothing but its type."""
    return f'{{"type":"{kind}"}}'


def pong(payload: dict[str, Any] | None) -> str:
    """Write the answer to a ping, with what came with it, where that can be written."""
    try:
        return '{"type":"pong","payload":' + orjson.dumps(payload).decode() + "}" if payload else plain("pong")
    except TypeError:
        return plain("pong")


def next_frame(operation_id: str, answer: Answer, request_id: str) -> str:
    """Write one result. The payload is joined as bytes: many sockets may get the same one under their own ids."""
    head = orjson.dumps({"id": operation_id, "type": "next"})
    return (head[:-1] + b',"payload":' + encode(answer.to_dict(), request_id) + b"}").decode()


def error_frame(operation_id: str, errors: list[Shown]) -> str:
    """Write the errors that end an operation."""
    return orjson.dumps({"id": operation_id, "type": "error", "payload": errors}).decode()


def complete_frame(operation_id: str) -> str:
    """Write that an operation has ended."""
    return orjson.dumps({"id": operation_id, "type": "complete"}).decode()


def short(reason: str) -> str:
    """Cut a reason to what a close frame can hold, never inside a character."""
    return reason.encode("utf-8", "replace")[:MAX_REASON_BYTES].decode("utf-8", "ignore")
