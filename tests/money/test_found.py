"""What the random months have found, step by step, so that each is tried every time."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.ledger.proration import ProrationMethod
from app.models.leases import Lease
from tests.auth.conftest import world_database, world_template
from tests.money.agreements import Agreements
from tests.money.landlord import Landlord
from tests.support.services import Database
from tests.support.world import build

__all__ = ["world_database", "world_template"]


@pytest.fixture
def months(world_database: Database) -> Iterator[Any]:
    """A machine over PostgreSQL, at its beginning."""
    house = build("A")
    stored = Landlord(world_database, house.organization_id, house.id(Lease, "north_1"))
    yield type("StoredMonths", (Agreements,), {"driver": stored, "compares": True})()
    stored.close()


def test_a_debit_comes_back_that_had_paid_a_deposit_which_was_given_back(months: Any) -> None:
    lease = months.first()
    deposit = months.bill_deposit(lease, 100, 0)
    debit = months.debit(lease, 100)
    months.bank_answers(debit, comes=True)
    months.end_early(lease, 0)
    months.return_deposit(lease, 2)
    months.bank_takes_back(debit)
    assert sum(one.open for one in months.model.charges.values()) == 100
    claims = [one for one in months.model.charges.values() if one.is_claim]
    assert [one.amount for one in claims] == [50]
    months.reverse(deposit)
    months.pay(lease, 70, [], "at once")
    months.forgive(claims[0].id, "WAIVER")


def test_rent_is_raised_that_was_paid_in_part_and_forgiven_for_the_rest(months: Any) -> None:
    lease, plan = months.first(), (20, 1, ProrationMethod.ACTUAL_DAYS, 0)
    months.amend_rent(lease, 100, 0, plan)
    months.pay(lease, 10, [], "at once")
    months.forgive_rent(lease, "WRITE_OFF")
    months.amend_rent(lease, 200, 0, plan)
    made = months.model.rents[lease].made
    newest = made[max(made)][0]
    assert [one.charge for one in months.model.sources.values() if one.charge and one.credited] == [newest]
    assert 0 < months.model.charges[newest].open < months.model.charges[newest].amount
