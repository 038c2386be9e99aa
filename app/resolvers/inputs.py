"""Checks that many inputs share; each names its place in the input."""

from app.errors import BadInput, Conflict
from app.models.base import Versioned


def text(value: str, path: tuple[str, ...], longest: int) -> str:
    """Return the text without surrounding space; raises `BadInput` when nothing is left or it is too long."""
    trimmed = value.strip()
    if not trimmed:
        raise BadInput("This must not be empty.", path)
    return optional_text(trimmed, path, longest)


def optional_text(value: str, path: tuple[str, ...], longest: int) -> str:
    """Return the text without surrounding space; raises `BadInput` when it is longer than `longest` characters."""
    trimmed = value.strip()
    if len(trimmed) > longest:
        raise BadInput(f"At most {longest} characters; this has {len(trimmed)}.", path, longest=longest)
    if "\x00" in trimmed:
        raise BadInput("This holds a character that cannot be stored.", path)
    return trimmed


def expected(row: Versioned, version: int | None) -> None:
    """Raise `Conflict` when the client has looked at another version than the one that is locked now."""
    if version is not None and row.version != version:
        raise Conflict("This has changed since you looked at it.", ("input", "expectedVersion"), version=row.version)
