"""What use cases of accounts need besides a viewer: the request, the sessions, and where people find us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from app.auth.sessions import Sessions

LONGEST_EMAIL = 254


class Caller(Protocol):
    """The circumstances of a request that throttling and the list of devices look at."""

    @property
    def address(self) -> str | None:
        """The address it came from, as far as our proxies say."""

    @property
    def user_agent(self) -> str | None:
        """What the program says of itself."""

    @property
    def device_token(self) -> str | None:
        """What a device keeps that somebody signed in from before."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where accounts are looked after: `public_url` is the origin that links in mails lead to."""

    sessions: Sessions
    public_url: str


@asynccontextmanager
async def lasting(seconds: float) -> AsyncIterator[None]:
    """Let an answer take at least so long, whatever was found: its time must tell nothing."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(max(0.0, until - loop.time()))
