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
    assert sum(one.open for one in months.model.charges.values()) == 50, "no deposit of which nothing is held"
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


def lost(months: Any) -> list[tuple[int, int]]:
    """What was given up, write-off by write-off: how much, and how much of it stands."""
    credits = [one for one in months.model.sources.values() if one.charge is not None]
    return [(one.amount, one.credited) for one in sorted(credits, key=lambda one: one.id)]


def test_money_comes_for_what_was_given_up_and_is_gone_again(months: Any) -> None:
    lease = months.first()
    charge = months.charge(lease, "RENT", 100, -40)
    months.forgive(charge, "WRITE_OFF")
    debit = months.debit(lease, 30)
    months.bank_answers(debit, comes=True)
    assert lost(months) == [(100, 0), (70, 70)]
    paid = months.pay(lease, 90, [], "at once")
    assert lost(months) == [(100, 0), (70, 0)] and months.model.sources[paid].allocated == 70
    months.bank_takes_back(debit)
    assert lost(months)[2:] == [(30, 30)]
    months.give_back(paid, 2)
    assert sum(minor for _, minor in lost(months)) == 100 - 45
    assert {one.open for one in months.model.charges.values()} == {0}


def test_a_charge_is_taken_back_that_was_given_up_and_paid_in_part(months: Any) -> None:
    lease = months.first()
    charge = months.charge(lease, "RENT", 100, -40)
    months.forgive(charge, "WRITE_OFF")
    paid = months.pay(lease, 30, [], "at once")
    months.reverse(charge)
    assert lost(months) == [(100, 0), (70, 0)] and months.model.sources[paid].allocated == 0


def test_nobody_who_left_is_asked_for_a_deposit_of_which_nothing_is_held(months: Any) -> None:
    lease = months.first()
    first = months.pay_deposit(lease, 40)
    months.bill_deposit(lease, 60, 0)
    months.end_early(lease, 0)
    assert sum(one.open for one in months.model.charges.values()) == 60
    months.return_deposit(lease, 4)
    assert sum(one.open for one in months.model.charges.values()) == 0
    months.take_credit_back(lease, 0)
    assert sum(one.open for one in months.model.charges.values()) == 60
    months.give_back(first, 4)


def test_a_credit_is_taken_back_that_had_settled_something(months: Any) -> None:
    lease = months.first()
    charge = months.charge(lease, "RENT", 100, -40)
    months.concede(lease, 130)
    months.take_credit_back(lease, 0)
    assert months.model.charges[charge].open == 100
    months.forgive(charge, "WAIVER")
    months.take_credit_back(lease, 0)
    assert months.model.charges[charge].open == 100
