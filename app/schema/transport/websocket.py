"""GraphQL over WebSocket (graphql-transport-ws): the life of one socket from the handshake to the close."""

import asyncio
import logging

import orjson
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.errors import Forbidden, Unavailable
from app.schema.arrival import new_request_id
from app.schema.errors import shown_error
from app.schema.execute import Api
from app.schema.transport.closings import Lived, note_closed
from app.schema.transport.frames import SUBPROTOCOL, Cause, Close, Frame, SocketClosed, read_frame
from app.schema.transport.gate import Gate, Turned, network_of, note_refused
from app.schema.transport.heart import Heart, Timing
from app.schema.transport.operations import Operations
from app.schema.transport.origins import Origin, origin_of
from app.schema.transport.outbox import Outbox, QueueOutbox, StraightOutbox
from app.schema.transport.pace import Bucket
from app.schema.transport.protocol import Protocol, arrival_of
from app.schema.transport.session import SocketSession
from app.schema.transport.uvicorn_frames import EXTENSION
from app.subscriptions.connections import Connections, Identity

logger = logging.getLogger("tenantry.errors")

FRAMES_PER_SECOND = 20.0
FRAMES_BURST = 100.0
FLUSH_SECONDS = 1.0
CLOSE_SECONDS = 1.0


class WebSocketDoor:
    """The endpoint: decides whether there will be a socket at all."""

    def __init__(self, api: Api, connections: Connections, gate: Gate, timing: Timing) -> None:
        self._api = api
        self._connections = connections
        self._gate = gate
        self._timing = timing

    async def __call__(self, websocket: WebSocket) -> None:
        """Serve one client. Whoever cannot have a socket is answered before the upgrade."""
        origin = origin_of(websocket.headers, websocket.scope["scheme"], self._api.settings.allowed_origins)
        network = network_of(websocket.client.host if websocket.client else None)
        turned = self._turned(origin) or self._gate.enter(network)
        if turned is not None:
            note_refused("ws", turned.reason)
            return await websocket.send_denial_response(denied(turned))
        try:
            await self._serve(websocket, origin)
        finally:
            self._gate.leave(network)

    def _turned(self, origin: Origin) -> Turned | None:
        """Foreign pages are turned away, and everybody when the server is on its way out."""
        if origin is Origin.FOREIGN:
            return Turned(403, Forbidden("Pages of this origin may not open a socket here."), "origin")
        if self._connections.is_draining:
            return Turned(503, Unavailable("This server is on its way out: come back in a moment."), "draining", 1)
        return None

    async def _serve(self, websocket: WebSocket, origin: Origin) -> None:
        if SUBPROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            note_refused("ws", "subprotocol")
            return await websocket.close(Close.SUBPROTOCOL, "Subprotocol not acceptable")
        await websocket.accept(SUBPROTOCOL)
        session = SocketSession(self._api, websocket, origin)
        await Socket(websocket, session, self._connections, self._timing).serve()


def denied(turned: Turned) -> Response:
    """Answer a handshake that will not become a socket, in the words of GraphQL."""
    shown = [shown_error(turned.error, new_request_id())]
    headers = {"Retry-After": str(turned.wait)} if turned.wait is not None else None
    return Response(orjson.dumps({"errors": shown}), turned.status, headers, "application/json")


class Socket:
    """One open socket; a `Sink` for those who know nothing of this protocol."""

    def __init__(self, websocket: WebSocket, session: SocketSession, connections: Connections, timing: Timing) -> None:
        self._websocket = websocket
        self._session = session
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._frames = websocket.scope.get("extensions", {}).get(EXTENSION)
        self._outbox: Outbox = (
            QueueOutbox(websocket.send_text, self._end)
            if self._frames is None
            else StraightOutbox(self._frames, self._end)
        )
        self._operations = Operations(session, self._outbox, self._end)
        self._heart = Heart(session, self._outbox, timing, self._end)
        arrival = arrival_of(websocket)
        self._protocol = Protocol(session, self._outbox, self._operations, arrival, self._enlist)
        self._bucket = Bucket(FRAMES_PER_SECOND, FRAMES_BURST, self._loop.time)
        self._began = self._loop.time()
        self._closed: SocketClosed | None = None
        self._has_ended = False
        self._left: Frame | None = None
        """What has been heard and needs waiting."""
        self._task: asyncio.Task[None] | None = None

    @property
    def identity(self) -> Identity:
        """Whose socket it is."""
        viewer = self._session.viewer
        return Identity(viewer.person_id or viewer.token_id, viewer.ground, viewer.member_id)

    @property
    def silent_seconds(self) -> float:
        """Return for how long the client has said nothing."""
        return self._heart.silent_seconds

    def send(self, frame: str) -> None:
        """Send one frame, or close when too much waits."""
        try:
            self._outbox.push(frame)
        except SocketClosed as closed:
            self._end(closed)

    def close(self, code: int, reason: str) -> None:
        """End the socket soon."""
        self._end(SocketClosed(code, reason))

    async def serve(self) -> None:
        """Talk until one side has had enough."""
        self._task = asyncio.current_task()
        self._heart.start()
        try:
            await self._talk()
            self._heart.stop()
            self._operations.cancel_all()
            await self._say_goodbye()
        finally:
            self._connections.remove(self)
            self._operations.cancel_all()
            self._heart.stop()
            self._outbox.stop()
            lived = Lived(self._loop.time() - self._began, self._operations.started, self._outbox.delivered)
            note_closed("ws", self._closed, lived)
            await self._operations.finished()

    async def _talk(self) -> None:
        """Let no exception out: whatever happens ends the socket with a code that we chose."""
        try:
            await self._read()
        except SocketClosed as closed:
            self._end(closed)
        except WebSocketDisconnect as left:
            self._end(SocketClosed(left.code, "", Cause.CLIENT))
        except asyncio.CancelledError:
            # Our own way to stop reading, or somebody else's to stop everything.
            if not self._has_ended or self._task is None or self._task.uncancel():
                raise
        except Exception:
            self._fail()

    async def _read(self) -> None:
        while not self._has_ended:
            if self._frames is not None:
                self._frames.hear(self._heard)
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1006))
            frame, self._left = self._left or self._frame(message.get("text")), None
            await self._protocol.handle(frame)

    def _frame(self, text: str | None) -> Frame:
        self._heart.heard()
        if not self._bucket.take():
            raise SocketClosed(Close.TOO_MANY, "Too many messages", Cause.FLOOD)
        return read_frame(text)

    def _heard(self, text: str) -> bool:
        """Act on a message as it arrives; one that needs waiting is left for `_read`, with all that follow it."""
        if self._has_ended:
            return True
        try:
            frame = self._frame(text)
            if self._protocol.take(frame):
                return True
            self._left = frame
        except SocketClosed as closed:
            self._end(closed)
        except Exception:
            self._fail()
        return self._has_ended

    def _fail(self) -> None:
        logger.exception("a socket failed")
        self._end(SocketClosed(Close.OVERLOAD, "Try again later", Cause.FAILED))

    async def _say_goodbye(self) -> None:
        closed = self._closed
        if closed is None or closed.cause is Cause.CLIENT:
            return
        if closed.code not in (Close.OVERLOAD, Close.FORBIDDEN):
            await self._outbox.flush(FLUSH_SECONDS)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close(closed.code, closed.reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            # Gone already, or reading nothing: there is nobody to say it to, and nothing is kept for nobody.
            if self._frames is not None:
                self._frames.abort()

    def _end(self, closed: SocketClosed | None) -> None:
        """Stop reading and say goodbye; the first reason counts. None when the other side is gone."""
        if self._has_ended:
            return
        self._has_ended = True
        self._closed = closed
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    def _enlist(self, first: bool) -> None:
        """Register the socket under its identity, anew when a renewed session has changed it."""
        if not self._connections.change(self):
            raise SocketClosed(Close.TOO_MANY, "Too many sockets", Cause.PERSON)
        if first:
            self._heart.acknowledged()
        else:
            self._heart.renewed()
