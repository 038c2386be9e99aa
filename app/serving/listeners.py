"""Sockets that listen, bound before anything is announced: a taken port is one sentence, not a crash later."""

import contextlib
import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.settings import Settings

QUEUE = 2048


class Unusable(Exception):
    """A command cannot do its work; the message is one sentence."""


@dataclass
class Listeners:
    """What the processes listen on: one socket for all of them, and one each for the numbers of that process."""

    web: socket.socket
    port: int
    metrics: list[socket.socket] = field(default_factory=list)

    def close(self) -> None:
        """Listen no longer."""
        for listener in (self.web, *self.metrics):
            listener.close()


@contextlib.contextmanager
def listening(settings: Settings, tries: int = 1, workers: int = 1) -> Iterator[Listeners]:
    """Listen on the first free port of `tries`, and on the ports of the numbers; raises `Unusable`."""
    web, port = bind(settings.host, settings.port, tries, "TENANTRY_PORT")
    listeners = Listeners(web, port)
    try:
        if settings.metrics_port:
            for place in range(workers):
                found, _ = bind(settings.metrics_host, settings.metrics_port + place, 1, "TENANTRY_METRICS_PORT")
                listeners.metrics.append(found)
        yield listeners
    finally:
        listeners.close()


def bind(host: str, first_port: int, tries: int, variable: str) -> tuple[socket.socket, int]:
    """Return a listening socket on the first free port, and the port; raises `Unusable`."""
    for port in range(first_port, min(first_port + tries, 65_536)):
        try:
            return _bound(host, port), port
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Unusable(
                    f"Cannot listen on {host}, port {port} ({error.strerror}): "
                    f"set {variable.replace('PORT', 'HOST')} or {variable}."
                ) from error
    taken = f"Port {first_port} is taken" if tries == 1 else f"Ports {first_port} to {first_port + tries - 1} are taken"
    raise Unusable(f"{taken}: end what listens there, or set {variable}.")


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(QUEUE)
        # Several processes wait on it: who comes too late must not block.
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
