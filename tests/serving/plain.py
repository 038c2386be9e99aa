"""A client of WebSockets without a library: what no library would send, and packets as one wants them."""

import base64
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.serving.conftest import Serving


@contextmanager
def handshake(node: Serving, receive_bytes: int | None = None) -> Iterator[socket.socket]:
    """A plain connection that has become a socket; with a small buffer where it is to stall."""
    with socket.socket() as plain:
        yield shaken(plain, node, receive_bytes)


def shaken(plain: socket.socket, node: Serving, receive_bytes: int | None = None, cut: int = 0) -> socket.socket:
    """Connect and do the handshake of RFC 6455, in two packets where it is cut."""
    if receive_bytes:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    plain.settimeout(8)
    plain.connect(("127.0.0.1", node.port))
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /graphql HTTP/1.1", f"Host: 127.0.0.1:{node.port}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: graphql-transport-ws",
    ]  # fmt: skip
    asked = "\r\n".join([*lines, "", ""]).encode()
    if cut:
        plain.sendall(asked[:cut])
        time.sleep(0.1)
    plain.sendall(asked[cut:])
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += plain.recv(1)
    assert answer.startswith(b"HTTP/1.1 101"), answer
    return plain


def frame(opcode: int, body: bytes, final: bool = True) -> bytes:
    """A masked frame, as clients send them; the mask is all zeros."""
    length = bytes([0x80 | len(body)]) if len(body) < 126 else bytes([0x80 | 126, *len(body).to_bytes(2, "big")])
    return bytes([(0x80 if final else 0) | opcode]) + length + bytes(4) + body


def say(plain: socket.socket, **message: Any) -> None:
    """Send a message of the protocol."""
    plain.sendall(frame(1, json.dumps(message).encode()))
