"""The rent of leases that come in many at a time."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.leases import LeasePolicy
from app.models.base import new_id
from app.models.charge_templates import ChargeTemplate, RentStep, TemplateCode
from app.models.leases import BINDING, Lease
from app.resolvers.billing_days import day_of, now
from app.resolvers.charge_templates import Wanted, columns_of, place_of
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import Transaction

BARE = """
SELECT array_agg(l.id) AS ids, array_agg(p.time_zone) AS zones
  FROM lease l JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
 WHERE l.organization_id = app.current_org() AND l.id = ANY($1::uuid[]) AND l.status = ANY($2::text[])
   AND NOT EXISTS (SELECT FROM charge_template t
                    WHERE t.organization_id = l.organization_id AND t.lease_id = l.id AND t.code = 'RENT')
"""


async def begin_all(tx: Transaction, since: list[tuple[Lease, date]]) -> None:
    """Let leases charge their rent from a day on; the first charges come with the next look at the day."""
    rents, steps = [], []
    for lease, first in since:
        wanted = Wanted(lease.id, TemplateCode.RENT, (Decimal(0), lease.currency), first)
        id = new_id()
        rents.append({"id": id, **columns_of(lease, wanted)})
        steps.append({**place_of(lease), "template_id": id, "starts_on": first, "amount_minor": lease.rent_minor})
    await tx.create_many(ChargeTemplate, rents)
    await tx.create_many(RentStep, steps)


async def mend(tx: Transaction, ids: Collection[UUID]) -> None:
    """Let those of some leases charge their rent that came in without: lists of an older release left it out."""
    row = await tx.run(BARE, list(ids), [str(status) for status in BINDING]) if ids else None
    if row is None or not row["ids"]:
        return
    zones = dict(zip((UUID(bytes=id.bytes) for id in row["ids"]), row["zones"], strict=True))
    moment = await now(tx.viewer)
    found = await LeasePolicy.related(tx.viewer, set(zones))
    since: list[tuple[Any, date]] = [(lease, first_of(lease, day_of(moment, zones[id]))) for id, lease in found.items()]
    since = [(lease, first) for lease, first in since if lease.end_on is None or lease.end_on > first]
    await begin_all(tx, since)
    for lease, _ in since:
        tx.announce(lease, "UPDATED", of_lease(lease), changed=["chargeTemplates"])


def first_of(lease: Any, here: date) -> date:
    """Return the day from which a lease that comes in is charged; what was owed before is in the old books."""
    first: date = max(lease.start_on, here.replace(day=1))
    return first
