"""The only reader of the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def today(time_zone: str) -> date:
    """Return the calendar day it is now in `time_zone`, an IANA name."""
    return datetime.now(ZoneInfo(time_zone)).date()
