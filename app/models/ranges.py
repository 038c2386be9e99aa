"""Half-open spans of local days, as PostgreSQL's `daterange`."""

from datetime import date
from typing import Any

import asyncpg
from tortoise import fields


class DateRangeField(fields.Field[asyncpg.Range]):
    """Holds an `asyncpg.Range` of dates, lower bound included, upper excluded."""

    SQL_TYPE = "DATERANGE"
    field_type = asyncpg.Range

    def to_python_value(self, value: Any) -> Any:
        return value


def days(start: date, end: date | None) -> asyncpg.Range:
    """Return the days from `start` until the day before `end`; open without an end."""
    return asyncpg.Range(start, end)
