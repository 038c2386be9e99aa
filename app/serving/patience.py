"""uvicorn's HTTP protocol for strangers: who opens a connection has to say something, and soon."""

from asyncio.transports import Transport
from typing import Any

from app.entrypoints.headers import ALWAYS
from app.schema.transport.upgrade import upgrade_of
from app.schema.transport.uvicorn_frames import FramesProtocol
from app.schema.transport.uvicorn_wire import WireProtocol
from app.schema.transport.wheel import Turn, wheel

HEAD_SECONDS = 10.0
"""From the connection, or from the first byte of a later request, to the end of its head."""

REFUSALS = {**ALWAYS, "Cache-Control": "no-store"}


class PatientProtocol(WireProtocol):
    """Drops connections on which no request becomes complete: half-open handshakes would be kept for ever."""

    patience: Turn | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to wait for another request on the same connection."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Wait no longer: from here on others count the time."""
        self._rest()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over, and the request as it was read where it is a usual one."""
        self._rest()
        upgrade = None
        if self.ws_protocol_class is FramesProtocol and not self.config.ws_per_message_deflate:
            scope = self.scope
            upgrade = upgrade_of(scope["method"], scope["http_version"], self.url, self.headers)
        if upgrade is None:
            return super().handle_websocket_upgrade()
        self.connections.discard(self)
        protocol = FramesProtocol(self.config, self.server_state, self.app_state)
        protocol.take_over(self, upgrade)
        self.transport.set_protocol(protocol)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP. The application never hears of it, so its headers are given here."""
        given = [(name.decode(), value.decode()) for name, value in self.server_state.default_headers]
        said = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(msg)), "connection": "close"}
        lines = [f"{name}: {value}" for name, value in (*given, *REFUSALS.items(), *said.items())]
        self.transport.write("\r\n".join(["HTTP/1.1 400 Bad Request", *lines, "", msg]).encode("latin-1"))
        self.transport.close()

    def _wait(self) -> None:
        self._rest()
        self.patience = wheel().later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def _give_up(self) -> None:
        transport: Any = self.transport
        if transport is not None and not transport.is_closing():
            transport.abort()
