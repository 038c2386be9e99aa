"""What was paid."""

from app.ledger.templates import Fact, received
from app.models.leases import Lease
from app.models.payments import Payment, PaymentMethodKind, PaymentStatus
from app.models.people import Member
from tests.factories.charges import books
from tests.factories.houses import House


def payment(house: House, name: str, lease: str, payer: str) -> Payment:
    """A payment that arrived and has settled nothing yet."""
    under = house.rows[Lease][lease]
    made = house.make(
        Payment,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        number=house.text(Payment, name, "number"),
        payer_id=house.id(Member, payer),
        method=PaymentMethodKind.CARD,
        status=PaymentStatus.SUCCEEDED,
        amount_minor=house.minor(1_100_000),
        credited_minor=house.minor(1_100_000),
        currency="NOK",
        effective_on=house.today,
        succeeded_at=house.ago(1),
    )
    under_books = books(house, lease)
    house.post(
        f"payment_{name}",
        received(under_books, Fact(made.id, house.today, house.minor(1_100_000)), under_books.clearing()),
    )
    return made
