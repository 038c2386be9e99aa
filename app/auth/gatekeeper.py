"""Everybody who may come in, by one door: people by their sessions, partners by their tokens."""

from collections.abc import Iterable
from uuid import UUID

from app.auth.credentials import Credentials
from app.auth.sessions import Sessions
from app.auth.tokens import Tokens, is_partner
from app.auth.viewer import Viewer


class Gatekeeper:
    """Sends each to whoever knows such credentials."""

    def __init__(self, sessions: Sessions, tokens: Tokens) -> None:
        self._sessions, self._tokens = sessions, tokens

    async def authenticate(self, credentials: Credentials) -> Viewer:
        """Return the viewer; raises `Unauthenticated` and `Forbidden`."""
        whose = self._tokens if is_partner(credentials.token) else self._sessions
        return await whose.authenticate(credentials)

    async def recheck(self, viewer: Viewer) -> Viewer:
        """Return the viewer with the grants of now; raises `Unauthenticated`."""
        whose = self._tokens if viewer.token_id is not None else self._sessions
        return await whose.recheck(viewer)

    async def living(self, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of these sessions and tokens have not ended."""
        wanted = list(ids)
        found = await self._sessions.living(wanted)
        rest = [id for id in wanted if id not in found]
        return found | await self._tokens.living(rest) if rest else found
