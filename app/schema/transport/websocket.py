"""GraphQL over WebSocket (graphql-transport-ws): the life of one socket from the handshake to the close."""

import asyncio
import logging
from collections.abc import Coroutine

import orjson
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.errors import Forbidden, TenantryError, Unavailable
from app.schema.arrival import new_request_id
from app.schema.errors import shown_error
from app.schema.execute import Api
from app.schema.transport.frames import SUBPROTOCOL, Close, SocketClosed, read_frame
from app.schema.transport.heart import Heart, Timing
from app.schema.transport.operations import Operations
from app.schema.transport.origins import Origin, origin_of
from app.schema.transport.outbox import Outbox
from app.schema.transport.pace import Bucket
from app.schema.transport.protocol import Protocol, arrival_of
from app.schema.transport.session import SocketSession
from app.schema.transport.uvicorn_frames import EXTENSION
from app.subscriptions.connections import Connections, Identity

logger = logging.getLogger("tenantry.errors")

FRAMES_PER_SECOND = 20.0
FRAMES_BURST = 100.0
FLUSH_SECONDS = 1.0
CLOSE_SECONDS = 2.0


class WebSocketDoor:
    """The endpoint: decides whether there will be a socket at all."""

    def __init__(self, api: Api, connections: Connections, timing: Timing) -> None:
        self._api = api
        self._connections = connections
        self._timing = timing

    async def __call__(self, websocket: WebSocket) -> None:
        """Serve one client. Foreign pages and a server on its way out are answered before the upgrade."""
        origin = origin_of(websocket.headers, websocket.url.scheme, self._api.settings.allowed_origins)
        if origin is Origin.FOREIGN:
            return await websocket.send_denial_response(denied(403, FOREIGN))
        if self._connections.is_draining:
            return await websocket.send_denial_response(denied(503, LEAVING))
        if SUBPROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            return await websocket.close(Close.SUBPROTOCOL, "Subprotocol not acceptable")
        await websocket.accept(SUBPROTOCOL)
        session = SocketSession(self._api, websocket, origin)
        await Socket(websocket, session, self._connections, self._timing).serve()


FOREIGN = Forbidden("Pages of this origin may not open a socket here.")
LEAVING = Unavailable("This server is on its way out: come back in a moment.")


def denied(status: int, error: TenantryError) -> Response:
    """Answer a handshake that will not become a socket, in the words of GraphQL."""
    shown = [shown_error(error, new_request_id())]
    headers = {"Retry-After": "1"} if status == 503 else None
    return Response(orjson.dumps({"errors": shown}), status, headers, "application/json")


class Socket:
    """One open socket; a `Sink` for those who know nothing of this protocol."""

    def __init__(self, websocket: WebSocket, session: SocketSession, connections: Connections, timing: Timing) -> None:
        self._websocket = websocket
        self._session = session
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._frames = websocket.scope.get("extensions", {}).get(EXTENSION)
        self._outbox = Outbox(websocket.send_text, self._frames)
        self._operations = Operations(session, self._outbox, self._end)
        self._protocol = Protocol(session, self._outbox, self._operations, arrival_of(websocket), self._enlist)
        self._heart = Heart(session, self._outbox, self._protocol, timing)
        self._bucket = Bucket(FRAMES_PER_SECOND, FRAMES_BURST, self._loop.time)
        self._ending: asyncio.Future[SocketClosed | None] = self._loop.create_future()

    @property
    def identity(self) -> Identity:
        """Whose socket it is."""
        return Identity(self._session.viewer.person_id, self._session.viewer.session_id)

    def send(self, frame: str) -> None:
        """Queue one frame, or close when too much is queued."""
        try:
            self._outbox.push(frame)
        except SocketClosed as closed:
            self._end(closed)

    def close(self, code: int, reason: str) -> None:
        """End the socket soon."""
        self._end(SocketClosed(code, reason))

    async def serve(self) -> None:
        """Talk until one side has had enough."""
        parts = (self._read(), self._heart.beat(), self._heart.watch())
        talking = [asyncio.create_task(self._guard(part)) for part in parts]
        writing = asyncio.create_task(self._guard(self._outbox.drain()))
        try:
            closed = await asyncio.shield(self._ending)
            await finish(talking)
            self._operations.cancel_all()
            await self._say_goodbye(closed)
        finally:
            self._connections.remove(self)
            self._operations.cancel_all()
            await finish([*talking, writing])
            await self._operations.finished()

    async def _say_goodbye(self, closed: SocketClosed | None) -> None:
        if closed is None:
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

    async def _guard(self, part: Coroutine[None, None, None]) -> None:
        """Let no exception out: whatever happens ends the socket with a code that we chose."""
        try:
            await part
        except SocketClosed as closed:
            self._end(closed)
        except WebSocketDisconnect:
            self._end(None)
        except Exception:
            logger.exception("a socket failed")
            self._end(SocketClosed(Close.OVERLOAD, "Try again later"))

    def _end(self, closed: SocketClosed | None) -> None:
        if not self._ending.done():
            self._ending.set_result(closed)

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return self._end(None)
            self._heart.heard()
            if not self._bucket.take():
                raise SocketClosed(Close.TOO_MANY, "Too many messages")
            await self._protocol.handle(read_frame(message.get("text")))

    def _enlist(self) -> None:
        """Register the socket under its identity, anew when a renewed session has changed it."""
        if not self._connections.change(self):
            raise SocketClosed(Close.TOO_MANY, "Too many sockets")


async def finish(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for their ends."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
