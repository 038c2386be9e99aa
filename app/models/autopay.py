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


WAITS = ("not_begun", "not_charged")
"""Why a run is looked at again, as long as it is made up for: the lease has not begun, or its rent is not charged."""

MISSED = (*WAITS, "late")
"""Why nothing came of a run that was skipped once it was not made up for any more; should it come due anew, it runs."""

IS_MISSED = f"(r.status = 'SKIPPED' AND r.why IN {MISSED})"

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
    """A standing order of one member for one lease; `share_ppm` counts millionths of what is due.

    `given_at` is when it was given by the clock for billing, which in a sandbox is ahead.
    """

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
    given_at = fields.DatetimeField(null=True)

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

    `open_minor` is due by its day and not settled, `paid_minor` is what anybody has paid of the month and, in its days,
    of what was due before; `in_flight_minor` is on its way from anybody, and `mine_minor` is what this payer has paid
    so, or has on its way. What was forgiven or credited is no part of it.
    """

    open_minor: int
    paid_minor: int
    in_flight_minor: int
    mine_minor: int


def amount_of(owed: Owed, share_ppm: int, cap_minor: int | None, step: int = 1) -> int:
    """Return what a run takes: the share of what is due, never more than is open, nor than the cap.

    A share is rounded half up once; what others have on its way is never paid a second time. Where money moves online
    in larger steps, a share is a step more rather than less, so that the parts of a household leave nothing open.
    """
    left = max(0, owed.open_minor - owed.in_flight_minor)
    share = -(-share_of(owed.open_minor + owed.paid_minor, share_ppm) // step) * step
    wanted = min(left, max(0, share - owed.mine_minor))
    return (wanted if cap_minor is None else min(wanted, cap_minor)) // step * step


def share_of(whole_minor: int, share_ppm: int) -> int:
    """Return a share of an amount, rounded half up."""
    return (2 * whole_minor * share_ppm + WHOLE_PPM) // (2 * WHOLE_PPM)


@dataclass(frozen=True, slots=True)
class RentDays:
    """When the rent of a lease is due: on a day of the month, not before it begins, and as it was charged where it was.

    `charged` holds pairs of the first day of a month and the day on which its rent is due.
    """

    due_day: int
    starts_on: date
    lead_days: int
    charged: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, row: Any) -> "RentDays":
        """Return those of a row that was read with `RENT_DAYS`."""
        months = (day.replace(day=1) for day in row.charged_from or ())
        charged = tuple(zip(months, row.charged_due or (), strict=True))
        return cls(row.due_day, row.starts_on, row.lead_days, charged)

    def due_on(self, period: date) -> date:
        """Return when the rent of the month that begins on `period` is due."""
        on, is_first = day_in(period, self.due_day), self.starts_on.replace(day=1) == period
        return dict(self.charged).get(period) or (max(on, self.starts_on) if is_first else on)

    def asked_on(self, period: date) -> date:
        """Return the first day on which that rent can be paid: it is charged by then, and the lease has begun."""
        return max(self.due_on(period) - timedelta(days=self.lead_days), self.starts_on)


RENT_DAYS = """coalesce(t.due_day, l.due_day) AS due_day, coalesce(t.starts_on, l.start_on) AS starts_on,
       coalesce(t.lead_days, 60) AS lead_days, c.charged_from, c.charged_due"""
"""What decides the days of a lease `l`, with `OF_RENT`; where nothing is charged by itself, any day will do."""

OF_RENT = """
  LEFT JOIN charge_template t ON t.organization_id = l.organization_id AND t.lease_id = l.id AND t.code = 'RENT'
  LEFT JOIN LATERAL (SELECT array_agg(c.period_start) AS charged_from, array_agg(c.due_on) AS charged_due
       FROM charge c WHERE c.organization_id = t.organization_id AND c.lease_id = t.lease_id AND c.template_id = t.id
        AND c.period_start > $2::date - 100 AND NOT c.is_superseded AND c.status <> 'REVERSED') c ON true
"""


def run_on(timing: AutopayTiming, day: int | None, rent: RentDays, period: date) -> date:
    """Return the day of the run for the rent month that begins on `period`: the due day, or a chosen one before it.

    A chosen day after the due day lies in the month before; one on which the rent is not charged yet waits for that.
    """
    due_on = rent.due_on(period)
    if timing == AutopayTiming.DUE_DATE or day is None:
        return due_on
    chosen = day_in(period, day)
    if chosen > due_on:
        chosen = day_in(month_before(period), day)
    return min(due_on, max(chosen, rent.asked_on(period)))


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
