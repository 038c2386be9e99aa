"""The rows of a landlord's own list: one home each, with who rents it and on which terms."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from tortoise import fields

from app.models.base import Versioned
from app.models.properties import UnitKind
from app.money import has_thousandths

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[0-9 ()./-]{3,39}")
UNCLEAR = re.compile(r"\d{1,3}[.,]\d{3}")
FORMULA = ("=", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate, were the list ever exported again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the row as a spreadsheet counts, the heading of the column, and a sentence."""

    row: int
    column: str
    message: str


def _text(value: str) -> str:
    if len(value) > 200 or not value.isprintable():
        raise ValueError("This is longer than 200 characters, or holds characters that cannot be seen.")
    if value.startswith(FORMULA):
        raise ValueError("A text does not begin with =, @ or a tab: a spreadsheet would calculate it.")
    return value


def _id(value: str) -> str:
    if len(value) > 100:
        raise ValueError("An id has at most 100 characters.")
    return _text(value)


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value.upper()):
        raise ValueError("A country is two letters, such as NO.")
    return value.upper()


KINDS = {
    "leilighet": "FLAT",
    "hus": "HOUSE",
    "rom": "ROOM",
    "parkering": "PARKING",
    "bod": "STORAGE",
    "næring": "COMMERCIAL",
}


def _kind(value: str) -> UnitKind:
    try:
        return UnitKind(KINDS.get(value.lower(), value.upper()))
    except ValueError:
        raise ValueError(f"A kind is one of {', '.join([*UnitKind, *KINDS])}.") from None


def _number(value: str) -> Decimal:
    plain = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise ValueError("This is not a number.") from None
    if not found.is_finite() or not 0 <= found < 10**9:
        raise ValueError("A number from 0 and below a billion is wanted.")
    return found


def _day(value: str) -> date:
    norwegian = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", value)
    try:
        found = date(*map(int, norwegian.groups()[::-1])) if norwegian else date.fromisoformat(value)
    except ValueError:
        raise ValueError("A day is written 2026-04-16 or 16.04.2026.") from None
    if not date(1900, 1, 1) <= found < date(2200, 1, 1):
        raise ValueError("This day is too far away.")
    return found


def _due_day(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 31:
        raise ValueError("Rent is due on a day from 1 to 31.")
    return int(value)


def _email(value: str) -> str:
    if len(value) > 254 or not EMAIL.fullmatch(value):
        raise ValueError("This is not an address.")
    return value.lower()


def _phone(value: str) -> str:
    if not PHONE.fullmatch(value):
        raise ValueError("This is not a telephone number.")
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name here, its headings in English and Norwegian, how it is read, and what it goes with."""

    name: str
    headings: tuple[str, str]
    read: Callable[[str], Any]
    group: str
    needed: bool = False


COLUMNS = (
    Column("property_id", ("property id", "eiendom id"), _id, "property", True),
    Column("property_name", ("property", "eiendom"), _text, "property", True),
    Column("line1", ("address", "adresse"), _text, "property", True),
    Column("postal_code", ("postal code", "postnummer"), _text, "property", True),
    Column("city", ("city", "sted"), _text, "property", True),
    Column("country", ("country", "land"), _country, "property", True),
    Column("unit_id", ("unit id", "enhet id"), _id, "unit", True),
    Column("unit_label", ("unit", "enhet"), _text, "unit", True),
    Column("kind", ("kind", "type"), _kind, "unit", True),
    Column("area", ("area", "areal"), _number, "unit"),
    Column("tenant_id", ("tenant id", "leietaker id"), _id, "tenant"),
    Column("tenant_name", ("tenant", "leietaker"), _text, "tenant"),
    Column("email", ("e-mail", "e-post"), _email, "tenant"),
    Column("phone", ("phone", "telefon"), _phone, "tenant"),
    Column("lease_id", ("lease id", "kontrakt id"), _id, "lease"),
    Column("start_on", ("from", "fra"), _day, "lease"),
    Column("end_on", ("to", "til"), _day, "lease"),
    Column("rent", ("rent", "leie"), _number, "lease"),
    Column("due_day", ("due day", "forfallsdag"), _due_day, "lease"),
)
ZEROS = {"NO": 4, "DK": 4, "FI": 5, "DE": 5, "ES": 5, "FR": 5, "IT": 5, "US": 5}
"""Digits of a postal code, where the first ones may be zeros: spreadsheets take them for numbers, and lose those."""

TOGETHER = {"tenant": ("tenant_id", "tenant_name"), "lease": ("lease_id", "tenant_id", "start_on", "rent", "due_day")}
"""What is needed as soon as anything of the group is there."""


@dataclass(frozen=True, slots=True)
class Home:
    """One good row; `values` by the names of the columns, without those that were empty."""

    row: int
    values: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """What a list says, and what is wrong with it."""

    homes: list[Home] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=lambda: {column.name: column.headings[0] for column in COLUMNS})
    """What the list calls each column, by our own name; what it does not have, in the list's language."""

    def called(self, fault: Fault) -> Fault:
        """Return a fault of one of our columns under the list's own heading."""
        return replace(fault, column=self.headings.get(fault.column, fault.column))

    def _fault(self, row: int, name: str, message: str) -> None:
        self.faults.append(self.called(Fault(row, name, message)))


def plan(rows: Iterable[list[str]]) -> Plan:
    """Read a whole list, the heading first; every fault is found, and rows with any are left out."""
    source, made = iter(rows), Plan()
    places = _places(next(source, []), made)
    for column in COLUMNS:
        if column.needed and column.name not in places:
            made._fault(1, column.name, "This column is missing.")
    if made.faults:
        return made
    for number, cells in enumerate(source, 2):
        if any(cells):
            values, faults = _read(number, cells, places)
            made.faults += map(made.called, faults)
            if not faults:
                made.homes.append(Home(number, values))
    _check_ids(made)
    return made


def _places(heading: list[str], made: Plan) -> dict[str, int]:
    """Find the columns, and learn what the list calls them."""
    cells = [cell.strip() for cell in heading]
    small = [cell.lower() for cell in cells]
    is_norwegian = sum(column.headings[1] in small for column in COLUMNS) > len(cells) // 2
    places = {}
    for column in COLUMNS:
        at = next((place for place, cell in enumerate(small) if cell in column.headings), None)
        if at is not None:
            places[column.name] = at
        made.headings[column.name] = column.headings[is_norwegian] if at is None else cells[at]
    return places


def _read(number: int, cells: list[str], places: dict[str, int]) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for column in COLUMNS:
        at = places.get(column.name)
        cell = cells[at] if at is not None and at < len(cells) else ""
        if not cell:
            if column.needed:
                faults.append(Fault(number, column.name, "This must not be empty."))
            continue
        try:
            if column.name == "rent" and UNCLEAR.fullmatch(cell) and not has_thousandths(values.get("country", "")):
                raise ValueError("This may be thousands or decimals: write 12500 or 12500,00.")
            values[column.name] = column.read(cell)
        except ValueError as error:
            faults.append(Fault(number, column.name, str(error)))
    if (width := ZEROS.get(values.get("country", ""))) and len(found := values.get("postal_code", "")) >= 3:
        values["postal_code"] = found.zfill(width) if found.isdecimal() else found
    return values, faults or list(_missing(number, values))


def _missing(number: int, values: dict[str, Any]) -> Iterator[Fault]:
    for group, needed in TOGETHER.items():
        if any(column.name in values for column in COLUMNS if column.group == group):
            for name in needed:
                if name not in values:
                    yield Fault(number, name, f"This is needed for a {group}.")
    if "end_on" in values and "start_on" in values and values["end_on"] <= values["start_on"]:
        yield Fault(number, "end_on", "A lease ends after it starts; its end is the day after the last one.")


def _check_ids(made: Plan) -> None:
    # A unit of two rows would be two homes, and a lease of two rows two leases.
    seen: dict[tuple[str, str], int] = {}
    people: dict[str, tuple[int, str]] = {}
    good = []
    for home in made.homes:
        keys = [(name, home.values[name]) for name in ("unit_id", "lease_id") if name in home.values]
        twice = [(name, seen[name, value]) for name, value in keys if (name, value) in seen]
        for name, first in twice:
            made._fault(home.row, name, f"Row {first} has the same id.")
        person = (home.row, str(home.values.get("tenant_name", "")))
        known = people.setdefault(home.values.get("tenant_id", ""), person)
        if is_other := known[1].casefold() != person[1].casefold():
            # One of the two would silently be the other.
            made._fault(home.row, "tenant_id", f"Row {known[0]} has the same id for {known[1]}.")
        if not twice and not is_other:
            seen |= {key: home.row for key in keys}
            good.append(home)
    made.homes[:] = good
    made.faults.sort(key=lambda fault: fault.row)


class ImportStatus(StrEnum):
    """How far a list has come in."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class ImportEventKind(StrEnum):
    """What can happen to an import."""

    STARTED = "STARTED"
    PROGRESSED = "PROGRESSED"
    ENDED = "ENDED"


class Import(Versioned):
    """A list that somebody sent, on its way in."""

    file_id = fields.UUIDField()
    started_by = fields.UUIDField()
    is_trial = fields.BooleanField()
    skips_bad = fields.BooleanField()
    status = fields.CharEnumField(ImportStatus)
    refusal: Any = fields.TextField(null=True)
    row_count = fields.IntField(default=0)
    done_count = fields.IntField(default=0)
    fault_count = fields.IntField(default=0)
    property_count = fields.IntField(default=0)
    unit_count = fields.IntField(default=0)
    tenant_count = fields.IntField(default=0)
    lease_count = fields.IntField(default=0)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "import"
