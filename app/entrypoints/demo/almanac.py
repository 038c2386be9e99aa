"""Days and moments as the demo's texts name them, counted from the day the demo world is made."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app import clock

MOMENT = re.compile(r"([+-]\d+)d (\d\d:\d\d)|([+-]\d+)m")


@dataclass(frozen=True, slots=True)
class Almanac:
    """One organization's calendar. Only the first day is the clock's; everything else follows from it."""

    time_zone: str
    today: date
    now: datetime = field(default_factory=clock.now)

    @classmethod
    def of(cls, time_zone: str) -> "Almanac":
        """Return the almanac that starts today."""
        return cls(time_zone, clock.today(time_zone))

    def at(self, text: str) -> datetime:
        """Return the moment of `-3d 14:05` (three days ago, that local time) or of `-25m` (minutes from now)."""
        found = MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no moment such as '-3d 14:05' or '-25m'.")
        days, clock_time, minutes = found.groups()
        if minutes is not None:
            return self.now + timedelta(minutes=int(minutes))
        return self.on(self.today + timedelta(days=int(days)), clock_time)

    def on(self, day: date, clock_time: str) -> datetime:
        """Return the moment of a local time on a local day."""
        local = datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(self.time_zone))
        return local.astimezone(UTC)

    def day(self, moment: datetime) -> date:
        """Return the local day of a moment."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def month(self, offset: int) -> date:
        """Return the first day of the month that is `offset` months from this one."""
        months = self.today.year * 12 + self.today.month - 1 + offset
        return date(months // 12, months % 12 + 1, 1)

    def due(self, offset: int, due_day: int) -> date:
        """Return the due day in a month; 29 to 31 mean the last day of shorter ones."""
        first = self.month(offset)
        last = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=min(due_day, last))
