"""Where a request comes from: a page of ours, a page on the list, a stranger's page, or no page at all."""

from collections.abc import Collection
from enum import Enum

from starlette.datastructures import Headers

DEFAULT_PORTS = {"http": ":80", "https": ":443"}
WEB_SCHEMES = {"ws": "http", "wss": "https"}


class Origin(Enum):
    """What the `Origin` header says; browsers always send it with POST and with WebSockets."""

    ABSENT = "absent"
    OWN = "own"
    LISTED = "listed"
    FOREIGN = "foreign"


def origin_of(headers: Headers, scheme: str, allowed: Collection[str]) -> Origin:
    """Compare the `Origin` header with our own address as the client wrote it, then with the exact list."""
    origins = headers.getlist("origin")
    if not origins:
        return Origin.ABSENT
    if len(origins) > 1:
        return Origin.FOREIGN
    origin = origins[0].lower()
    if origin == own_origin(headers, scheme):
        return Origin.OWN
    return Origin.LISTED if origin in allowed else Origin.FOREIGN


def own_origin(headers: Headers, scheme: str) -> str | None:
    """Return our origin in the form browsers write it: without the default port."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not hosts[0]:
        return None
    web_scheme = WEB_SCHEMES.get(scheme, scheme)
    return f"{web_scheme}://{hosts[0].lower().removesuffix(DEFAULT_PORTS.get(web_scheme, ''))}"
