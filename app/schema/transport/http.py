"""GraphQL over HTTP: POST and GET, with the statuses of the specification and closed to foreign pages."""

import math
import time
from functools import partial

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.auth.viewer import Viewer
from app.errors import ErrorCode
from app.schema.arrival import Arrival, new_request_id
from app.schema.documents import RequestRefused
from app.schema.errors import shown_error
from app.schema.execute import Api, execute
from app.schema.request import Answer
from app.schema.request import Request as Asked
from app.schema.transport.answers import encode, log_request
from app.schema.transport.body import read_address, read_body
from app.schema.transport.events import COMPLETE, next_event
from app.schema.transport.export import start
from app.schema.transport.gate import Gate, network_of, note_refused
from app.schema.transport.heart import Timing
from app.schema.transport.identity import (
    cookie_style,
    credentials_of,
    device_token_of,
    hostname_of,
    put_cookies,
    viewer_of,
)
from app.schema.transport.negotiation import (
    CSV,
    GRAPHQL_JSON,
    JSON,
    answer_type,
    check_body_type,
    wants_csv,
    wants_events,
)
from app.schema.transport.origins import Origin, origin_of
from app.schema.transport.refusals import Refusal
from app.schema.transport.session import SocketSession
from app.schema.transport.shapes import load_json, request_of
from app.schema.transport.sse import HEADERS, EventStream
from app.subscriptions.connections import Connections

METHODS = "GET, POST, OPTIONS"
PREFLIGHT_HEADERS = ("graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")
COST_HEADER = "x-cost-only"
CORS_HEADERS = ", ".join(
    ("authorization", "content-type", "last-event-id", "tenantry-organization", COST_HEADER, *PREFLIGHT_HEADERS)
)
LEAVING = "This server is on its way out: come back in a moment."
STATUSES: dict[str | None, int] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.INTERNAL_SERVER_ERROR: 500,
    ErrorCode.UNAVAILABLE: 503,
}
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class HttpDoor:
    """The endpoint as an ASGI application, so that every method reaches it and gets an answer in JSON."""

    def __init__(self, api: Api, connections: Connections, gate: Gate, timing: Timing) -> None:
        self._api, self._connections, self._gate, self._timing = api, connections, gate, timing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        started = time.perf_counter()
        origin = origin_of(request.headers, request.scope["scheme"], self._api.settings.allowed_origins)
        arrival = arrival_of(request, origin)
        if origin is Origin.OWN:
            arrival.device_token = device_token_of(request, self._api.settings.mode)
        response, answer = await self._respond(request, arrival, origin)
        response.headers.update(SECURITY_HEADERS)
        response.headers["X-Request-Id"] = arrival.request_id
        allow_page(response, request, origin)
        if arrival.cookie is not None and arrival.cookie.token is None:
            # The next person at this screen finds nothing of the last one.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        put_cookies(response, arrival, cookie_style(self._api.settings.mode, hostname_of(request)))
        seconds = time.perf_counter() - started
        if not isinstance(response, EventStream):
            log_request(request.method, response.status_code, answer, seconds, arrival.request_id)
        await response(scope, receive, send)

    async def _respond(self, request: Request, arrival: Arrival, origin: Origin) -> tuple[Response, Answer | None]:
        media_type = JSON
        try:
            check_door(request, origin)
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": METHODS}), None
            accept = request.headers.get("accept")
            asked_for_file, asked_for_events = wants_csv(accept), wants_events(accept)
            media_type = JSON if asked_for_file or asked_for_events else answer_type(accept)
            asked, viewer = await self._asked(request, origin)
            if asked_for_file:
                return await self._file(asked, viewer, arrival)
            if asked_for_events:
                return await self._events(request, asked, viewer, arrival)
            answer = await execute(self._api, viewer, arrival, asked, allow_mutation=request.method != "GET")
            if request.method == "GET" and answer.request_error and answer.kind == "mutation":
                return reply(405, media_type, answer, arrival, {"Allow": "POST"}), answer
            return reply(status_of(answer, media_type), media_type, answer, arrival, wait_headers(answer)), answer
        except Exception as error:
            answer = Answer(errors=[shown_error(error, arrival.request_id)], request_error=True)
            headers = error.headers if isinstance(error, Refusal) else wait_headers(answer)
            return reply(status_of_error(error, answer), media_type, answer, arrival, headers), answer

    async def _asked(self, request: Request, origin: Origin) -> tuple[Asked, Viewer]:
        is_get = request.method == "GET"
        asked = request_from_address(request) if is_get else await request_from_body(request)
        credentials = credentials_of(request, self._api.settings.mode, origin)
        return asked, await viewer_of(self._api.authenticator, credentials)

    async def _events(
        self, request: Request, asked: Asked, viewer: Viewer, arrival: Arrival
    ) -> tuple[Response, Answer]:
        try:
            operation = self._api.documents.operation(asked.query, asked.operation_name)
        except RequestRefused:
            operation = None
        if operation is None or operation.kind is not OperationType.SUBSCRIPTION:
            answer = await execute(self._api, viewer, arrival, asked, allow_mutation=request.method != "GET")
            content = next_event(encode(answer.to_dict(), arrival.request_id)) + COMPLETE
            return Response(content, 200, HEADERS), answer
        network = self._let_in(request)
        session = SocketSession(self._api, request, Origin.ABSENT)
        session.viewer = viewer
        stream = EventStream(session, asked, arrival, self._connections, self._timing)
        stream.on_end = partial(self._gate.leave, network)
        if not self._connections.add(stream):
            stream.on_end()
            note_refused("sse", "person")
            raise Refusal(429, ErrorCode.RATE_LIMITED, "You have too many streams and sockets open.")
        return stream, Answer(kind=operation.kind.value, name=operation.name)

    def _let_in(self, request: Request) -> str | None:
        """Count a stream as a socket of its address; raises `Refusal` where there is no room."""
        if self._connections.is_draining:
            note_refused("sse", "draining")
            raise Refusal(503, ErrorCode.UNAVAILABLE, LEAVING, {"Retry-After": "1"})
        network = network_of(request.client.host if request.client else None)
        turned = self._gate.enter(network)
        if turned is not None:
            note_refused("sse", turned.reason)
            headers = {"Retry-After": str(turned.wait)} if turned.wait is not None else None
            raise Refusal(turned.status, turned.error.code, turned.error.message, headers)
        return network

    async def _file(self, asked: Asked, viewer: Viewer, arrival: Arrival) -> tuple[Response, Answer]:
        export = await start(self._api, viewer, arrival, asked)
        if isinstance(export, Answer):
            return reply(status_of(export, GRAPHQL_JSON), JSON, export, arrival, wait_headers(export)), export
        headers = {
            "Content-Type": f"{CSV}; charset=utf-8; header=present",
            "Content-Disposition": f'attachment; filename="{export.plan.name}.csv"',
        }
        return StreamingResponse(export.content(), headers=headers), export.first


def arrival_of(request: Request, origin: Origin) -> Arrival:
    """Return the circumstances of the request."""
    return Arrival(
        request_id=new_request_id(),
        address=request.client.host if request.client else None,
        user_agent=request.headers.get("user-agent"),
        accept_language=request.headers.get("accept-language"),
        is_browser=origin is Origin.OWN,
        only_cost=request.headers.get(COST_HEADER) == "1",
        last_event_id=request.headers.get("last-event-id") or None,
    )


def check_door(request: Request, origin: Origin) -> None:
    """Refuse foreign pages, and methods that are not ours."""
    if request.method not in METHODS.split(", "):
        raise Refusal(405, ErrorCode.BAD_USER_INPUT, f"Use {METHODS}.", {"Allow": METHODS})
    if origin is Origin.FOREIGN:
        raise Refusal(403, ErrorCode.FORBIDDEN, "Pages of this origin may not call this address.")


def request_from_address(request: Request) -> Asked:
    """Read a GET, which a page can cause anywhere unless it carries a header that makes the browser ask first."""
    if not any(header in request.headers for header in PREFLIGHT_HEADERS):
        raise Refusal(403, ErrorCode.FORBIDDEN, f"GET needs one of the headers {', '.join(PREFLIGHT_HEADERS)}.")
    return request_of(read_address(request))


async def request_from_body(request: Request) -> Asked:
    """Read a POST of JSON, a type that no form can send."""
    check_body_type(request.headers.get("content-type"), request.headers.get("content-encoding"))
    return request_of(load_json(await read_body(request)))


def status_of(answer: Answer, media_type: str) -> int:
    """Return 200 when anything ran; else what the code says, which old clients of plain JSON expect as 200."""
    if not answer.request_error:
        return 200
    return STATUSES.get(answer.code, 400 if media_type == GRAPHQL_JSON else 200)


def status_of_error(error: Exception, answer: Answer) -> int:
    """Return the status of a request that never became an operation."""
    return error.status if isinstance(error, Refusal) else STATUSES.get(answer.code, 400)


def wait_headers(answer: Answer) -> dict[str, str]:
    """Say when to come back, where the answer knows."""
    if not answer.request_error or answer.code not in (ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE):
        return {"WWW-Authenticate": "Bearer"} if answer.request_error and answer.code == "UNAUTHENTICATED" else {}
    milliseconds = answer.errors[0]["extensions"].get("retryAfterMs", 1000)
    return {"Retry-After": str(math.ceil(milliseconds / 1000))}


def reply(status: int, media_type: str, answer: Answer, arrival: Arrival, headers: dict[str, str]) -> Response:
    """Return the answer as JSON."""
    content = encode(answer.to_dict(), arrival.request_id)
    return Response(content, status, {**headers, "Content-Type": f"{media_type}; charset=utf-8"})


def allow_page(response: Response, request: Request, origin: Origin) -> None:
    """Let a listed foreign page read the answer; never with cookies, it has to bring a token."""
    response.headers.add_vary_header("Origin")
    if origin is not Origin.LISTED:
        return
    response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]
    response.headers["Access-Control-Expose-Headers"] = "X-Request-Id, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = CORS_HEADERS
        response.headers["Access-Control-Max-Age"] = "600"
