"""The doors of GraphQL: one path, HTTP and WebSocket, all ending in one `execute`."""

from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.schema.execute import Api
from app.schema.transport.gate import Gate
from app.schema.transport.heart import Timing
from app.schema.transport.http import HttpDoor
from app.schema.transport.websocket import WebSocketDoor
from app.subscriptions.connections import Connections

PATH = "/graphql"


def graphql_routes(
    api: Api, connections: Connections, gate: Gate | None = None, timing: Timing | None = None
) -> list[BaseRoute]:
    """Return the routes of `/graphql`; `timing` is for tests that cannot wait."""
    gate, timing = gate or Gate(), timing or Timing()
    return [
        Route(PATH, HttpDoor(api, connections, gate, timing)),
        WebSocketRoute(PATH, WebSocketDoor(api, connections, gate, timing).__call__),
    ]
