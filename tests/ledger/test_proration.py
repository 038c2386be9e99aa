"""Part months: the vectors that others publish, and what holds for every month."""

from datetime import date
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.proration import Period, ProrationMethod, Working, add_months, day_of_month, half_up, prorate

M = ProrationMethod
ANY_DAY = st.dates(date(1999, 1, 1), date(2101, 1, 1))
AMOUNTS = st.integers(0, 10**12)


def moved_in(method: ProrationMethod, rent: int, day: date) -> Working:
    month = Period.around(day)
    return prorate(method, month, [(rent, (month.end - day).days)])


@pytest.mark.parametrize(
    ("rent", "day", "days", "costs"),
    [
        (120_000, date(2026, 1, 10), 22, (85_161, 88_000, 86_795)),
        (100_000, date(2026, 8, 20), 12, (38_710, 40_000, 39_452)),
        (180_000, date(2026, 3, 15), 17, (98_710, 102_000, 100_603)),
        (220_000, date(2026, 5, 18), 14, (99_355, 102_667, 101_260)),
        (1_000_000, date(2028, 2, 29), 1, (34_483, 33_333, 32_787)),
        (1_250_000, date(2026, 4, 16), 15, (625_000, 625_000, 616_438)),
    ],
)
def test_days_of_a_month_cost_what_each_method_says(
    rent: int, day: date, days: int, costs: tuple[int, int, int]
) -> None:
    found = [moved_in(method, rent, day) for method in (M.ACTUAL_DAYS, M.THIRTY_DAYS, M.YEAR_ACTUAL)]
    assert [working.days for working in found] == [days] * 3
    assert tuple(working.amount_minor for working in found) == costs


def test_a_year_of_365_days_has_them_in_leap_years_too() -> None:
    assert moved_in(M.YEAR_365, 1_000_000, date(2028, 2, 29)).amount_minor == 32_877
    assert moved_in(M.YEAR_365, 120_000, date(2026, 1, 10)).amount_minor == 86_795


def test_a_new_rent_in_the_middle_of_a_month_counts_from_its_day() -> None:
    june = Period.around(date(2026, 6, 1))
    working = prorate(M.ACTUAL_DAYS, june, [(100_000, 14), (110_000, 16)])
    assert working.amount_minor == 105_333
    assert [part.numerator for part in working.parts] == [14, 16]


@pytest.mark.parametrize("method", M)
def test_a_full_period_costs_the_full_amount_and_no_day_costs_nothing(method: ProrationMethod) -> None:
    for months in (1, 3, 12):
        for month in range(1, 13):
            for year in (2027, 2028):
                period = Period.around(date(year, month, 11), months)
                assert prorate(method, period, [(123_457, period.days)]).amount_minor == 123_457
                assert prorate(method, period, [(123_457, 0)]).amount_minor == 0


@given(day=ANY_DAY, amount=AMOUNTS, method=st.sampled_from(M), months=st.sampled_from([1, 3, 12]))
def test_more_days_never_cost_less_and_never_more_than_all(
    day: date, amount: int, method: ProrationMethod, months: int
) -> None:
    period = Period.around(day, months)
    costs = [prorate(method, period, [(amount, days)]).amount_minor for days in range(period.days + 1)]
    assert costs == sorted(costs)
    assert costs[-1] == amount


@given(day=ANY_DAY, amount=AMOUNTS, method=st.sampled_from(M), data=st.data())
def test_parts_at_one_price_cost_as_much_as_the_whole(
    day: date, amount: int, method: ProrationMethod, data: st.DataObject
) -> None:
    period = Period.around(day)
    total = data.draw(st.integers(0, period.days))
    cuts = sorted(data.draw(st.lists(st.integers(0, total), max_size=4)))
    runs = [(amount, after - before) for before, after in zip([0, *cuts], [*cuts, total], strict=True)]
    assert prorate(method, period, runs).amount_minor == prorate(method, period, [(amount, total)]).amount_minor


@given(numerator=st.integers(0, 10**18), denominator=st.integers(1, 10**6))
def test_halves_are_rounded_up(numerator: int, denominator: int) -> None:
    assert half_up(numerator, denominator) == floor(Fraction(numerator, denominator) + Fraction(1, 2))


def test_more_days_than_a_period_has_are_refused() -> None:
    june = Period.around(date(2026, 6, 1))
    for runs in ([(100, 31)], [(100, -1)], [(-100, 1)], [(100, 20), (100, 11)]):
        with pytest.raises(ValueError, match="more than the period has"):
            prorate(M.ACTUAL_DAYS, june, runs)


def test_days_that_a_month_has_not_are_its_last() -> None:
    assert day_of_month(date(2026, 2, 1), 31) == date(2026, 2, 28)
    assert day_of_month(date(2028, 2, 1), 30) == date(2028, 2, 29)
    assert day_of_month(date(2026, 12, 1), 31) == date(2026, 12, 31)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert Period.around(date(2026, 8, 9), 3) == Period(date(2026, 7, 1), 3)
