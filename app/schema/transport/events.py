"""Server-sent events: how a result is written, and one stream as the hub knows it."""

from collections.abc import Callable

from app import metrics
from app.auth.viewer import Viewer
from app.models.events import Position
from app.schema.transport.frames import SocketClosed
from app.schema.transport.outbox import Outbox
from app.schema.transport.session import SocketSession
from app.subscriptions.ports import Payload

SILENCE = ":\n\n"
"""A comment: it keeps the connection alive and means nothing."""

COMPLETE = "event: complete\ndata:\n\n"
"""The empty line of data is needed: without it no client would be told."""


def next_event(payload: bytes, id: str | None = None) -> str:
    """Write one result, which is JSON on one line; `id` is what the client sends as `Last-Event-ID`."""
    head = f"id: {id}\n" if id is not None else ""
    return f"{head}event: next\ndata: {payload.decode()}\n\n"


def retry(milliseconds: int) -> str:
    """Say when to come back."""
    return f"retry: {milliseconds}\n\n"


class EventListener:
    """Writes payloads as events whose id is the cursor of their place."""

    __slots__ = ("_close", "_outbox", "_seal", "_session", "is_open")

    def __init__(
        self,
        session: SocketSession,
        outbox: Outbox,
        seal: Callable[[Position], str],
        close: Callable[[SocketClosed], None],
    ) -> None:
        self._session, self._outbox, self._seal, self._close = session, outbox, seal, close
        self.is_open = True

    @property
    def viewer(self) -> Viewer:
        """Who listens, at this moment."""
        return self._session.viewer

    def tell(self, payload: bytes) -> None:
        """Pass a payload on without waiting; a stream too slow to keep up is cut, and resumes with its cursor."""
        try:
            self._outbox.push(self._written(payload))
            self._outbox.delivered += 1
            metrics.deliveries.inc()
        except SocketClosed as closed:
            self._close(closed)

    async def tell_in_turn(self, payload: bytes) -> None:
        """Pass a payload on, waiting for room; raises `SocketClosed` when there is none for too long."""
        await self._outbox.put(self._written(payload))
        self._outbox.delivered += 1
        metrics.deliveries.inc()

    def _written(self, payload: bytes) -> str:
        return next_event(payload, self._seal(payload.position) if isinstance(payload, Payload) else None)
