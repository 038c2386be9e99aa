"""What each message of graphql-transport-ws means, one method per message."""

from collections.abc import Callable

from starlette.websockets import WebSocket

from app.errors import BadInput
from app.schema.arrival import Arrival, new_request_id
from app.schema.transport.frames import Close, Frame, SocketClosed, plain, pong
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
        enlist: Callable[[bool], None],
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._operations = operations
        self._arrival = arrival
        self._enlist = enlist
        self._initialised = False
        self._acknowledged = False

    def take(self, frame: Frame) -> bool:
        """Act on a message that needs no waiting; False for another. A `pong` has done its work by having arrived."""
        match frame.type:
            case "subscribe":
                self._on_subscribe(frame)
            case "complete":
                self._operations.cancel(frame.id)
            case "ping" if not frame.payload:
                self._outbox.push(plain("pong"))
            case "ping" | "connection_init":
                return False
        return True

    async def handle(self, frame: Frame) -> None:
        """Act on one message."""
        if self.take(frame):
            return
        if frame.type == "ping":
            await self._on_ping(frame)
        else:
            await self._on_init(frame)

    async def _on_init(self, frame: Frame) -> None:
        if self._initialised:
            raise SocketClosed(Close.TOO_MANY, "Too many initialisation requests")
        self._initialised = True
        await self._session.open(frame.payload or {})
        self._enlist(True)
        self._outbox.push(plain("connection_ack"))
        self._acknowledged = True

    async def _on_ping(self, frame: Frame) -> None:
        payload = frame.payload or {}
        if self._acknowledged and await self._session.renew(payload):
            self._enlist(False)
        # Said back as other servers do, but no token: nothing of ours repeats one.
        self._outbox.push(pong(payload if "token" not in payload else None))

    def _on_subscribe(self, frame: Frame) -> None:
        if not self._acknowledged:
            raise SocketClosed(Close.UNAUTHORIZED, "Unauthorized")
        arrival = self._arrival.next()
        if frame.request is None:
            return self._operations.refuse(frame.id, frame.refusal or BadInput("There is no operation."), arrival)
        self._operations.start(frame.id, frame.request, arrival)


def arrival_of(websocket: WebSocket) -> Arrival:
    """Return the circumstances of the socket. It cannot set cookies, so it counts as no browser."""
    return Arrival(
        request_id=new_request_id(),
        address=websocket.client.host if websocket.client else None,
        user_agent=websocket.headers.get("user-agent"),
        accept_language=websocket.headers.get("accept-language"),
    )
