"""Who may see a notification: the one it is for."""

from typing import Any

import orjson

from app.auth.doors import door
from app.auth.policy import Policy
from app.auth.rules import Flag, IsPerson
from app.auth.scope import current
from app.auth.viewer import Viewer
from app.models.notifications import Notification, Wishes


class NotificationPolicy(Policy[Notification]):
    """Its reader alone."""

    model = Notification
    see = IsPerson("member_id") & Flag("is_shown", True)


UNREAD = """
SELECT count(*) AS n FROM notification
 WHERE organization_id = (SELECT app.current_org()) AND member_id = $1 AND is_shown AND NOT is_read
"""


async def unread_notifications(viewer: Viewer) -> int:
    """Return how many notifications the viewer has not read; only the viewer's own are counted."""
    if viewer.member_id is None:
        return 0
    with door("unread_notifications"):
        row = await current().row(UNREAD, viewer.member_id)
    return int(row["n"]) if row else 0


WISHES = """
SELECT quiet_from, quiet_until, choices FROM notification_setting
 WHERE organization_id = (SELECT app.current_org()) AND member_id = $1
"""


async def own_wishes(viewer: Viewer) -> Wishes:
    """Return how the viewer wants to be told here."""
    with door("own_wishes"):
        row = await current().row(WISHES, viewer.member_id)
    return wishes_in(row) if row is not None else Wishes()


def wishes_in(row: Any) -> Wishes:
    """Return the wishes in a row of settings, which may be empty."""
    quiet = None if row["quiet_from"] is None else (row["quiet_from"], row["quiet_until"])
    return Wishes(quiet, orjson.loads(row["choices"] or "{}"))
