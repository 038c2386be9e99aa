"""Roles that are given and ended at once, as when somebody moves out, without the steps that people go through."""

from uuid import UUID

from app import clock
from app.auth.policies.people import GrantPolicy, MemberPolicy
from app.auth.viewer import Viewer
from app.resolvers.people import NewGrant, end_grant, grant_role
from app.subscriptions.transaction import transaction


async def revoke_grant(viewer: Viewer, id: UUID) -> UUID:
    """End a grant now; streams of the one who held it stop before the next event."""
    async with transaction(viewer) as tx:
        grant = await GrantPolicy.lock(viewer, id, to=GrantPolicy.change)
        now = clock.now()
        if grant.ends_at is None or grant.ends_at > now:
            await end_grant(tx, grant, now)
        return tx.done(grant.id)


async def add_grant(viewer: Viewer, new: NewGrant) -> UUID:
    """Give one more role now."""
    async with transaction(viewer) as tx:
        member = await MemberPolicy.lock(viewer, new.member_id, to=MemberPolicy.see)
        return tx.done((await grant_role(tx, member, new)).id)
