"""The frames of graphql-transport-ws: what a client may say, checked, and what we say, written."""

from dataclasses import dataclass
from typing import Any

import orjson

from app.errors import BadInput
from app.schema.errors import Shown
from app.schema.request import Answer, Request
from app.schema.transport.answers import encode
from app.schema.transport.shapes import load_json, request_of

SUBPROTOCOL = "graphql-transport-ws"
MAX_FRAME_BYTES = 64 * 1024
MAX_REASON_BYTES = 120
MAX_ID_LENGTH = 256
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


class SocketClosed(Exception):
    """The socket has to be closed, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = short(reason)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message of a client, its shape checked."""

    type: str
    id: str = ""
    payload: dict[str, Any] | None = None
    request: Request | None = None


def read_frame(text: str | None) -> Frame:
    """Return the message; raises `SocketClosed` for everything a client of this protocol never sends."""
    if text is None:
        raise SocketClosed(Close.BAD_REQUEST, "Binary frames are not part of this protocol")
    raw = text.encode()
    if len(raw) > MAX_FRAME_BYTES:
        raise SocketClosed(Close.TOO_BIG, f"Frames hold at most {MAX_FRAME_BYTES} bytes")
    try:
        message = load_json(raw)
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


def id_of(message: dict[str, Any]) -> str:
    """Return the id of an operation; raises `BadInput`."""
    found = message.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= MAX_ID_LENGTH:
        raise BadInput(f"`id` must be a string of 1 to {MAX_ID_LENGTH} characters.")
    return found


def plain(kind: str) -> str:
    """Write a message that is nothing but its type."""
    return f'{{"type":"{kind}"}}'


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
