"""GraphQL over server-sent events, in distinct connections: each operation is a response of its own that goes on."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

import orjson
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app import metrics
from app.errors import Unauthenticated
from app.schema.arrival import Arrival
from app.schema.errors import Shown, shown_error
from app.schema.execute import Opened, stream
from app.schema.request import Answer, Request
from app.schema.transport.answers import encode, log_request
from app.schema.transport.closings import Lived, note_closed
from app.schema.transport.events import COMPLETE, SILENCE, EventListener, next_event, retry
from app.schema.transport.frames import Cause, Close, SocketClosed
from app.schema.transport.heart import Timing
from app.schema.transport.negotiation import EVENT_STREAM
from app.schema.transport.outbox import Ending, QueueOutbox, too_slow
from app.schema.transport.session import SocketSession, forbidden
from app.schema.transport.uvicorn_wire import EXTENSION, Wire
from app.subscriptions.connections import Connections, Identity

logger = logging.getLogger("tenantry.errors")

HEADERS = {"Content-Type": f"{EVENT_STREAM}; charset=utf-8", "X-Accel-Buffering": "no"}
"""The second tells a proxy to pass events on as they come."""

FLUSH_SECONDS = 1.0
CLOSE_SECONDS = 2.0
RETRY_MS = (500, 3_000)
"""When clients of a node that is restarted come back: not all at once."""

COMPLETED = SocketClosed(1000, "Complete", Cause.COMPLETE)
LEFT = SocketClosed(1000, "", Cause.CLIENT)


class EventStream(StreamingResponse):
    """One subscription as a response; a `Sink` for those who know nothing of this protocol."""

    def __init__(
        self, session: SocketSession, asked: Request, arrival: Arrival, connections: Connections, timing: Timing
    ) -> None:
        super().__init__(iter(()), headers=HEADERS)
        self._session, self._asked, self._arrival = session, asked, arrival
        self._connections, self._timing = connections, timing
        self._loop = asyncio.get_running_loop()
        self._listener: EventListener | None = None
        self._ending: asyncio.Future[SocketClosed | None] = self._loop.create_future()
        self._outbox = QueueOutbox(self._write, self._end)
        self._wire: Wire | None = None
        self._send: Send
        self._began = self._loop.time()
        self.on_end: Callable[[], None] = nothing
        """Called once, when the stream is over."""

    @property
    def identity(self) -> Identity:
        """Whose stream it is."""
        viewer = self._session.viewer
        return Identity(viewer.person_id or viewer.token_id, viewer.ground, viewer.member_id)

    @property
    def silent_seconds(self) -> float:
        """Return none: a stream has only one side that speaks, and a dead line ends by itself."""
        return 0.0

    def send(self, frame: str) -> None:
        """Queue one event, or end when too much is queued."""
        try:
            self._outbox.push(frame)
        except SocketClosed as closed:
            self._end(closed)

    def close(self, code: int, reason: str) -> None:
        """End the stream soon."""
        self._end(SocketClosed(code, reason))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Talk until one side has had enough."""
        self._send, self._wire = send, scope.get("extensions", {}).get(EXTENSION)
        metrics.event_streams.inc()
        tasks: list[asyncio.Task[None]] = []
        try:
            if self._wire is not None:
                self._wire.bound()
                self._wire.on_stalled(lambda: self._end(too_slow()))
                self._outbox.trust()
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._write(SILENCE)
            parts = (
                wait_for_end(receive),
                beat(self._outbox, self._timing),
                watch(self._session, self._timing),
                self._run(),
            )
            tasks = [asyncio.create_task(guarded(part, self._end)) for part in parts]
            closed = await asyncio.shield(self._ending)
            self._hush()
            await finish(tasks)
            await self._say_goodbye(closed)
        finally:
            self._connections.remove(self)
            self._hush()
            self._outbox.stop()
            metrics.event_streams.dec()
            self.on_end()
            if self._wire is not None:
                self._wire.on_stalled(nothing)
            closed = self._ending.result() if self._ending.done() else None
            note_closed("sse", closed or LEFT, Lived(self._loop.time() - self._began, 1, self._outbox.delivered))
            await finish(tasks)

    async def _say_goodbye(self, closed: SocketClosed | None) -> None:
        if closed is None:
            return
        if closed.code not in (Close.OVERLOAD, Close.FORBIDDEN):
            await self._outbox.flush(FLUSH_SECONDS)
        self._outbox.stop()
        if closed.code == Close.OVERLOAD and self._wire is not None:
            # It reads nothing: it comes back with the cursor that it has, and nothing is kept for it here.
            return self._wire.abort()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._write(last_words(closed, self._arrival.request_id))
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            if self._wire is not None:
                self._wire.abort()

    async def _run(self) -> None:
        started = time.perf_counter()
        metrics.operations.inc()
        answer: Answer | None = None
        opened: Opened | None = None
        try:
            async with aclosing(stream(self._session.api, self._session.who, self._arrival, self._asked)) as answers:
                async for step in answers:
                    if isinstance(step, Opened):
                        opened = step
                        break
                    answer = step
                    await self._outbox.put(next_event(encode(answer.to_dict(), self._arrival.request_id)))
                    self._outbox.delivered += 1
                    if answer.request_error:
                        break
            if opened is not None:
                answer = await self._listen(opened)
        except SocketClosed:
            raise
        except Exception as error:
            await self._outbox.put(failed(shown_error(error, self._arrival.request_id)))
        finally:
            metrics.operations.dec()
            log_request("SSE", 200, answer, time.perf_counter() - started, self._arrival.request_id)
        await self._outbox.put(COMPLETE)
        # What is whole is sent to its end, however slow the reader; meanwhile everything else may still end it.
        await self._outbox.flush(None)
        self._end(COMPLETED)

    async def _listen(self, opened: Opened) -> Answer:
        """Let the hub serve a stream until it ends."""
        live = self._session.api.live
        assert live is not None, "a schema with streams is served with a hub"
        self._listener = EventListener(self._session, self._outbox, opened.stream.seal, self._end)
        await live.serve(self._listener, opened.asked, opened.stream)
        operation, _ = opened.asked
        return Answer(kind=operation.kind.value, name=operation.name)

    def _end(self, closed: SocketClosed | None) -> None:
        self._hush()
        if not self._ending.done():
            self._ending.set_result(closed)

    def _hush(self) -> None:
        if self._listener is not None:
            self._listener.is_open = False

    async def _write(self, text: str) -> None:
        await self._send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def nothing() -> None:
    """Nobody waits for the end."""


def last_words(closed: SocketClosed, request_id: str) -> str:
    """Write why a stream of ours ends, as its client has to understand it."""
    if closed.code == Close.FORBIDDEN:
        return failed(shown_error(Unauthenticated("The session has ended."), request_id)) + COMPLETE
    # Without `complete`: whoever is cut off by us comes back, and goes on from the last event's id.
    return SILENCE if closed is COMPLETED else retry(random.randint(*RETRY_MS))  # noqa: S311 - a moment, no secret


async def guarded(part: Coroutine[Any, Any, None], end: Ending) -> None:
    """Let no exception out: whatever happens ends the stream in a way that we chose."""
    try:
        await part
    except SocketClosed as closed:
        end(closed)
    except (ClientDisconnect, OSError):
        end(None)
    except Exception:
        logger.exception("a stream failed")
        end(SocketClosed(Close.OVERLOAD, "Try again later"))


async def beat(outbox: QueueOutbox, timing: Timing) -> None:
    """Say something now and then: proxies cut what is silent, and a peer that is gone is noticed."""
    while True:
        await asyncio.sleep(timing.ping)
        # Whoever still has something to read hears no silence.
        if not outbox.is_full:
            outbox.push(SILENCE)


async def watch(session: SocketSession, timing: Timing) -> None:
    """End with the session, by `SocketClosed`: at its end by the clock, or when asking again says so."""
    while not session.viewer.is_anonymous:
        left = session.seconds_left()
        await asyncio.sleep(max(0.0, min(timing.recheck, timing.recheck if left is None else left)))
        left = session.seconds_left()
        if left is not None and left <= 0:
            raise forbidden()
        await session.recheck()


async def wait_for_end(receive: Receive) -> None:
    """Return never; raises `ClientDisconnect` when the client is gone."""
    while True:
        if (await receive())["type"] == "http.disconnect":
            raise ClientDisconnect


def failed(error: Shown) -> str:
    """Write the error that ends an operation."""
    return next_event(orjson.dumps({"errors": [error]}))


async def finish(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for their ends."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
