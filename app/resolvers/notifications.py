"""What can be done with notifications: read them, and say how one wants to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

import orjson

from app.auth.policies.notifications import NotificationPolicy, own_wishes
from app.auth.policies.people import MemberPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Forbidden
from app.models.notifications import PAPERS, NotificationEventKind, NotificationKind
from app.subscriptions.notifications import scope_of
from app.subscriptions.transaction import Once, transaction

READ = """
WITH gone AS (UPDATE notification SET is_read = true,
       mail_due_at = CASE WHEN kind = ANY($4::text[]) THEN mail_due_at END
 WHERE organization_id = app.current_org() AND member_id = $1 AND is_shown AND NOT is_read
   AND (created_at, id) <= ($2, $3) RETURNING id) SELECT count(*) AS n FROM gone
"""
KEEP = """
INSERT INTO notification_setting (organization_id, member_id, quiet_from, quiet_until, choices)
VALUES (app.current_org(), $1, $2, $3, $4::jsonb)
ON CONFLICT (organization_id, member_id)
DO UPDATE SET quiet_from = EXCLUDED.quiet_from, quiet_until = EXCLUDED.quiet_until, choices = EXCLUDED.choices
"""


@dataclass(frozen=True, slots=True)
class NewWishes:
    """How somebody wants to be told from now on. `choices` are (in the portal, by mail) for the named kinds."""

    quiet: tuple[time, time] | None
    choices: Mapping[NotificationKind, tuple[bool, bool]]

    def checked(self) -> "NewWishes":
        """Return it; raises `BadInput` for quiet hours without an end, and for what cannot be switched off."""
        if self.quiet is not None and self.quiet[0] == self.quiet[1]:
            raise BadInput("Quiet hours end at another time than they begin.", ("input", "quietUntil"))
        security = self.choices.get(NotificationKind.SECURITY)
        if security is not None and not security[0]:
            raise BadInput("What concerns the safety of the account is always shown.", ("input", "choices"))
        return self


async def mark_read(viewer: Viewer, up_to_id: UUID, once: Once | None = None) -> None:
    """Mark one notification and all before it as read, on all devices. Raises `NotFound`."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return
        row = await NotificationPolicy.fetch(viewer, up_to_id)
        read = await tx.run(READ, viewer.member_id, row.created_at, row.id, list(PAPERS))
        if read is not None and read["n"]:
            tx.announce(row, NotificationEventKind.READ, scope_of(row))
        tx.done(row.id)


async def change(viewer: Viewer, wanted: NewWishes) -> None:
    """Remember how the viewer wants to be told; kinds that are not named stay as they are. Raises `BadInput`."""
    wanted = wanted.checked()
    if viewer.member_id is None:
        raise Forbidden("Only people are told.")
    async with transaction(viewer) as tx:
        choices: dict[str, Any] = dict((await own_wishes(viewer)).choices)
        choices |= {str(kind): list(choice) for kind, choice in wanted.choices.items()}
        quiet = wanted.quiet or (None, None)
        await tx.run(KEEP, viewer.member_id, *quiet, orjson.dumps(choices).decode())
        member = await MemberPolicy.fetch(viewer, viewer.member_id)
        tx.announce(member, "WISHES_CHANGED", {"member_id": member.id})
