"""Checks that many inputs share; each names its place in the input."""

import re
from decimal import Decimal
from typing import Any

from app.errors import BadInput, Conflict
from app.models.base import Versioned
from app.money import Money

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
PHONE = re.compile(r"\+?[0-9 ()./-]{3,39}")
MOST_MINOR = 10**15


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


def line(value: str, path: tuple[str, ...], longest: int) -> str:
    """Return the text of one line of visible characters; raises `BadInput`."""
    found = text(value, path, longest)
    if not found.isprintable():
        raise BadInput("This holds characters that cannot be seen.", path)
    return found


def expected(row: Versioned, version: int | None) -> None:
    """Raise `Conflict` when the client has looked at another version than the one that is locked now."""
    if version is not None and version < 0:
        raise BadInput("A version is not negative.", ("input", "expectedVersion"))
    if version is not None and row.version != version:
        raise Conflict("This has changed since you looked at it.", ("input", "expectedVersion"), version=row.version)


def email(value: str, path: tuple[str, ...]) -> str:
    """Return an address as it will be kept; raises `BadInput`."""
    found = text(value, path, 254).lower()
    if not EMAIL.fullmatch(found):
        raise BadInput("This is not an address.", path)
    return found


def phone(value: str, path: tuple[str, ...]) -> str:
    """Return a telephone number as it was written; raises `BadInput`."""
    found = text(value, path, 40)
    if not PHONE.fullmatch(found):
        raise BadInput("This is not a telephone number.", path)
    return found


def minor(amount: Decimal, currency: str, expected_currency: str, path: tuple[str, ...]) -> int:
    """Return an amount in minor units; raises `BadInput` for another currency, too many decimals or too much."""
    if currency != expected_currency:
        raise BadInput(f"The currency here is {expected_currency}.", (*path, "currency"), currency=expected_currency)
    try:
        found = Money.of(amount, currency).minor
    except ValueError as error:
        raise BadInput(str(error), (*path, "amount")) from None
    if not 0 <= found <= MOST_MINOR:
        raise BadInput("An amount of 0 or more is wanted, and no more than can be stored.", (*path, "amount"))
    return found


def above_zero(amount: tuple[Decimal, str], currency: str, path: tuple[str, ...]) -> int:
    """Return an amount of more than nothing in minor units; raises `BadInput` as `minor` does."""
    found = minor(*amount, currency, path)
    if found == 0:
        raise BadInput("An amount above 0 is wanted.", (*path, "amount"))
    return found


def change(row: Any, wanted: dict[str, Any]) -> list[str]:
    """Set the wanted values that are not None and differ; returns the names of the columns that changed."""
    changed = [name for name, value in wanted.items() if value is not None and value != getattr(row, name)]
    for name in changed:
        setattr(row, name, wanted[name])
    return changed
