"""Opaque global ids: the name of a type and the id of a row, in one word."""

import base64
import binascii
from uuid import UUID

from app.errors import BadInput


def to_global(type_name: str, id: UUID) -> str:
    """Return the opaque id of a row, as the API shows it."""
    return base64.urlsafe_b64encode(type_name.encode() + b":" + id.bytes).rstrip(b"=").decode()


def from_global(text: str) -> tuple[str, UUID]:
    """Return the type's name and the row's id; raises `BadInput` for what is no id of ours."""
    try:
        if len(text) > 120:
            raise ValueError
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        name, _, id = raw.partition(b":")
        return name.decode("ascii"), UUID(bytes=id)
    except (ValueError, binascii.Error, UnicodeError):
        raise BadInput("This is not an id.") from None


def id_of(type_name: str, text: str, path: tuple[str, ...] = ()) -> UUID:
    """Return the row's id of a global id that must name this type; raises `BadInput` with the place in the input."""
    try:
        name, id = from_global(text)
    except BadInput as error:
        raise BadInput(error.message, path) from None
    if name != type_name:
        raise BadInput(f"This is not the id of a {type_name}.", path)
    return id
