"""What the calendar asks of all leases of an organization: they begin, roll over and end, and their rent changes."""

import logging
from uuid import UUID

from app import clock
from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.leases import Lease
from app.models.occupancy import calls_for_a_step
from app.models.paging import MAX_PAGE, Order, Page, Slice, key_of
from app.resolvers import billing_days
from app.resolvers.leases.steps import keep_time
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import transaction

logger = logging.getLogger("tenantry.calendar")

BATCH = 50
COMING = """
SELECT s.id, s.lease_id, s.template_id
  FROM rent_step s
  JOIN property p ON p.organization_id = s.organization_id AND p.id = s.property_id
 WHERE s.organization_id = (SELECT app.current_org()) AND NOT s.is_applied
   AND s.starts_on <= ($1::timestamptz AT TIME ZONE p.time_zone)::date
 ORDER BY s.starts_on, s.id LIMIT $2
"""
APPLY = """
UPDATE rent_step SET is_applied = true WHERE organization_id = (SELECT app.current_org()) AND id = ANY($1::uuid[])
"""
IN_FORCE = """
SELECT s.amount_minor FROM rent_step s
  JOIN charge_template t ON t.organization_id = s.organization_id AND t.id = s.template_id AND t.code = 'RENT'
 WHERE s.organization_id = (SELECT app.current_org()) AND s.lease_id = $1 AND s.is_applied
 ORDER BY s.starts_on DESC LIMIT 1
"""


async def keep_all(organization_id: UUID) -> int:
    """Let leases begin, roll over and end on the day it is at their property; returns how many moved.

    Each is looked at again under its own lock, so that any number of workers at once do what one would.
    """
    moved = 0
    for lease_id in await _due(organization_id):
        try:
            moved += await keep_time(organization_id, lease_id)
        except TenantryError as error:
            logger.warning("lease %s waits for the next time: %s", lease_id, error.message)
    return moved


async def _due(organization_id: UUID) -> list[UUID]:
    house = Viewer.system_of(organization_id, "the calendar of leases")
    order, found = Order("id", "{t}.id", "uuid"), list[UUID]()
    async with transaction(house):
        due, page = (calls_for_a_step(clock.now()),), Slice(has_next=True)
        while page.has_next:
            after = key_of(page.rows[-1]) if page.rows else None
            page = await LeasePolicy.page(house, Page(MAX_PAGE, order, after, where=due))
            found += [row.id for row in page.rows]
    return found


async def change_rents(organization_id: UUID) -> int:
    """Show rents that count from today on as the rent of their lease; returns how many leases changed."""
    house, changed = Viewer.system_of(organization_id, "rents that change"), 0
    while True:
        async with transaction(house) as tx:
            steps = await tx.rows(COMING, await billing_days.now(house), BATCH)
            leases = await tx.lock(Lease, "t.id = ANY($1::uuid[])", [step.lease_id for step in steps])
            await tx.run(APPLY, [step.id for step in steps])
            for lease in leases:
                rent = await tx.run(IN_FORCE, lease.id)
                if rent is not None and rent["amount_minor"] != lease.rent_minor:
                    lease.rent_minor = rent["amount_minor"]
                    await tx.save(lease, "rent_minor")
                    tx.announce(lease, "UPDATED", of_lease(lease), changed=["rent"])
                    changed += 1
        if len(steps) < BATCH:
            return changed
