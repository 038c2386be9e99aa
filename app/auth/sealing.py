"""Encryption of single values: AES-256-GCM, bound to the very place the value stands in."""

import hashlib
import hmac
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
NONCE_BYTES = 12
HEADER_BYTES = 5
KEY_BYTES = 32
ACCOUNTS = UUID(int=0)
"""The scope of what belongs to accounts and to no organization."""


class Damaged(Exception):
    """What was sealed was changed, moved to another place, or sealed with a key that is gone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands: its organization (or `ACCOUNTS`), table, column and row."""

    scope: UUID
    table: str
    column: str
    row: UUID

    def bound(self, version: int) -> bytes:
        """Return what the seal is bound to besides its content."""
        return f"{self.scope}|{self.table}|{self.column}|{self.row}|{version}".encode()


def seal(key: bytes, version: int, place: Place, content: bytes) -> bytes:
    """Return the header (format, version of the key), a random 96-bit nonce, and the content with its tag."""
    nonce = os.urandom(NONCE_BYTES)
    header = bytes([FORMAT]) + version.to_bytes(4)
    return header + nonce + AESGCM(key).encrypt(nonce, content, place.bound(version))


def version_of(sealed: bytes) -> int:
    """Return the version of the key that a value was sealed with; raises `Damaged`."""
    if len(sealed) < HEADER_BYTES + NONCE_BYTES + 16 or sealed[0] != FORMAT:
        raise Damaged("This is no sealed value.")
    return int.from_bytes(sealed[1:HEADER_BYTES])


def open_sealed(key: bytes, place: Place, sealed: bytes) -> bytes:
    """Return the content; raises `Damaged` when it was changed, or sealed for another place."""
    bound = place.bound(version_of(sealed))
    nonce, body = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, bound)
    except InvalidTag:
        raise Damaged("This value was changed, or belongs elsewhere.") from None


def blind(key: bytes, table: str, column: str, content: bytes) -> bytes:
    """Return what equal contents of one column have in common, and what tells nothing else of them."""
    return hmac.new(key, f"{table}|{column}|".encode() + content, hashlib.sha256).digest()
