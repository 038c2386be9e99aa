"""When standing orders run: on the days of the rent, by the calendar of the property."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.autopay import IS_MISSED, OF_RENT, RENT_DAYS, RentDays, month_after, month_before, run_on
from app.models.charge_templates import LEAD_DAYS

MADE_UP_FOR = timedelta(days=3)
WRITTEN_DOWN_FOR = timedelta(days=14)
"""How long after that it is written down why nothing came of a run."""
COLLECTED_FOR = timedelta(days=LEAD_DAYS)
"""How long before the rent of a month is due whatever a household pays is for that month."""

ACTIVE = f"""
SELECT a.id, a.lease_id, a.timing, a.day_of_month, coalesce(a.given_at, a.created_at) AS given_at, l.start_on,
       p.time_zone, {RENT_DAYS},
       ARRAY(SELECT r.period_start FROM autopay_run r
              WHERE r.organization_id = a.organization_id AND r.autopay_id = a.id
                AND r.status <> 'ANNOUNCED' AND NOT {IS_MISSED} AND r.period_start > $2::date - 70) AS over,
       ARRAY(SELECT r.period_start FROM autopay_run r
              WHERE r.organization_id = a.organization_id AND r.autopay_id = a.id AND {IS_MISSED}
                AND r.period_start > $2::date - 70) AS missed,
       ARRAY(SELECT r.period_start FROM autopay_run r WHERE r.organization_id = a.organization_id
                AND r.autopay_id = a.id AND r.period_start > $2::date - 70) AS known
  FROM autopay a JOIN lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id {OF_RENT}
 WHERE a.status = 'ACTIVE' AND a.id > $1 ORDER BY a.id LIMIT 500
"""
AGAIN = f"""
SELECT r.id, r.autopay_id, a.lease_id, r.period_start, r.run_on, r.retry_on, p.time_zone, {RENT_DAYS}
  FROM autopay_run r JOIN autopay a ON a.organization_id = r.organization_id AND a.id = r.autopay_id
  JOIN lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id {OF_RENT}
 WHERE r.status = 'RETRYING' AND r.retry_on <= $2::date + 1 AND r.id > $1 ORDER BY r.id LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A run that has come due: for the rent month that begins on `period`, whose rent is due on `due_on`."""

    autopay_id: UUID
    lease_id: UUID
    period: date
    run_on: date
    due_on: date
    retry_on: date | None = None
    """The day of its second try, if this is one."""
    is_late: bool = False
    """Whether the day of its second try has passed too long ago."""

    @property
    def collected_from(self) -> date:
        """Return the first day of those in which the month is paid."""
        return min(self.run_on, self.due_on - COLLECTED_FOR)


def periods(row: Any, today: date) -> Iterator[Due]:
    """Yield the months of a standing order around today, the oldest first, with the day of each run."""
    rent, month = RentDays.of(row), month_before(today.replace(day=1))
    for _ in range(4):
        # Nothing is paid for months before the lease.
        if month_after(month) > row.start_on:
            on = run_on(row.timing, row.day_of_month, rent, month)
            yield Due(row.id, row.lease_id, month, on, rent.due_on(month))
        month = month_after(month)


def is_due(row: Any, due: Due, today: date) -> bool:
    """Say whether a run is to be made now: its day has come, not long ago, and not before the order was given."""
    given_on = row.given_at.astimezone(ZoneInfo(row.time_zone)).date()
    return given_on <= due.run_on <= today <= due.run_on + MADE_UP_FOR and due.period not in row.over


def is_missed(row: Any, due: Due, today: date) -> bool:
    """Say whether nothing came of a run that is not made up for any more, and nobody has written that down."""
    given_on = row.given_at.astimezone(ZoneInfo(row.time_zone)).date()
    last, closed = due.run_on + MADE_UP_FOR, (*row.over, *row.missed)
    return given_on <= due.run_on and last < today <= last + WRITTEN_DOWN_FOR and due.period not in closed


def again(row: Any, today: date) -> Due:
    """Return the second try of a run."""
    due_on, is_late = RentDays.of(row).due_on(row.period_start), today > row.retry_on + MADE_UP_FOR
    return Due(row.autopay_id, row.lease_id, row.period_start, row.run_on, due_on, row.retry_on, is_late)
