"""How the log is written: one line of JSON per record in production, one readable line elsewhere."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

import orjson

from app.settings import Settings

READABLE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# PostgreSQL quotes rows and keys there: names, addresses, whatever somebody wrote.
QUOTED = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
QUIET = {
    **{"uvicorn": logging.WARNING, "tortoise": logging.WARNING, "asyncpg": logging.ERROR},
    **{"procrastinate": logging.ERROR, "psycopg": logging.ERROR, "stripe": logging.WARNING, "httpx": logging.WARNING},
}
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


class Discreet(logging.Formatter):
    """Leaves out what PostgreSQL quotes when something fails."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the library's
        return QUOTED.sub(r"\1: left out", super().formatException(ei))


class Lines(Discreet):
    """Every record as one line of JSON, with what was given in `extra`."""

    def __init__(self, **always: Any) -> None:
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = {key: value for key, value in vars(record).items() if key not in ORDINARY}
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **self._always,
            **facts,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def set_up(settings: Settings, worker: int = 0) -> None:
    """Write the log of this process to stderr; `worker` is its number when there are several."""
    handler = logging.StreamHandler()
    if settings.mode == "production":
        handler.setFormatter(Lines(**({"worker": worker} if worker else {})))
    else:
        name = f"worker {worker} " if worker else ""
        handler.setFormatter(Discreet(READABLE.replace("%(name)s", f"{name}%(name)s")))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    # What libraries tell is for those who mend them.
    for library, least in QUIET.items():
        logging.getLogger(library).setLevel(max(least, logging.root.level))
