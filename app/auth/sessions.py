"""Who is signed in: opaque tokens, of which only the hash is kept, turned into viewers."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.credentials import Credentials
from app.auth.doors import door
from app.auth.lookups import Lookups
from app.auth.passwords import Passwords
from app.auth.scope import alone, current, reading, writing
from app.auth.throttle import ACCOUNT, NETWORK, account_key, attempt, forgive, network_key
from app.auth.viewer import Grant, Role, Viewer
from app.errors import BadInput, Unauthenticated, WrongCredentials
from app.models.base import new_id
from app.models.ids import id_of
from app.models.organizations import OrganizationRow

RESIDENT_SESSION = timedelta(days=30)
STAFF_SESSION = timedelta(hours=12)
RESIDENTS = {Role.TENANT, Role.GUARANTOR}

LIVING = "SELECT id FROM session WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > $2"

# The second policy of both tables lets a person read the own rows in every organization.
MEMBERSHIPS = """
SELECT m.organization_id, m.id AS member_id, g.id, g.role, g.property_id, g.building_id, g.unit_id, g.lease_id,
       g.starts_at, g.ends_at
  FROM member m LEFT JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
 WHERE m.person_id = $1
 ORDER BY m.organization_id, g.id
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in one organization."""

    organization_id: UUID
    member_id: UUID
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session; the token is shown once."""

    viewer: Viewer
    token: str = field(repr=False)
    expires_at: datetime


def token_hash(token: str) -> bytes:
    """Return what is kept of a token. It is 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """Signs in and out, and answers who a token belongs to."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords
        self._lookups = Lookups()

    async def authenticate(self, credentials: Credentials) -> Viewer:
        """Return the viewer of a token; raises `Unauthenticated` for one that is unknown, ended or not a member."""
        rows = _known(await self._lookups.by_hash(token_hash(credentials.token)))
        wanted = rows[0]["session_organization_id"]
        if credentials.organization is not None:
            wanted = _organization(credentials.organization)
        return _viewer(rows, wanted)

    async def recheck(self, viewer: Viewer) -> Viewer:
        """Return the viewer with the grants of now, in the same organization; raises `Unauthenticated`."""
        if viewer.session_id is None:
            return viewer
        return _viewer(_known(await self._lookups.by_id(viewer.session_id)), viewer.organization_id)

    async def living(self, session_ids: Iterable[UUID]) -> set[UUID]:
        """Return which of these sessions have not ended, in one statement."""
        with door("sessions.living"):
            rows = await alone(LIVING, list(session_ids), clock.now())
        return {row["id"] for row in rows}

    async def sign_in(self, email: str, password: str, address: str | None) -> SignedIn:
        """Start a session. Unknown user, wrong password and no password are one answer in one time."""
        account, network = account_key(email.strip().lower()), network_key(address)
        async with writing(Viewer.anonymous()) as scope:
            await attempt(scope, network, NETWORK)
            await attempt(scope, account, ACCOUNT)
            with door("sessions.sign_in"):
                person = await scope.row(
                    "SELECT id, password_hash, locale FROM person WHERE email = $1", email.strip().lower()
                )
        # Nothing is held while the hash is worked out.
        if not await self._passwords.verify(person["password_hash"] if person else None, password) or person is None:
            raise WrongCredentials("The address or the password is wrong.")
        async with writing(Viewer.anonymous()) as scope:
            await forgive(scope, account, network)
        return await self._start(person["id"], person["locale"])

    async def sign_out(self, viewer: Viewer) -> None:
        """End the viewer's session; nothing happens to somebody without one."""
        if viewer.session_id is None:
            return
        async with writing(Viewer.anonymous()) as scope:
            with door("sessions.sign_out"):
                await scope.rows(
                    "UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
                    viewer.session_id,
                    clock.now(),
                )

    async def memberships(self, person_id: UUID) -> list[Membership]:
        """Return what the person is in every organization."""
        async with reading(Viewer(person_id=person_id)) as scope:
            with door("sessions.memberships"):
                rows = await scope.rows(MEMBERSHIPS, person_id)
        return list(_memberships(rows).values())

    async def _start(self, person_id: UUID, locale: str) -> SignedIn:
        memberships = await self.memberships(person_id)
        only = memberships[0] if len(memberships) == 1 else None
        roles = {grant.role for membership in memberships for grant in membership.grants}
        now = clock.now()
        expires_at = now + (RESIDENT_SESSION if roles <= RESIDENTS else STAFF_SESSION)
        token, session_id = secrets.token_urlsafe(32), new_id()
        async with writing(Viewer.anonymous()) as scope:
            with door("sessions.start"):
                await scope.rows(
                    "INSERT INTO session (id, token_hash, person_id, organization_id, created_at, expires_at)"
                    " VALUES ($1, $2, $3, $4, $5, $6)",
                    *(
                        session_id,
                        token_hash(token),
                        person_id,
                        only.organization_id if only else None,
                        now,
                        expires_at,
                    ),
                )
        viewer = Viewer(person_id, session_id, locale=locale, expires_at=expires_at)
        return SignedIn(_joined(viewer, only), token, expires_at)


def _known(rows: list[Any]) -> list[Any]:
    if not rows:
        raise Unauthenticated("The session has ended, or never was.")
    return rows


def _viewer(rows: list[Any], organization_id: UUID | None) -> Viewer:
    first = rows[0]
    viewer = Viewer(first["person_id"], first["session_id"], locale=first["locale"], expires_at=first["expires_at"])
    if organization_id is None:
        return viewer
    membership = _memberships(rows).get(organization_id)
    if membership is None:
        raise Unauthenticated("You are not a member of this organization.")
    return _joined(viewer, membership)


def _memberships(rows: list[Any]) -> dict[UUID, Membership]:
    found: dict[UUID, Membership] = {}
    for row in rows:
        if row["organization_id"] is None:
            continue
        before = found.get(row["organization_id"])
        grants = (*(before.grants if before else ()), *([_grant(row)] if row["id"] else []))
        found[row["organization_id"]] = Membership(row["organization_id"], row["member_id"], grants)
    return found


def _joined(viewer: Viewer, membership: Membership | None) -> Viewer:
    if membership is None:
        return viewer
    return Viewer(
        viewer.person_id,
        viewer.session_id,
        membership.organization_id,
        membership.member_id,
        membership.grants,
        viewer.locale,
        viewer.expires_at,
    )


def _organization(text: str) -> UUID:
    try:
        return id_of("Organization", text)
    except BadInput:
        raise Unauthenticated("You are not a member of this organization.") from None


def _grant(row: Any) -> Grant:
    names = ("id", "property_id", "building_id", "unit_id", "lease_id", "starts_at", "ends_at")
    return Grant(role=Role(row["role"]), **{name: row[name] for name in names})


async def own_organization(viewer: Viewer) -> Any | None:
    """Return the organization that the viewer works in; row-level security shows no other."""
    if viewer.organization_id is None:
        return None
    with door("sessions.own_organization"):
        sql = "SELECT id, name, currency, time_zone, locales, version FROM organization WHERE id = $1"
        return await current().row(sql, viewer.organization_id, row=OrganizationRow)


async def own_account(viewer: Viewer) -> Any:
    """Return address, language and zone of the viewer's own account."""
    with door("sessions.own_account"):
        return await current().row("SELECT email, locale, time_zone FROM person WHERE id = $1", viewer.person_id)
