"""What paying late costs: the landlord's policy, held within the law, as a pure function of days and amounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.ledger.proration import half_up

BASIS_POINTS = 10_000


class FeeKind(StrEnum):
    """How a fee is reckoned; the last two take the flat amount and the rate, and the greater or the lesser of both."""

    FLAT = "FLAT"
    PERCENT_OF_RENT = "PERCENT_OF_RENT"
    PERCENT_OF_OPEN = "PERCENT_OF_OPEN"
    DAILY = "DAILY"
    GREATER_OF = "GREATER_OF"
    LESSER_OF = "LESSER_OF"


@dataclass(frozen=True, slots=True)
class Grace:
    """Days after the due day on which paying costs nothing more. Business days know weekends, and no holidays."""

    days: int
    counts_business_days: bool = False

    def until(self, due_on: date) -> date:
        """Return the last of these days."""
        if not self.counts_business_days:
            return due_on + timedelta(days=self.days)
        day, left = due_on, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day

    def covers(self, other: "Grace") -> bool:
        """Say whether this one never ends before the other, whatever weekday rent is due."""
        week = (date(2024, 1, 1) + timedelta(days=day) for day in range(7))
        return all(self.until(day) >= other.until(day) for day in week)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a law lets a fee be: a flat amount, a rate of the rent, or the one or the other of both."""

    kind: FeeKind
    amount_minor: int = 0
    rate_bps: int = 0

    def minor(self, rent_minor: int) -> int:
        """Return the most, in minor units, for a rent. Rounded down: half a cent too much is too much."""
        return _of(self.kind, self.amount_minor, rent_minor * self.rate_bps // BASIS_POINTS)


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A policy as it counts: what the landlord asks, or the stricter of that and the law.

    `amount_minor` is the flat amount, of DAILY that of one day; `total_max_minor` is the most one charge can cost.
    """

    kind: FeeKind
    graces: tuple[Grace, ...]
    amount_minor: int = 0
    rate_bps: int = 0
    total_max_minor: int | None = None
    min_open_minor: int = 0
    caps: tuple[Cap, ...] = ()

    @property
    def is_daily(self) -> bool:
        """Say whether it grows by the day."""
        return self.kind is FeeKind.DAILY


@dataclass(frozen=True, slots=True)
class Late:
    """A charge that may be late. `covered_minor` is on its way by payments that were made in time."""

    due_on: date
    amount_minor: int
    open_minor: int
    covered_minor: int = 0
    assessed_minor: int = 0
    """What was charged for it before."""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee: how much more than was charged before, and the days that it counts. `step` numbers it for its charge."""

    amount_minor: int
    step: int
    days_late: int
    base_minor: int
    uncapped_minor: int


def last_free_day(rule: FeeRule, due_on: date) -> date:
    """Return the last day on which paying costs nothing more: the latest of what policy and law grant."""
    return max((grace.until(due_on) for grace in rule.graces), default=due_on)


def is_shielded(late: Late) -> bool:
    """Say whether money that was sent in time covers all that is open: then nothing is charged, and not yet."""
    return late.covered_minor >= late.open_minor


def fee(rule: FeeRule, late: Late, today: date) -> Fee | None:
    """Return what is to be charged at the end of the grace, or None: too early, too little, covered, or charged before.

    A fee that does not grow has one step; one by the day has a step for each day late, and a run that was missed is
    caught up by the next in one fee.
    """
    days_late = (today - last_free_day(rule, late.due_on)).days
    if days_late < 1 or late.open_minor <= 0 or late.open_minor < rule.min_open_minor or is_shielded(late):
        return None
    if late.assessed_minor and not rule.is_daily:
        return None
    base = late.open_minor if rule.kind is FeeKind.PERCENT_OF_OPEN else late.amount_minor
    times = days_late if rule.is_daily else 1
    asked = _reckoned(rule.kind, rule.amount_minor, rule.rate_bps, base) * times
    most = [cap.minor(late.amount_minor) for cap in rule.caps]
    if rule.total_max_minor is not None:
        most.append(rule.total_max_minor)
    amount = min([asked, *most]) - late.assessed_minor
    return Fee(amount, days_late if rule.is_daily else 1, days_late, base, asked) if amount > 0 else None


def forecast(rule: FeeRule, late: Late, today: date) -> tuple[date, Fee] | None:
    """Return the last day to pay without the next fee, and that fee; None when none threatens."""
    free = last_free_day(rule, late.due_on)
    until = max(free, today) if rule.is_daily else free
    if until < today:
        return None
    next_fee = fee(rule, replace(late, covered_minor=0), until + timedelta(days=1))
    return (until, next_fee) if next_fee is not None else None


def stricter(rule: FeeRule, graces: Sequence[Grace], caps: Sequence[Cap]) -> FeeRule:
    """Return the rule with these graces and caps besides its own."""
    return replace(rule, graces=(*rule.graces, *graces), caps=(*rule.caps, *caps))


def _reckoned(kind: FeeKind, amount_minor: int, rate_bps: int, base_minor: int) -> int:
    return _of(kind, amount_minor, half_up(base_minor * rate_bps, BASIS_POINTS))


def _of(kind: FeeKind, flat: int, rate: int) -> int:
    if kind in (FeeKind.FLAT, FeeKind.DAILY):
        return flat
    if kind in (FeeKind.PERCENT_OF_RENT, FeeKind.PERCENT_OF_OPEN):
        return rate
    return max(flat, rate) if kind is FeeKind.GREATER_OF else min(flat, rate)
