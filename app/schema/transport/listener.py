"""One subscription on one socket, as the hub knows it."""

from collections.abc import Callable

import orjson

from app import metrics
from app.auth.viewer import Viewer
from app.schema.transport.frames import SocketClosed
from app.schema.transport.outbox import Outbox
from app.schema.transport.session import SocketSession


class SocketListener:
    """Frames payloads with the id of its operation; the rest of a frame is shared by all who hear the same."""

    __slots__ = ("_close", "_head", "_outbox", "_session", "is_open")

    def __init__(
        self, operation_id: str, session: SocketSession, outbox: Outbox, close: Callable[[SocketClosed], None]
    ) -> None:
        self._session, self._outbox, self._close = session, outbox, close
        self._head = orjson.dumps({"id": operation_id, "type": "next"})[:-1] + b',"payload":'
        self.is_open = True

    @property
    def viewer(self) -> Viewer:
        """Who listens, at this moment."""
        return self._session.viewer

    def stop(self) -> None:
        """Hear nothing more, from this moment on."""
        self.is_open = False

    def tell(self, payload: bytes) -> None:
        """Pass a payload on without waiting; a socket too slow to keep up is closed, and resumes with its cursor."""
        try:
            self._outbox.push_ready(self._head, payload)
            self._outbox.delivered += 1
            metrics.deliveries.inc()
        except SocketClosed as closed:
            self.is_open = False
            self._close(closed)

    async def tell_in_turn(self, payload: bytes) -> None:
        """Pass a payload on, waiting for room; raises `SocketClosed` when there is none for too long."""
        await self._outbox.put((self._head + payload + b"}").decode())
        self._outbox.delivered += 1
        metrics.deliveries.inc()
