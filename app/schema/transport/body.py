"""Reads the request from the body or the address, however long or slow the client makes it."""

import asyncio
from typing import Any

from starlette.requests import ClientDisconnect, Request

from app.errors import BadInput, ErrorCode
from app.schema.transport.refusals import Refusal
from app.schema.transport.shapes import load_json

MAX_BODY_BYTES = 128 * 1024
BODY_SECONDS = 15.0
MAX_DRAINED_BYTES = 16 * 1024 * 1024
DRAIN_SECONDS = 2.0
CLOSE = {"Connection": "close"}


async def read_body(request: Request) -> bytes:
    """Return the body; raises 413 for one that is too long, declared or not, and 408 for one that is too slow."""
    if declared_length(request) > MAX_BODY_BYTES:
        await drain(request)
        raise too_long()
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    await drain(request)
                    raise too_long()
    except TimeoutError:
        raise Refusal(408, ErrorCode.BAD_USER_INPUT, "The body did not arrive in time.", CLOSE) from None
    except ClientDisconnect:
        raise Refusal(400, ErrorCode.BAD_USER_INPUT, "The body was cut off.", CLOSE) from None
    return bytes(body)


async def drain(request: Request) -> None:
    """Read on for a moment: a client that is still writing would see a reset instead of the answer."""
    if "expect" in request.headers:
        return
    drained = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            # Not `request.stream()`, which may be the very iteration that we are in.
            while drained < MAX_DRAINED_BYTES:
                message = await request.receive()
                drained += len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def declared_length(request: Request) -> int:
    """Return what `Content-Length` promises, 0 when it promises nothing."""
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def too_long() -> Refusal:
    """Make the refusal of a long body."""
    return Refusal(
        413, ErrorCode.OPERATION_LIMIT_EXCEEDED, f"The body is too long: at most {MAX_BODY_BYTES} bytes.", CLOSE
    )


def read_address(request: Request) -> dict[str, Any]:
    """Return the request in the query string; raises `BadInput`."""
    payload: dict[str, Any] = {}
    for key in ("query", "operationName", "variables", "extensions"):
        values = request.query_params.getlist(key)
        if len(values) > 1:
            raise BadInput(f"`{key}` is given twice.", (key,))
        if values:
            payload[key] = values[0]
    if any("\x00" in value or "\ufffd" in value for value in payload.values()):
        raise BadInput("The address holds characters that are not text.")
    for key in ("variables", "extensions"):
        if key in payload:
            payload[key] = load_json(payload[key].encode()) if payload[key] else None
    return payload
