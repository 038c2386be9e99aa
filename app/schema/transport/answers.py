"""Answers as bytes, and the one line in the log about each."""

import logging
from typing import Any

import orjson

from app import metrics
from app.schema.errors import shown_error
from app.schema.request import Answer

logger = logging.getLogger("tenantry.request")

MAX_LOGGED_NAME = 80


def encode(payload: dict[str, Any], request_id: str) -> bytes:
    """Return JSON; a value that cannot be written is our bug and becomes a masked error."""
    try:
        return orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS)
    except (TypeError, ValueError) as error:
        return orjson.dumps({"errors": [shown_error(error, request_id)]})


def log_request(method: str, status: int, answer: Answer | None, seconds: float, request_id: str) -> None:
    """Write one line: no variables, no address, nobody's name."""
    kind = (answer.kind if answer else None) or "-"
    name = ((answer.name if answer else None) or "-")[:MAX_LOGGED_NAME]
    code = (answer.code if answer else None) or "-"
    facts = {
        "method": method,
        "status": status,
        "operation_kind": kind,
        "operation_name": name,
        "code": code,
        "ms": round(seconds * 1000, 1),
        "request_id": request_id,
    }
    metrics.note_request("ws" if method == "WS" else "http", kind, code, seconds)
    text = " ".join(f"{key}={value}" for key, value in facts.items())
    logger.info("%s", text, extra=facts)
