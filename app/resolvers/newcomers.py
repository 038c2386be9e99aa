"""What is handed to whoever comes in as a member: all that the member holds, not only what they are invited to."""

from typing import Any
from uuid import UUID

from app import clock
from app.auth.memberships import standing
from app.auth.policies.invitations import InvitationPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.sessions import RESIDENTS
from app.auth.viewer import Viewer
from app.errors import Forbidden
from app.subscriptions.transaction import Transaction

# A draft gives no grant yet, and a lease that is over still shows its papers: both count. Null is a role that does not
# come from living somewhere.
HELD = """
SELECT CASE WHEN g.role IN ('TENANT', 'GUARANTOR') THEN g.property_id END AS property_id
  FROM access_grant g WHERE g.organization_id = app.current_org() AND g.member_id = $1
UNION
SELECT p.property_id FROM tenant t
  JOIN lease_party p ON p.organization_id = t.organization_id AND p.tenant_id = t.id
 WHERE t.organization_id = app.current_org() AND t.member_id = $1
"""
TAKE_BACK = """
UPDATE invitation SET revoked_at = $2, updated_at = $2, version = version + 1
 WHERE organization_id = app.current_org() AND member_id = $1 AND used_at IS NULL AND revoked_at IS NULL
   AND ($3::text[] IS NULL OR role = ANY($3::text[]))
"""


async def is_delicate(tx: Transaction, viewer: Viewer, member: Any) -> bool:
    """Say whether letting somebody in as this member wants a fresh proof: of who was shut out, or has other roles.

    Raises `Forbidden` unless the viewer has a say in everything that the member holds: whoever gets the link gets all
    of it.
    """
    held = {row.property_id for row in await tx.rows(HELD, member.id)}
    homes = held - {None}
    if await PropertyPolicy.passing(viewer, PropertyPolicy.enter, homes) != homes:
        raise Forbidden("This person lives or lived where somebody else looks after it: ask an admin to invite them.")
    if None not in held and member.deactivated_at is None:
        return False
    InvitationPolicy.require(viewer, InvitationPolicy.invite)
    return True


async def check_inviter(tx: Transaction, row: Any, member: Any) -> None:
    """Raise `Forbidden` when whoever sent an invitation has no say, by now, in what its link would open."""
    viewer = await standing(tx.viewer, row.invited_by) if row.invited_by is not None else tx.viewer
    try:
        if row.lease_id is None:
            InvitationPolicy.require(viewer, InvitationPolicy.invite)
        await is_delicate(tx, viewer, member)
    except Forbidden:
        raise Forbidden("Whoever invited you may not open this any more: ask to be invited anew.") from None


async def take_back(tx: Transaction, member_id: UUID, residents_alone: bool = False) -> None:
    """Take a member's open invitations back, as part of a larger change."""
    roles = sorted(RESIDENTS) if residents_alone else None
    await tx.run(TAKE_BACK, member_id, clock.now(), roles)
