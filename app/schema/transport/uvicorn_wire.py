"""uvicorn's HTTP protocol with a way to drop a client that reads nothing."""

import asyncio
import fcntl
import socket
import sys
import termios
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


class Wire:
    """The connection below one socket or response."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def bound(self) -> None:
        """Bound what the kernel keeps for a peer that reads nothing, and note early that it is full."""
        self._transport.set_write_buffer_limits(high=FULL_BYTES)
        found: Any = self._transport.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            if sys.platform == "linux" and found.family in (socket.AF_INET, socket.AF_INET6):
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_MS)

    @property
    def unheard_bytes(self) -> int | None:
        """Return how much the kernel holds that the peer has not taken; None where it does not say."""
        found: Any = self._transport.get_extra_info("socket")
        if sys.platform != "linux" or found is None:
            return None
        try:
            return int.from_bytes(fcntl.ioctl(found.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
        except OSError:
            return None

    def abort(self) -> None:
        """Drop the connection with all that waits for it."""
        self._transport.abort()


class WireProtocol(HttpToolsProtocol):
    """Announces `Wire` in the scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the extension beside those that uvicorn announces."""
        super().connection_made(transport)
        application, wire = self.app, Wire(transport)

        async def with_wire(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[EXTENSION] = wire
            await application(scope, receive, send)

        self.app = with_wire
