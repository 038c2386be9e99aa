"""The link of an invitation: it names the organization, so that it is looked for behind that organization's wall."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import clock
from app.auth import links
from app.auth.doors import door
from app.auth.scope import WriteScope, reading
from app.auth.sessions import token_hash
from app.auth.viewer import Viewer
from app.errors import LinkInvalid, LinkUsed
from app.models.base import new_id

PAGE = "invitation"
LOOK = """
SELECT i.*, o.name AS organization_name, m.display_name,
       EXISTS (SELECT FROM person p WHERE p.email = i.email AND p.password_hash IS NOT NULL) AS is_known
  FROM invitation i
  JOIN organization o ON o.id = i.organization_id
  JOIN member m ON m.organization_id = i.organization_id AND m.id = i.member_id
 WHERE i.organization_id = $1 AND i.token_hash = $2
"""
USE = """
UPDATE invitation SET used_at = $2, updated_at = $2, version = version + 1
 WHERE id = $1 AND token_hash = $3 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 RETURNING id
"""
OPEN_ACCOUNT = """
INSERT INTO person (id, email, password_hash, locale, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (email) DO UPDATE SET password_hash = excluded.password_hash WHERE person.password_hash IS NULL
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A fresh token: what goes into the mail, and what is kept of it."""

    address: str
    hash: bytes


def ticket(organization_id: UUID, public_url: str) -> Ticket:
    """Make the token of an invitation into an organization."""
    place = base64.urlsafe_b64encode(organization_id.bytes).rstrip(b"=").decode()
    token = f"{place}.{secrets.token_urlsafe(32)}"
    return Ticket(links.page_address(public_url, PAGE, token), token_hash(token))


def place_of(token: str) -> UUID:
    """Return the organization that a token names, unproved; raises `LinkInvalid` for what is no token."""
    try:
        if len(token) > links.LONGEST_TOKEN:
            raise ValueError
        return UUID(bytes=base64.b64decode(token.partition(".")[0] + "==", altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        raise LinkInvalid("No such invitation.", links.TOKEN) from None


async def look(token: str) -> Any:
    """Return an invitation by its token, whatever has become of it; raises `LinkInvalid`."""
    place = place_of(token)
    async with reading(Viewer.system_of(place, "a link")) as scope:
        with door("invitations.look"):
            row = await scope.row(LOOK, place, token_hash(token))
    if row is None:
        raise LinkInvalid("No such invitation.", links.TOKEN)
    return row


async def use(scope: WriteScope, id: UUID, token: str) -> None:
    """Use an invitation up, as part of a larger change; of many at once, one succeeds. Raises `LinkUsed`."""
    with door("invitations.use"):
        if await scope.row(USE, id, clock.now(), token_hash(token)) is None:
            raise LinkUsed("This link was used already, or a newer one took its place.", links.TOKEN)


async def account_of(email: str) -> UUID | None:
    """Return the account with a password that has this address."""
    async with reading(Viewer.anonymous()) as scope:
        with door("invitations.account"):
            row = await scope.row("SELECT id FROM person WHERE email = $1 AND password_hash IS NOT NULL", email)
    return row["id"] if row is not None else None


async def open_account(scope: WriteScope, email: str, password_hash: str, locale: str) -> UUID | None:
    """Make an account, as part of a larger change; None when somebody else has just made it."""
    with door("invitations.open_account"):
        row = await scope.row(OPEN_ACCOUNT, new_id(), email, password_hash, locale, clock.now())
    return row["id"] if row is not None else None
