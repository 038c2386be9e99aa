"""What paying late costs: the landlord's policy, held within the law, as a pure function of days and amounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from app.ledger.holidays import is_holiday
from app.ledger.proration import add_months, half_up

BASIS_POINTS = 10_000
ONE_DAY = timedelta(days=1)


class FeeKind(StrEnum):
    """How a fee is reckoned; the last two take the flat amount and the rate, and the greater or the lesser of both.

    DAILY is a flat amount that repeats by the day; TIERED is an amount in all, which depends on how late it is.
    """

    FLAT = "FLAT"
    PERCENT_OF_RENT = "PERCENT_OF_RENT"
    PERCENT_OF_OPEN = "PERCENT_OF_OPEN"
    DAILY = "DAILY"
    TIERED = "TIERED"
    GREATER_OF = "GREATER_OF"
    LESSER_OF = "LESSER_OF"


class FeeRepeat(StrEnum):
    """How often a fee is charged for one charge that stays open."""

    ONCE = "ONCE"
    DAILY = "DAILY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class Tier:
    """What a fee is in all from a day after the grace on; the first of these days is 1."""

    from_day: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Grace:
    """Days after the due day on which paying costs nothing more.

    Business days leave out weekends, and the holidays of a country of which they are known.
    """

    days: int
    counts_business_days: bool = False
    country: str | None = None

    def until(self, due_on: date) -> date:
        """Return the last of these days."""
        if not self.counts_business_days:
            return due_on + timedelta(days=self.days)
        day, left = due_on, self.days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5 and not is_holiday(self.country, day)
        return day

    def covers(self, other: "Grace") -> bool:
        """Say whether this one never ends before the other, whatever weekday rent is due, in weeks without holidays."""
        week = (date(2024, 1, 1) + timedelta(days=day) for day in range(7))
        mine, others = replace(self, country=None), replace(other, country=None)
        return all(mine.until(day) >= others.until(day) for day in week)


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

    `amount_minor` is the flat amount, of DAILY that of one day; `daily_max_minor` is the most that one day of a fee by
    the day costs, and `total_max_minor` the most that one charge can cost.
    """

    kind: FeeKind
    graces: tuple[Grace, ...]
    amount_minor: int = 0
    rate_bps: int = 0
    total_max_minor: int | None = None
    min_open_minor: int = 0
    caps: tuple[Cap, ...] = ()
    repeat: FeeRepeat = FeeRepeat.ONCE
    daily_max_minor: int | None = None
    tiers: tuple[Tier, ...] = ()

    @property
    def repeats(self) -> FeeRepeat:
        """Return how often it is charged: what is by the day is, whatever is said."""
        return FeeRepeat.DAILY if self.kind is FeeKind.DAILY else self.repeat

    @property
    def most_minor(self) -> int | None:
        """Return the most it can ever ask of one charge, where that is an amount; None without an end."""
        if self.kind is FeeKind.TIERED:
            highest = max((tier.amount_minor for tier in self.tiers), default=0)
            return highest if self.total_max_minor is None else min(highest, self.total_max_minor)
        return self.total_max_minor

    @property
    def asks_something(self) -> bool:
        """Say whether it can cost anything at all."""
        return bool(self.amount_minor or self.rate_bps or self.tiers)

    def step_on(self, free: date, day: date) -> int:
        """Return the number of the newest step on a day; 0 before the first. `free` is the last day without a fee."""
        days_late = (day - free).days
        if days_late < 1:
            return 0
        if self.kind is FeeKind.TIERED:
            return sum(tier.from_day <= days_late for tier in self.tiers)
        if self.repeats is FeeRepeat.DAILY:
            return days_late
        return _months(free + ONE_DAY, day) if self.repeats is FeeRepeat.MONTHLY else 1

    def starts(self, free: date, step: int) -> date | None:
        """Return the first day of a step; None where there is no such step."""
        first = free + ONE_DAY
        if self.kind is FeeKind.TIERED:
            return free + timedelta(days=self.tiers[step - 1].from_day) if step <= len(self.tiers) else None
        if self.repeats is FeeRepeat.DAILY:
            return free + timedelta(days=step)
        if self.repeats is FeeRepeat.MONTHLY:
            return add_months(first, step - 1)
        return first if step == 1 else None

    def asked(self, late: "Late", step: int) -> int:
        """Return what the steps cost that were not charged yet, before anything limits the whole."""
        if self.kind is FeeKind.TIERED:
            return max(0, self.tiers[step - 1].amount_minor - late.assessed_minor)
        one = _reckoned(self.kind, self.amount_minor, self.rate_bps, self.base(late))
        if self.repeats is FeeRepeat.DAILY and self.daily_max_minor is not None:
            one = min(one, self.daily_max_minor)
        return one * (step - late.assessed_steps)

    def base(self, late: "Late") -> int:
        """Return what a rate is a part of."""
        return late.open_minor if self.kind is FeeKind.PERCENT_OF_OPEN else late.amount_minor


@dataclass(frozen=True, slots=True)
class Late:
    """A charge that may be late. `covered_minor` is on its way by payments that were made in time."""

    due_on: date
    amount_minor: int
    open_minor: int
    covered_minor: int = 0
    assessed_minor: int = 0
    """What was charged for it before."""
    assessed_steps: int = 0
    """The newest step that was charged for it before."""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee: how much more than was charged before, and the days that it counts. `step` numbers it for its charge.

    `uncapped_minor` is what the policy asked; `times` is how many steps it catches up with, `limit` says what kept it
    lower: LAW, POLICY, or nothing, and `before_minor` is what had been charged before.
    """

    amount_minor: int
    step: int
    days_late: int
    base_minor: int
    uncapped_minor: int
    times: int = 1
    limit: str | None = None
    before_minor: int = 0


def last_free_day(rule: FeeRule, due_on: date) -> date:
    """Return the last day on which paying costs nothing more: the latest of what policy and law grant."""
    return max((grace.until(due_on) for grace in rule.graces), default=due_on)


def is_shielded(late: Late) -> bool:
    """Say whether money that was sent in time covers all that is open: then nothing is charged, and not yet."""
    return late.covered_minor >= late.open_minor


def fee(rule: FeeRule, late: Late, today: date) -> Fee | None:
    """Return what is to be charged after the grace, or None: too early, too little, covered, or charged before.

    A fee that does not grow has one step; one that repeats has a step for each day or month late, one by tiers a step
    for each tier. A run that was missed is caught up by the next in one fee.
    """
    free = last_free_day(rule, late.due_on)
    step, times = rule.step_on(free, today), rule.step_on(free, today) - late.assessed_steps
    if times < 1 or late.open_minor <= 0 or late.open_minor < rule.min_open_minor or is_shielded(late):
        return None
    asked = rule.asked(late, step)
    by_policy = asked if rule.total_max_minor is None else min(asked, rule.total_max_minor - late.assessed_minor)
    by_law = min((cap.minor(late.amount_minor) - late.assessed_minor for cap in rule.caps), default=by_policy)
    amount = min(by_policy, by_law)
    if amount <= 0:
        return None
    limit = "LAW" if by_law < by_policy else "POLICY" if by_policy < asked else None
    return Fee(amount, step, (today - free).days, rule.base(late), asked, times, limit, late.assessed_minor)


def in_hindsight(rule: FeeRule, late: Late, paid: Sequence[tuple[date, int]], last: int) -> list[Fee]:
    """Return the fees for the steps of a charge up to `last`, each by what was open of it when it began.

    `paid` is what has settled it, by the day. Steps that are a part of the same make one fee, as in a run that was
    missed; the steps that were charged before are not among them.
    """
    free, found = last_free_day(rule, late.due_on), list[Fee]()
    begins = {step: day for step in range(late.assessed_steps + 1, last + 1) if (day := rule.starts(free, step))}
    open_at = {step: late.amount_minor - sum(minor for on, minor in paid if on < day) for step, day in begins.items()}
    base_at = {step: rule.base(replace(late, open_minor=minor)) for step, minor in open_at.items()}
    for _, steps in groupby(begins, base_at.__getitem__):
        owed = [step for step in steps if open_at[step] > 0 and open_at[step] >= rule.min_open_minor]
        now = fee(rule, replace(late, open_minor=open_at[owed[-1]]), begins[owed[-1]]) if owed else None
        if now is not None:
            found.append(now)
            late = replace(late, assessed_minor=late.assessed_minor + now.amount_minor, assessed_steps=now.step)
    return found


def forecast(rule: FeeRule, late: Late, today: date) -> tuple[date, Fee] | None:
    """Return the last day to pay without the next fee, and that fee; None when none threatens."""
    free = last_free_day(rule, late.due_on)
    starts = rule.starts(free, rule.step_on(free, today) + 1)
    if starts is None:
        return None
    next_fee = fee(rule, replace(late, covered_minor=0), starts)
    return (starts - ONE_DAY, next_fee) if next_fee is not None else None


def stricter(rule: FeeRule, graces: Sequence[Grace], caps: Sequence[Cap]) -> FeeRule:
    """Return the rule with these graces and caps besides its own."""
    return replace(rule, graces=(*rule.graces, *graces), caps=(*rule.caps, *caps))


def _months(first: date, day: date) -> int:
    """Return in which month, counted from 1, a day lies; each begins on the day of the first, or the month's last."""
    months = (day.year - first.year) * 12 + day.month - first.month
    return months + (add_months(first, months) <= day)


def _reckoned(kind: FeeKind, amount_minor: int, rate_bps: int, base_minor: int) -> int:
    return _of(kind, amount_minor, half_up(base_minor * rate_bps, BASIS_POINTS))


def _of(kind: FeeKind, flat: int, rate: int) -> int:
    if kind in (FeeKind.FLAT, FeeKind.DAILY):
        return flat
    if kind in (FeeKind.PERCENT_OF_RENT, FeeKind.PERCENT_OF_OPEN):
        return rate
    return max(flat, rate) if kind is FeeKind.GREATER_OF else min(flat, rate)
