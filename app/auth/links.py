"""Links that are mailed to the owner of an account: for one purpose, used once, and known here by a hash alone."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import Scope, WriteScope
from app.auth.sessions import token_hash
from app.errors import LinkExpired, LinkInvalid, LinkRevoked, LinkUsed
from app.models.base import new_id

TOKEN = ("input", "token")
LONGEST_TOKEN = 200


class Purpose(StrEnum):
    """What a link is for."""

    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CONFIRM = "EMAIL_CONFIRM"
    EMAIL_UNDO = "EMAIL_UNDO"


LASTS = {
    Purpose.PASSWORD_RESET: timedelta(minutes=30),
    Purpose.EMAIL_CONFIRM: timedelta(hours=24),
    Purpose.EMAIL_UNDO: timedelta(days=7),
}
PAGES = {
    Purpose.PASSWORD_RESET: "reset-password",
    Purpose.EMAIL_CONFIRM: "confirm-email",
    Purpose.EMAIL_UNDO: "undo-email",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link on its way into a mail."""

    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link is about."""

    id: UUID
    person_id: UUID
    email: str
    created_at: datetime


MAKE = """
INSERT INTO account_link (id, person_id, purpose, token_hash, email, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
REVOKE = """
UPDATE account_link SET revoked_at = $3
 WHERE person_id = $1 AND purpose = ANY($2::text[]) AND used_at IS NULL AND revoked_at IS NULL AND created_at >= $4
"""
LOOK = """
SELECT id, person_id, email, created_at, used_at, revoked_at, expires_at FROM account_link
 WHERE token_hash = $1 AND purpose = $2
"""
USE = """
UPDATE account_link SET used_at = $2
 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 RETURNING id
"""
ALWAYS = datetime.min.replace(tzinfo=clock.now().tzinfo)


def page_address(public_url: str, page: str, token: str) -> str:
    """Return the address of a page with a token in its fragment, which no browser sends to any server."""
    return f"{public_url}/{page}#{token}"


async def make(scope: WriteScope, person_id: UUID, purpose: Purpose, email: str, public_url: str) -> Link:
    """Make a link about an address; it takes the place of older ones, except that every undo stays good."""
    now = clock.now()
    token, expires_at = secrets.token_urlsafe(32), now + LASTS[purpose]
    with door("links.make"):
        # Two requests at once come one after the other, so that one link is left.
        await scope.rows("SELECT FROM person WHERE id = $1 FOR UPDATE", person_id)
        if purpose is not Purpose.EMAIL_UNDO:
            await scope.rows(REVOKE, person_id, [purpose], now, ALWAYS)
        await scope.rows(MAKE, new_id(), person_id, purpose, token_hash(token), email, now, expires_at)
    return Link(page_address(public_url, PAGES[purpose], token), expires_at)


async def revoke(scope: WriteScope, person_id: UUID, *purposes: Purpose, since: datetime = ALWAYS) -> None:
    """Take back the links for these purposes that were made since a moment and not used yet."""
    with door("links.revoke"):
        await scope.rows(REVOKE, person_id, list(purposes), clock.now(), since)


async def look(scope: Scope, token: str, purpose: Purpose) -> Opened:
    """Return what a link is about and leave it good; raises `LinkInvalid`, `LinkUsed`, `LinkRevoked`, `LinkExpired`."""
    row = None
    if len(token) <= LONGEST_TOKEN:
        with door("links.look"):
            row = await scope.row(LOOK, token_hash(token), purpose)
    check(row)
    assert row is not None
    return Opened(row["id"], row["person_id"], row["email"], row["created_at"])


def check(row: Any | None) -> None:
    """Raise what a link that is no longer good ends with; the same for links of accounts and invitations."""
    if row is None:
        raise LinkInvalid("No such link.", TOKEN)
    if row["used_at"] is not None:
        raise LinkUsed("This link was used already.", TOKEN)
    if row["revoked_at"] is not None:
        raise LinkRevoked("A newer link took the place of this one, or it was taken back.", TOKEN)
    if row["expires_at"] <= clock.now():
        raise LinkExpired("This link is too old.", TOKEN)


async def use(scope: WriteScope, token: str, purpose: Purpose) -> Opened:
    """Use a link up; of many at once, one succeeds. Raises what `look` raises."""
    found = await look(scope, token, purpose)
    with door("links.use"):
        taken = await scope.row(USE, found.id, clock.now())
    if taken is None:
        raise LinkUsed("This link was used already.", TOKEN)
    return found
