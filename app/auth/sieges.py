"""An organization whose accounts strangers guess at: a password alone opens none of them from an unknown device.

An address that nobody has is counted by the same statements as one that somebody has, for a crowd that is nobody's
organization: neither answers nor their time tell who is a member where.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import reading, writing
from app.auth.viewer import Viewer
from app.models.base import new_id
from app.models.security import SecurityEventKind

SPAN = timedelta(hours=1)
LEAST, SPREAD = 1_000, 500
MOST = LEAST + SPREAD
CROWDS = 64

# Whoever has set a new password by a link in a mail has proved more than it.
HOMES = """
SELECT m.organization_id AS id,
       t.failures >= $3 AND NOT EXISTS (
           SELECT FROM account_event e WHERE e.person_id = $1 AND e.kind = 'PASSWORD_RESET' AND e.at > $2
       ) AS is_besieged
  FROM member m LEFT JOIN sign_in_throttle t ON t.key = 'guesses:' || m.organization_id AND t.updated_at > $2
 WHERE m.person_id = $1 AND m.deactivated_at IS NULL ORDER BY m.organization_id LIMIT 50
"""
# `updated_at` is when the span began. A row is written in either case: one that is only looked at would be faster.
COUNT = """
INSERT INTO sign_in_throttle AS t (key, failures, updated_at) VALUES ($1, $4, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.updated_at <= $3 THEN $4 ELSE t.failures + 1 END,
    updated_at = CASE WHEN t.updated_at <= $3 THEN $2 ELSE t.updated_at END
RETURNING failures
"""
TELL = "INSERT INTO security_event (organization_id, id, kind, count, at) VALUES ($1, $2, $3, $4, $5)"


async def admits(person_id: UUID | None, email: str, is_right: bool) -> bool:
    """Say whether a password from a strange device opens this account; what does not is counted as a wrong one.

    Comes after the hash, of which a node works out four at a time: no crowd waits for the row of an organization.
    """
    now, crowd = clock.now(), crowd_of(email)
    whose = person_id or crowd
    async with reading(Viewer(person_id=whose)) as scope:
        with door("sieges.admits"):
            homes = await scope.rows(HOMES, whose, now - SPAN, MOST)
    if is_right and not any(home["is_besieged"] for home in homes):
        return True
    # One of several, always the same. Where it begins is drawn: a member who counts along to see whose failure was the
    # last one learns nothing.
    home, first = homes[0]["id"] if homes else crowd, 1 + secrets.randbelow(SPREAD)
    async with writing(Viewer(person_id=whose, organization_id=home)) as scope:
        with door("sieges.count"):
            counted: Any = await scope.row(COUNT, key_of(home), now, now - SPAN, first)
            if homes and counted["failures"] == MOST:
                await scope.rows(TELL, home, new_id(), SecurityEventKind.PASSWORDS_GUESSED, LEAST, now)
    return False


def key_of(organization_id: UUID) -> str:
    """Return the key that an organization's failures are counted under."""
    return f"guesses:{organization_id}"


def crowd_of(email: str) -> UUID:
    """Return what an address that is nowhere a member is counted for; no organization has such an id."""
    return UUID(int=hashlib.sha256(email.encode()).digest()[0] % CROWDS)
