"""Who is signed in: opaque tokens, of which only the hash is kept, turned into viewers."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.alerts import Alert, note_alone
from app.auth.credentials import Credentials
from app.auth.doors import door
from app.auth.known_devices import counter
from app.auth.lookups import Lookups
from app.auth.memberships import MEMBERSHIPS, Membership, NotAMember, by_organization, named, viewer_in
from app.auth.passwords import Passwords
from app.auth.scope import alone, reading, writing
from app.auth.sieges import admits
from app.auth.throttle import count
from app.auth.viewer import Role, SignInStep, Viewer
from app.errors import MfaRequired, NotFound, Unauthenticated, WrongCredentials
from app.models.base import new_id

RESIDENT_SESSION = timedelta(days=30)
STAFF_SESSION = timedelta(hours=12)
RESIDENTS = {Role.TENANT, Role.GUARANTOR}
MOST_SESSIONS = 20
MANY_FAILURES = 10

LIVING = "SELECT id FROM session WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL AND expires_at > $2"
PERSON = "SELECT id, password_hash FROM person WHERE email = $1"
START = """
INSERT INTO session
       (id, token_hash, person_id, organization_id, device, created_at, last_seen_at, expires_at, idle_seconds,
        awaits_factor, second_factor_at, stepped_up_at)
SELECT $1, $2, $3, $4, $5, $6, $6, $7, $8, f.awaits,
       CASE WHEN $9 THEN $6::timestamptz END, CASE WHEN NOT f.awaits THEN $6::timestamptz END
  FROM (SELECT NOT $9::boolean AND EXISTS (
            SELECT FROM second_factor WHERE person_id = $3 AND confirmed_at IS NOT NULL) AS awaits) f
"""
END_OLDEST = """
UPDATE session SET revoked_at = $2 WHERE id IN (
    SELECT id FROM session WHERE person_id = $1 AND revoked_at IS NULL AND expires_at > $2
     ORDER BY last_seen_at DESC, id DESC OFFSET $3)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Span:
    """How long a session lasts at most, and how long nobody may use it. An open socket uses it."""

    lasts: timedelta
    idle: timedelta


STAFF = Span(STAFF_SESSION, timedelta(minutes=30))
RESIDENT = Span(RESIDENT_SESSION, timedelta(days=14))


def span_of(memberships: Iterable[Membership]) -> Span:
    """Return how long a session lives: as long as the strictest of the person's roles and organizations allows."""
    held = list(memberships)
    longest = RESIDENT if {grant.role for one in held for grant in one.grants} <= RESIDENTS else STAFF
    lasts = (timedelta(minutes=one.session_minutes) for one in held if one.session_minutes is not None)
    idle = (timedelta(minutes=one.idle_minutes) for one in held if one.idle_minutes is not None)
    return Span(min((longest.lasts, *lasts)), min((longest.idle, *idle)))


@dataclass(frozen=True, slots=True)
class Account:
    """An account that somebody has proved to own."""

    person_id: UUID


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

    def __init__(self, passwords: Passwords, say_ended: Callable[[UUID], None] = lambda _: None) -> None:
        self.passwords = passwords
        self._say_ended = say_ended
        self._lookups = Lookups()

    async def authenticate(self, credentials: Credentials) -> Viewer:
        """Return the viewer of a token; raises `Unauthenticated` for one that is unknown, ended or not a member."""
        rows = _known(await self._lookups.by_hash(token_hash(credentials.token)))
        if credentials.organization is not None:
            return viewer_in(rows, named(credentials.organization))
        return _usually(rows)

    async def recheck(self, viewer: Viewer) -> Viewer:
        """Return the viewer with the grants of now, in the same organization; raises `Unauthenticated`."""
        if viewer.session_id is None:
            return viewer
        now = viewer_in(_known(await self._lookups.by_id(viewer.session_id)), viewer.organization_id)
        if now.organization_id != viewer.organization_id:
            raise MfaRequired("Your role here needs a second factor by now.")
        # Nearly always nothing has changed: thousands of sockets then keep one and not two.
        return viewer if now == viewer else now

    async def entered(self, session_id: UUID, organization_id: UUID | None = None) -> Viewer:
        """Return the viewer of a session that has changed, in this organization or in the usual one."""
        rows = _known(await self._lookups.by_id(session_id))
        return viewer_in(rows, organization_id) if organization_id is not None else _usually(rows)

    async def demands_factor(self, person_id: UUID) -> bool:
        """Say whether what the person is in any organization asks for a second factor."""
        return any(one.demands_factor(clock.now()) for one in await self.memberships(person_id))

    async def living(self, session_ids: Iterable[UUID]) -> set[UUID]:
        """Return which of these sessions have not ended, in one statement."""
        with door("sessions.living"):
            rows = await alone(LIVING, list(session_ids), clock.now())
        return {row["id"] for row in rows}

    async def sign_in(self, email: str, password: str, address: str | None, device: str = "") -> SignedIn:
        """Start a session. Unknown user, wrong password, a locked account and no membership are one answer."""
        return await self.start(await self.verify(email, password, address), device)

    async def verify(
        self, email: str, password: str, address: str | None, known: str | None = None, alone: bool = True
    ) -> Account:
        """Return the account that this password opens; raises `WrongCredentials` and `RateLimited`.

        Every refusal takes as long as a success: a hash is worked out whatever the address is. A `known` device, by
        the token it keeps, has tries of its own. A password that is not `alone` comes with a session or a mailed link.
        """
        name = email.strip().lower()
        async with reading(Viewer.anonymous()) as scope:
            own_counter = await counter(scope, name, known)
            with door("sessions.verify"):
                person = await scope.row(PERSON, name)
        tries = await count(name, address, own_counter)
        # Nothing is held while the hash is worked out.
        kept = person["password_hash"] if person is not None else None
        fits = await self.passwords.verify(kept, password) and not tries.is_locked
        if alone and own_counter is None:
            fits = await admits(person["id"] if person is not None else None, name, fits)
        if not fits or person is None:
            raise WrongCredentials("The address or the password is wrong.")
        await tries.forgive()
        if tries.attempts > MANY_FAILURES:
            await note_alone(person["id"], Alert.SUCCESS_AFTER_FAILURES, address, times=tries.attempts - 1)
        await self._rehash(person["id"], person["password_hash"], password)
        return Account(person["id"])

    async def start(self, account: Account, device: str = "", with_factor: bool = False) -> SignedIn:
        """Start a session of an account that was proved; raises `WrongCredentials` for one that is nowhere a member.

        Unless it was proved `with_factor`, the session of somebody who has one awaits it. The oldest of more than 20
        sessions ends.
        """
        memberships = await self.memberships(account.person_id)
        if not memberships:
            raise WrongCredentials("The address or the password is wrong.")
        only = memberships[0] if len(memberships) == 1 else None
        span = span_of(memberships)
        now, token, session_id = clock.now(), secrets.token_urlsafe(32), new_id()
        organization_id = only.organization_id if only else None
        async with writing(Viewer.anonymous()) as scope:
            with door("sessions.start"):
                # Two sign-ins at once count one after the other.
                await scope.rows("SELECT FROM person WHERE id = $1 FOR UPDATE", account.person_id)
                ended = await scope.rows(END_OLDEST, account.person_id, now, MOST_SESSIONS - 1)
                facts = (session_id, token_hash(token), account.person_id, organization_id, device[:100])
                await scope.rows(START, *facts, now, now + span.lasts, int(span.idle.total_seconds()), with_factor)
        self.say_ended(row["id"] for row in ended)
        return SignedIn(await self.entered(session_id), token, now + span.lasts)

    async def sign_out(self, viewer: Viewer) -> None:
        """End the viewer's session and its sockets; nothing happens to somebody without one."""
        if viewer.session_id is None:
            return
        async with writing(Viewer.anonymous()) as scope:
            with door("sessions.sign_out"):
                await scope.rows(
                    "UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
                    viewer.session_id,
                    clock.now(),
                )
        self._say_ended(viewer.session_id)

    async def switch(self, viewer: Viewer, organization: str) -> Viewer:
        """Make another of the person's organizations the usual one of this session.

        Raises `NotFound` for one that the person is not a member of, and `Unauthenticated` without a session.
        """
        if viewer.session_id is None:
            raise Unauthenticated("Sign in first.")
        if viewer.awaits is SignInStep.SECOND_FACTOR:
            raise MfaRequired("Give your second factor first: `completeSignIn`.")
        try:
            wanted = named(organization)
            there = await self.entered(viewer.session_id, wanted)
        except NotAMember:
            raise NotFound("No such organization.", ("input", "organizationId")) from None
        async with writing(Viewer.anonymous()) as scope:
            with door("sessions.switch"):
                await scope.rows("UPDATE session SET organization_id = $2 WHERE id = $1", viewer.session_id, wanted)
        return there

    async def memberships(self, person_id: UUID) -> list[Membership]:
        """Return what the person is in every organization."""
        async with reading(Viewer(person_id=person_id)) as scope:
            with door("sessions.memberships"):
                rows = await scope.rows(MEMBERSHIPS, person_id)
        return list(by_organization(rows).values())

    def say_ended(self, ids: Iterable[UUID]) -> None:
        """Close what is open on sessions, or as members, that have ended: on every node, at once."""
        for id in ids:
            self._say_ended(id)

    async def _rehash(self, person_id: UUID, kept: str, password: str) -> None:
        if not self.passwords.needs_rehash(kept):
            return
        fresh = await self.passwords.hash(password)
        async with writing(Viewer.anonymous()) as scope:
            with door("sessions.rehash"):
                sql = "UPDATE person SET password_hash = $3 WHERE id = $1 AND password_hash = $2"
                await scope.rows(sql, person_id, kept, fresh)


def _usually(rows: list[Any]) -> Viewer:
    usual, memberships = rows[0]["session_organization_id"], by_organization(rows)
    if not memberships:
        raise NotAMember("You are not a member of any organization.")
    # Shut out of the usual one, the person can still choose among the others.
    return viewer_in(rows, usual if usual in memberships else None, memberships)


def _known(rows: list[Any]) -> list[Any]:
    if not rows:
        raise Unauthenticated("The session has ended, or never was.")
    return rows
