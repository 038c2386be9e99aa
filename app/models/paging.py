"""Windows over ordered lists by key, never by offset: stable while rows come and go."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.errors import BadInput
from app.models.base import Row

MAX_PAGE = 100
LONGEST_SEARCH = 200


class Parameters(Protocol):
    """What a condition may do to the statement it goes into."""

    def add(self, value: Any) -> str:
        """Return the placeholder of `value`."""


Condition = Callable[[str, Parameters], str]
Below = Callable[[str, str, Parameters], str]
"""Given the table's alias and the statement's parameters, SQL that narrows a list. Never widens it."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order by one expression, then by id. `expression` holds `{t}` for the table; `cast` is its SQL type."""

    name: str
    expression: str
    cast: str
    descending: bool = False

    def read(self, text: str) -> Any:
        """Turn the key of a cursor back into a value."""
        readers: dict[str, Callable[[str], Any]] = {
            "timestamptz": datetime.fromisoformat,
            "date": date.fromisoformat,
            "bigint": int,
        }
        return readers.get(self.cast, str)(text)


@dataclass(frozen=True, slots=True)
class Key:
    """The place of one row in one order."""

    value: Any
    id: UUID


@dataclass(frozen=True, slots=True)
class Page:
    """The first `limit` rows after a place or, `backward`, the last ones before it."""

    limit: int
    order: Order
    after: Key | None = None
    before: Key | None = None
    backward: bool = False
    where: tuple[Condition, ...] = ()


@dataclass(slots=True)
class Slice:
    """One page of rows in the order asked for."""

    rows: list[Row] = field(default_factory=list)
    has_next: bool = False
    has_previous: bool = False

    @classmethod
    def cut(cls, rows: list[Row], page: Page) -> "Slice":
        """Make a page of up to `limit + 1` rows that were read in the direction of the page."""
        more = len(rows) > page.limit
        rows = rows[: page.limit]
        if page.backward:
            return cls(rows[::-1], has_next=page.before is not None, has_previous=more)
        return cls(rows, has_next=more, has_previous=page.after is not None)


def key_of(row: Row) -> Key:
    """Return the place of a row that came with a page."""
    return Key(row["_key"], row["id"])


def window(page: Page, table: str, sql: Parameters) -> tuple[str, str]:
    """Return the condition and the tail (ORDER BY, LIMIT) that make the page, for rows aliased `table`."""
    expression = page.order.expression.format(t=table)
    conditions = [condition(table, sql) for condition in page.where]
    for key, forward in ((page.after, True), (page.before, False)):
        if key is not None:
            sign = ">" if forward is not page.order.descending else "<"
            place = f"({sql.add(key.value)}::{page.order.cast}, {sql.add(key.id)}::uuid)"
            conditions.append(f"({expression}, {table}.id) {sign} {place}")
    direction = "DESC" if page.order.descending is not page.backward else "ASC"
    tail = f"ORDER BY {expression} {direction}, {table}.id {direction} LIMIT {page.limit + 1}"
    return " AND ".join(conditions) or "TRUE", tail


def equals(column: str, value: Any) -> Condition:
    """Narrow to rows whose column has this value."""
    return lambda table, sql: f"{table}.{column} = {sql.add(value)}"


def within(column: str, values: list[Any], cast: str = "text") -> Condition:
    """Narrow to rows whose column has one of these values."""
    return lambda table, sql: f"{table}.{column} = ANY({sql.add(values)}::{cast}[])"


def since(column: str, moment: datetime) -> Condition:
    """Narrow to rows whose column is at or after this moment."""
    return lambda table, sql: f"{table}.{column} >= {sql.add(moment)}::timestamptz"


def is_set(column: str, wanted: bool) -> Condition:
    """Narrow to rows whose column is filled, or is empty."""
    return lambda table, _: f"{table}.{column} IS {'NOT ' if wanted else ''}NULL"


def contains(columns: tuple[str, ...], text: str, path: tuple[str, ...] = ("filter", "search")) -> Condition:
    """Narrow to rows in which one of the columns holds the text, whatever its case.

    Raises `BadInput` for a text that nobody would search for.
    """
    if len(text) > LONGEST_SEARCH or "\x00" in text:
        raise BadInput(f"Search for at most {LONGEST_SEARCH} characters.", path, longest=LONGEST_SEARCH)
    # The text is a value, not a pattern: % and _ stand for themselves.
    pattern = "%" + text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"

    def condition(table: str, sql: Parameters) -> str:
        place = sql.add(pattern)
        return "(" + " OR ".join(f"{table}.{column}::text ILIKE {place}" for column in columns) + ")"

    return condition
