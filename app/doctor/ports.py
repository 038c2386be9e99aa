"""The port that is served on: free, ours, or somebody else's."""

import http.client
import json
import socket
from collections.abc import Iterator

from app.doctor.findings import Finding, note, ok, warning, wrong
from app.settings import Settings

SECONDS = 3.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound


def web(settings: Settings) -> Iterator[Finding]:
    """Look who listens on the port, and ask it how it is."""
    host, port = EVERYWHERE.get(settings.host, settings.host), settings.port
    try:
        status = _ask(host, port, "/livez")
    except ConnectionRefusedError:
        yield ok("port", f"nothing listens on {host}, port {port}: it is free")
        return
    except (OSError, http.client.HTTPException):
        status = None
    if status is None or status.get("status") not in ("alive", "stuck"):
        yield warning("port", f"something that is not Tenantry listens on port {port}: end it, or set TENANTRY_PORT")
        return
    yield ok("port", f"Tenantry listens at http://{host}:{port}/graphql")
    yield from _readiness(host, port, status)


def _readiness(host: str, port: int, live: dict[str, str]) -> Iterator[Finding]:
    try:
        ready = _ask(host, port, "/readyz") or {}
    except (OSError, http.client.HTTPException) as error:
        yield wrong("server", f"it does not answer /readyz within {SECONDS:.0f} s ({error}): look into its log.")
        return
    parts = ", ".join(f"{name}: {value}" for name, value in ready.items())
    if live.get("status") == "stuck":
        yield wrong("server", "its event loop is more than a second late: it has too much to do.")
    elif ready.get("status") != "ready":
        yield wrong("server", f"it says that it cannot serve ({parts}).")
    elif ready.get("redis") != "up":
        yield warning("server", f"it serves, but without Redis ({parts}): events come up to a second later")
    else:
        yield note("server", parts)


def _ask(host: str, port: int, path: str) -> dict[str, str] | None:
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        found = json.loads(connection.getresponse().read(10_000))
    except (ValueError, socket.gaierror):
        return None
    finally:
        connection.close()
    return found if isinstance(found, dict) else None
