"""Which charges a plan makes: due days, part months, new prices; the same whoever asks, and however often."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.ledger.proration import Period, ProrationMethod
from app.ledger.schedule import Due, Frequency, Plan, Price, dues, next_bill

M = ProrationMethod
FAR = date(2100, 1, 1)
SINCE = date(1900, 1, 1)


def plan(start: date, end: date | None, *prices: tuple[date, int], due_day: int = 1, lead: int = 0) -> Plan:
    known = tuple(Price(day, amount) for day, amount in prices) or (Price(start, 1_250_000),)
    return Plan(start, end, due_day, M.ACTUAL_DAYS, known, lead_days=lead)


def listed(found: list[Due]) -> list[tuple[str, str, str, int]]:
    return [(str(d.period_start), str(d.period_end), str(d.due_on), d.amount_minor) for d in found]


def test_a_lease_from_the_middle_of_a_month_pays_part_of_it_and_days_that_are_missing_come_back() -> None:
    found = list(dues(plan(date(2026, 4, 16), date(2027, 4, 16), due_day=31), SINCE, FAR))
    assert listed(found[:4]) == [
        ("2026-04-16", "2026-05-01", "2026-04-30", 625_000),
        ("2026-05-01", "2026-06-01", "2026-05-31", 1_250_000),
        ("2026-06-01", "2026-07-01", "2026-06-30", 1_250_000),
        ("2026-07-01", "2026-08-01", "2026-07-31", 1_250_000),
    ]
    assert listed(found[-3:]) == [
        ("2027-02-01", "2027-03-01", "2027-02-28", 1_250_000),
        ("2027-03-01", "2027-04-01", "2027-03-31", 1_250_000),
        ("2027-04-01", "2027-04-16", "2027-04-30", 625_000),
    ]
    assert len(found) == 13


def test_the_first_part_is_due_on_the_first_day_where_the_due_day_has_passed() -> None:
    first = next(dues(plan(date(2026, 5, 18), None, lead=14), SINCE, FAR))
    assert (first.due_on, first.bill_on) == (date(2026, 5, 18), date(2026, 5, 4))


def test_nothing_is_billed_before_its_day() -> None:
    june = plan(date(2026, 6, 1), None, lead=14)
    assert list(dues(june, SINCE, date(2026, 5, 17))) == []
    assert [due.period_start.month for due in dues(june, SINCE, date(2026, 5, 18))] == [6]
    assert [due.period_start.month for due in dues(june, date(2026, 7, 1), date(2026, 7, 18))] == [7, 8]
    assert next_bill(june, date(2026, 7, 1)) == date(2026, 6, 17)


def test_new_prices_count_from_their_day() -> None:
    start = date(2026, 1, 1)
    found = dues(plan(start, None, (start, 100_000), (date(2026, 6, 15), 110_000)), SINCE, date(2026, 7, 1))
    assert [due.amount_minor for due in found] == [100_000] * 5 + [105_333, 110_000]


def test_quarters_and_years_begin_where_the_calendar_does() -> None:
    quarterly = Plan(
        date(2026, 2, 15), None, 1, M.ACTUAL_DAYS, (Price(date(2026, 2, 15), 90_000),), Frequency.QUARTERLY
    )
    assert listed(list(dues(quarterly, SINCE, date(2026, 7, 1)))) == [
        ("2026-02-15", "2026-04-01", "2026-02-15", 45_000),
        ("2026-04-01", "2026-07-01", "2026-04-01", 90_000),
        ("2026-07-01", "2026-10-01", "2026-07-01", 90_000),
    ]


def test_a_plan_that_is_over_has_no_next_bill_and_a_lease_ends_it_earlier() -> None:
    parking = plan(date(2026, 1, 1), None).ending(date(2026, 3, 11))
    assert [due.amount_minor for due in dues(parking, SINCE, FAR)] == [1_250_000, 1_250_000, 403_226]
    assert next_bill(parking, date(2026, 3, 11)) is None
    assert parking.ending(date(2026, 2, 1)).ends_on == date(2026, 2, 1)
    assert list(dues(plan(date(2026, 1, 1), date(2026, 1, 1)), SINCE, FAR)) == []


def test_what_costs_nothing_is_a_period_all_the_same() -> None:
    start = date(2026, 1, 1)
    found = dues(plan(start, None, (start, 0), (date(2026, 3, 1), 5_000)), SINCE, date(2026, 4, 1))
    assert [due.amount_minor for due in found] == [0, 0, 5_000, 5_000]


PLANS = st.builds(
    lambda start, length, due_day, lead, method, frequency, amounts: Plan(
        start,
        start + timedelta(days=length),
        due_day,
        method,
        tuple(Price(start + timedelta(days=41 * place), amount) for place, amount in enumerate(amounts)),
        frequency,
        lead,
    ),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 900),
    st.integers(1, 31),
    st.integers(0, 60),
    st.sampled_from(M),
    st.sampled_from(Frequency),
    st.lists(st.integers(1_000, 10**9), min_size=1, max_size=4),
)


@given(PLANS)
def test_every_day_is_charged_exactly_once(plan: Plan) -> None:
    found = list(dues(plan, SINCE, FAR))
    assert plan.ends_on is not None
    assert found[0].period_start == plan.starts_on
    assert found[-1].period_end == plan.ends_on
    assert all(one.period_end == other.period_start for one, other in itertools.pairwise(found))
    assert sum(due.working.days for due in found) == (plan.ends_on - plan.starts_on).days


@given(PLANS, st.lists(st.integers(0, 1_000), max_size=6))
def test_asking_in_pieces_answers_the_same(plan: Plan, days: list[int]) -> None:
    pieces, since = list[Due](), plan.starts_on
    for until in [*sorted(plan.starts_on + timedelta(days=day) for day in days), FAR]:
        found = list(dues(plan, since, until))
        pieces += found
        since = found[-1].period_end if found else since
    assert pieces == list(dues(plan, SINCE, FAR))


@given(PLANS, st.dates(date(2020, 1, 1), date(2033, 1, 1)))
def test_the_next_bill_is_that_of_the_first_period_that_is_left(plan: Plan, since: date) -> None:
    left = list(dues(plan, since, FAR))
    assert next_bill(plan, since) == (left[0].bill_on if left else None)
    assert all(due.period_end > since for due in left)
    assert all(Period.around(due.period_start, plan.frequency.months).end >= due.period_end for due in left)
