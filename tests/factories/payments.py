"""What is owed and what was paid."""

from app.models.leases import Lease
from app.models.payments import Charge, ChargeCode, ChargeStatus, Payment, PaymentMethodKind, PaymentStatus
from app.models.people import Member
from tests.factories.houses import House


def charge(house: House, name: str, lease: str) -> Charge:
    """The rent of one month."""
    under = house.rows[Lease][lease]
    return house.make(
        Charge,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        code=ChargeCode.RENT,
        status=ChargeStatus.POSTED,
        due_on=house.now.date(),
        amount_minor=1_100_000,
        open_minor=1_100_000,
        currency="NOK",
    )


def payment(house: House, name: str, lease: str, payer: str) -> Payment:
    """A payment that arrived."""
    under = house.rows[Lease][lease]
    return house.make(
        Payment,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        number=house.text(Payment, name, "number"),
        payer_id=house.id(Member, payer),
        method=PaymentMethodKind.CARD,
        status=PaymentStatus.SUCCEEDED,
        amount_minor=1_100_000,
        currency="NOK",
        effective_on=house.now.date(),
        succeeded_at=house.ago(1),
    )
