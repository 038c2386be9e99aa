"""A person's second factors: set up, named and removed. Each change needs a session that proved itself just now."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth import challenges, recovery, totp, tries
from app.auth.alerts import Alert
from app.auth.challenges import Purpose
from app.auth.doors import door
from app.auth.notices import tell
from app.auth.passkeys import Claimed, Registered, RelyingParty, registered, registration
from app.auth.proofs import FactorKind, secret_at, skewed
from app.auth.scope import WriteScope, alone, current, reading, writing
from app.auth.secrets import Secrets
from app.auth.viewer import Viewer
from app.errors import Conflict, LimitReached, NotFound, WrongCredentials
from app.models.base import new_id

MOST_PASSKEYS = 20
TO_CONFIRM = timedelta(hours=1)
APP_NAME = "Authenticator app"

ALL = """
SELECT id, kind, name, created_at, last_used_at FROM second_factor
 WHERE person_id = $1 AND confirmed_at IS NOT NULL ORDER BY created_at, id
"""
BEGIN_TOTP = """
INSERT INTO second_factor AS f (id, person_id, kind, name, created_at, secret) VALUES ($1, $2, 'TOTP', $3, $4, $5)
ON CONFLICT (person_id) WHERE kind = 'TOTP' DO UPDATE
   SET id = excluded.id, created_at = excluded.created_at, secret = excluded.secret, last_step = NULL
 WHERE f.confirmed_at IS NULL
RETURNING id
"""
BEGUN = """
SELECT id, secret FROM second_factor
 WHERE person_id = $1 AND kind = 'TOTP' AND confirmed_at IS NULL AND created_at > $2
"""
CONFIRM = """
UPDATE second_factor SET confirmed_at = $2, last_used_at = $2, last_step = $3
 WHERE id = $1 AND confirmed_at IS NULL RETURNING id
"""
ADD_PASSKEY = """
INSERT INTO second_factor (id, person_id, kind, name, created_at, confirmed_at, credential_id, public_key, sign_count)
VALUES ($1, $2, 'PASSKEY', $3, $4, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id
"""
RENAME = """
UPDATE second_factor SET name = $3 WHERE person_id = $1 AND id = $2 AND kind = 'PASSKEY' RETURNING id
"""
REMOVE = "DELETE FROM second_factor WHERE person_id = $1 AND id = $2 AND confirmed_at IS NOT NULL RETURNING kind"


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor as its owner sees it."""

    id: UUID
    kind: FactorKind
    name: str
    created_at: Any
    last_used_at: Any


SEALED = "SELECT id, secret FROM second_factor WHERE secret IS NOT NULL AND id > $1 ORDER BY id LIMIT 500"
RESEAL = "UPDATE second_factor SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id"


@dataclass(frozen=True, slots=True)
class NewTotp:
    """What an authenticator app is told; shown once, until it is confirmed."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


async def all_of(person_id: UUID) -> list[Factor]:
    """Return a person's factors, the oldest first."""
    with door("factors.all"):
        rows = await alone(ALL, person_id)
    return [_factor(row) for row in rows]


async def codes_left(person_id: UUID) -> int:
    """Return how many recovery codes a person still has."""
    async with reading(Viewer.anonymous()) as scope:
        return await recovery.left(scope, person_id)


async def own_factors(viewer: Viewer) -> tuple[list[Factor], int]:
    """Return the viewer's factors and how many recovery codes are left, as part of what is being read."""
    with door("factors.own"):
        rows = await current().rows(ALL, viewer.person_id)
    left = await recovery.left(current(), viewer.person_id) if viewer.person_id is not None else 0
    return [_factor(row) for row in rows], left


def _factor(row: Any) -> Factor:
    return Factor(row["id"], FactorKind(row["kind"]), row["name"], row["created_at"], row["last_used_at"])


class Factors:
    """Changes the factors of one person; the caller has made sure that it is that person."""

    def __init__(self, secrets: Secrets, party: RelyingParty) -> None:
        self.secrets = secrets
        self._party = party

    async def begin_totp(self, person_id: UUID, email: str) -> NewTotp:
        """Make a secret for an app; raises `Conflict` when one is set up already."""
        secret, id = totp.fresh_secret(), new_id()
        sealed = await self.secrets.seal(secret_at(id), secret.encode())
        async with writing(Viewer.anonymous()) as scope:
            with door("factors.begin"):
                begun = await scope.row(BEGIN_TOTP, id, person_id, APP_NAME, clock.now(), sealed)
        if begun is None:
            raise Conflict("An authenticator app is set up already: remove it first.")
        return NewTotp(secret, totp.uri_of(secret, email))

    async def confirm_totp(self, person_id: UUID, code: str) -> list[str]:
        """Take the app as a factor once it shows a right code; returns new recovery codes unless some are left.

        Raises `NotFound` when none was begun in the last hour, `WrongCredentials` and `RateLimited`.
        """
        async with writing(Viewer.anonymous()) as scope:
            await tries.spend(scope, tries.codes_of(person_id), tries.CODES)
        now = clock.now()
        with door("factors.confirm"):
            rows = await alone(BEGUN, person_id, now - TO_CONFIRM)
        if not rows:
            raise NotFound("No authenticator app is being set up: begin again.")
        secret = (await self.secrets.open(secret_at(rows[0]["id"]), rows[0]["secret"])).decode()
        step = totp.matched(secret, code, now, None)
        if step is None:
            skew = totp.skew_seconds(secret, code, now)
            raise skewed(skew) if skew is not None else WrongCredentials("This code is wrong.", ("input", "code"))
        async with writing(Viewer.anonymous()) as scope:
            with door("factors.confirm"):
                if await scope.row(CONFIRM, rows[0]["id"], now, step) is None:
                    raise Conflict("This was confirmed at the same moment.")
            await tries.give_back(scope, tries.codes_of(person_id))
            return await self._added(scope, person_id, FactorKind.TOTP)

    async def begin_passkey(self, viewer: Viewer, email: str) -> dict[str, Any]:
        """Return the options for `navigator.credentials.create`; raises `LimitReached`."""
        assert viewer.person_id is not None
        known = await known_passkeys(viewer.person_id)
        if len(known) >= MOST_PASSKEYS:
            raise LimitReached(f"At most {MOST_PASSKEYS} passkeys: remove one first.", maximum=MOST_PASSKEYS)
        async with writing(Viewer.anonymous()) as scope:
            challenge = await challenges.issue(scope, Purpose.REGISTER, viewer.session_id)
        return registration(self._party, (viewer.person_id, email), challenge, known)

    async def finish_passkey(self, viewer: Viewer, credential: Any, name: str) -> list[str]:
        """Take a passkey as a factor; returns new recovery codes unless some are left. Raises `WrongCredentials`."""
        assert viewer.person_id is not None
        claimed = Claimed.of(credential, ("input", "passkey"))
        if not await challenges.use(claimed.challenge, Purpose.REGISTER, viewer.session_id):
            raise WrongCredentials(
                "This challenge was used, is too old, or was for something else.", ("input", "passkey")
            )
        made: Registered = registered(self._party, claimed)
        async with writing(Viewer.anonymous()) as scope:
            facts = (new_id(), viewer.person_id, name, clock.now(), made.credential_id, made.public_key)
            with door("factors.passkey"):
                if await scope.row(ADD_PASSKEY, *facts, made.sign_count) is None:
                    raise Conflict("This passkey is registered already.")
            return await self._added(scope, viewer.person_id, FactorKind.PASSKEY)

    async def rename(self, person_id: UUID, id: UUID, name: str) -> None:
        """Give a passkey another name; raises `NotFound`."""
        async with writing(Viewer.anonymous()) as scope:
            with door("factors.rename"):
                if await scope.row(RENAME, person_id, id, name) is None:
                    raise NotFound("There is no such passkey.", ("input", "id"))

    async def remove(self, person_id: UUID, id: UUID, needs_one: bool) -> None:
        """Take a factor away; raises `NotFound`, and `Conflict` for the last one of somebody who needs one."""
        async with writing(Viewer.anonymous()) as scope:
            with door("factors.remove"):
                # Two removals at once look one after the other at what is left.
                await scope.rows("SELECT FROM person WHERE id = $1 FOR UPDATE", person_id)
                gone = await scope.row(REMOVE, person_id, id)
                if gone is None:
                    raise NotFound("There is no such factor.", ("input", "id"))
                left = await scope.rows(ALL, person_id)
            if not left and needs_one:
                raise Conflict("Your role needs a second factor: set up another one first.")
            if not left:
                await recovery.forget(scope, person_id)
            await tell(scope, person_id, self._party.origin, Alert.FACTOR_REMOVED, kind=gone["kind"])

    async def renew_codes(self, person_id: UUID) -> list[str]:
        """Replace all recovery codes; raises `Conflict` for somebody without a factor to recover."""
        if not await all_of(person_id):
            raise Conflict("Set up a second factor first.")
        async with writing(Viewer.anonymous()) as scope:
            await tell(scope, person_id, self._party.origin, Alert.RECOVERY_CODES_RENEWED)
            return await recovery.renew(scope, person_id)

    async def reseal(self) -> int:
        """Seal with the newest key what an older one has sealed; returns how many secrets that were."""
        done, last = 0, UUID(int=0)
        while True:
            with door("factors.reseal"):
                rows = await alone(SEALED, last)
            for row in rows:
                last = row["id"]
                fresh = await self.secrets.resealed(secret_at(last), row["secret"])
                if fresh is None:
                    continue
                async with writing(Viewer.anonymous()) as scope:
                    with door("factors.reseal"):
                        done += await scope.row(RESEAL, last, row["secret"], fresh) is not None
            if not rows:
                return done

    async def _added(self, scope: WriteScope, person_id: UUID, kind: FactorKind) -> list[str]:
        await tell(scope, person_id, self._party.origin, Alert.FACTOR_ADDED, kind=kind)
        return await recovery.renew(scope, person_id) if await recovery.left(scope, person_id) == 0 else []


async def known_passkeys(person_id: UUID) -> list[bytes]:
    """Return the ids that a person's passkeys have in browsers."""
    with door("factors.passkeys"):
        rows = await alone(
            "SELECT credential_id FROM second_factor WHERE person_id = $1 AND kind = 'PASSKEY' ORDER BY created_at",
            person_id,
        )
    return [row["credential_id"] for row in rows]
