"""What a socket still has to send: one writer, and a bound on what may wait for it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from app.schema.transport.frames import Close, SocketClosed

MAX_FRAMES = 256
MAX_SIZE = 1024 * 1024
"""In characters, which JSON of ours makes bytes, nearly: counting exactly would encode each frame twice."""

SEND_SECONDS = 10.0


class Ready(Protocol):
    """A server's way to send whole frames at once, where it has one."""

    @property
    def waiting_bytes(self) -> int:
        """Return how much is written and not yet taken by the kernel."""

    def write(self, head: bytes, body: bytes, tail: bytes) -> bool:
        """Send one text message made of three parts; False when the socket is closing."""


class Outbox:
    """A bounded queue of frames. `push` never waits and closes when it is full; `put` waits for room, for a while."""

    def __init__(self, write: Callable[[str], Awaitable[None]], ready: Ready | None = None) -> None:
        self._write = write
        self._ready = ready
        self._frames: deque[tuple[str, int]] = deque()
        self._size = 0
        self._filled = asyncio.Event()
        self._room = asyncio.Condition()

    @property
    def is_full(self) -> bool:
        """Say whether nothing more may be queued; one frame of any size fits into an empty queue."""
        return bool(self._frames) and (len(self._frames) >= MAX_FRAMES or self._size >= MAX_SIZE)

    def push(self, frame: str) -> None:
        """Queue a frame; raises `SocketClosed` when the reader is too slow."""
        if self.is_full:
            raise SocketClosed(Close.OVERLOAD, "Too slow: resume with your cursor")
        size = len(frame)
        self._frames.append((frame, size))
        self._size += size
        self._filled.set()

    def push_ready(self, head: bytes, body: bytes) -> None:
        """Send a frame made of `head`, a body that many sockets share, and a brace; past the queue when it is empty.

        Raises `SocketClosed` when the reader is too slow.
        """
        if self._ready is None or self._frames:
            return self.push((head + body + b"}").decode())
        if self._ready.waiting_bytes > MAX_SIZE:
            raise SocketClosed(Close.OVERLOAD, "Too slow: resume with your cursor")
        self._ready.write(head, body, b"}")

    async def put(self, frame: str) -> None:
        """Queue a frame as soon as there is room; raises `SocketClosed` when there is none for too long."""
        if self.is_full:
            try:
                async with asyncio.timeout(SEND_SECONDS), self._room:
                    await self._room.wait_for(lambda: not self.is_full)
            except TimeoutError:
                raise SocketClosed(Close.OVERLOAD, "Too slow: resume with your cursor") from None
        self.push(frame)

    async def drain(self) -> None:
        """Send frames for ever, in order; raises `SocketClosed` when one cannot be sent in time."""
        while True:
            await self._filled.wait()
            while self._frames:
                frame, size = self._frames[0]
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await self._write(frame)
                except TimeoutError:
                    raise SocketClosed(Close.OVERLOAD, "Too slow: resume with your cursor") from None
                self._frames.popleft()
                self._size -= size
                async with self._room:
                    self._room.notify_all()
            self._filled.clear()

    async def flush(self, seconds: float) -> None:
        """Wait a moment for what is queued to be sent."""
        try:
            async with asyncio.timeout(seconds), self._room:
                await self._room.wait_for(lambda: not self._frames)
        except TimeoutError:
            return
