"""Who is bound by a lease, and where they stand while it begins, runs and ends."""

from datetime import date
from typing import Any

from app.auth.policies.leases import LeasePartyPolicy, TenantPolicy
from app.auth.viewer import Viewer
from app.errors import NotFound
from app.models.leases import (
    PARTIES,
    Lease,
    LeaseParty,
    LeasePartyRole,
    LeasePartyStatus,
    LeaseStatus,
)
from app.resolvers.leases.terms import Bound
from app.subscriptions.transaction import Transaction

LEAVING = (LeaseStatus.NOTICE_GIVEN, LeaseStatus.ENDED, LeaseStatus.CLOSED)


async def check_known(viewer: Viewer, wanted: tuple[Bound, ...]) -> None:
    """Raise `NotFound` for a tenant that the viewer cannot see."""
    ids = {party.tenant_id for party in wanted}
    if len(await TenantPolicy.related(viewer, ids)) < len(ids):
        raise NotFound("No such tenant.", ("input", "parties"))


async def parties_of(lease: Lease) -> list[Any]:
    """Return everybody who is or was bound."""
    house = Viewer.system_of(lease.organization_id, "the parties to a lease")
    return (await LeasePartyPolicy.below(house, "lease_id", [lease.id])).get(lease.id, [])


async def bind(tx: Transaction, lease: Lease, wanted: tuple[Bound, ...], today: date) -> None:
    """Bind exactly these people: a draft forgets the others, a lease in force remembers when they left."""
    is_draft = lease.status == LeaseStatus.DRAFT
    present = {row.tenant_id: row for row in await parties_of(lease)}
    stays = {party.tenant_id for party in wanted}
    for tenant_id, row in present.items():
        if tenant_id not in stays and is_draft:
            await tx.run("DELETE FROM lease_party WHERE id = $1", row.id)
        elif tenant_id not in stays and row.status != LeasePartyStatus.PAST:
            await tx.run(LEAVE, row.id, today)
    for party in wanted:
        moves_in = None if party.role is LeasePartyRole.GUARANTOR else max(today, lease.start_on)
        moves_in = lease.start_on if moves_in is not None and is_draft else moves_in
        columns = {"role": party.role, "status": PARTIES[LeaseStatus(lease.status)], "move_in_on": moves_in}
        known = present.get(party.tenant_id)
        if known is None:
            place = {"property_id": lease.property_id, "lease_id": lease.id, "tenant_id": party.tenant_id}
            await tx.create(LeaseParty, **place, **columns)
        elif is_draft or known.status == LeasePartyStatus.PAST:
            await tx.run(RETURN, known.id, *(str(columns["role"]), str(columns["status"]), moves_in))
        elif known.role != party.role:
            await tx.run("UPDATE lease_party SET role = $2 WHERE id = $1", known.id, str(party.role))


LEAVE = "UPDATE lease_party SET status = 'PAST', move_out_on = $2 WHERE id = $1"
RETURN = """
UPDATE lease_party SET role = $2, status = $3, move_in_on = $4, notice_given_on = NULL, move_out_on = NULL WHERE id = $1
"""
MOVE = """
UPDATE lease_party SET status = $2, notice_given_on = $3,
                       move_out_on = CASE WHEN role = 'GUARANTOR' THEN NULL ELSE $4::date END
 WHERE lease_id = $1 AND status <> 'PAST'
"""


async def move(tx: Transaction, lease: Lease) -> None:
    """Let the parties stand where the lease stands."""
    leaves = lease.end_on if lease.status in LEAVING else None
    await tx.run(MOVE, lease.id, str(PARTIES[LeaseStatus(lease.status)]), lease.notice_given_on, leaves)
