"""Which charges a lease's templates make, and when: a pure function that answers the same however often it is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.ledger.proration import Period, ProrationMethod, Working, day_of_month, prorate


class Frequency(StrEnum):
    """How often something is charged; periods begin with a month, a quarter or a year of the calendar."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"

    @property
    def months(self) -> int:
        """Return how many months a period has."""
        return {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.YEARLY: 12}[self]


@dataclass(frozen=True, slots=True)
class Price:
    """What a full period costs from a day on, until the next price."""

    starts_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing that is charged again and again: from `starts_on`, and not on `ends_on` any more.

    `due_day` is a day of the first month of each period. The charge is billed `lead_days` before it is due.
    """

    starts_on: date
    ends_on: date | None
    due_day: int
    method: ProrationMethod
    prices: tuple[Price, ...]
    frequency: Frequency = Frequency.MONTHLY
    lead_days: int = 0

    def ending(self, day: date | None) -> "Plan":
        """Return the plan as it is under a lease that ends on this day."""
        ends = min((end for end in (self.ends_on, day) if end is not None), default=None)
        return Plan(
            self.starts_on, ends, self.due_day, self.method, self.prices, self.frequency, lead_days=self.lead_days
        )


@dataclass(frozen=True, slots=True)
class Due:
    """One charge to be: what it covers, when it is due and billed, and how its amount came about."""

    period_start: date
    period_end: date
    due_on: date
    bill_on: date
    working: Working

    @property
    def amount_minor(self) -> int:
        """Return what is owed."""
        return self.working.amount_minor


def dues(plan: Plan, since: date, until: date) -> Iterator[Due]:
    """Yield what is billed up to `until`, that day included, for periods that end after `since`; oldest first.

    A period that costs nothing is among them, and is no charge.
    """
    day = max(plan.starts_on, since)
    while plan.ends_on is None or day < plan.ends_on:
        period = Period.around(day, plan.frequency.months)
        due = _due(plan, period)
        if due.bill_on > until:
            return
        yield due
        day = period.end


def next_bill(plan: Plan, since: date) -> date | None:
    """Return the day on which the next period that ends after `since` is billed; None when none is left."""
    day = max(plan.starts_on, since)
    return None if plan.ends_on is not None and day >= plan.ends_on else _due(plan, _period(plan, day)).bill_on


def _period(plan: Plan, day: date) -> Period:
    return Period.around(day, plan.frequency.months)


def _due(plan: Plan, period: Period) -> Due:
    start = max(period.start, plan.starts_on)
    end = period.end if plan.ends_on is None else min(period.end, plan.ends_on)
    due_on = max(day_of_month(period.start, plan.due_day), start)
    working = prorate(plan.method, period, list(_runs(plan.prices, start, end)))
    return Due(start, end, due_on, due_on - timedelta(days=plan.lead_days), working)


def _runs(prices: Sequence[Price], start: date, end: date) -> Iterator[tuple[int, int]]:
    """Yield the prices in force in a stretch of days, each with how many days it holds."""
    known = sorted(prices, key=lambda price: price.starts_on)
    for place, price in enumerate(known):
        until = known[place + 1].starts_on if place + 1 < len(known) else end
        # Whatever comes before the first price costs as much as that.
        since = start if place == 0 else max(start, price.starts_on)
        if (days := (min(until, end) - since).days) > 0:
            yield price.amount_minor, days


def inputs_of(working: Working) -> dict[str, Any]:
    """Return what a charge keeps of its working, to explain itself for ever."""
    return {
        "method": str(working.method),
        "periodStart": str(working.period.start),
        "periodEnd": str(working.period.end),
        "days": working.days,
        "periodDays": working.period.days,
        "denominator": working.denominator,
        "parts": [
            {"fullMinor": str(part.full_minor), "days": part.days, "numerator": part.numerator}
            for part in working.parts
        ],
    }
