"""The one line in the log about each socket that has been closed, and its count."""

import logging

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


def note_closed(closed: SocketClosed | None, seconds: float, operations: int, deliveries: int) -> None:
    """Write one line: nobody's name, no address, nothing of what was said."""
    code = GONE if closed is None else closed.code
    cause = Cause.CLIENT if closed is None else closed.cause
    if cause is Cause.CLIENT:
        cause = SERVER_CAUSES.get(code, Cause.LOST if code in (1005, GONE) else cause)
    facts = {
        "code": GONE if cause is Cause.LOST else code,
        "cause": str(cause),
        "seconds": round(seconds, 1),
        "operations": operations,
        "deliveries": deliveries,
    }
    metrics.sockets_closed.labels(str(cause)).inc()
    logger.info("closed %s", " ".join(f"{key}={value}" for key, value in facts.items()), extra=facts)
