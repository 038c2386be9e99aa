"""What paying late costs: grace, kinds, caps; never while money that was sent in time is on its way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.fees import (
    Cap,
    FeeKind,
    FeeRepeat,
    FeeRule,
    Grace,
    Late,
    Tier,
    fee,
    forecast,
    in_hindsight,
    is_shielded,
    last_free_day,
    stricter,
)

K = FeeKind
DUE = date(2026, 6, 1)
RENT = Late(DUE, 100_000, 100_000)
FLAT = FeeRule(K.FLAT, (Grace(5),), amount_minor=5_000)


def on(days_late: int) -> date:
    return DUE + timedelta(days=days_late)


def test_the_fifth_day_is_free_and_the_sixth_is_not() -> None:
    assert last_free_day(FLAT, DUE) == date(2026, 6, 6)
    assert fee(FLAT, RENT, on(5)) is None
    assert fee(FLAT, RENT, on(6)).amount_minor == 5_000
    assert fee(FLAT, RENT, on(60)).amount_minor == 5_000


def test_business_days_leave_out_weekends() -> None:
    five = Grace(5, counts_business_days=True)
    assert five.until(date(2026, 6, 1)) == date(2026, 6, 8)
    assert five.until(date(2026, 6, 6)) == date(2026, 6, 12)
    assert Grace(7).covers(five)
    assert not Grace(6).covers(five)
    assert not five.covers(Grace(7))


@pytest.mark.parametrize(
    ("rule", "amount"),
    [
        (FeeRule(K.PERCENT_OF_RENT, (), rate_bps=500), 5_000),
        (FeeRule(K.PERCENT_OF_OPEN, (), rate_bps=500), 1_667),
        (FeeRule(K.GREATER_OF, (), amount_minor=1_500, rate_bps=500), 5_000),
        (FeeRule(K.LESSER_OF, (), amount_minor=1_500, rate_bps=500), 1_500),
        (FeeRule(K.FLAT, (), amount_minor=9_000, total_max_minor=8_000), 8_000),
        (FeeRule(K.FLAT, (), amount_minor=9_000, caps=(Cap(K.LESSER_OF, 5_000, 400),)), 4_000),
    ],
)
def test_each_kind_is_reckoned_in_its_way(rule: FeeRule, amount: int) -> None:
    assert fee(rule, replace(RENT, open_minor=33_333), on(1)).amount_minor == amount


def test_a_cap_is_rounded_down_and_a_fee_half_up() -> None:
    late = Late(DUE, 99_990, 99_990)
    assert fee(FeeRule(K.PERCENT_OF_RENT, (), rate_bps=500), late, on(1)).amount_minor == 5_000
    capped = FeeRule(K.PERCENT_OF_RENT, (), rate_bps=500, caps=(Cap(K.PERCENT_OF_RENT, rate_bps=500),))
    assert fee(capped, late, on(1)).amount_minor == 4_999


def test_a_fee_by_the_day_grows_to_its_end_and_catches_up() -> None:
    daily = FeeRule(K.DAILY, (Grace(2),), amount_minor=1_000, total_max_minor=3_500)
    assert fee(daily, RENT, on(2)) is None
    assert fee(daily, RENT, on(3)).amount_minor == 1_000
    assert (fee(daily, RENT, on(5)).amount_minor, fee(daily, RENT, on(5)).step) == (3_000, 3)
    assert fee(daily, replace(RENT, assessed_minor=3_000, assessed_steps=3), on(6)).amount_minor == 500
    assert fee(daily, replace(RENT, assessed_minor=3_500, assessed_steps=4), on(7)) is None
    assert fee(daily, replace(RENT, assessed_minor=1_000, assessed_steps=1), on(3)) is None


def test_a_fee_by_the_month_comes_on_the_same_day_of_each_and_the_last_of_a_short_one() -> None:
    monthly = FeeRule(K.PERCENT_OF_RENT, (Grace(0),), rate_bps=100, repeat=FeeRepeat.MONTHLY, total_max_minor=2_500)
    late = Late(date(2027, 1, 30), 100_000, 100_000)
    assert [monthly.starts(late.due_on, step) for step in (1, 2, 3)] == [
        *(date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31))
    ]
    assert fee(monthly, late, date(2027, 1, 31)).step == 1
    assert fee(monthly, late, date(2027, 2, 27)).step == 1
    second = fee(monthly, replace(late, assessed_minor=1_000, assessed_steps=1), date(2027, 2, 28))
    assert (second.amount_minor, second.step, second.times) == (1_000, 2, 1)
    third = fee(monthly, replace(late, assessed_minor=2_000, assessed_steps=2), date(2027, 4, 1))
    assert (third.amount_minor, third.limit) == (500, "POLICY")
    until, threatened = forecast(monthly, replace(late, assessed_minor=1_000, assessed_steps=1), date(2027, 2, 1))
    assert (until, threatened.amount_minor) == (date(2027, 2, 27), 1_000)


def test_a_part_of_what_is_open_counts_what_is_open_each_time_and_no_day_costs_more_than_was_said() -> None:
    rule = FeeRule(K.PERCENT_OF_OPEN, (), rate_bps=100, repeat=FeeRepeat.DAILY, daily_max_minor=800)
    assert fee(rule, RENT, on(2)).amount_minor == 1_600
    half = replace(RENT, open_minor=50_000, assessed_minor=1_600, assessed_steps=2)
    assert fee(rule, half, on(4)).amount_minor == 1_000


def test_tiers_say_what_a_fee_is_in_all() -> None:
    tiers = FeeRule(K.TIERED, (Grace(5),), tiers=(Tier(1, 2_000), Tier(10, 3_500), Tier(20, 9_000)))
    assert fee(tiers, RENT, on(5)) is None
    assert (fee(tiers, RENT, on(6)).amount_minor, fee(tiers, RENT, on(14)).amount_minor) == (2_000, 2_000)
    first = replace(RENT, assessed_minor=2_000, assessed_steps=1)
    assert fee(tiers, first, on(14)) is None
    assert (fee(tiers, first, on(15)).amount_minor, fee(tiers, first, on(15)).step) == (1_500, 2)
    assert fee(tiers, first, on(90)).amount_minor == 7_000
    assert (forecast(tiers, first, on(7))[0], forecast(tiers, first, on(7))[1].amount_minor) == (on(14), 1_500)
    assert forecast(tiers, replace(RENT, assessed_minor=9_000, assessed_steps=3), on(30)) is None
    capped = replace(tiers, caps=(Cap(K.FLAT, 3_000),))
    assert (fee(capped, first, on(40)).amount_minor, fee(capped, first, on(40)).limit) == (1_000, "LAW")


def test_business_days_leave_out_the_holidays_of_the_country() -> None:
    before_christmas = date(2026, 12, 23)
    assert Grace(2, True).until(before_christmas) == date(2026, 12, 25)
    assert Grace(2, True, "US-NJ").until(before_christmas) == date(2026, 12, 28)
    assert Grace(2, True, "NO").until(date(2026, 4, 1)) == date(2026, 4, 8)
    assert Grace(2, True, "XX").until(before_christmas) == date(2026, 12, 25)
    assert Grace(5, True).covers(Grace(5, True, "US-NJ"))


def test_nothing_is_charged_while_money_sent_in_time_is_on_its_way() -> None:
    covered = replace(RENT, covered_minor=100_000)
    assert is_shielded(covered)
    assert fee(FLAT, covered, on(30)) is None
    assert fee(FLAT, replace(covered, covered_minor=99_999), on(30)) is not None
    until, threatened = forecast(FLAT, covered, on(0))
    assert (until, threatened.amount_minor) == (on(5), 5_000)


def test_a_forecast_ends_with_the_grace_and_goes_on_for_a_fee_by_the_day() -> None:
    assert forecast(FLAT, RENT, on(5))[0] == on(5)
    assert forecast(FLAT, RENT, on(6)) is None
    assert forecast(FLAT, replace(RENT, assessed_minor=5_000, assessed_steps=1), on(3)) is None
    daily = FeeRule(K.DAILY, (Grace(2),), amount_minor=1_000)
    assert forecast(daily, replace(RENT, assessed_minor=2_000, assessed_steps=2), on(4))[1].amount_minor == 1_000
    assert forecast(FLAT, replace(RENT, open_minor=0), on(0)) is None


def test_what_is_little_is_let_go() -> None:
    rule = replace(FLAT, min_open_minor=10_000)
    assert fee(rule, replace(RENT, open_minor=9_999), on(9)) is None
    assert fee(rule, replace(RENT, open_minor=10_000), on(9)) is not None


TIERS = st.dictionaries(st.integers(1, 60), st.integers(1, 10**6), min_size=1, max_size=4).map(
    lambda found: tuple(Tier(*pair) for pair in zip(sorted(found), sorted(found.values()), strict=True))
)
RULES = st.builds(
    FeeRule,
    st.sampled_from(FeeKind),
    st.lists(st.builds(Grace, st.integers(0, 30), st.booleans(), st.sampled_from([None, "NO"])), max_size=2).map(tuple),
    st.integers(0, 10**6),
    st.integers(0, 5_000),
    st.none() | st.integers(0, 10**6),
    repeat=st.sampled_from(FeeRepeat),
    daily_max_minor=st.none() | st.integers(0, 10**6),
    tiers=TIERS,
)
LATE = st.builds(
    lambda open_minor, more: Late(DUE, open_minor + more, open_minor), st.integers(0, 10**7), st.integers(0, 10**7)
)
CAPS = st.builds(Cap, st.sampled_from([K.FLAT, K.PERCENT_OF_RENT, K.GREATER_OF, K.LESSER_OF]), st.integers(0, 10**5))


@given(RULES, LATE, st.lists(CAPS, max_size=2), st.integers(0, 60), st.integers(0, 200))
def test_the_law_only_ever_lowers_and_delays(rule: FeeRule, late: Late, caps: list[Cap], grace: int, day: int) -> None:
    held = stricter(rule, [Grace(grace)], caps)
    asked, allowed = fee(rule, late, on(day)), fee(held, late, on(day))
    assert last_free_day(held, DUE) >= max(last_free_day(rule, DUE), on(grace))
    if allowed is not None:
        assert asked is not None
        assert allowed.amount_minor <= min([asked.amount_minor, *(cap.minor(late.amount_minor) for cap in caps)])


@given(RULES, LATE, st.lists(st.integers(0, 120), max_size=8))
def test_however_often_it_is_looked_at_the_sum_is_the_same(rule: FeeRule, late: Late, days: list[int]) -> None:
    assessed, steps = 0, 0
    for day in [*sorted(days), 120]:
        found = fee(rule, replace(late, assessed_minor=assessed, assessed_steps=steps), on(day))
        assessed, steps = (assessed + found.amount_minor, found.step) if found else (assessed, steps)
    at_once = fee(rule, late, on(120))
    assert assessed == (at_once.amount_minor if at_once else 0)


@given(RULES, LATE, st.integers(0, 200))
def test_what_is_forecast_is_what_comes_on_the_day_after(rule: FeeRule, late: Late, day: int) -> None:
    now = fee(rule, late, on(day))
    so_far = replace(late, assessed_minor=now.amount_minor, assessed_steps=now.step) if now else late
    foretold = forecast(rule, so_far, on(day))
    if foretold is None:
        return
    until, threatened = foretold
    assert until >= on(day)
    assert fee(rule, so_far, until) is None
    assert fee(rule, so_far, until + timedelta(days=1)) == threatened


@pytest.mark.parametrize(
    ("rule", "paid", "expected"),
    [
        (FLAT, {}, [(1, 5_000, 1)]),
        (FLAT, {5: 99_999}, [(1, 5_000, 1)]),
        (FLAT, {5: 100_000}, []),
        (FLAT, {6: 100_000}, [(1, 5_000, 1)]),
        (replace(FLAT, min_open_minor=500), {5: 99_501}, []),
        (replace(FLAT, repeat=FeeRepeat.MONTHLY), {40: 100_000}, [(2, 10_000, 2)]),
        (replace(FLAT, repeat=FeeRepeat.MONTHLY, total_max_minor=7_000), {}, [(3, 7_000, 3)]),
        (FeeRule(K.DAILY, (Grace(5),), 100), {8: 50_000, 10: 50_000}, [(5, 500, 5)]),
        (
            FeeRule(K.TIERED, (Grace(5),), tiers=(Tier(1, 100), Tier(9, 150), Tier(20, 300))),
            {15: 100_000},
            [(2, 150, 2)],
        ),
        (
            FeeRule(K.PERCENT_OF_OPEN, (Grace(5),), rate_bps=100, repeat=FeeRepeat.MONTHLY),
            {5: 10_000, 20: 40_000},
            [(1, 900, 1), (3, 1_000, 2)],
        ),
        (
            FeeRule(K.PERCENT_OF_OPEN, (Grace(5),), rate_bps=100, repeat=FeeRepeat.MONTHLY, total_max_minor=1_200),
            {5: 10_000, 20: 40_000},
            [(1, 900, 1), (3, 300, 2)],
        ),
    ],
)
def test_looked_at_again_each_step_counts_what_was_open_when_it_began(
    rule: FeeRule, paid: dict[int, int], expected: list[tuple[int, int, int]]
) -> None:
    known = [(on(days), minor) for days, minor in paid.items()]
    last = rule.step_on(last_free_day(rule, DUE), on(80)) if rule.kind is not K.DAILY else 9
    found = in_hindsight(rule, RENT, known, last)
    assert [(one.step, one.amount_minor, one.times) for one in found] == expected
    assert [one.before_minor for one in found] == [
        sum(minor for _, minor, _ in expected[:n]) for n in range(len(found))
    ]
