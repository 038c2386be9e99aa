"""Where every connection begins: a usual handshake becomes a socket at once, all else goes to uvicorn's HTTP protocol.

Thousands that come back together after a restart would each pay for that protocol, which the handshake gives up.
"""

import asyncio
from asyncio.transports import Transport
from typing import Any

from app.schema.transport.upgrade import Upgrade, upgrade_of
from app.schema.transport.wheel import wheel
from app.serving.handshakes import HandshakeProtocol
from app.serving.heads import HOST
from app.serving.patience import HEAD_SECONDS, PatientProtocol


class Doorstep(asyncio.Protocol):
    """Looks at the first packet of a connection, and hands the connection on."""

    __slots__ = ("_made_of", "_patience", "transport")

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        self._made_of = config, server_state, app_state, _loop

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        self.transport = transport
        self._connections.add(self)
        self._patience = wheel().later(HEAD_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget who has left without a word."""
        self._leave()

    def data_received(self, data: bytes) -> None:
        """Hand the connection on to the protocol of what is asked."""
        self._leave()
        upgrade = None if self._made_of[0].ws_per_message_deflate else asked_in(data)
        if upgrade is not None:
            socket = HandshakeProtocol(*self._made_of)
            socket.take_over(self.transport, upgrade)
            return self.transport.set_protocol(socket)
        http = PatientProtocol(*self._made_of)
        http.connection_made(self.transport)
        self.transport.set_protocol(http)
        http.data_received(data)

    def shutdown(self) -> None:
        """End with the server."""
        self.transport.close()

    @property
    def _connections(self) -> set[Any]:
        found: set[Any] = self._made_of[1].connections
        return found

    def _leave(self) -> None:
        self._connections.discard(self)
        self._patience.cancel()


def asked_in(packet: bytes) -> Upgrade | None:
    """Return the usual handshake that a packet is, of a host that names one; None for everything else."""
    upgrade = upgrade_of(packet)
    return upgrade if upgrade is not None and HOST.fullmatch(upgrade.host) else None
