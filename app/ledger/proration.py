"""What part of a full amount is owed for some days of a period: exact parts that add up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ProrationMethod(StrEnum):
    """How part months are counted."""

    ACTUAL_DAYS = "ACTUAL_DAYS"
    THIRTY_DAYS = "THIRTY_DAYS"
    YEAR_365 = "YEAR_365"
    YEAR_ACTUAL = "YEAR_ACTUAL"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months by the calendar, of which the first day is in and the last is not."""

    start: date
    months: int = 1

    @property
    def end(self) -> date:
        """Return the day after the last one."""
        return add_months(self.start, self.months)

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.end - self.start).days

    @classmethod
    def around(cls, day: date, months: int = 1) -> "Period":
        """Return the month, quarter or year that a day lies in; they begin where the calendar year does."""
        first = (day.month - 1) // months * months + 1
        return cls(date(day.year, first, 1), months)


@dataclass(frozen=True, slots=True)
class Part:
    """Days at one price: `numerator` of the working's denominator of `full_minor`, the amount of a full period."""

    full_minor: int
    days: int
    numerator: int


@dataclass(frozen=True, slots=True)
class Working:
    """How an amount came about: everything that is needed to compute it again by hand."""

    method: ProrationMethod
    period: Period
    denominator: int
    parts: tuple[Part, ...]

    @property
    def amount_minor(self) -> int:
        """Return the amount: multiplied first, divided and rounded half up once, at the very end."""
        return half_up(sum(part.full_minor * part.numerator for part in self.parts), self.denominator)

    @property
    def days(self) -> int:
        """Return how many days are charged."""
        return sum(part.days for part in self.parts)

    @property
    def is_full(self) -> bool:
        """Say whether it is the whole period at one price."""
        return len(self.parts) == 1 and self.parts[0].numerator == self.denominator


def prorate(method: ProrationMethod, period: Period, days: Sequence[tuple[int, int]]) -> Working:
    """Work out what is owed for runs of days in a period, each a full amount in minor units and a number of days.

    Each run counts the share of all days up to its end less the share of those before, so that a run that is cut in two
    at the same price costs the same. Raises `ValueError` for more days than the period has.
    """
    total = sum(count for _, count in days)
    if total > period.days or any(count < 0 or full < 0 for full, count in days):
        raise ValueError("Days and amounts are not negative, and no more than the period has.")
    denominator, parts, past = _denominator(method, period), list[Part](), 0
    for full, count in days:
        share = _share(method, period, past + count) - _share(method, period, past)
        past += count
        if count:
            parts.append(Part(full, count, share))
    return Working(method, period, denominator, tuple(parts))


def _denominator(method: ProrationMethod, period: Period) -> int:
    if method is ProrationMethod.ACTUAL_DAYS:
        return period.days
    if method is ProrationMethod.THIRTY_DAYS:
        return 30 * period.months
    return (_year(period) if method is ProrationMethod.YEAR_ACTUAL else 365) * period.months


def _share(method: ProrationMethod, period: Period, days: int) -> int:
    """Return the numerator of the first so many days; a full period is the full amount by every method."""
    denominator = _denominator(method, period)
    if days == period.days:
        return denominator
    counted = days * 12 if method in (ProrationMethod.YEAR_365, ProrationMethod.YEAR_ACTUAL) else days
    return min(counted, denominator)


def _year(period: Period) -> int:
    return (date(period.start.year + 1, 1, 1) - date(period.start.year, 1, 1)).days


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient of two numbers that are not negative, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months on, or the last one of a month that is too short for it."""
    count = day.year * 12 + day.month - 1 + months
    return day_of_month(date(count // 12, count % 12 + 1, 1), day.day)


def day_of_month(first: date, day: int) -> date:
    """Return a day of the month that begins on `first`; 29 to 31 mean the last one of a shorter month."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day - 1), following - timedelta(days=1))
