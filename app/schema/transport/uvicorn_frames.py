"""uvicorn's WebSocket protocol with a way past its queue: ready frames go straight to the transport."""

import socket
import struct
from asyncio.transports import BaseTransport
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "tenantry.frames"
SEND_BUFFER_BYTES = 128 * 1024
"""Of the kernel, per socket: left alone it holds megabytes for a peer that reads nothing."""

FINAL_TEXT = 0x81


class Frames:
    """Writes whole text frames of one socket, in order with everything uvicorn writes itself."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "FramesProtocol") -> None:
        self._protocol = protocol

    def write(self, head: bytes, body: bytes, tail: bytes) -> bool:
        """Send one text message made of three parts; False when the socket is closing."""
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return False
        length = len(head) + len(body) + len(tail)
        protocol.transport.write(b"".join((header(length), head, body, tail)))
        return True

    @property
    def waiting_bytes(self) -> int:
        """Return how much is written and not yet taken by the kernel."""
        return self._protocol.transport.get_write_buffer_size()

    def abort(self) -> None:
        """Drop the connection with all that waits for it."""
        self._protocol.transport.abort()


class FramesProtocol(WebSocketsSansIOProtocol):
    """Announces `Frames` in the scope. Without compression alone: a compressed stream has one writer."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what the kernel keeps for a peer that reads nothing."""
        super().connection_made(transport)
        found: Any = transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)

    async def send(self, message: Any) -> None:
        """Note that a refusal before the upgrade is a complete answer, which uvicorn would report as none."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True

    def handle_connect(self, event: Any) -> None:
        """Put the extension beside those that uvicorn announces."""
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None and not self.config.ws_per_message_deflate:
            scope["extensions"][EXTENSION] = Frames(self)


def header(length: int) -> bytes:
    """Return the header of an unmasked, final text frame (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((FINAL_TEXT, length))
    if length < 65_536:
        return struct.pack("!BBH", FINAL_TEXT, 126, length)
    return struct.pack("!BBQ", FINAL_TEXT, 127, length)
