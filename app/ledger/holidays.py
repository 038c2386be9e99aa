"""Public holidays, as data with their source: days on which nobody can be expected to go to a bank."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)


def is_holiday(country: str | None, day: date) -> bool:
    """Say whether a day is a public holiday of a country, named `NO` or `US-NY`; no when none of it are known."""
    return country is not None and day in _holidays(country.split("-", 1)[0], day.year)


@cache
def _calendars() -> dict[str, Any]:
    return tomllib.loads((files("app.ledger") / "holidays.toml").read_text("utf-8"))


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    """Return the holidays that are kept in a year: also the first of January that is kept on the day before it."""
    calendar = _calendars().get(country)
    if calendar is None:
        return frozenset()
    days = (day for near in (year, year + 1) if near <= date.max.year for day in _of(calendar, near))
    return frozenset(kept for day in days if (kept := _kept(day, calendar["is_moved"])).year == year)


def _of(calendar: dict[str, Any], year: int) -> Iterator[date]:
    yield from (date.fromisoformat(f"{year}-{day}") for day in calendar["fixed"])
    yield from (easter(year) + timedelta(days=offset) for offset in calendar.get("easter", ()))
    yield from (_nth(year, **rule) for rule in calendar.get("weekdays", ()))


def _kept(day: date, is_moved: bool) -> date:
    if not is_moved or day.weekday() < SATURDAY:
        return day
    return day - ONE_DAY if day.weekday() == SATURDAY else day + ONE_DAY


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - ONE_DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Return Easter Sunday of a year in the Gregorian calendar."""
    century, moon = year // 100, year % 19
    shift = century - century // 4 - (8 * century + 13) // 25 + 19 * moon + 15
    full = shift % 30
    full -= (full // 28) * (1 - (full // 28) * (29 // (full + 1)) * ((21 - moon) // 11))
    weekday = (year + year // 4 + full + 2 - century + century // 4) % 7
    offset = full - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))
