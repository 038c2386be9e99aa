"""uvicorn's HTTP protocol for strangers: who opens a connection has to say something proper, and soon."""

from asyncio.transports import Transport
from typing import Any

from app.schema.transport.uvicorn_wire import WireProtocol
from app.schema.transport.wheel import Turn, wheel
from app.serving.heads import MOST_HEAD_BYTES, TOO_LONG, trouble_with
from app.serving.refused import NO_HTTP, Config, Refused

HEAD_SECONDS = 10.0
"""From the connection, or from the first byte of a later request, to the end of its head."""


class Improper(Exception):
    """Ends the parser's work on a connection."""


class PatientProtocol(WireProtocol):
    """Drops connections on which no request becomes complete, and refuses heads that are none."""

    config: Config
    patience: Turn | None = None
    refused: Refused = NO_HTTP
    is_in_head = True
    head_bytes = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, but no head without an end; what comes after an answer buys no more time than a head has."""
        self.head_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if self.is_in_head:
            if self.head_bytes > MOST_HEAD_BYTES:
                self.refused = TOO_LONG
                self.send_400_response("")
        elif self.patience is None and self.cycle.response_complete:
            self._wait()

    def on_message_begin(self) -> None:
        """Begin to wait for another request on the same connection."""
        super().on_message_begin()
        self.is_in_head, self.head_bytes = True, 0
        self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what follows the body is none, and never says who or whence somebody is."""
        if self.is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Wait no longer: from here on others count the time."""
        self._rest()
        self.is_in_head = False
        refused = trouble_with(self.parser.get_http_version(), self.url, self.headers)
        if refused is not None:
            self.refused = refused
            raise Improper
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the application never hears of. In the middle of another answer nothing more can be said."""
        cycle = self.cycle
        is_of_this = cycle is None or cycle.response_complete
        if is_of_this or (cycle.more_body and not cycle.response_started and not self.pipeline):
            self.transport.write(self.refused.answer(self.config.bare_headers))
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
