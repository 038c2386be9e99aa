"""A real server on a real port, with the toy schema behind the real doors, in several modes at once."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from app.schema.transport import graphql_routes
from app.schema.transport.heart import Timing
from app.schema.transport.uvicorn_wire import WireProtocol
from app.subscriptions.connections import Connections
from tests.schema.toy import ToyAuthenticator, toy_api

QUICK = Timing(init=0.3, ping=0.2, dead=0.7, recheck=0.2)


@dataclass
class ToyServer:
    """Where the server listens, and what is inside it."""

    port: int
    authenticator: ToyAuthenticator = field(default_factory=ToyAuthenticator)
    connections: Connections = field(default_factory=Connections)
    draining: Connections = field(default_factory=Connections)
    leaving: Connections = field(default_factory=Connections)

    @property
    def address(self) -> str:
        """Host and port, as a browser writes them."""
        return f"127.0.0.1:{self.port}"

    def application(self) -> Starlette:
        """Mount one API per mode."""
        routes = graphql_routes(toy_api("test", self.authenticator), self.connections)
        modes = [
            Mount(f"/{mode}", routes=graphql_routes(toy_api(mode, self.authenticator), Connections()))
            for mode in ("production", "demo", "development")
        ]
        quick = Mount("/quick", routes=graphql_routes(toy_api("test", self.authenticator), Connections(), timing=QUICK))
        drained = Mount("/draining", routes=graphql_routes(toy_api("test", self.authenticator), self.draining))
        left = Mount("/leaving", routes=graphql_routes(toy_api("test", self.authenticator), self.leaving))
        return Starlette(routes=[*routes, *modes, quick, drained, left])


def listener() -> socket.socket:
    """Return a bound socket, which no other worker can have, on a port below the range of client ports."""
    for port in range(21000, 30000):
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", port))
            bound.listen()
        except OSError:
            bound.close()
        else:
            return bound
    raise RuntimeError("no port is free")


@pytest.fixture(scope="session")
def server() -> Iterator[ToyServer]:
    """Serve the toy from a thread of its own, so that tests can be hostile with plain blocking sockets."""
    bound = listener()
    toy = ToyServer(bound.getsockname()[1])
    config = uvicorn.Config(
        toy.application(), log_level="error", http=WireProtocol, ws_ping_interval=None, ws_max_size=64 * 1024
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 5
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield toy
    running.should_exit = True
    thread.join(5)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def client(server: ToyServer) -> Iterator[httpx.Client]:
    """An HTTP client without any headers of its own choice."""
    with httpx.Client(base_url=f"http://{server.address}", timeout=20) as opened:
        yield opened
