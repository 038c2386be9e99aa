"""An embedded Valkey (or Redis) on a unix socket, without a port and without files: it only carries wake-ups."""

import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote

from app.services import binaries
from app.services.children import Child, Server
from app.services.errors import ServiceError
from app.services.places import Place

START_SECONDS = 10.0


def socket_path(place: Place) -> Path:
    """The socket the server listens on."""
    return place.run / "valkey.sock"


def url(place: Place) -> str:
    """An address that redis-py understands."""
    return f"unix://{quote(str(socket_path(place)))}"


def start(place: Place) -> Child:
    """Start the server; `ready` waits for it."""
    program = binaries.find_valkey(place)
    pid_file = place.run / "valkey.pid"
    options = {
        "port": "0",
        "unixsocket": str(socket_path(place)),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "dir": str(place.run),
        "pidfile": str(pid_file),
        "loglevel": "warning",
    }
    command = [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]
    server = Server(
        name="Valkey",
        command=command,
        log=place.home / "log" / "valkey.log",
        pid_file=pid_file,
        sockets=[socket_path(place)],
        marker=str(socket_path(place)),
        stop_signal=signal.SIGTERM,
    )
    return Child(server, place.account)


def ready(place: Place, child: Child) -> None:
    """Wait until the server answers a PING."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(socket_path(place)):
        if time.monotonic() > deadline or not child.guarded():
            child.stop()
            raise ServiceError(f"Valkey did not start within {START_SECONDS:.0f} s: see {child.server.log}.")
        time.sleep(0.02)


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(2)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
