"""The one line in the log about each socket or event stream that has been closed, and its count."""

import logging
from dataclasses import dataclass

from app import metrics
from app.schema.transport.frames import Cause, SocketClosed

logger = logging.getLogger("tenantry.socket")

GONE = 1006
SERVER_CAUSES = {
    4429: Cause.FLOOD,
    1002: Cause.MALFORMED,
    1007: Cause.MALFORMED,
    1009: Cause.TOO_BIG,
    1012: Cause.RESTART,
}
"""What the server below us has closed by itself, which it tells us as if the client had left."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What a socket or an event stream has done: seconds open, operations begun, results delivered."""

    seconds: float
    operations: int
    deliveries: int


def note_closed(door: str, closed: SocketClosed | None, lived: Lived) -> None:
    """Write one line: nobody's name, no address, nothing of what was said. `door` is `ws` or `sse`."""
    code = GONE if closed is None else closed.code
    cause = Cause.CLIENT if closed is None else closed.cause
    if cause is Cause.CLIENT:
        cause = SERVER_CAUSES.get(code, Cause.LOST if code in (1005, GONE) else cause)
    facts = {
        "code": GONE if cause is Cause.LOST else code,
        "cause": str(cause),
        "seconds": round(lived.seconds, 1),
        "operations": lived.operations,
        "deliveries": lived.deliveries,
        "door": door,
    }
    metrics.sockets_closed.labels(door, str(cause)).inc()
    logger.info("closed %s", " ".join(f"{key}={value}" for key, value in facts.items()), extra=facts)
