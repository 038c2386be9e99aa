"""JSON from strangers: bounded, strict, and of the shape a GraphQL request must have."""

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from app.errors import BadInput
from app.schema.request import Request

MAX_JSON_DEPTH = 64

# A string that is never closed runs to the end, so that a body of escaped quotes is scanned once and not per quote.
STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def load_json(raw: bytes) -> Any:
    """Return the value; raises `BadInput` for what is not strict JSON, too deep, ambiguous, or holds U+0000."""
    check_depth(raw)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        # The parser's own words quote nothing but positions and kinds.
        raise BadInput(f"This is not JSON: {error.msg}.") from None
    check_keys(raw)
    if b"\\u0000" in raw and holds_nul(value):
        raise BadInput("Strings must not hold the character U+0000.")
    return value


def check_depth(raw: bytes) -> None:
    """Refuse deep nesting before a parser or a walk over the result could trip over it; no recursion."""
    depth = 0
    for match in STRUCTURE.finditer(raw):
        mark = raw[match.start()]
        if mark in b"[{":
            depth += 1
            if depth > MAX_JSON_DEPTH:
                raise BadInput(f"This is nested too deeply: at most {MAX_JSON_DEPTH} levels are read.")
        elif mark in b"]}":
            depth -= 1


def check_keys(raw: bytes) -> None:
    """Refuse a key that is given twice: whoever looked at the request before us may have read the other value."""
    KEYS.decode(raw.decode())


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) != len({key for key, _ in pairs}):
        raise BadInput("A key of an object is given twice.")


# Numbers stay text: only the keys are looked at.
KEYS = json.JSONDecoder(object_pairs_hook=_each_once, parse_int=str, parse_float=str)


def holds_nul(value: Any) -> bool:
    """Say whether any string, keys included, holds the character that PostgreSQL cannot store."""
    stack = [value]
    while stack:
        found = stack.pop()
        if isinstance(found, str) and "\x00" in found:
            return True
        if isinstance(found, dict):
            stack.extend(found.keys())
            stack.extend(found.values())
        elif isinstance(found, list):
            stack.extend(found)
    return False


def request_of(payload: Any) -> Request:
    """Return the request; unknown keys are ignored, as the specification wants. Raises `BadInput`."""
    if not isinstance(payload, Mapping):
        raise BadInput("A request is an object with the key `query`; lists of requests are not accepted.")
    query = payload.get("query")
    if not isinstance(query, str):
        raise BadInput("`query` must be a string.", ("query",))
    return Request(
        query=query,
        operation_name=optional(payload, "operationName", str, "a string"),
        variables=optional(payload, "variables", dict, "an object"),
        extensions=optional(payload, "extensions", dict, "an object"),
    )


def optional(payload: Mapping[str, Any], key: str, kind: type, words: str) -> Any:
    """Return the value under `key` when it is of that kind, None when it is absent or null."""
    value = payload.get(key)
    if value is not None and not isinstance(value, kind):
        raise BadInput(f"`{key}` must be {words} or null.", (key,))
    return value
