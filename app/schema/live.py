"""The executor that the hub runs its plans with: graphql-core, one execution per message and group."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from app import metrics
from app.auth.shared import Undeclared
from app.auth.viewer import Viewer
from app.errors import Unavailable
from app.schema.arrival import Arrival, new_request_id
from app.schema.documents import Operation
from app.schema.errors import UNAVAILABLE, root_of, shown_errors
from app.schema.execute import OPERATION_SECONDS, Api, complete
from app.schema.fields import Depends
from app.schema.request import Request
from app.schema.sharing import Shapes
from app.schema.streams import Stream
from app.subscriptions.feed import Feeds
from app.subscriptions.hub import Hub
from app.subscriptions.ports import Listener, Payload, Plan
from app.subscriptions.stream import Happened, Message

Asked = tuple[Operation, Request]


class LiveStreams:
    """Joins the hub, which knows no GraphQL, and the API, which knows no stream; made by whoever builds both."""

    def __init__(self, api: Api, feeds: Feeds, refresh: Callable[[Viewer], Awaitable[Viewer]]) -> None:
        self._executor = LiveExecutor(api)
        self.hub = Hub(feeds, self._executor, refresh)

    async def serve(self, listener: Listener, asked: Asked, stream: Stream, known_since: float | None = None) -> None:
        """Tell a listener what it missed and then what happens, until it leaves or its stream ends."""
        plan = self._executor.plan(asked, stream.told_as)
        await self.hub.serve(listener, plan, stream.following, known_since)


class LiveExecutor:
    """Runs one operation for one message, as whoever the hub says, and returns the payload as JSON."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._shapes = Shapes(api.graphql_schema)

    def plan(self, asked: Asked, told_as: Any) -> Plan:
        """Return the plan of a subscription; equal documents with equal shaping variables have equal keys."""
        operation, request = asked
        shape = self._shapes.of(request.query, operation.document)
        given = request.variables or {}
        shaping = orjson.dumps({name: given.get(name) for name in shape.variables}, default=str)
        return Plan(
            key=(request.query, operation.name, shaping),
            work=(asked, told_as),
            by_grants=Depends.GRANTS in shape.depends,
            by_person=Depends.PERSON in shape.depends,
            by_locale=Depends.LOCALE in shape.depends,
        )

    async def execute(self, plan: Plan, viewer: Viewer, message: Message) -> bytes:
        """Return the payload of one message; raises `Undeclared` when a shared viewer was not enough."""
        metrics.executions.inc()
        asked, told_as = plan.work
        event = told_as.of(message) if isinstance(message, Happened) else message
        arrival = Arrival(new_request_id())
        try:
            async with asyncio.timeout(OPERATION_SECONDS), self._api.make_context(viewer, arrival) as context:
                result = await complete(self._api, context, asked, event)
        except TimeoutError as late:
            raise Unavailable(UNAVAILABLE) from late
        for error in result.errors or ():
            cause = root_of(error)
            if isinstance(cause, Undeclared):
                raise cause
            if isinstance(cause, Unavailable | OSError | TimeoutError):
                # Half an event would be a hole: it is told when the dependency is back, or the stream ends before it.
                raise Unavailable(UNAVAILABLE) from cause
        payload: dict[str, Any] = {"data": result.data}
        if result.errors:
            payload = {"errors": shown_errors(result.errors, arrival.request_id), **payload}
        return Payload.at(message.position, orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS))
