"""What the head of a request must be, whatever it asks for: one host, said once, and no endless head (RFC 9112, 3.2).

Whose page asks is judged by the host: where two parties may read two hosts, each judges another request.
"""

import re

from app.errors import ErrorCode
from app.serving.refused import Refused

MOST_HEAD_BYTES = 64 * 1024

HOST = re.compile(rb"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
"""A name or an address, and perhaps a port. Names of other letters arrive as `xn--…`."""

AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")

TOO_LONG = Refused(
    431, ErrorCode.OPERATION_LIMIT_EXCEEDED, f"The head of the request is too long: at most {MOST_HEAD_BYTES} bytes."
)
NO_HOST = Refused(400, ErrorCode.BAD_USER_INPUT, "The header Host is missing.")
TWO_HOSTS = Refused(400, ErrorCode.BAD_USER_INPUT, "The header Host is given twice.")
BAD_HOST = Refused(400, ErrorCode.BAD_USER_INPUT, "The header Host names no host.")
OTHER_HOST = Refused(400, ErrorCode.BAD_USER_INPUT, "The address and the header Host name two hosts.")


def trouble_with(version: str, target: bytes, headers: list[tuple[bytes, bytes]]) -> Refused | None:
    """Return why a request is refused as soon as its head is there; names of headers are in small letters."""
    hosts, length = [], len(target)
    for name, value in headers:
        length += len(name) + len(value) + 4
        if name == b"host":
            hosts.append(value.strip(b" \t"))
    if length > MOST_HEAD_BYTES:
        return TOO_LONG
    if len(hosts) > 1:
        return TWO_HOSTS
    if not hosts:
        return None if version == "1.0" else NO_HOST
    if not HOST.fullmatch(hosts[0]):
        return BAD_HOST
    named = AUTHORITY.match(target)
    return OTHER_HOST if named is not None and named[1].lower() != hosts[0].lower() else None
