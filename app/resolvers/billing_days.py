"""What day it is for whatever has to do with rent: the only source of a billing day, and of the moment behind it.

Sessions, tokens and messages keep the real time. A sandbox's clock moves nothing but billing days.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app import clock
from app.auth.billing_days import ahead_of
from app.auth.viewer import Viewer


async def now(viewer: Viewer) -> datetime:
    """Return the moment, in UTC, that the viewer's organization bills by: the real one, unless it is a sandbox."""
    if viewer.organization_id is None:
        return clock.now()
    return clock.now() + await ahead_of(viewer.organization_id)


async def today(viewer: Viewer, time_zone: str) -> date:
    """Return the day it is for billing at a property, by the IANA name of its time zone."""
    return day_of(await now(viewer), time_zone)


def day_of(moment: datetime, time_zone: str) -> date:
    """Return the local day of a moment."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
