"""The handshake of a WebSocket as nearly every client sends it: one packet, read without a parser of all of HTTP."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, section 1.3."""

LONGEST_HEAD = 8_000

HEAD = re.compile(
    rb"GET (/[!\"$-~]*+) HTTP/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\t -~\x80-\xff]*+\r\n){1,100}+)\r\n"
)
"""RFC 9112, sections 3 and 5, without anything that a recipient may but need not accept."""

ONCE = frozenset(
    {b"host", b"upgrade", b"connection", b"sec-websocket-key", b"sec-websocket-version", b"sec-websocket-protocol"}
)
BODIES = frozenset({b"content-length", b"transfer-encoding"})

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Upgrade:
    """A request that may become a socket: its target, its host, its headers (names in small letters), the answer to
    its key, and what it can speak."""

    target: bytes
    host: bytes
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


def upgrade_of(packet: bytes) -> Upgrade | None:
    """Return what is asked; None for everything unusual, which a parser of all the rules has to look at."""
    head = HEAD.fullmatch(packet) if len(packet) <= LONGEST_HEAD else None
    if head is None:
        return None
    headers, once = [], {}
    for line in head[2].split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name, value = name.lower(), value.strip(b" \t")
        if name in BODIES or (name in ONCE and name in once):
            return None
        once[name] = value
        headers.append((name, value))
    tokens = once.get(b"connection", b"").lower().split(b",")
    if once.get(b"upgrade", b"").lower() != b"websocket" or b"upgrade" not in (token.strip() for token in tokens):
        return None
    accept, host = accept_of(once.get(b"sec-websocket-key", b"")), once.get(b"host")
    if accept is None or host is None or once.get(b"sec-websocket-version") != b"13":
        return None
    spoken = once.get(b"sec-websocket-protocol")
    names = [token.strip() for token in spoken.decode("latin-1").split(",")] if spoken is not None else []
    return Upgrade(head[1], host, headers, accept, names)


def accept_of(key: bytes) -> bytes | None:
    """Return the answer to a key; None for what is none."""
    try:
        if len(base64.b64decode(key, validate=True)) != 16:
            return None
    except binascii.Error:
        return None
    return base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
