"""What a passkey is asked to sign: 32 random bytes, good once, for one purpose, in one session, for five minutes."""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope, writing
from app.auth.viewer import Viewer

LASTS = timedelta(minutes=5)
CHALLENGE_BYTES = 32

USE = """
DELETE FROM passkey_challenge WHERE hash = $1 AND purpose = $2 AND session_id IS NOT DISTINCT FROM $3
RETURNING expires_at
"""
FORGET = """
DELETE FROM passkey_challenge WHERE hash IN (SELECT hash FROM passkey_challenge WHERE expires_at <= $1 LIMIT 100)
"""


class Purpose(StrEnum):
    """What a signature is wanted for; a challenge for one is worth nothing for another."""

    REGISTER = "REGISTER"
    SIGN_IN = "SIGN_IN"
    CONFIRM = "CONFIRM"


class PasskeyPurpose(StrEnum):
    """The purposes of a passkey that exists already; a new one is asked for by whoever may add it."""

    SIGN_IN = "SIGN_IN"
    CONFIRM = "CONFIRM"

    @property
    def purpose(self) -> Purpose:
        """Return it among all purposes."""
        return Purpose(self.value)


async def issue(scope: WriteScope, purpose: Purpose, session_id: UUID | None) -> bytes:
    """Return a new challenge; those that nobody answered in time are cleared away."""
    challenge, now = secrets.token_bytes(CHALLENGE_BYTES), clock.now()
    with door("challenges"):
        await scope.rows(FORGET, now)
        await scope.rows(
            "INSERT INTO passkey_challenge (hash, purpose, session_id, expires_at) VALUES ($1, $2, $3, $4)",
            *(_hash(challenge), purpose, session_id, now + LASTS),
        )
    return challenge


async def use(challenge: bytes, purpose: Purpose, session_id: UUID | None) -> bool:
    """Use up a challenge; False for one that is unknown, used, late, or made for something else."""
    async with writing(Viewer.anonymous()) as scope:
        with door("challenges"):
            used = await scope.row(USE, _hash(challenge), purpose, session_id)
    return used is not None and used["expires_at"] > clock.now()


def _hash(challenge: bytes) -> bytes:
    return hashlib.sha256(challenge).digest()
