"""What is owed, what was given away, and what settled what."""

from datetime import date

from app.ledger.accounts import Books
from app.ledger.templates import Fact, allocated, charged, credited
from app.models.charges import Charge, ChargeCode, ChargeStatus
from app.models.leases import Lease
from app.models.ledger import AccountingPeriod, Allocation, Credit, CreditKind
from app.models.payments import Payment
from app.resolvers.ledger import post_all
from app.subscriptions.transaction import Transaction
from tests.factories.houses import House


def books(house: House, lease: str) -> Books:
    """Where the entries of a lease are written."""
    under = house.rows[Lease][lease]
    return Books(under.property_id, under.id, "NOK")


def charge(house: House, name: str, lease: str) -> Charge:
    """The rent of one month."""
    under = house.rows[Lease][lease]
    made = house.make(
        Charge,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        code=ChargeCode.RENT,
        status=ChargeStatus.POSTED,
        due_on=house.today,
        effective_on=house.today,
        amount_minor=house.minor(1_100_000),
        open_minor=house.minor(1_100_000),
        currency="NOK",
        description=house.text(Charge, name, "description"),
    )
    house.post(
        f"charge_{name}",
        charged(books(house, lease), Fact(made.id, house.today, house.minor(1_100_000)), ChargeCode.RENT),
    )
    return made


def settled(house: House, name: str) -> Allocation:
    """The whole payment of this name settles the charge of this name; its entry is known once it is written."""
    owed, paid = house.rows[Charge][name], house.rows[Payment][name]
    owed.settle(house.minor(1_100_000))
    paid.allocated_minor = house.minor(1_100_000)
    id = house.id(Allocation, name)
    house.post(
        f"allocation_{name}",
        allocated(books(house, name), Fact(id, house.today, house.minor(1_100_000)), ChargeCode.RENT),
    )
    place = {"property_id": owed.property_id, "lease_id": owed.lease_id}
    return house.make(
        Allocation,
        name,
        **place,
        charge_id=owed.id,
        payment_id=paid.id,
        amount_minor=house.minor(1_100_000),
        entry_id=id,
    )


def credit(house: House, name: str, lease: str) -> Credit:
    """A concession that has settled nothing yet."""
    under = house.rows[Lease][lease]
    made = house.make(
        Credit,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        kind=CreditKind.CONCESSION,
        amount_minor=house.minor(1_000),
        credited_minor=house.minor(1_000),
        currency="NOK",
        effective_on=house.today,
        reason=house.text(Credit, name, "reason"),
    )
    house.post(f"credit_{name}", credited(books(house, lease), Fact(made.id, house.today, house.minor(1_000))))
    return made


def closed(house: House, name: str, first_on: date) -> AccountingPeriod:
    """A month that is closed in the books."""
    return house.make(AccountingPeriod, name, first_on=first_on, closed_at=house.ago(1))


async def write_books(tx: Transaction, house: House) -> None:
    """Post what the rows of the organization say, and write what settled what."""
    written = dict(zip((entry.key for entry in house.entries), await post_all(tx, house.entries), strict=True))
    for row in house.rows[Allocation].values():
        columns = {key: value for key, value in row if key != "organization_id"}
        await tx.create(Allocation, **{**columns, "entry_id": written[f"allocation/{row.id}/applied"]})
    await tx.run("INSERT INTO ledger_state (organization_id) VALUES ($1)", house.organization_id)
