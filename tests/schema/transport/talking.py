"""A blocking client of graphql-transport-ws that can also misbehave."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.schema.conftest import ToyServer


class Talk:
    """One socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, message: Any) -> None:
        """Send a value as JSON, or text and bytes as they are."""
        self.socket.send(message if isinstance(message, (str, bytes)) else json.dumps(message))

    def hear(self, seconds: float = 30) -> Any:
        """Return the next message, pings of the server left out."""
        while True:
            message = json.loads(self.socket.recv(timeout=seconds))
            if message != {"type": "ping"}:
                return message

    def init(self, **payload: Any) -> "Talk":
        """Say who we are and be accepted."""
        self.say({"type": "connection_init", "payload": payload})
        assert self.hear() == {"type": "connection_ack"}
        return self

    def subscribe(self, operation_id: str, query: str, **variables: Any) -> None:
        """Start an operation."""
        payload = {"query": query, "variables": variables}
        self.say({"id": operation_id, "type": "subscribe", "payload": payload})

    def result(self, query: str, **variables: Any) -> Any:
        """Run an operation that has one result, and return it without what it cost."""
        self.subscribe("once", query, **variables)
        answer = self.hear()
        assert answer["type"] == "next" and answer["id"] == "once"
        assert self.hear() == {"id": "once", "type": "complete"}
        assert "requested" in answer["payload"].pop("extensions")["cost"]
        return answer["payload"]

    def closed(self, seconds: float = 30) -> tuple[int, str]:
        """Read until the server closes; return how."""
        try:
            while True:
                self.socket.recv(timeout=seconds)
        except ConnectionClosed as error:
            assert error.rcvd is not None, "the socket died without a close frame"
            return error.rcvd.code, error.rcvd.reason


@contextmanager
def talk(
    server: ToyServer,
    path: str = "/graphql",
    headers: dict[str, str] | None = None,
    protocol: str | None = "graphql-transport-ws",
) -> Iterator[Talk]:
    """Open a socket."""
    subprotocols = [Subprotocol(protocol)] if protocol else None
    with connect(
        f"ws://{server.address}{path}",
        additional_headers=headers,
        subprotocols=subprotocols,
        max_size=None,
        compression=None,
        close_timeout=1,
        proxy=None,
    ) as socket:
        yield Talk(socket)


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until the server, in its own thread, has come round to it."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
