"""What the program asks of the doorbell."""

from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

Woken = Callable[[UUID | None], None]
"""Called with the organization that has news, or with None when any may have some: the line was down for a while."""

Ended = Callable[[UUID], Awaitable[None]]
"""Called with the session that was ended somewhere."""


class Bus(Protocol):
    """Wakes the followers of an organization on every node; it may lose a ring, the log never does."""

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
