"""What one can do with one's own sessions: see them, end them, and work in another organization."""

from typing import Any
from uuid import UUID

from app.auth import devices
from app.auth.memberships import own_memberships
from app.auth.sessions import Sessions
from app.auth.viewer import SignInStep, Viewer
from app.errors import NotFound, Unauthenticated


def is_known(viewer: Viewer) -> bool:
    """Say whether it is certain who asks: somebody has signed in, and no second factor is still to come."""
    return viewer.person_id is not None and viewer.awaits is not SignInStep.SECOND_FACTOR


async def own(viewer: Viewer) -> list[Any]:
    """Return the viewer's sessions, the one used last first; nobody has none."""
    return await devices.own_sessions(viewer) if is_known(viewer) else []


async def memberships(viewer: Viewer) -> list[Any]:
    """Return the organizations the viewer belongs to, with what waits there."""
    return await own_memberships(viewer) if is_known(viewer) else []


async def switch(sessions: Sessions, viewer: Viewer, organization: str) -> Viewer:
    """Work in another of one's organizations; raises `NotFound` and `Unauthenticated`."""
    return await sessions.switch(viewer, organization)


async def end(sessions: Sessions, viewer: Viewer, id: UUID) -> None:
    """End one of one's own sessions and its sockets; raises `NotFound` for any other."""
    _signed_in(viewer)
    if not await devices.end_session(viewer, id):
        raise NotFound("No such session.", ("input", "sessionId"))
    sessions.say_ended([id])


async def end_others(sessions: Sessions, viewer: Viewer) -> int:
    """End all of one's sessions but this one; returns how many."""
    person_id = _signed_in(viewer)
    ended = await devices.end_all(person_id, but=viewer.session_id)
    sessions.say_ended(ended)
    return len(ended)


def _signed_in(viewer: Viewer) -> UUID:
    if viewer.person_id is None:
        raise Unauthenticated("Sign in first.")
    return viewer.person_id
