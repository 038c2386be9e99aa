"""What the leases of the demo charge by themselves from now on, and what paying late costs."""

from app.entrypoints.demo.leases import period
from app.entrypoints.demo.shapes import Contract
from app.entrypoints.demo.world import World, stamped
from app.ledger.fees import FeeKind
from app.models.charge_templates import LEAD_DAYS, ChargeTemplate, Frequency, RentStep, TemplateCode
from app.models.late_fees import LateFeePolicy
from app.models.leases import BINDING, Lease, LeaseStatus
from app.models.properties import Property

GRACE_DAYS, RATE_BPS = 5, 500


def add_rents(world: World) -> None:
    """Make the templates of every lease in force; what this month costs is charged already."""
    for contract in world.house.contracts:
        if contract.status in BINDING:
            regular = {TemplateCode.RENT: contract.rent}
            regular |= {TemplateCode(str(code)): amount for code, amount in contract.monthly.items()}
            for code, amount in regular.items():
                _add_template(world, contract, code, amount)
    for key in world.house.fees_in:
        _add_fee(world, key)


def _add_template(world: World, contract: Contract, code: TemplateCode, amount: int) -> None:
    start, _ = period(world, contract)
    lease, key = world.row(Lease, contract.number), f"{contract.number}/{code}"
    since = start if contract.status is LeaseStatus.SIGNED else max(start, world.almanac.month(1))
    place = {"property_id": lease.property_id, "lease_id": lease.id}
    template = world.make(
        ChargeTemplate,
        key,
        **place,
        code=code,
        frequency=Frequency.MONTHLY,
        currency=world.house.currency,
        due_day=contract.due_day,
        lead_days=LEAD_DAYS,
        starts_on=since,
        billed_until=since,
        next_bill_on=world.almanac.today,
        **stamped(lease.created_at),
    )
    step = {"template_id": template.id, "starts_on": since, "amount_minor": amount, "is_applied": True}
    world.make(RentStep, key, **place, **step, **stamped(lease.created_at))


def _add_fee(world: World, key: str) -> None:
    world.make(
        LateFeePolicy,
        key,
        property_id=world.id(Property, key),
        number=1,
        kind=FeeKind.PERCENT_OF_RENT,
        grace_days=GRACE_DAYS,
        rate_bps=RATE_BPS,
        currency=world.house.currency,
        starts_on=world.almanac.today,
        **stamped(world.almanac.at("-30d 10:00")),
    )
