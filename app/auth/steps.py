"""What a session has proved, and how lately. Each proof makes more of the session, under a new token."""

import secrets
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope
from app.auth.sessions import token_hash
from app.auth.viewer import SignInStep, Viewer
from app.errors import MfaRequired, StepUpRequired, Unauthenticated

FRESH = timedelta(minutes=5)
OVERLAP = timedelta(seconds=30)

# Sockets hold the session's id and not its token: they stay.
RAISE = """
UPDATE session SET token_hash = $2, previous_hash = token_hash, previous_until = $3, stepped_up_at = $4,
       second_factor_at = CASE WHEN $5 THEN $4 ELSE second_factor_at END,
       awaits_factor = awaits_factor AND NOT $5
 WHERE id = $1 AND revoked_at IS NULL AND expires_at > $4 AND (NOT awaits_factor OR $5)
RETURNING id
"""

END_UNPROVED = """
UPDATE session SET revoked_at = $3
 WHERE person_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL AND second_factor_at IS NULL RETURNING id
"""


def require_step_up(viewer: Viewer) -> None:
    """Raise `StepUpRequired` unless the viewer proved who is asking in the last five minutes, in this very session.

    Whatever the system does by itself needs no proof.
    """
    if viewer.system is not None:
        return
    proved_at = viewer.stepped_up_at
    if proved_at is None or clock.now() - proved_at > FRESH:
        raise StepUpRequired("Prove that it is you first: `stepUp`.", freshSeconds=int(FRESH.total_seconds()))


def require_factor(viewer: Viewer) -> None:
    """Raise `StepUpRequired` when somebody with a second factor has not proved it just now.

    For changes that are given the password with them: of somebody without a factor, that is the fresh proof.
    """
    if viewer.has_shown_factor:
        require_step_up(viewer)


def signed_in(viewer: Viewer) -> UUID:
    """Return the viewer's account; raises `Unauthenticated` for nobody, `MfaRequired` while a factor is awaited."""
    if viewer.person_id is None or viewer.session_id is None:
        raise Unauthenticated("Sign in first.")
    if viewer.awaits is SignInStep.SECOND_FACTOR:
        raise MfaRequired("Give your second factor first: `completeSignIn`.")
    return viewer.person_id


async def end_unproved(scope: WriteScope, person_id: UUID, but: UUID | None) -> list[UUID]:
    """End the person's other sessions that have shown the password alone; returns which."""
    with door("steps.end"):
        return [row["id"] for row in await scope.rows(END_UNPROVED, person_id, but, clock.now())]


async def raise_session(scope: WriteScope, session_id: UUID, with_factor: bool) -> str:
    """Note a fresh proof and return the session's new token; the old one works half a minute more.

    `with_factor` says that it was more than the password. Raises `Unauthenticated` when the session has ended.
    """
    token, now = secrets.token_urlsafe(32), clock.now()
    with door("steps.raise"):
        raised = await scope.row(RAISE, session_id, token_hash(token), now + OVERLAP, now, with_factor)
    if raised is None:
        raise Unauthenticated("The session has ended, or never was.")
    return token
