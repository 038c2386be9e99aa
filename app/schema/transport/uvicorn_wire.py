"""uvicorn's HTTP protocol, and what sockets and event streams have in common below: who reads nothing is dropped."""

import asyncio
import fcntl
import socket
import sys
import termios
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EXTENSION = "tenantry.wire"
SEND_BUFFER_BYTES = 64 * 1024
"""Of the kernel, for a socket or a stream: left alone it holds megabytes for a peer that reads nothing."""

FULL_BYTES = 16 * 1024
"""Waiting on our side, beyond what the kernel took: from here on the peer is watched, and writers wait for it."""

UNHEARD_MS = 45_000
"""So long a peer may leave what was sent to it without an answer of its kernel; else a path that has gone dead without
a word would hold its place for a quarter of an hour."""

LOOK_SECONDS = 0.75
STALLED_LOOKS = 2
"""So many looks one after the other at which the peer has taken nothing: one alone could be late itself, on a busy node
that had no time to write meanwhile."""


class Watch(ABC):
    """Looks from time to time whether a peer for whom much waits takes something; who only reads slowly is left alone.

    It belongs to one connection: `watch` when the connection is full, `unwatch` when it is not.
    """

    __slots__ = ("_tell", "_timer")

    def __init__(self) -> None:
        self._tell: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    @abstractmethod
    def transport(self) -> asyncio.Transport:
        """Return the connection."""

    @property
    @abstractmethod
    def taken_bytes(self) -> int:
        """Return how much the kernel has taken, counted from anywhere."""

    def on_stalled(self, tell: Callable[[], None]) -> None:
        """Say whom to tell when the peer has taken nothing for too long."""
        self._tell = tell

    def watch(self, taken_before: int | None = None, idle: int = 0, unheard_before: int | None = None) -> None:
        """Look now and again later, until `unwatch`."""
        taken = self.taken_bytes
        idle = idle + 1 if taken_before is not None and taken <= taken_before else 0
        # The kernel asks for more when a third of what it holds is gone: on a slow line that takes many looks.
        unheard = unheard_bytes(self.transport) if idle else None
        if unheard is not None and unheard_before is not None and unheard < unheard_before:
            idle = 1
        if idle >= STALLED_LOOKS and self._tell is not None:
            self._tell()
            # Whoever takes nothing would not read a goodbye either: the connection is not kept for it.
            return self.abort()
        later = asyncio.get_running_loop().call_later
        self._timer = later(LOOK_SECONDS, self.watch, taken, idle, unheard)

    def unwatch(self) -> None:
        """Stop looking."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def abort(self) -> None:
        """Drop the connection with all that waits for it."""
        self.transport.abort()


class Wire(Watch):
    """The connection below one response."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport

    @property
    def transport(self) -> asyncio.Transport:
        """Return the connection."""
        return self._transport

    @property
    def taken_bytes(self) -> int:
        """Return how much the kernel has taken: whoever writes a response waits while there is no room."""
        return -self._transport.get_write_buffer_size()

    def bound(self) -> None:
        """Bound what is kept for a peer that reads nothing."""
        bound(self._transport)


def bound(transport: asyncio.Transport) -> None:
    """Bound what the kernel keeps for a peer that reads nothing, and note early that it is full."""
    if transport.is_closing():
        # Gone before it was answered.
        return
    transport.set_write_buffer_limits(high=FULL_BYTES)
    found: Any = transport.get_extra_info("socket")
    if found is not None:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if sys.platform == "linux" and found.family in (socket.AF_INET, socket.AF_INET6):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_MS)


def unheard_bytes(transport: asyncio.Transport) -> int | None:
    """Return how much the kernel holds that the peer has not taken; None where it does not say."""
    found: Any = transport.get_extra_info("socket")
    if sys.platform != "linux" or found is None:
        return None
    try:
        return int.from_bytes(fcntl.ioctl(found.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    except OSError:
        return None


class WireProtocol(HttpToolsProtocol):
    """Announces `Wire` in the scope."""

    wire: Wire

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the extension beside those that uvicorn announces."""
        super().connection_made(transport)
        application = self.app
        wire = self.wire = Wire(transport)

        async def with_wire(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[EXTENSION] = wire
            await application(scope, receive, send)

        self.app = with_wire

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no longer."""
        self.wire.unwatch()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch a peer that much waits for."""
        super().pause_writing()
        self.wire.watch()

    def resume_writing(self) -> None:
        """Trust a peer that has caught up."""
        super().resume_writing()
        self.wire.unwatch()
