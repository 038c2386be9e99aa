"""The WebSocket protocol where a handshake is not the usual one: the library's refusals are answers like all others."""

from typing import Any

from websockets.datastructures import Headers
from websockets.http11 import Response
from websockets.server import ServerProtocol

from app.errors import ErrorCode
from app.schema.transport.uvicorn_frames import FramesProtocol
from app.serving.refused import JSON, NO_HTTP, Config, Refused

CODES = {403: ErrorCode.FORBIDDEN, 500: ErrorCode.INTERNAL_SERVER_ERROR}


class Refusing(ServerProtocol):
    """Refuses in JSON, with the headers of every answer."""

    def __init__(self, bare_headers: dict[str, str], **options: Any) -> None:
        super().__init__(**options)
        self._bare_headers = bare_headers

    def reject(self, status: Any, text: str) -> Response:
        """Return the library's refusal in our form."""
        made = super().reject(status, text)
        code = CODES.get(made.status_code, ErrorCode.BAD_USER_INPUT)
        words = " ".join(text.split()) or "There is no socket for you here."
        made.body = Refused(made.status_code, code, words).body
        headers = {**dict(made.headers.raw_items()), **self._bare_headers}
        made.headers = Headers(headers | {"Content-Type": JSON, "Content-Length": str(len(made.body))})
        return made


class HandshakeProtocol(FramesProtocol):
    """Ends a connection whose handshake the library cannot read: uvicorn would keep it for ever without a word."""

    config: Config

    def first_parser(self, **options: Any) -> ServerProtocol:
        """Return the parser of a handshake."""
        return Refusing(self.config.bare_headers, **options)

    def handle_events(self) -> None:
        """Act on what was read, and on what could not be."""
        super().handle_events()
        if self.handshake_initiated or self.conn.handshake_exc is None or self.transport.is_closing():
            return
        said = b"".join(self.conn.data_to_send()) or NO_HTTP.answer(self.config.bare_headers)
        self.handshake_complete = self.close_sent = True
        self.transport.write(said)
        self.transport.close()
