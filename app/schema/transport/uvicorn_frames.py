"""uvicorn's WebSocket protocol with a way past its queue, and with an end to everything that may wait or come."""

import asyncio
from asyncio.transports import BaseTransport, Transport
from collections.abc import Callable
from typing import Any

from app.schema.transport.pace import Bucket
from app.schema.transport.packets import header
from app.schema.transport.upgrade import Upgrade
from app.schema.transport.uvicorn_short import ShortProtocol
from app.schema.transport.uvicorn_wire import Watch, bound

EXTENSION = "tenantry.frames"
LINGER_SECONDS = 3.0
"""How long a connection that is over waits for the peer to read the rest."""

FLOODED = 4429
MAX_FRAGMENTS = 64
CONTROLS_PER_SECOND = 20.0
CONTROLS_BURST = 100.0


class Frames(Watch):
    """Writes whole text frames of one socket, in order with everything uvicorn writes itself."""

    __slots__ = ("_protocol", "_written")

    def __init__(self, protocol: "FramesProtocol") -> None:
        super().__init__()
        self._protocol = protocol
        self._written = 0

    @property
    def transport(self) -> asyncio.Transport:
        """Return the connection."""
        return self._protocol.transport

    def write(self, head: bytes, body: bytes = b"", tail: bytes = b"") -> bool:
        """Send one text message made of three parts; False when the socket is closing."""
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return False
        length = len(head) + len(body) + len(tail)
        self._written += length
        protocol.say(b"".join((header(length), head, body, tail)))
        return True

    def write_soon(self, text: bytes) -> bool:
        """Send one text message at the end of this turn of the loop; False when the socket is closing."""
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return False
        self._written += len(text)
        protocol.say_soon(header(len(text)) + text)
        return True

    @property
    def waiting_bytes(self) -> int:
        """Return how much is written and not yet taken by the kernel."""
        return self._protocol.transport.get_write_buffer_size() + len(self._protocol.late)

    @property
    def taken_bytes(self) -> int:
        """Return how much of all that was written the kernel has taken."""
        return self._written - self.waiting_bytes

    async def room(self) -> None:
        """Wait until the kernel has taken most of what was written, or the connection is lost."""
        # Asked again: who was woken first may have filled it.
        while self._protocol.is_full:
            await self._protocol.writable.wait()

    def hear(self, hearer: Callable[[str], bool]) -> None:
        """Pass texts on as they come, past the queue of ASGI, unless something waits there.

        What the hearer does not take (it says so) goes into the queue with all that comes later, until it hears again.
        """
        if self._protocol.queue.empty():
            self._protocol.hearer = hearer


class FramesProtocol(ShortProtocol):
    """Announces `Frames` in the scope. Without compression alone: a compressed stream has one writer."""

    ready: Frames | None = None
    controls: Bucket | None = None
    linger: asyncio.TimerHandle | None = None
    is_full = False

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what the kernel keeps for a peer that reads nothing."""
        super().connection_made(transport)
        bound(self.transport)

    def take_over(self, transport: Transport, upgrade: Upgrade) -> None:
        """Go on with a connection, and put the extension beside those that uvicorn announces."""
        super().take_over(transport, upgrade)
        bound(self.transport)
        self.ready = self.scope["extensions"][EXTENSION] = Frames(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers, and let nobody wait for room."""
        self.is_full, self.hearer = False, None
        super().connection_lost(exc)
        if self.ready is not None:
            self.ready.unwatch()
        if self.linger is not None:
            self.linger.cancel()

    def pause_writing(self) -> None:
        """Watch a peer that much waits for."""
        self.is_full = True
        self.writable.clear()
        if self.ready is not None:
            self.ready.watch()

    def resume_writing(self) -> None:
        """Trust a peer that has caught up."""
        self.is_full = False
        self.writable.set()
        if self.ready is not None:
            self.ready.unwatch()

    async def run_asgi(self) -> None:
        """Serve; a peer that reads nothing would otherwise keep its connection for ever after the end."""
        await super().run_asgi()
        if not self.disconnected:
            self.linger = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    async def send(self, message: Any) -> None:
        """Note that a refusal before the upgrade is a complete answer, which uvicorn would report as none."""
        if self.upgrade is not None and message["type"] == "websocket.accept" and not self.handshake_complete:
            return self.accept(self.upgrade, message)
        self.say_late()
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
        if self.bears_one_more():
            super().handle_ping()

    def handle_pong(self, event: Any) -> None:
        """Take what nobody has asked for, as clients may send it to stay connected, but no flood."""
        if self.bears_one_more():
            super().handle_pong(event)

    def bears_one_more(self) -> bool:
        """Count a frame of control; False when there were too many, which is the end."""
        if self.controls is None:
            self.controls = Bucket(CONTROLS_PER_SECOND, CONTROLS_BURST, self.loop.time)
        if not self.controls.take():
            self.give_up()
            return False
        return True

    def handle_cont(self, event: Any) -> None:
        """Take a part of a message; endless ones, each of no length, would never be too big."""
        if len(self.frames) >= MAX_FRAGMENTS:
            return self.give_up()
        super().handle_cont(event)

    def handle_close(self, event: Any) -> None:
        """Say goodbye to who has said it, after all that was said before."""
        self.say_late()
        super().handle_close(event)

    def shutdown(self) -> None:
        """End with the server, after all that was said before."""
        self.say_late()
        super().shutdown()

    def handle_parser_exception(self) -> None:
        """Close because of what is no frame, after all that was said before."""
        self.say_late()
        super().handle_parser_exception()

    def give_up(self) -> None:
        """Close because of too much that is no message."""
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": FLOODED, "reason": "Too many frames"})
        self.say_late()
        self.conn.data_to_send()
        self.conn.send_close(FLOODED, "Too many frames")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
