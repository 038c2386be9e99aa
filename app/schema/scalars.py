"""Scalars of the API, each with the specification that defines it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal as PythonDecimal
from decimal import InvalidOperation
from typing import Any, NewType
from uuid import UUID

import strawberry
from graphql import GraphQLError

EventCursor = NewType("EventCursor", str)
MinorUnits = NewType("MinorUnits", int)
CurrencyCode = NewType("CurrencyCode", str)
TimeZone = NewType("TimeZone", str)
Locale = NewType("Locale", str)


MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,20}(\.\d{1,18})?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise GraphQLError("A moment is written like 2026-04-16T09:30:00Z, with its offset.")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError("There is no such moment.") from None
    # Beyond these years a moment of some zone has no year at all, and nobody means it.
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise GraphQLError(f"A moment from {FIRST_YEAR} to {LAST_YEAR} is wanted.")
    return moment


def _shown(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day(value: Any) -> date:
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise GraphQLError("A day is written like 2026-04-16.") from None


def _uuid(value: Any) -> UUID:
    try:
        if not isinstance(value, str) or len(value) != 36:
            raise ValueError
        return UUID(value)
    except ValueError:
        raise GraphQLError("A UUID is written like 0190f1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1b.") from None


def _decimal(value: Any) -> PythonDecimal:
    try:
        if not isinstance(value, str) or not DECIMAL.fullmatch(value):
            raise ValueError
        return PythonDecimal(value)
    except (ValueError, InvalidOperation):
        raise GraphQLError('A decimal is written as a string, like "12500.00".') from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 1_000:
        raise GraphQLError("A string of at most 1,000 characters is wanted.")
    return value


def _scalar(name: str, description: str, url: str, parse: Any = _text, serialize: Any = str) -> Any:
    return strawberry.scalar(
        name=name, description=description, specified_by_url=url, parse_value=parse, serialize=serialize
    )


HERE = "https://tenantry.dev/spec/"

SCALARS: dict[object, Any] = {
    datetime: _scalar(
        "DateTime", "A moment, always answered in UTC.", "https://www.rfc-editor.org/rfc/rfc3339", _moment, _shown
    ),
    date: _scalar(
        "Date",
        "A calendar day of the property it belongs to, never a moment.",
        "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        _day,
        date.isoformat,
    ),
    UUID: _scalar("UUID", "A UUID in its usual text form.", "https://www.rfc-editor.org/rfc/rfc9562", _uuid),
    PythonDecimal: _scalar("Decimal", "An exact decimal number as a string with a point.", HERE + "decimal", _decimal),
    EventCursor: _scalar("EventCursor", "Opaque place in an organization's event stream.", HERE + "event-cursor"),
    MinorUnits: _scalar(
        "MinorUnits",
        "A whole number of the currency's smallest unit, as a string because it may exceed 32 bits.",
        HERE + "minor-units",
    ),
    CurrencyCode: _scalar(
        "CurrencyCode", "Three letters of ISO 4217.", "https://www.iso.org/iso-4217-currency-codes.html"
    ),
    TimeZone: _scalar("TimeZone", "Name of an IANA time zone.", "https://www.iana.org/time-zones"),
    Locale: _scalar("Locale", "A language tag of BCP 47.", "https://www.rfc-editor.org/info/bcp47"),
}

Json = strawberry.scalars.JSON
