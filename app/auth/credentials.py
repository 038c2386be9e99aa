"""What a client shows to say who it is, and who turns that into a viewer."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.auth.viewer import Viewer


class Carrier(StrEnum):
    """How the token travelled; a browser sends a cookie by itself, so a stale one is no offence."""

    BEARER = "bearer"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token as it came, unchecked, and the organization the client wants to work in (a global id, unchecked)."""

    token: str = field(repr=False)
    carrier: Carrier
    organization: str | None = None
    address: str | None = None
    """Where it came from, as far as our proxies say."""


class Authenticator(Protocol):
    """Turns credentials into viewers."""

    async def authenticate(self, credentials: Credentials) -> Viewer:
        """Return the viewer; raises `Unauthenticated` for a token that is unknown, expired, revoked or not allowed."""

    async def recheck(self, viewer: Viewer) -> Viewer:
        """Return the viewer with the grants of now; raises `Unauthenticated` when the session has ended."""
