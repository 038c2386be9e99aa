"""The rent of leases that come in many at a time."""

from datetime import date
from decimal import Decimal

from app.models.base import new_id
from app.models.charge_templates import ChargeTemplate, RentStep, TemplateCode
from app.models.leases import Lease
from app.resolvers.charge_templates import Wanted, columns_of, place_of
from app.subscriptions.transaction import Transaction


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
