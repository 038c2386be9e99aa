"""Sessions and memberships that end while sockets live on them.

The doorbell says so. When it may have been missed, sessions are asked after at once; a socket whose membership has
ended finds that out itself, when it looks at its session within half a minute.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from app.subscriptions.connections import Connections

logger = logging.getLogger("tenantry.errors")

REVOKED = (4403, "Forbidden")
RETRY_SECONDS = 1.0


class Revocation:
    """Closes the sockets of sessions and memberships that have ended."""

    def __init__(self, connections: Connections, living: Callable[[Iterable[UUID]], Awaitable[set[UUID]]]) -> None:
        self._connections, self._living = connections, living
        self._task: asyncio.Task[None] | None = None
        self._again = False

    async def ended(self, id: UUID) -> None:
        """Close what lives on one session, or on one membership by its member's id."""
        self._connections.end_session(id, *REVOKED)

    def look(self) -> None:
        """Ask after all sessions at once: word of an end may have been lost."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Ask no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _look(self) -> None:
        while self._again:
            self._again = False
            sessions = self._connections.sessions
            if not sessions:
                continue
            try:
                living = await self._living(sessions)
            except Exception as error:
                # A database that does not answer ends nobody's session; it is asked until it does.
                logger.warning("the sessions of open sockets could not be looked up: %s", error)
                self._again = True
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for session_id in set(sessions) - living:
                await self.ended(session_id)
