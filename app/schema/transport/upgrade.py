"""The handshake of a WebSocket as nearly every client sends it, read from the request that was parsed already."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, section 1.3."""

MOST_HEADERS = 100
LONGEST_LINE = 8_000
ONCE = frozenset({b"upgrade", b"connection", b"sec-websocket-key", b"sec-websocket-version", b"sec-websocket-protocol"})
BODIES = frozenset({b"content-length", b"transfer-encoding"})

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Upgrade:
    """A request that may become a socket: its target, its headers, the answer to its key, and what it can speak."""

    target: bytes
    headers: list[Header]
    accept: bytes
    subprotocols: list[str]

    def answer(self, headers: Iterable[Header], subprotocol: str | None) -> bytes:
        """Return the response that makes it a socket."""
        lines = [
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ",
            self.accept,
        ]
        for name, value in headers:
            lines += (b"\r\n", name, b": ", value)
        if subprotocol is not None:
            lines += (b"\r\nSec-WebSocket-Protocol: ", subprotocol.encode("latin-1"))
        lines.append(b"\r\n\r\n")
        return b"".join(lines)


def upgrade_of(method: str, version: str, target: bytes, headers: list[Header]) -> Upgrade | None:
    """Return what is asked; None for everything unusual, which a parser of all its rules has to look at."""
    if method != "GET" or version != "1.1" or target[:1] != b"/" or len(headers) > MOST_HEADERS:
        return None
    once: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in BODIES or len(value) > LONGEST_LINE or (name in ONCE and name in once):
            return None
        once[name] = value
    tokens = once.get(b"connection", b"").lower().split(b",")
    if once.get(b"upgrade", b"").lower() != b"websocket" or b"upgrade" not in (token.strip() for token in tokens):
        return None
    accept = accept_of(once.get(b"sec-websocket-key", b""))
    if (
        accept is None
        or once.get(b"sec-websocket-version") != b"13"
        or len(target) > LONGEST_LINE
        or not target.isascii()
    ):
        return None
    spoken = once.get(b"sec-websocket-protocol")
    names = [token.strip() for token in spoken.decode("latin-1").split(",")] if spoken is not None else []
    return Upgrade(target, headers, accept, names)


def accept_of(key: bytes) -> bytes | None:
    """Return the answer to a key; None for what is none."""
    try:
        if len(base64.b64decode(key, validate=True)) != 16:
            return None
    except binascii.Error:
        return None
    return base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
