"""The operations that run on one socket, each in a task of its own."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing

from app import metrics
from app.errors import LimitReached, TenantryError
from app.schema.arrival import Arrival
from app.schema.errors import shown_error
from app.schema.execute import Opened, stream
from app.schema.reopen import reopened
from app.schema.request import Answer, Request
from app.schema.transport.answers import log_request
from app.schema.transport.frames import Close, SocketClosed, complete_frame, error_frame, next_frame
from app.schema.transport.listener import SocketListener
from app.schema.transport.outbox import Outbox
from app.schema.transport.session import SocketSession

MAX_OPERATIONS = 50
MAX_RUNNING = 2 * MAX_OPERATIONS
"""Cancelled operations may still be cleaning up while the client already starts others."""


class Operations:
    """Starts, counts and ends operations; `close` is called when one of them finds the socket unfit."""

    def __init__(self, session: SocketSession, outbox: Outbox, close: Callable[[SocketClosed], None]) -> None:
        self._session = session
        self._outbox = outbox
        self._close = close
        self._by_id: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._listeners: dict[str, SocketListener] = {}
        self.started = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def start(self, operation_id: str, request: Request, arrival: Arrival) -> None:
        """Start an operation under its id; raises `SocketClosed` for an id that is in use."""
        self._check_free(operation_id)
        if len(self._by_id) >= MAX_OPERATIONS or len(self._running) >= MAX_RUNNING:
            full = LimitReached(f"A socket runs at most {MAX_OPERATIONS} operations.", maximum=MAX_OPERATIONS)
            return self.refuse(operation_id, full, arrival)
        self.started += 1
        task = asyncio.create_task(self._run(operation_id, request, arrival))
        self._by_id[operation_id] = task
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def refuse(self, operation_id: str, error: TenantryError, arrival: Arrival) -> None:
        """Answer an operation that does not start; raises `SocketClosed` for an id that is in use."""
        self._check_free(operation_id)
        self._outbox.push(error_frame(operation_id, [shown_error(error, arrival.request_id)]))

    def _check_free(self, operation_id: str) -> None:
        if operation_id in self._by_id:
            raise SocketClosed(Close.DUPLICATE, f"Subscriber for {operation_id} already exists")

    def cancel(self, operation_id: str) -> None:
        """End an operation because the client has lost interest; unknown ids have just ended by themselves."""
        task = self._by_id.pop(operation_id, None)
        listener = self._listeners.pop(operation_id, None)
        if listener is not None:
            # At once: the id may be used again before the task has cleaned up.
            listener.stop()
        if task is not None:
            task.cancel()

    def cancel_all(self) -> None:
        """End everything; nothing more is sent."""
        self._by_id.clear()
        for listener in self._listeners.values():
            listener.stop()
        for task in self._running:
            task.cancel()

    async def finished(self) -> None:
        """Wait until everything has cleaned up."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self, operation_id: str, request: Request, arrival: Arrival) -> None:
        started = time.perf_counter()
        metrics.operations.inc()
        answer: Answer | None = None
        try:
            step: Answer | Opened | None = reopened(self._session.api, self._session.viewer, arrival, request)
            if step is None:
                step = await self._answer(operation_id, request, arrival)
            # Only now, so that nothing of how it was opened is kept for as long as it lasts.
            answer = await self._listen(operation_id, step) if isinstance(step, Opened) else step
            # Free before the client can know that it has ended, since it may use the id again at once.
            self._forget(operation_id)
            await self._outbox.put(last_frame(operation_id, answer))
        except SocketClosed as closed:
            self._close(closed)
        except Exception as error:
            self._forget(operation_id)
            self._close_with(operation_id, error, arrival)
        finally:
            metrics.operations.dec()
            self._forget(operation_id)
            status = 400 if answer and answer.request_error else 200
            log_request("WS", status, answer, time.perf_counter() - started, arrival.request_id)

    async def _answer(self, operation_id: str, request: Request, arrival: Arrival) -> Answer | Opened | None:
        """Send what an operation answers, and return the last of it, or the stream that it opens."""
        answer: Answer | None = None
        async with aclosing(stream(self._session.api, self._session.who, arrival, request)) as answers:
            async for step in answers:
                if isinstance(step, Opened):
                    return step
                answer = step
                if answer.request_error:
                    break
                await self._outbox.put(next_frame(operation_id, answer, arrival.request_id))
                metrics.deliveries.inc()
                self._outbox.delivered += 1
        return answer

    async def _listen(self, operation_id: str, opened: Opened) -> Answer:
        """Let the hub serve a stream until it ends; whatever it raises ends the operation with `error`."""
        live = self._session.api.live
        assert live is not None, "a schema with streams is served with a hub"
        listener = SocketListener(operation_id, self._session, self._outbox, self._close)
        self._listeners[operation_id] = listener
        try:
            await live.serve(listener, opened.asked, opened.stream, self._session.known_since)
        finally:
            listener.stop()
        operation, _ = opened.asked
        return Answer(kind=operation.kind.value, name=operation.name)

    def _close_with(self, operation_id: str, error: Exception, arrival: Arrival) -> None:
        try:
            self._outbox.push(error_frame(operation_id, [shown_error(error, arrival.request_id)]))
        except SocketClosed as closed:
            self._close(closed)

    def _forget(self, operation_id: str) -> None:
        if self._by_id.get(operation_id) is asyncio.current_task():
            del self._by_id[operation_id]
            self._listeners.pop(operation_id, None)


def last_frame(operation_id: str, answer: Answer | None) -> str:
    """Write how an operation ended: with errors instead of a result, or just so."""
    if answer is not None and answer.request_error:
        return error_frame(operation_id, answer.errors)
    return complete_frame(operation_id)
