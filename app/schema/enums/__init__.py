"""What every enum and each of its values means to a client; importing this tells Strawberry."""

from app.schema.enums import (
    charges,
    errors,
    factors,
    files,
    invitations,
    leases,
    messages,
    payments,
    people,
    properties,
    security,
    setup,
    streams,
    tickets,
    tokens,
)

__all__ = [
    "charges",
    "errors",
    "factors",
    "files",
    "invitations",
    "leases",
    "messages",
    "payments",
    "people",
    "properties",
    "security",
    "setup",
    "streams",
    "tickets",
    "tokens",
]
