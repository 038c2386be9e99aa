"""uvicorn's WebSocket protocol with a way past its queue, and with an end to everything that may wait or come."""

import asyncio
import socket
import struct
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.schema.transport.pace import Bucket

EXTENSION = "tenantry.frames"
SEND_BUFFER_BYTES = 128 * 1024
"""Of the kernel, per socket: left alone it holds megabytes for a peer that reads nothing."""

STALL_SECONDS = 1.5
"""After one to two of these spans in which the peer took nothing, it counts as stalled."""

LINGER_SECONDS = 3.0
"""How long a connection that is over waits for the peer to read the rest."""

FINAL_TEXT = 0x81
FLOODED = 4429
MAX_FRAGMENTS = 64
CONTROLS_PER_SECOND = 20.0
CONTROLS_BURST = 100.0


class Frames:
    """Writes whole text frames of one socket, in order with everything uvicorn writes itself."""

    __slots__ = ("_protocol", "_tell", "_timer", "_written")

    def __init__(self, protocol: "FramesProtocol") -> None:
        self._protocol = protocol
        self._written = 0
        self._tell: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def write(self, head: bytes, body: bytes = b"", tail: bytes = b"") -> bool:
        """Send one text message made of three parts; False when the socket is closing."""
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return False
        length = len(head) + len(body) + len(tail)
        self._written += length
        protocol.transport.write(b"".join((header(length), head, body, tail)))
        return True

    @property
    def waiting_bytes(self) -> int:
        """Return how much is written and not yet taken by the kernel."""
        return self._protocol.transport.get_write_buffer_size()

    async def room(self) -> None:
        """Wait until the kernel has taken most of what was written, or the connection is lost."""
        # Asked again: who was woken first may have filled it.
        while not self._protocol.writable.is_set():
            await self._protocol.writable.wait()

    def on_stalled(self, tell: Callable[[], None]) -> None:
        """Say whom to tell when the peer has taken nothing for too long."""
        self._tell = tell

    def watch(self, taken_before: int | None = None) -> None:
        """Look from time to time whether the peer still takes something, as long as much waits for it."""
        taken = self._written - self.waiting_bytes
        if taken_before is not None and taken <= taken_before and self._tell is not None:
            return self._tell()
        self._timer = self._protocol.loop.call_later(STALL_SECONDS, self.watch, taken)

    def unwatch(self) -> None:
        """Stop looking."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def abort(self) -> None:
        """Drop the connection with all that waits for it."""
        self._protocol.transport.abort()


class FramesProtocol(WebSocketsSansIOProtocol):
    """Announces `Frames` in the scope. Without compression alone: a compressed stream has one writer."""

    ready: Frames | None = None
    controls: Bucket | None = None
    linger: asyncio.TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what the kernel keeps for a peer that reads nothing."""
        super().connection_made(transport)
        found: Any = transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        super().connection_lost(exc)
        if self.ready is not None:
            self.ready.unwatch()
        if self.linger is not None:
            self.linger.cancel()

    def pause_writing(self) -> None:
        """Watch a peer that much waits for."""
        super().pause_writing()
        if self.ready is not None:
            self.ready.watch()

    def resume_writing(self) -> None:
        """Trust a peer that has caught up."""
        super().resume_writing()
        if self.ready is not None:
            self.ready.unwatch()

    async def run_asgi(self) -> None:
        """Serve; a peer that reads nothing would otherwise keep its connection for ever after the end."""
        await super().run_asgi()
        if not self.disconnected:
            self.linger = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    async def send(self, message: Any) -> None:
        """Note that a refusal before the upgrade is a complete answer, which uvicorn would report as none."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            # They have done their work, and take room for as long as the socket lives.
            self.request = self.response = None  # type: ignore[assignment]
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True

    def handle_connect(self, event: Any) -> None:
        """Put the extension beside those that uvicorn announces."""
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None and not self.config.ws_per_message_deflate:
            self.ready = scope["extensions"][EXTENSION] = Frames(self)

    def handle_ping(self) -> None:
        """Answer, but no flood: these frames never reach whoever counts messages."""
        if self.controls is None:
            self.controls = Bucket(CONTROLS_PER_SECOND, CONTROLS_BURST, self.loop.time)
        if self.controls.take():
            super().handle_ping()
        else:
            self.give_up()

    def handle_cont(self, event: Any) -> None:
        """Take a part of a message; endless ones, each of no length, would never be too big."""
        if len(self.frames) >= MAX_FRAGMENTS:
            return self.give_up()
        super().handle_cont(event)

    def give_up(self) -> None:
        """Close because of too much that is no message."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": FLOODED, "reason": "Too many frames"})
        self.conn.data_to_send()
        self.conn.send_close(FLOODED, "Too many frames")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()


def header(length: int) -> bytes:
    """Return the header of an unmasked, final text frame (RFC 6455, section 5.2)."""
    if length < 126:
        return bytes((FINAL_TEXT, length))
    if length < 65_536:
        return struct.pack("!BBH", FINAL_TEXT, 126, length)
    return struct.pack("!BBQ", FINAL_TEXT, 127, length)
