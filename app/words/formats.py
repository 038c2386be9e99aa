"""How moments and days look to a reader, in the own language and zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_location

from app.words.catalogue import choose


def moment(at: datetime, locale: str, time_zone: str) -> str:
    """Return a moment as the reader's clock shows it, with the zone's short name; an unknown zone reads as UTC."""
    zone, language = _zone(time_zone), choose(locale)
    clock = format_time(at, "HH:mm z", tzinfo=zone, locale=language)
    return f"{format_date(at.astimezone(zone).date(), 'long', locale=language)} {clock}"


def day(on: date, locale: str) -> str:
    """Return a calendar day in words."""
    return str(format_date(on, "long", locale=choose(locale)))


def span(first: date, after: date, locale: str) -> str:
    """Return the days from `first` to the one before `after`: a whole month by its name, else both days."""
    language, last = choose(locale), after - timedelta(days=1)
    if first.day == after.day == 1 and first.month == last.month and first.year == last.year:
        return str(format_skeleton("yMMMM", first, locale=language))
    return str(format_interval(first, last, "yMMMd", locale=language))


def place(time_zone: str, locale: str) -> str:
    """Return where the clocks of a time zone stand, as in Oslo: said with a day that is counted there."""
    return str(get_timezone_location(_zone(time_zone), locale=choose(locale), return_city=True))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")
