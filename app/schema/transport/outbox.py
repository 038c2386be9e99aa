"""What a socket still has to send, and the bound on it: on any server, and straight to the transport on ours."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.websockets import WebSocketDisconnect

from app.schema.transport.frames import Cause, Close, SocketClosed

logger = logging.getLogger("tenantry.errors")

MAX_FRAMES = 256
MAX_SIZE = 1024 * 1024
"""In bytes; in characters where frames are still text, which JSON of ours makes bytes, nearly."""

SEND_SECONDS = 4.0
"""So long one frame may take on a server that does not show whether its reader takes some of it."""

Ending = Callable[[SocketClosed | None], None]


class Ready(Protocol):
    """A server's way to send whole frames at once, where it has one."""

    @property
    def waiting_bytes(self) -> int:
        """Return how much is written and not yet taken by the kernel."""

    def write(self, head: bytes, body: bytes = b"", tail: bytes = b"") -> bool:
        """Send one text message made of three parts; False when the socket is closing."""

    def write_soon(self, text: bytes) -> bool:
        """Send one text message soon, in order with all others; False when the socket is closing."""

    async def room(self) -> None:
        """Wait until the kernel takes more; whoever takes nothing is told to `on_stalled` meanwhile."""

    def on_stalled(self, tell: Callable[[], None]) -> None:
        """Say whom to tell when the other side has taken nothing for too long."""

    def abort(self) -> None:
        """Drop the connection with all that waits for it."""


class Outbox(Protocol):
    """`push` never waits, and raises `SocketClosed` for a reader that is too slow; `put` waits for room."""

    delivered: int

    @property
    def is_full(self) -> bool:
        """Say whether nothing more may be sent now; one frame of any size fits when nothing waits."""

    def push(self, frame: str) -> None:
        """Send a frame."""

    def push_ready(self, head: bytes, body: bytes) -> None:
        """Send a frame made of `head`, a body that many sockets share, and a brace."""

    async def put(self, frame: str) -> None:
        """Send a frame as soon as there is room."""

    async def flush(self, seconds: float | None) -> None:
        """Wait a moment for what waits to be sent; None: until it is."""

    def stop(self) -> None:
        """Send nothing more."""


class StraightOutbox:
    """Keeps nothing itself: the transport has the only buffer, and says when it grows."""

    __slots__ = ("_ready", "delivered")

    def __init__(self, ready: Ready, end: Ending) -> None:
        self._ready = ready
        self.delivered = 0
        ready.on_stalled(lambda: end(too_slow()))

    @property
    def is_full(self) -> bool:
        return self._ready.waiting_bytes > MAX_SIZE

    def push(self, frame: str) -> None:
        if self.is_full:
            raise too_slow()
        self._ready.write_soon(frame.encode())

    def push_ready(self, head: bytes, body: bytes) -> None:
        if self.is_full:
            raise too_slow()
        self._ready.write(head, body, b"}")

    async def put(self, frame: str) -> None:
        await self._ready.room()
        self.push(frame)

    async def flush(self, seconds: float | None) -> None:
        """Nothing to do: a close frame is sent after all that was written before."""

    def stop(self) -> None:
        """Nothing to do: what is written is written."""


class QueueOutbox:
    """A bounded queue before the `send` of ASGI, and a task that empties it while there is something in it.

    A reader has some seconds for each frame; one that is trusted has as long as it takes: others look after it.
    """

    def __init__(self, write: Callable[[str], Awaitable[None]], end: Ending) -> None:
        self._write = write
        self._end = end
        self._seconds: float | None = SEND_SECONDS
        self._frames: deque[tuple[str, int]] = deque()
        self._size = 0
        self._sent = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self.delivered = 0

    def trust(self) -> None:
        """Set no clock: somebody looks whether the reader takes anything, and ends it where not."""
        self._seconds = None

    @property
    def is_full(self) -> bool:
        return bool(self._frames) and (len(self._frames) >= MAX_FRAMES or self._size >= MAX_SIZE)

    def push(self, frame: str) -> None:
        if self.is_full:
            raise too_slow()
        size = len(frame)
        self._frames.append((frame, size))
        self._size += size
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())

    def push_ready(self, head: bytes, body: bytes) -> None:
        self.push((head + body + b"}").decode())

    async def put(self, frame: str) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                while self.is_full:
                    await self._next()
        except TimeoutError:
            raise too_slow() from None
        self.push(frame)

    async def flush(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                while self._frames:
                    await self._next()
        except TimeoutError:
            return

    def stop(self) -> None:
        if self._writing is not None:
            self._writing.cancel()

    async def _next(self) -> None:
        self._sent.clear()
        await self._sent.wait()

    async def _write_all(self) -> None:
        """Send in order until nothing is left. After a failure nothing is sent any more."""
        try:
            while self._frames:
                frame, size = self._frames[0]
                async with asyncio.timeout(self._seconds):
                    await self._write(frame)
                self._frames.popleft()
                self._size -= size
                self._sent.set()
        except TimeoutError:
            self._end(too_slow())
        except (WebSocketDisconnect, RuntimeError, OSError):
            self._end(None)
        except Exception:
            logger.exception("a socket failed")
            self._end(SocketClosed(Close.OVERLOAD, "Try again later", Cause.FAILED))
        else:
            self._writing = None


def too_slow() -> SocketClosed:
    """Make the close for a client that reads too slowly."""
    return SocketClosed(Close.OVERLOAD, "Too slow: resume with your cursor", Cause.SLOW)
