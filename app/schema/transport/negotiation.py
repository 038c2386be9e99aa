"""Which media types a client sends and accepts."""

import re

from app.errors import ErrorCode
from app.schema.transport.refusals import Refusal

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
CSV = "text/csv"
EVENT_STREAM = "text/event-stream"
OFFERED = (JSON, GRAPHQL_JSON)

QUALITY = re.compile(r"(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")


def answer_type(accept: str | None) -> str:
    """Return the media type of the answer; without a preference plain JSON. Raises a 406."""
    if accept is None or not accept.strip():
        return JSON
    qualities = {offered: quality_of(offered, accept) for offered in OFFERED}
    # Wanted equally, the type made for GraphQL wins only where the client knows its name.
    named = GRAPHQL_JSON in accept.lower()
    best = max(OFFERED, key=lambda offered: (qualities[offered], named and offered == GRAPHQL_JSON))
    if qualities[best] <= 0:
        raise Refusal(406, ErrorCode.BAD_USER_INPUT, f"Answers are {JSON} or {GRAPHQL_JSON}.")
    return best


def wants_csv(accept: str | None) -> bool:
    """Say whether the client names CSV, and wants nothing else more."""
    if accept is None or CSV not in accept.lower():
        return False
    best = quality_of(CSV, accept)
    return best > 0 and best >= max(quality_of(offered, accept) for offered in OFFERED)


def wants_events(accept: str | None) -> bool:
    """Say whether the client takes server-sent events and no JSON: who takes both gets JSON."""
    if accept is None or EVENT_STREAM not in accept.lower() or quality_of(EVENT_STREAM, accept) <= 0:
        return False
    return all(quality_of(offered, accept) <= 0 for offered in OFFERED)


def quality_of(offered: str, accept: str) -> float:
    """Return how much the client wants a media type: the most specific range decides."""
    ranges = {"*/*": -1.0, f"{offered.partition('/')[0]}/*": -1.0, offered: -1.0}
    for part in accept.split(","):
        media_range, quality = read_range(part)
        if media_range in ranges:
            ranges[media_range] = max(ranges[media_range], quality)
    for specific in (offered, f"{offered.partition('/')[0]}/*", "*/*"):
        if ranges[specific] >= 0:
            return ranges[specific]
    return 0.0


def read_range(part: str) -> tuple[str, float]:
    """Return a media range and its quality; a charset other than UTF-8 makes it unacceptable."""
    media_range, *parameters = [piece.strip().lower() for piece in part.split(";")]
    quality = 1.0
    for parameter in parameters:
        key, _, value = (piece.strip() for piece in parameter.partition("="))
        if key == "q":
            quality = float(value) if QUALITY.fullmatch(value) else 0.0
        elif key == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            return media_range, 0.0
    return media_range, quality


def check_body_type(content_type: str | None, content_encoding: str | None) -> None:
    """Let in JSON in UTF-8 alone: every other type a form could send. Raises a 415."""
    media_type, *parameters = [piece.strip().lower() for piece in (content_type or "").split(";")]
    charsets = [
        value.strip().strip('"') for key, _, value in (p.partition("=") for p in parameters) if key == "charset"
    ]
    if media_type != JSON or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Refusal(415, ErrorCode.BAD_USER_INPUT, f"Send {JSON} in UTF-8.")
    if content_encoding and content_encoding.strip().lower() != "identity":
        raise Refusal(415, ErrorCode.BAD_USER_INPUT, "Send the body without compression.")
