"""What each message of graphql-transport-ws means, one method per message."""

import asyncio
from collections.abc import Callable

from starlette.websockets import WebSocket

from app.schema.arrival import Arrival, new_request_id
from app.schema.transport.frames import Close, Frame, SocketClosed, plain
from app.schema.transport.operations import Operations
from app.schema.transport.outbox import Outbox
from app.schema.transport.session import SocketSession


class Protocol:
    """The state of one conversation. Every method raises `SocketClosed` when the socket must not go on."""

    def __init__(
        self,
        session: SocketSession,
        outbox: Outbox,
        operations: Operations,
        arrival: Arrival,
        enlist: Callable[[], None],
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._operations = operations
        self._arrival = arrival
        self._enlist = enlist
        self._initialised = False
        self.acknowledged = asyncio.Event()
        self.renewed = asyncio.Event()

    async def handle(self, frame: Frame) -> None:
        """Act on one message; a `pong` has done its work by having arrived."""
        match frame.type:
            case "connection_init":
                await self._on_init(frame)
            case "ping":
                await self._on_ping(frame)
            case "subscribe":
                self._on_subscribe(frame)
            case "complete":
                self._operations.cancel(frame.id)

    async def _on_init(self, frame: Frame) -> None:
        if self._initialised:
            raise SocketClosed(Close.TOO_MANY, "Too many initialisation requests")
        self._initialised = True
        await self._session.open(frame.payload or {})
        self._enlist()
        self._outbox.push(plain("connection_ack"))
        self.acknowledged.set()

    async def _on_ping(self, frame: Frame) -> None:
        if frame.payload and self.acknowledged.is_set() and await self._session.renew(frame.payload):
            self._enlist()
            self.renewed.set()
        self._outbox.push(plain("pong"))

    def _on_subscribe(self, frame: Frame) -> None:
        if not self.acknowledged.is_set() or frame.request is None:
            raise SocketClosed(Close.UNAUTHORIZED, "Unauthorized")
        self._operations.start(frame.id, frame.request, self._arrival.next())


def arrival_of(websocket: WebSocket) -> Arrival:
    """Return the circumstances of the socket. It cannot set cookies, so it counts as no browser."""
    return Arrival(
        request_id=new_request_id(),
        address=websocket.client.host if websocket.client else None,
        user_agent=websocket.headers.get("user-agent"),
        accept_language=websocket.headers.get("accept-language"),
    )
