"""The one way to run an operation, whichever door it came through."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol

import strawberry
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql import execute as graphql_execute
from graphql.execution import Executor, create_source_event_stream
from strawberry.execution import optimized_is_awaitable

from app.auth.credentials import Authenticator
from app.auth.viewer import Viewer
from app.errors import ErrorCode, Unavailable
from app.schema.arrival import Arrival
from app.schema.documents import Documents, Operation, RequestRefused, refused
from app.schema.errors import UNAVAILABLE, Shown, shown_error, shown_errors

OPERATION_SECONDS = 10.0

IS_AWAITABLE: Any = optimized_is_awaitable


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks, its shape already checked."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back. A request error has no `data` at all: nothing ran, or nothing of it counts."""

    data: dict[str, Any] | None = None
    errors: list[Shown] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    request_error: bool = False
    kind: str | None = None
    name: str | None = None

    @property
    def code(self) -> str | None:
        """The code of the first error."""
        return self.errors[0]["extensions"].get("code") if self.errors else None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer in the words of the GraphQL specification."""
        answer: dict[str, Any] = {}
        if self.errors:
            answer["errors"] = self.errors
        if not self.request_error:
            answer["data"] = self.data
        if self.extensions:
            answer["extensions"] = self.extensions
        return answer


class Context(AbstractAsyncContextManager["Context"], Protocol):
    """What resolvers find in `info.context`; entered around one operation or one event, and closed after it."""

    viewer: Viewer
    request_id: str


class TransportSettings(Protocol):
    """The settings that the doors and the execution read."""

    @property
    def mode(self) -> str:
        """One of demo, development, production, test."""

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Foreign origins whose pages may call us."""


@dataclass(frozen=True, slots=True)
class Api:
    """The schema, and all that is needed to serve it."""

    schema: strawberry.Schema
    make_context: Callable[[Viewer, Arrival], AbstractAsyncContextManager[Any]]
    authenticator: Authenticator
    settings: TransportSettings
    documents: Documents = field(init=False, repr=False)

    def __post_init__(self) -> None:
        documents = Documents(self.graphql_schema, hide_suggestions=self.in_production)
        object.__setattr__(self, "documents", documents)

    @property
    def graphql_schema(self) -> GraphQLSchema:
        """The schema as graphql-core runs it."""
        return self.schema._schema

    @property
    def in_production(self) -> bool:
        """Say whether strangers must learn nothing about the schema."""
        return self.settings.mode == "production"


async def execute(
    api: Api, viewer: Viewer, arrival: Arrival, request: Request, *, allow_mutation: bool = True
) -> Answer:
    """Run one query or mutation; whatever happens ends as an answer."""
    try:
        operation = api.documents.operation(request.query, request.operation_name)
        check_allowed(api, viewer, operation)
    except RequestRefused as refusal:
        return request_error(refusal, arrival)
    if operation.kind is OperationType.SUBSCRIPTION:
        return wrong_kind(operation, arrival, "Subscriptions need a stream: open a WebSocket.")
    if operation.kind is OperationType.MUTATION and not allow_mutation:
        return wrong_kind(operation, arrival, "Mutations need POST.")
    return await run(api, viewer, arrival, (operation, request), None)


async def stream(
    api: Api, who: Callable[[], Viewer], arrival: Arrival, request: Request
) -> AsyncGenerator[Answer, None]:
    """Run any operation: one answer, or for a subscription one per event, `who` asked anew each time.

    A request error is always the last answer.
    """
    try:
        operation = api.documents.operation(request.query, request.operation_name)
        check_allowed(api, who(), operation)
    except RequestRefused as refusal:
        yield request_error(refusal, arrival)
        return
    if operation.kind is not OperationType.SUBSCRIPTION:
        yield await run(api, who(), arrival, (operation, request), None)
        return
    try:
        async with aclosing(follow(api, who, arrival, (operation, request))) as answers:
            async for answer in answers:
                yield answer
    except Exception as error:
        yield request_error(error, arrival, operation)


async def follow(
    api: Api, who: Callable[[], Viewer], arrival: Arrival, asked: tuple[Operation, Request]
) -> AsyncGenerator[Answer, None]:
    """Yield an answer per event of the source; raises what the source raises.

    graphql-core's own `subscribe` keeps memory for every message, so each event is an execution of its own here, which
    also gives it its own loaders and its own scope.
    """
    async with api.make_context(who(), arrival) as context:
        source = await open_source(api, context, asked)
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


async def open_source(api: Api, context: Any, asked: tuple[Operation, Request]) -> AsyncIterator[Any]:
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
    return aiter(stream)


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


def check_allowed(api: Api, viewer: Viewer, operation: Operation) -> None:
    """Keep the schema from strangers in production; raises `RequestRefused`."""
    if operation.introspects and api.in_production and viewer.is_anonymous:
        raise refused(ErrorCode.GRAPHQL_VALIDATION_FAILED, "Introspection is for those who have signed in.")


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
