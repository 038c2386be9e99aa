"""Opaque places: encrypted, so that they tell nothing, and bound to what they were made for."""

import base64
import binascii
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import InvalidCursor
from app.models.events import Position

VERSION = b"\x01"
MAX_LENGTH = 1_000


class Cursors:
    """Seals and opens cursors with a key that every node shares."""

    def __init__(self, secret: bytes) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"tenantry cursors 1").derive(secret)
        self._cipher = AESSIV(key)

    def seal(self, purpose: str, organization_id: UUID, content: bytes) -> str:
        """Return an opaque text that `open` turns back for the same purpose and organization only."""
        sealed = self._cipher.encrypt(VERSION + content, [purpose.encode(), organization_id.bytes])
        return _spelled(sealed)

    def open(self, purpose: str, organization_id: UUID, text: str) -> bytes:
        """Return the content; raises `InvalidCursor` for one that is broken, foreign or made for another list."""
        try:
            if len(text) > MAX_LENGTH:
                raise ValueError
            sealed = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            # The last letter has bits that stand for nothing: one place has one spelling.
            if _spelled(sealed) != text:
                raise ValueError
            content = self._cipher.decrypt(sealed, [purpose.encode(), organization_id.bytes])
        except (ValueError, UnicodeEncodeError, binascii.Error, InvalidTag):
            raise InvalidCursor("This cursor is broken, or was made for another list.") from None
        if content[:1] != VERSION:
            raise InvalidCursor("This cursor is of a version that is no longer read.")
        return content[1:]

    def seal_position(self, organization_id: UUID, position: Position) -> str:
        """Return the `EventCursor` of a place in the organization's stream."""
        return self.seal("event", organization_id, position.epoch.bytes + position.seq.to_bytes(8))

    def open_position(self, organization_id: UUID, text: str) -> Position:
        """Return the place of an `EventCursor`; raises `InvalidCursor`."""
        content = self.open("event", organization_id, text)
        return Position(UUID(bytes=content[:16]), int.from_bytes(content[16:]))


def _spelled(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
