"""The circumstances of one request, and the only way for a resolver to reach the browser's cookie."""

import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from app.words.catalogue import choose


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """A change of the session cookie: a token to keep until `expires_at`, or none to forget it."""

    token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None


MOST_LANGUAGES = 10
"""As many as are looked at of a header that anybody can write."""


@dataclass(slots=True)
class Arrival:
    """How a request came in. `is_browser`: from a page of our own origin over HTTP, so a cookie can be set.

    `only_cost`: the client wants to know what the operation costs, and not to run it. `last_event_id`: the cursor that
    a client of server-sent events has reached; it goes before the argument `after`, which was written earlier.
    `device_token`: what the device keeps from an earlier sign-in.
    """

    request_id: str
    address: str | None = None
    user_agent: str | None = None
    accept_language: str | None = None
    is_browser: bool = False
    only_cost: bool = False
    last_event_id: str | None = None
    device_token: str | None = field(default=None, repr=False)
    cookie: SessionCookie | None = None
    device_cookie: SessionCookie | None = None

    @property
    def locale(self) -> str:
        """Return the first language that the client asks for and that is spoken here, else English."""
        asked = (self.accept_language or "").split(",")[:MOST_LANGUAGES]
        return choose(*(one.partition(";")[0].strip() for one in asked))

    def set_session(self, token: str, expires_at: datetime) -> bool:
        """Hand the token to the browser as a cookie; False when the token has to travel in the payload instead."""
        if self.is_browser:
            self.cookie = SessionCookie(token, expires_at)
        return self.is_browser

    def set_device(self, token: str, expires_at: datetime) -> bool:
        """Hand the browser what makes it a known device; False when it has to travel in the payload instead."""
        if self.is_browser:
            self.device_cookie = SessionCookie(token, expires_at)
        return self.is_browser

    def clear_session(self) -> None:
        """Make the browser forget its cookie."""
        if self.is_browser:
            self.cookie = SessionCookie()

    def next(self) -> Self:
        """Return the same circumstances for another operation, under its own request id."""
        return replace(self, request_id=new_request_id(), cookie=None, device_cookie=None)


def new_request_id() -> str:
    """Return an id that a person can read out on the telephone and a log can be searched for."""
    return os.urandom(10).hex()
