"""Checks what somebody shows besides the password: a code, a recovery code, or the answer of a passkey."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NoReturn
from uuid import UUID

from app import clock
from app.auth import challenges, recovery, totp, tries
from app.auth.alerts import Alert, note, note_alone
from app.auth.challenges import Purpose
from app.auth.doors import door
from app.auth.notices import tell
from app.auth.passkeys import Claimed, RelyingParty, asserted
from app.auth.scope import alone, writing
from app.auth.sealing import ACCOUNTS, Place
from app.auth.secrets import Secrets
from app.auth.viewer import Viewer
from app.errors import BadInput, WrongCredentials

TOTP = """
SELECT id, secret, last_step FROM second_factor WHERE person_id = $1 AND kind = 'TOTP' AND confirmed_at IS NOT NULL
"""
PASSKEY = "SELECT id, person_id, public_key, sign_count FROM second_factor WHERE credential_id = $1"

# Of two who show the same code, one finds the step as it was.
ACCEPT_STEP = """
UPDATE second_factor SET last_step = $2, last_used_at = $3
 WHERE id = $1 AND (last_step IS NULL OR last_step < $2) RETURNING id
"""
# Zero means that the passkey does not count: it is copied between devices.
ACCEPT_COUNT = """
UPDATE second_factor SET sign_count = $2, last_used_at = $3
 WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0)) RETURNING id
"""


class FactorKind(StrEnum):
    """What can stand beside a password."""

    TOTP = "TOTP"
    PASSKEY = "PASSKEY"
    RECOVERY_CODE = "RECOVERY_CODE"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was shown; exactly one of the three."""

    code: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    passkey: Any | None = field(default=None, repr=False)

    def checked(self) -> "Proof":
        """Return itself; raises `BadInput` for nothing, for two things, and for what nobody would type."""
        if sum(part is not None for part in (self.code, self.recovery_code, self.passkey)) != 1:
            raise BadInput("Exactly one of code, recoveryCode and passkey is wanted.", ("input",))
        for name, text in (("code", self.code), ("recoveryCode", self.recovery_code)):
            if text is not None and len(text) > recovery.LONGEST:
                raise BadInput(f"At most {recovery.LONGEST} characters.", ("input", name))
        return self


def secret_at(id: UUID) -> Place:
    """Return where the secret of an authenticator app stands."""
    return Place(ACCOUNTS, "second_factor", "secret", id)


class Proofs:
    """Says whether a proof holds. Five guesses in a quarter of an hour, whatever they are of."""

    def __init__(self, secrets: Secrets, party: RelyingParty) -> None:
        self.secrets = secrets
        self.party = party

    async def check(self, viewer: Viewer, proof: Proof) -> FactorKind:
        """Return what the viewer has proved; raises `WrongCredentials`, `RateLimited` and `BadInput`."""
        assert viewer.person_id is not None
        proof = proof.checked()
        if proof.passkey is not None:
            claimed = Claimed.of(proof.passkey, ("input", "passkey"))
            await self.passkey(claimed, Purpose.CONFIRM, viewer)
            return FactorKind.PASSKEY
        async with writing(Viewer.anonymous()) as scope:
            await tries.spend(scope, tries.codes_of(viewer.person_id), tries.CODES)
        if proof.recovery_code is not None:
            await self._recovery_code(viewer.person_id, proof.recovery_code)
            return FactorKind.RECOVERY_CODE
        await self._code(viewer.person_id, proof.code or "")
        return FactorKind.TOTP

    async def passkey(self, claimed: Claimed, purpose: Purpose, viewer: Viewer) -> UUID:
        """Return the person whose passkey has answered; it must be the viewer, unless that is nobody yet.

        Raises `WrongCredentials` for anything that does not hold.
        """
        if not await challenges.use(claimed.challenge, purpose, viewer.session_id):
            raise WrongCredentials("This challenge was used, is too old, or was for something else.", _AT_PASSKEY)
        with door("proofs.passkey"):
            rows = await alone(PASSKEY, claimed.credential_id)
        if not rows or not _is_of(claimed, rows[0]["person_id"], viewer):
            raise WrongCredentials("This passkey does not hold.", _AT_PASSKEY)
        row = rows[0]
        count = asserted(self.party, claimed, row["public_key"])
        async with writing(Viewer.anonymous()) as scope:
            with door("proofs.passkey"):
                accepted = await scope.row(ACCEPT_COUNT, row["id"], count, clock.now())
            if accepted is not None:
                return UUID(bytes=row["person_id"].bytes)
            # Its count went back: a copy of it is somewhere.
            facts = {"factor": row["id"], "kept": row["sign_count"], "shown": count}
            await note(scope, row["person_id"], Alert.PASSKEY_COUNT_WENT_BACK, **facts)
        raise WrongCredentials("This passkey does not hold.", _AT_PASSKEY)

    async def _recovery_code(self, person_id: UUID, text: str) -> None:
        async with writing(Viewer.anonymous()) as scope:
            if await recovery.use(scope, person_id, text):
                left = await recovery.left(scope, person_id)
                await tell(scope, person_id, self.party.origin, Alert.RECOVERY_CODE_USED, left=left)
                await tries.give_back(scope, tries.codes_of(person_id))
                return
        await self._wrong(person_id, "recoveryCode")

    async def _code(self, person_id: UUID, code: str) -> None:
        with door("proofs.code"):
            rows = await alone(TOTP, person_id)
        if not rows:
            await self._wrong(person_id, "code")
        row, now = rows[0], clock.now()
        secret = (await self.secrets.open(secret_at(row["id"]), row["secret"])).decode()
        step = totp.matched(secret, code, now, row["last_step"])
        if step is None:
            await self._refuse_code(person_id, secret, code)
        async with writing(Viewer.anonymous()) as scope:
            with door("proofs.code"):
                accepted = await scope.row(ACCEPT_STEP, row["id"], step, now)
            if accepted is not None:
                await tries.give_back(scope, tries.codes_of(person_id))
                return
        await self._refuse_code(person_id, secret, code)

    async def _refuse_code(self, person_id: UUID, secret: str, code: str) -> NoReturn:
        if totp.matched(secret, code, clock.now(), None) is not None:
            await note_alone(person_id, Alert.CODE_REPLAYED)
            raise WrongCredentials("This code was used before: wait for the next one.", ("input", "code"))
        skew = totp.skew_seconds(secret, code, clock.now())
        if skew is not None:
            raise skewed(skew)
        await self._wrong(person_id, "code")

    async def _wrong(self, person_id: UUID, name: str) -> NoReturn:
        await note_alone(person_id, Alert.CODE_WRONG)
        raise WrongCredentials("This code is wrong.", ("input", name))


_AT_PASSKEY = ("input", "passkey")


def skewed(seconds: int) -> WrongCredentials:
    """Return the refusal of a code that was right at another time."""
    where = "ahead" if seconds > 0 else "behind"
    words = f"The clock of the authenticator app is about {abs(seconds)} seconds {where}: set it right, and try again."
    return WrongCredentials(words, ("input", "code"), clockSkewSeconds=seconds)


def _is_of(claimed: Claimed, person_id: UUID, viewer: Viewer) -> bool:
    if viewer.person_id is None:
        # Nobody said who they are: the passkey has to.
        return claimed.user_handle == person_id.bytes
    return person_id == viewer.person_id and claimed.user_handle in (None, person_id.bytes)
