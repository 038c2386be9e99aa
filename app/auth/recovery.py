"""Codes on paper that each stand in for a lost second factor once: 120 random bits, of which only the hash is kept."""

import base64
import hashlib
import secrets
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import Scope, WriteScope

COUNT = 10
CODE_BYTES = 15
WARN_AT = 3
LONGEST = 64


def written(code: bytes) -> str:
    """Return a code as it is read from paper: six groups of four."""
    text = base64.b32encode(code).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def hash_of(text: str) -> bytes:
    """Return what is kept of a code; case, spaces and dashes do not count."""
    return hashlib.sha256("".join(text.upper().split()).replace("-", "").encode()).digest()


async def renew(scope: WriteScope, person_id: UUID) -> list[str]:
    """Give a person new codes in place of all old ones; they are shown this once."""
    codes = [written(secrets.token_bytes(CODE_BYTES)) for _ in range(COUNT)]
    with door("recovery"):
        await scope.rows("DELETE FROM recovery_code WHERE person_id = $1", person_id)
        await scope.rows(
            "INSERT INTO recovery_code (person_id, code_hash) SELECT $1, unnest($2::bytea[])",
            *(person_id, [hash_of(code) for code in codes]),
        )
    return codes


async def use(scope: WriteScope, person_id: UUID, text: str) -> bool:
    """Use up one code; False for one that is wrong or was used before. Of two at once, one succeeds."""
    with door("recovery"):
        used = await scope.row(
            "UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL"
            " RETURNING person_id",
            *(person_id, hash_of(text), clock.now()),
        )
    return used is not None


async def left(scope: Scope, person_id: UUID) -> int:
    """Return how many codes were not used yet."""
    with door("recovery"):
        row = await scope.row(
            "SELECT count(*) AS n FROM recovery_code WHERE person_id = $1 AND used_at IS NULL", person_id
        )
    return int(row["n"]) if row else 0


async def forget(scope: WriteScope, person_id: UUID) -> None:
    """Make all codes of a person worthless."""
    with door("recovery"):
        await scope.rows("DELETE FROM recovery_code WHERE person_id = $1", person_id)
