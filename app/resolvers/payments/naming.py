"""Whether roommates read one's name in the pot of the household: everybody says so for themselves."""

from uuid import UUID

from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.errors import Forbidden
from app.models.leases import LeaseParty
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import Once, transaction

MINE = """
t.lease_id = $1 AND t.role IN ('TENANT', 'CO_TENANT')
AND t.tenant_id IN (SELECT n.id FROM tenant n WHERE n.organization_id = t.organization_id AND n.member_id = $2)
"""


async def set_named(viewer: Viewer, lease_id: UUID, is_named: bool, once: Once | None) -> UUID:
    """Say whether the viewer's name stands in the pot of a lease; returns the lease's id.

    Raises `NotFound`, and `Forbidden` for whoever has no share in the pot.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        lease = await LeasePolicy.permitted(viewer, lease_id, LeasePolicy.automate)
        mine = await tx.lock(LeaseParty, MINE, lease_id, viewer.member_id)
        if not mine:
            raise Forbidden("Only those who share the rent stand in its pot.")
        for party in mine:
            party.is_named = is_named
            await tx.save(party, "is_named")
            tx.record(party, "NAMED" if is_named else "UNNAMED")
        tx.announce(lease, "UPDATED", of_lease(lease), changed=["parties"])
        return tx.done(lease_id)
