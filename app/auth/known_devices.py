"""Devices that somebody signed in from before: they keep a token, and have tries of their own at the password.

So whoever guesses from elsewhere locks the account for strangers, and not for its owner.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import Scope, WriteScope

KEPT = timedelta(days=180)
MOST = 20
TOKEN_LENGTH = 64

# A device's own counter bears the account's id: one that two people use counts for each of them apart.
FIND = """
SELECT encode(d.token_hash, 'hex') || ':' || p.id AS name FROM known_device d JOIN person p ON p.id = d.person_id
 WHERE p.email = $1 AND d.token_hash = $2 AND d.last_seen_at > $3
"""
SEEN = """
UPDATE known_device SET last_seen_at = $3
 WHERE token_hash = $1 AND person_id = $2 AND last_seen_at > $4 RETURNING person_id
"""
FORGET_OLDEST = """
DELETE FROM known_device WHERE person_id = $1 AND token_hash IN (
    SELECT token_hash FROM known_device WHERE person_id = $1 ORDER BY last_seen_at DESC, token_hash OFFSET $2)
"""


async def counter(scope: Scope, email: str, token: str | None) -> str | None:
    """Return the name of a known device's own counter for this account; None for a strange device."""
    with door("known_devices"):
        found = await scope.row(FIND, email, _hash(token or ""), clock.now() - KEPT)
    return None if found is None else f"device:{found['name']}"


async def meet(scope: WriteScope, person_id: UUID, token: str | None) -> tuple[str, bool]:
    """Remember the device of a finished sign-in; returns the token it keeps, and whether it was known.

    A token that this account does not know is never taken over: somebody else may have planted it.
    """
    now = clock.now()
    with door("known_devices"):
        if token and await scope.row(SEEN, _hash(token), person_id, now, now - KEPT) is not None:
            return token, True
        fresh = secrets.token_urlsafe(32)
        await scope.rows(
            "INSERT INTO known_device (token_hash, person_id, created_at, last_seen_at) VALUES ($1, $2, $3, $3)",
            *(_hash(fresh), person_id, now),
        )
        await scope.rows(FORGET_OLDEST, person_id, MOST)
    return fresh, False


def _hash(token: str) -> bytes:
    return hashlib.sha256(token[:TOKEN_LENGTH].encode()).digest()
