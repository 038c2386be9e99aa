"""What leases charge again and again, what paying late costs, and what is held."""

from datetime import timedelta

from app.ledger.fees import FeeKind
from app.models.charge_templates import ChargeTemplate, Frequency, RentStep, TemplateCode
from app.models.deposits import Deposit
from app.models.late_fees import LateFeePolicy
from app.models.leases import Lease
from app.models.properties import Property
from tests.factories.houses import House


def everywhere(house: House) -> None:
    """The rents, the deposits and the policies of the world."""
    for name in ("north_old", "north_1", "north_2", "south_1"):
        rent(house, name)
        deposit(house, name)
    for place in ("north", "south"):
        late_fee(house, place)
        late_fee(house, f"{place}_1", place)


def rent(house: House, name: str) -> ChargeTemplate:
    """The rent of the lease of this name, charged far ahead, so that no job charges any more of it."""
    lease = house.rows[Lease][name]
    far = lease.start_on + timedelta(days=3_000)
    place = {"property_id": lease.property_id, "lease_id": lease.id}
    made = house.make(
        ChargeTemplate,
        name,
        **place,
        code=TemplateCode.RENT,
        description=house.text(ChargeTemplate, name, "description"),
        frequency=Frequency.MONTHLY,
        currency="NOK",
        due_day=1,
        lead_days=14,
        starts_on=lease.start_on,
        billed_until=far,
        next_bill_on=far,
    )
    house.make(
        RentStep, name, **place, template_id=made.id, starts_on=lease.start_on, amount_minor=house.minor(1_100_000)
    )
    return made


def late_fee(house: House, name: str, place: str | None = None) -> LateFeePolicy:
    """What paying late costs in the property of this name, or under that lease in a place; of a time long gone."""
    long_ago = house.today - timedelta(days=9_000)
    return house.make(
        LateFeePolicy,
        name,
        property_id=house.id(Property, place or name),
        lease_id=house.id(Lease, name) if place else None,
        number=1,
        kind=FeeKind.FLAT,
        grace_days=7,
        amount_minor=house.minor(10_000),
        currency="NOK",
        starts_on=long_ago,
        ends_on=long_ago + timedelta(days=30),
    )


def deposit(house: House, name: str) -> Deposit:
    """The deposit of the lease of this name; nothing of it is held."""
    lease = house.rows[Lease][name]
    place = {"property_id": lease.property_id, "lease_id": lease.id}
    return house.make(Deposit, name, **place, agreed_minor=house.minor(3_300_000), currency="NOK")
