"""The key that signs each day's end of an audit chain. It is not in the database: who rewrites all cannot sign it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NEWEST = "SELECT audit_head, audit_hash FROM app.organization_stream WHERE organization_id = $1"
SIGN = """
INSERT INTO app.audit_head (organization_id, signed_on, position, hash, public_key, signature, at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING position
"""
SIGNED = """
SELECT organization_id, signed_on, position, hash, public_key, signature FROM app.audit_head
 WHERE organization_id = $1 ORDER BY position, signed_on
"""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of an organization's chain on one day, signed."""

    organization_id: UUID
    signed_on: date
    position: int
    hash: bytes
    public_key: bytes
    signature: bytes

    @property
    def text(self) -> bytes:
        """Return what is signed."""
        return (
            f"tenantry-audit-head/1 {self.organization_id} {self.signed_on} {self.position} {self.hash.hex()}".encode()
        )

    def is_signed_by(self, trusted: frozenset[bytes]) -> bool:
        """Say whether one of the trusted public keys (32 bytes each) signed this head."""
        if self.public_key not in trusted:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.text)
        except InvalidSignature:
            return False
        return True

    def line(self) -> str:
        """Return the head as one line of JSON, to keep outside the database."""
        names = {"hash": self.hash.hex(), "publicKey": self.public_key.hex(), "signature": self.signature.hex()}
        where = {"organization": self.organization_id, "signedOn": self.signed_on, "position": self.position}
        return orjson.dumps({**where, **names}, default=str).decode()

    @classmethod
    def of_line(cls, line: str) -> "Head":
        """Read what `line` wrote; raises `ValueError` for anything else."""
        try:
            kept: dict[str, Any] = orjson.loads(line)
            hash, key, signature = (bytes.fromhex(kept[name]) for name in ("hash", "publicKey", "signature"))
            day = date.fromisoformat(kept["signedOn"])
            return cls(UUID(kept["organization"]), day, int(kept["position"]), hash, key, signature)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a signed head") from error


class HeadKey:
    """An Ed25519 key made from the secret of the installation, for this purpose alone."""

    def __init__(self, secret: bytes) -> None:
        seed = HKDF(SHA256(), 32, salt=None, info=b"tenantry audit heads 1").derive(secret)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, organization_id: UUID, signed_on: date, position: int, hash: bytes) -> Head:
        """Return the signed head of a day."""
        unsigned = Head(organization_id, signed_on, position, hash, self.public, b"")
        return Head(organization_id, signed_on, position, hash, self.public, self._key.sign(unsigned.text))
