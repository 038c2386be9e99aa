"""What the program asks of the doorbell."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol
from uuid import UUID

Woken = Callable[[UUID | None], None]
"""Called with the organization that has news, or with None when any may have some: the line was down for a while."""

Ended = Callable[[UUID], Awaitable[None]]
"""Called with the session that was ended somewhere."""


class Away(Exception):
    """The server cannot be reached; the message says how it failed."""


class Gathering(Protocol):
    """Who is somewhere at this moment, on any node; forgotten by itself. Every method raises `Away`."""

    async def stay(self, place: str, names: Iterable[str], seconds: float) -> None:
        """Say that these are at a place, until so many seconds from now."""

    async def leave(self, place: str, names: Iterable[str]) -> None:
        """Say that these are there no longer."""

    async def look(self, place: str) -> dict[str, float]:
        """Return who is there, and for how many seconds unless they say so again."""

    async def first(self, name: str, seconds: float) -> bool:
        """Say whether nobody has asked this under the name for so many seconds."""

    async def close(self) -> None:
        """Let go of the connections."""


class Bus(Protocol):
    """Wakes the followers of an organization on every node; it may lose a ring, the log never does.

    A conversation in which somebody came or went is rung for in the same way, by its own id.
    """

    @property
    def is_up(self) -> bool:
        """Say whether rings arrive."""

    async def start(self, woken: Woken, ended: Ended) -> None:
        """Listen until `stop`, through every failure of the server."""

    async def stop(self) -> None:
        """Stop listening and ringing."""

    def ring(self, organization_id: UUID, head: int) -> None:
        """Say that a stream has grown to `head`. Never blocks, never raises."""

    def end_session(self, session_id: UUID) -> None:
        """Say that a session has ended, so that its sockets are cut everywhere."""

    def listen_to(self, organization_id: UUID) -> None:
        """Be woken for this organization from now on."""

    def forget(self, organization_id: UUID) -> None:
        """Be woken for it no longer."""
