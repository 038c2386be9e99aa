"""Standing orders: who pays what part of what is due, from where and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields

from app.models.base import Versioned

WHOLE_PPM = 1_000_000


class AutopayStatus(StrEnum):
    """Where autopay stands."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    REVOKED = "REVOKED"


class AutopayTiming(StrEnum):
    """When autopay runs."""

    DUE_DATE = "DUE_DATE"
    DAY_OF_MONTH = "DAY_OF_MONTH"


class AutopayRunStatus(StrEnum):
    """What has become of one month's run: RETRYING is tried once more on a day that is known, FAILED is not."""

    ANNOUNCED = "ANNOUNCED"
    STARTED = "STARTED"
    SKIPPED = "SKIPPED"
    RETRYING = "RETRYING"
    FAILED = "FAILED"


RETRIES: dict[str, tuple[int, ...]] = dict.fromkeys(
    (
        "insufficient_funds",
        "generic_decline",
        "do_not_honor",
        "processing_error",
        "try_again_later",
        "issuer_not_available",
        "reenter_transaction",
    ),
    (3,),
)
"""After how many days what was refused for a reason is tried again, once for each number.

Networks allow a bank debit two more tries, and a revoked mandate, a closed account or a stolen card none: what is not
here is not tried again.
"""


class Autopay(Versioned):
    """A standing order of one member for one lease; `share_ppm` counts millionths of what is due."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    member_id = fields.UUIDField()
    payment_method_id = fields.UUIDField()
    status = fields.CharEnumField(AutopayStatus)
    timing = fields.CharEnumField(AutopayTiming)
    day_of_month = fields.IntField(null=True)
    share_ppm = fields.IntField()
    cap_minor = fields.BigIntField(null=True)
    currency = fields.CharField(max_length=3)
    skips_next = fields.BooleanField(default=False)

    class Meta:
        table = "autopay"


class AutopayRun(Versioned):
    """The run for one rent month: `tried` counts its payments, of which `payment_id` is the last."""

    autopay_id = fields.UUIDField()
    period_start = fields.DateField()
    run_on = fields.DateField()
    status = fields.CharEnumField(AutopayRunStatus)
    why: Any = fields.TextField(null=True)
    amount_minor = fields.BigIntField(null=True)
    payment_id = fields.UUIDField(null=True)
    tried = fields.IntField(default=0)
    retry_on = fields.DateField(null=True)

    class Meta:
        table = "autopay_run"


@dataclass(frozen=True, slots=True)
class Owed:
    """What decides the amount of a run, in minor units.

    `open_minor` is due by its day and not settled, `settled_minor` was settled of the month, `in_flight_minor` is on
    its way from anybody, and `mine_minor` is what this payer has put in for the month, or has on its way.
    """

    open_minor: int
    settled_minor: int
    in_flight_minor: int
    mine_minor: int


def amount_of(owed: Owed, share_ppm: int, cap_minor: int | None) -> int:
    """Return what a run takes: the share of what is due, never more than is open, nor than the cap.

    A share is rounded half up once; what others have on its way is never paid a second time.
    """
    left = max(0, owed.open_minor - owed.in_flight_minor)
    wanted = min(left, max(0, share_of(owed.open_minor + owed.settled_minor, share_ppm) - owed.mine_minor))
    return wanted if cap_minor is None else min(wanted, cap_minor)


def share_of(whole_minor: int, share_ppm: int) -> int:
    """Return a share of an amount, rounded half up."""
    return (2 * whole_minor * share_ppm + WHOLE_PPM) // (2 * WHOLE_PPM)


def run_on(timing: AutopayTiming, due_day: int, day: int | None, period: date) -> date:
    """Return the day of the run for the rent month that begins on `period`: the due day, or a chosen one before it.

    A chosen day after the due day lies in the month before.
    """
    if timing == AutopayTiming.DUE_DATE or day is None:
        return day_in(period, due_day)
    return day_in(period if day <= due_day else month_before(period), day)


def again_on(code: str | None, tried: int, today: date) -> date | None:
    """Return the day on which what was tried so often is tried again, if the reason of its failure will pass."""
    days = RETRIES.get(code or "", ())[max(tried, 1) - 1 :]
    return today + timedelta(days=days[0]) if days else None


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - date.resolution).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def day_in(month: date, wanted: int) -> date:
    """Return the wanted day of a month, or its last one where the month is shorter."""
    last = (month_after(month) - date.resolution).day
    return month.replace(day=min(wanted, last))
