"""The one way to run an operation, whichever door it came through."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql import execute as graphql_execute
from graphql.execution import Executor, create_source_event_stream
from strawberry.execution import optimized_is_awaitable

from app.auth.credentials import Authenticator
from app.auth.viewer import Viewer
from app.errors import ErrorCode, Forbidden, TenantryError, Unavailable
from app.schema.arrival import Arrival
from app.schema.budget import Bill, Budgets, charge
from app.schema.documents import Documents, Operation, RequestRefused, refused
from app.schema.errors import UNAVAILABLE, shown_error, shown_errors
from app.schema.openings import Openings
from app.schema.request import Answer, Request
from app.schema.streams import Stream
from app.subscriptions.ports import Listener

logger = logging.getLogger("tenantry.errors")

OPERATION_SECONDS = 10.0
NEEDS_STREAM = "Subscriptions need a stream: open a WebSocket, or accept text/event-stream alone."

IS_AWAITABLE: Any = optimized_is_awaitable


class Context(AbstractAsyncContextManager["Context"], Protocol):
    """What resolvers find in `info.context`; entered around one operation or one event, and closed after it."""

    viewer: Viewer
    request_id: str
    who: Callable[[], Viewer] | None


class TransportSettings(Protocol):
    """The settings that the doors and the execution read."""

    @property
    def mode(self) -> str:
        """One of demo, development, production, test."""

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Foreign origins whose pages may call us."""


class Live(Protocol):
    """Serves streams: one execution for all that are alike."""

    async def serve(
        self,
        listener: Listener,
        asked: "tuple[Operation, Request]",
        stream: Stream,
        known_since: float | None = None,
    ) -> None:
        """Tell a listener what it missed and then what happens, until it leaves or its stream ends.

        `known_since`: the monotonic moment after which its viewer was looked up.
        """


@dataclass(slots=True)
class Api:
    """The schema, and all that is needed to serve it."""

    schema: strawberry.Schema
    make_context: Callable[[Viewer, Arrival], AbstractAsyncContextManager[Any]]
    authenticator: Authenticator
    settings: TransportSettings
    budgets: Budgets = field(default_factory=Budgets, repr=False)
    live: Live | None = None
    openings: Openings = field(default_factory=Openings, repr=False)
    documents: Documents = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.documents = Documents(self.graphql_schema, hide_suggestions=self.in_production)

    @property
    def graphql_schema(self) -> GraphQLSchema:
        """The schema as graphql-core runs it."""
        return self.schema._schema

    @property
    def in_production(self) -> bool:
        """Say whether strangers must learn nothing about the schema."""
        return self.settings.mode == "production"


@dataclass(frozen=True, slots=True)
class Opened:
    """A subscription that the hub serves: what was asked, and what the field said to follow."""

    asked: tuple[Operation, Request]
    stream: Stream


async def execute(
    api: Api, viewer: Viewer, arrival: Arrival, request: Request, *, allow_mutation: bool = True
) -> Answer:
    """Run one query or mutation; whatever happens ends as an answer."""
    try:
        operation = api.documents.operation(request.query, request.operation_name)
        check_allowed(api, viewer, operation, request)
    except (RequestRefused, Forbidden) as refusal:
        return request_error(refusal, arrival)
    if operation.kind is OperationType.SUBSCRIPTION:
        return wrong_kind(operation, arrival, NEEDS_STREAM)
    if operation.kind is OperationType.MUTATION and not allow_mutation:
        return wrong_kind(operation, arrival, "Mutations need POST.")
    return await run_paid(api, viewer, arrival, (operation, request))


async def stream(
    api: Api, who: Callable[[], Viewer], arrival: Arrival, request: Request
) -> AsyncGenerator[Answer | Opened, None]:
    """Run any operation: one answer, or for a subscription one per event, `who` asked anew each time.

    A request error is always the last answer.
    """
    try:
        operation = api.documents.operation(request.query, request.operation_name)
        check_allowed(api, who(), operation, request)
    except (RequestRefused, Forbidden) as refusal:
        yield request_error(refusal, arrival)
        return
    if operation.kind is not OperationType.SUBSCRIPTION:
        yield await run_afresh(api, who(), arrival, (operation, request))
        return
    bill = bill_of(api, who(), arrival, (operation, request))
    if bill.refusal is not None:
        yield with_cost(request_error(bill.refusal, arrival, operation), bill)
        return
    try:
        async with aclosing(follow(api, who, arrival, (operation, request))) as answers:
            async for answer in answers:
                yield answer
    except Exception as error:
        yield request_error(error, arrival, operation)


async def run_afresh(api: Api, viewer: Viewer, arrival: Arrival, asked: tuple[Operation, Request]) -> Answer:
    """Run an operation of a socket as HTTP would: with the grants of now, since the socket may be hours old."""
    operation, _ = asked
    if not viewer.is_anonymous:
        try:
            viewer = await api.authenticator.recheck(viewer)
        except TenantryError as error:
            return request_error(error, arrival, operation)
        except OSError:
            # Ends nobody's session: whatever the operation reads will say so itself.
            logger.warning("a socket's grants could not be looked up again")
    return await run_paid(api, viewer, arrival, asked)


async def run_paid(api: Api, viewer: Viewer, arrival: Arrival, asked: tuple[Operation, Request]) -> Answer:
    """Run a query or mutation if it can be paid for, and say in the answer what it cost."""
    operation, _ = asked
    bill = bill_of(api, viewer, arrival, asked)
    if bill.refusal is not None:
        answer = request_error(bill.refusal, arrival, operation)
    elif arrival.only_cost:
        answer = Answer(kind=operation.kind.value, name=operation.name)
    else:
        answer = await run(api, viewer, arrival, asked, None)
    return with_cost(answer, bill)


def bill_of(api: Api, viewer: Viewer, arrival: Arrival, asked: tuple[Operation, Request]) -> Bill:
    """Price an operation with the variables it comes with, and take the points from the viewer's budget."""
    operation, request = asked
    points = operation.price.at(request.variables or {})
    return charge(api.budgets, viewer, points, only_tell=arrival.only_cost)


def with_cost(answer: Answer, bill: Bill) -> Answer:
    """Return the answer with what it cost; events of a subscription say nothing, it is paid for when it starts."""
    return replace(answer, extensions={**answer.extensions, "cost": bill.cost})


async def follow(
    api: Api, who: Callable[[], Viewer], arrival: Arrival, asked: tuple[Operation, Request]
) -> AsyncGenerator[Answer | Opened, None]:
    """Yield an answer per event of the source; raises what the source raises.

    graphql-core's own `subscribe` keeps memory for every message, so each event is an execution of its own here, which
    also gives it its own loaders and its own scope.
    """
    source: Any = api.openings.find(asked, api.make_context(who(), arrival))
    if source is None:
        async with api.make_context(who(), arrival) as context:
            context.who = who
            source = await open_source(api, context, asked)
        if isinstance(source, Stream):
            api.openings.keep(asked, source)
    if isinstance(source, Stream):
        yield Opened(asked, source)
        return
    async with api.make_context(who(), arrival) as context:
        try:
            async for event in source:
                answer = await run(api, who(), arrival, asked, event)
                yield answer
                if answer.request_error:
                    return
        finally:
            close = getattr(source, "aclose", None)
            if close is not None:
                await close()


async def open_source(api: Api, context: Any, asked: tuple[Operation, Request]) -> Any:
    """Call the resolver of the subscription field; raises `RequestRefused` or what the resolver raises."""
    operation, request = asked
    executor = api.schema.execution_context_class.build(
        api.graphql_schema,
        operation.document,
        context_value=context,
        raw_variable_values=request.variables,
        operation_name=operation.name,
        is_awaitable=IS_AWAITABLE,
        hide_suggestions=api.in_production,
        operation_extensions=request.extensions,
    )
    if not isinstance(executor, Executor):
        raise RequestRefused(executor)
    stream = create_source_event_stream(executor)
    if isinstance(stream, Awaitable):
        stream = await stream
    if isinstance(stream, ExecutionResult):
        raise RequestRefused(stream.errors or [])
    return stream


async def run(api: Api, viewer: Viewer, arrival: Arrival, asked: tuple[Operation, Request], event: Any) -> Answer:
    """Execute an operation in a context of its own, within the time an operation may take."""
    operation, _ = asked
    try:
        async with asyncio.timeout(OPERATION_SECONDS) as limit, api.make_context(viewer, arrival) as context:
            result = await complete(api, context, asked, event)
    except TimeoutError as error:
        # A slow operation says nothing about a broken dependency: it is not worth a traceback in the log.
        return request_error(Unavailable(UNAVAILABLE) if limit.expired() else error, arrival, operation)
    except Exception as error:
        return request_error(error, arrival, operation)
    errors = shown_errors(result.errors, arrival.request_id)
    request_failed = result.data is None and all("path" not in error for error in errors)
    return Answer(result.data, errors, result.extensions or {}, request_failed, operation.kind.value, operation.name)


async def complete(api: Api, context: Any, asked: tuple[Operation, Request], event: Any) -> ExecutionResult:
    """Let graphql-core run the operation, with what Strawberry's fields expect to find in `info`."""
    operation, request = asked
    result = graphql_execute(
        api.graphql_schema,
        operation.document,
        root_value=event,
        context_value=context,
        variable_values=request.variables,
        operation_name=operation.name,
        executor_class=api.schema.execution_context_class,
        is_awaitable=IS_AWAITABLE,
        hide_suggestions=api.in_production,
        operation_extensions=request.extensions,
    )
    return result if isinstance(result, ExecutionResult) else await result


def check_allowed(api: Api, viewer: Viewer, operation: Operation, request: Request) -> None:
    """Keep the schema from strangers in production, and tokens to their scopes; raises `RequestRefused`."""
    if operation.introspects and api.in_production and viewer.is_anonymous:
        raise refused(ErrorCode.GRAPHQL_VALIDATION_FAILED, "Introspection is for those who have signed in.")
    if viewer.token_id is not None:
        api.documents.needs(request.query, operation).check(viewer.scopes)


def wrong_kind(operation: Operation, arrival: Arrival, message: str) -> Answer:
    """Answer an operation that came through the wrong door."""
    return request_error(refused(ErrorCode.GRAPHQL_VALIDATION_FAILED, message), arrival, operation)


def request_error(error: Exception, arrival: Arrival, operation: Operation | None = None) -> Answer:
    """Return an answer without data."""
    errors: list[GraphQLError] | list[Exception] = error.errors if isinstance(error, RequestRefused) else [error]
    return Answer(
        errors=[shown_error(each, arrival.request_id) for each in errors[:5]],
        request_error=True,
        kind=operation.kind.value if operation else None,
        name=operation.name if operation else None,
    )
