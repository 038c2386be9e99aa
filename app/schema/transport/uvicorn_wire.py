"""uvicorn's HTTP protocol with a way to drop a client that reads nothing."""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EXTENSION = "tenantry.wire"
SEND_BUFFER_BYTES = 64 * 1024
"""Of the kernel, for a socket or a stream: left alone it holds megabytes for a peer that reads nothing."""

FULL_BYTES = 16 * 1024
"""Waiting on our side, beyond what the kernel took: from here on the peer is watched, and writers wait for it."""


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
