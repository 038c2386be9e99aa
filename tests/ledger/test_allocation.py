"""Credits settle charges: nothing is lost, nothing is settled twice, and in the order that a lease has agreed."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.ledger.accounts import INCOMES
from app.ledger.allocation import RANK, AllocationOrder, Credit, Debt, Piece, allocate

DAY = date(2026, 3, 1)
amounts = st.integers(1, 1_000)
debts = st.lists(
    st.builds(
        Debt,
        st.uuids(),
        st.sampled_from(sorted(RANK)),
        st.integers(0, 60).map(lambda days: DAY + timedelta(days=days)),
        amounts,
    ),
    max_size=8,
    unique_by=lambda debt: debt.id,
)


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[Credit], list[Debt]]:
    """Credits and debts; some payers chose some of the debts."""
    owing = draw(debts)
    chosen = st.lists(st.sampled_from([debt.id for debt in owing]), unique=True).map(tuple) if owing else st.just(())
    made = draw(st.lists(st.tuples(st.uuids(), amounts, chosen), max_size=6, unique_by=lambda made: made[0]))
    return [Credit(*each) for each in made], owing


@given(sides(), st.sampled_from(AllocationOrder))
def test_nothing_is_lost_and_nothing_settled_twice(
    both: tuple[list[Credit], list[Debt]], order: AllocationOrder
) -> None:
    credits, owing = both
    pieces = allocate(credits, owing, order)
    for credit in credits:
        assert sum(piece.amount for piece in pieces if piece.credit_id == credit.id) <= credit.left
    for debt in owing:
        assert sum(piece.amount for piece in pieces if piece.charge_id == debt.id) <= debt.open
    spent = sum(piece.amount for piece in pieces)
    assert spent == min(sum(credit.left for credit in credits), sum(debt.open for debt in owing))
    assert all(piece.amount > 0 for piece in pieces)
    pairs = [(piece.credit_id, piece.charge_id) for piece in pieces]
    assert len(set(pairs)) == len(pairs)


@given(sides(), st.sampled_from(AllocationOrder), st.randoms())
def test_the_order_in_which_debts_are_read_does_not_matter(both, order, random) -> None:  # type: ignore[no-untyped-def]
    credits, owing = both
    shuffled = random.sample(owing, len(owing))
    assert allocate(credits, owing, order) == allocate(credits, shuffled, order)


def _debt(code: str, days: int, open: int) -> Debt:
    return Debt(uuid.uuid4(), code, DAY + timedelta(days=days), open)


def test_the_oldest_is_settled_first_and_rent_before_fees() -> None:
    fee, rent, old_fee = _debt("LATE_FEE", 5, 10), _debt("RENT", 5, 100), _debt("LATE_FEE", 0, 10)
    credit = Credit(uuid.uuid4(), 115)
    oldest = allocate([credit], [fee, rent, old_fee], AllocationOrder.OLDEST_FIRST)
    assert [(piece.charge_id, piece.amount) for piece in oldest] == [(old_fee.id, 10), (rent.id, 100), (fee.id, 5)]
    rents = allocate([credit], [fee, rent, old_fee], AllocationOrder.RENT_FIRST)
    assert [(piece.charge_id, piece.amount) for piece in rents] == [(rent.id, 100), (old_fee.id, 10), (fee.id, 5)]


def test_what_the_payer_chose_comes_first() -> None:
    fee, rent = _debt("LATE_FEE", 5, 10), _debt("RENT", 0, 100)
    chosen = allocate([Credit(uuid.uuid4(), 50, (fee.id,))], [fee, rent], AllocationOrder.OLDEST_FIRST)
    assert [(piece.charge_id, piece.amount) for piece in chosen] == [(fee.id, 10), (rent.id, 40)]


def test_money_that_comes_settles_what_is_open_and_then_what_was_given_up() -> None:
    lost, rent = replace(_debt("RENT", 0, 100), is_given_up=True), _debt("RENT", 30, 50)
    gift, money = Credit(uuid.uuid4(), 10), Credit(uuid.uuid4(), 90, recovers=True)
    pieces = allocate([gift, money], [lost, rent], AllocationOrder.OLDEST_FIRST)
    assert pieces == [
        Piece(gift.id, rent.id, 10),
        Piece(money.id, rent.id, 40),
        Piece(money.id, lost.id, 50, is_recovery=True),
    ]
    assert allocate([Credit(gift.id, 500)], [lost], AllocationOrder.RENT_FIRST) == []


def test_money_that_was_meant_for_what_was_given_up_since_goes_there_first() -> None:
    lost, rent = replace(_debt("RENT", 0, 100), is_given_up=True), _debt("RENT", 30, 50)
    money = Credit(uuid.uuid4(), 120, (lost.id,), recovers=True)
    pieces = allocate([money], [lost, rent], AllocationOrder.OLDEST_FIRST)
    assert [(piece.charge_id, piece.amount) for piece in pieces] == [(lost.id, 100), (rent.id, 20)]


def test_every_code_has_its_place() -> None:
    assert RANK.keys() == {*INCOMES, "DEPOSIT"}
    assert RANK["RENT"] == 0
    assert RANK["LATE_FEE"] == max(RANK.values())
