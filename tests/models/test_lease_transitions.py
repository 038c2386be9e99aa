"""The state machine of leases: every pair of statuses, and what each step wants to know."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from app.errors import BadInput, IllegalTransition
from app.models.leases import TRANSITIONS, Lease, LeaseStatus, LeaseType, Step, by_hand

S, T = LeaseStatus, LeaseType
TODAY = date(2026, 4, 16)
ALLOWED = {
    (S.DRAFT, S.OFFERED),
    (S.DRAFT, S.CANCELLED),
    (S.OFFERED, S.SIGNED),
    (S.OFFERED, S.DRAFT),
    (S.OFFERED, S.CANCELLED),
    (S.SIGNED, S.ACTIVE),
    (S.SIGNED, S.CANCELLED),
    (S.ACTIVE, S.NOTICE_GIVEN),
    (S.ACTIVE, S.HOLDOVER),
    (S.ACTIVE, S.ENDED),
    (S.HOLDOVER, S.NOTICE_GIVEN),
    (S.HOLDOVER, S.ENDED),
    (S.HOLDOVER, S.ACTIVE),
    (S.NOTICE_GIVEN, S.ENDED),
    (S.NOTICE_GIVEN, S.ACTIVE),
    (S.ENDED, S.CLOSED),
}


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def lease(status: LeaseStatus, **changed: Any) -> Lease:
    """A lease that rolls over, past its end, so that every step of the table can be taken."""
    standard = {"type": T.FIXED_WITH_ROLLOVER, "start_on": on(-400), "end_on": on(-10), "agreed_end_on": on(-10)}
    return Lease(status=status, **{**standard, **changed})


@pytest.mark.parametrize(("before", "after"), list(product(S, S)), ids=str)
def test_every_pair(before: LeaseStatus, after: LeaseStatus) -> None:
    one = lease(before)
    day = on(0) if after is S.SIGNED else on(1) if after is S.ENDED else on(30)
    if (before, after) in ALLOWED:
        one.move_to(Step(after, day), TODAY)
        assert one.status == after
    else:
        with pytest.raises(IllegalTransition) as refusal:
            one.move_to(Step(after, day), TODAY)
        assert refusal.value.path == ("input", "to")
        assert refusal.value.details["allowed"] == [str(status) for status in TRANSITIONS.after(before)]
        assert (one.status, one.end_on) == (before, on(-10))


def test_only_the_calendar_lets_a_lease_begin() -> None:
    by_hands = {(before, after) for before in S for after in by_hand(before)}
    assert ALLOWED - by_hands == {(S.SIGNED, S.ACTIVE)}
    assert by_hands < ALLOWED
    early = lease(S.SIGNED, start_on=on(1), end_on=on(300))
    with pytest.raises(IllegalTransition):
        early.move_to(Step(S.ACTIVE), TODAY)
    assert early.status == S.SIGNED


@pytest.mark.parametrize(
    ("status", "type", "start", "end", "due"),
    [
        (S.SIGNED, T.FIXED, 1, 300, None),
        (S.SIGNED, T.FIXED, 0, 300, S.ACTIVE),
        (S.SIGNED, T.FIXED, -9, 300, S.ACTIVE),
        (S.OFFERED, T.FIXED, -9, 300, None),
        (S.ACTIVE, T.FIXED, -9, 1, None),
        (S.ACTIVE, T.FIXED, -9, 0, S.ENDED),
        (S.ACTIVE, T.FIXED_WITH_ROLLOVER, -9, 0, S.HOLDOVER),
        (S.ACTIVE, T.AT_WILL, -9, None, None),
        (S.HOLDOVER, T.FIXED_WITH_ROLLOVER, -9, -3, None),
        (S.NOTICE_GIVEN, T.AT_WILL, -9, 1, None),
        (S.NOTICE_GIVEN, T.AT_WILL, -9, 0, S.ENDED),
        (S.NOTICE_GIVEN, T.FIXED_WITH_ROLLOVER, -9, -1, S.ENDED),
        (S.ENDED, T.FIXED, -9, -1, None),
    ],
)
def test_what_the_calendar_asks_for(
    status: LeaseStatus, type: LeaseType, start: int, end: int | None, due: LeaseStatus | None
) -> None:
    one = lease(status, type=type, start_on=on(start), end_on=None if end is None else on(end))
    assert one.due(TODAY) == due


@pytest.mark.parametrize(
    ("status", "step", "place"),
    [
        (S.OFFERED, Step(S.SIGNED, on(1), field="signedOn"), "signedOn"),
        (S.ACTIVE, Step(S.NOTICE_GIVEN), "effectiveOn"),
        (S.ACTIVE, Step(S.NOTICE_GIVEN, on(0), field="endOn"), "endOn"),
        (S.ACTIVE, Step(S.NOTICE_GIVEN, on(9), given_on=on(1)), "givenOn"),
        (S.HOLDOVER, Step(S.ACTIVE), "effectiveOn"),
        (S.HOLDOVER, Step(S.ACTIVE, on(0)), "effectiveOn"),
        (S.ACTIVE, Step(S.ENDED, on(2), field="endOn"), "endOn"),
        (S.ACTIVE, Step(S.ENDED, on(-400)), "effectiveOn"),
    ],
)
def test_days_that_do_not_fit(status: LeaseStatus, step: Step, place: str) -> None:
    one = lease(status)
    with pytest.raises(BadInput) as refusal:
        one.move_to(step, TODAY)
    assert refusal.value.path == ("input", place)
    assert (one.status, one.end_on, one.signed_on, one.notice_given_on) == (status, on(-10), None, None)


def test_a_fixed_lease_has_no_notice_beyond_its_term_and_no_holdover() -> None:
    fixed = lease(S.ACTIVE, type=T.FIXED, end_on=on(60), agreed_end_on=on(60))
    with pytest.raises(BadInput):
        fixed.move_to(Step(S.NOTICE_GIVEN, on(61)), TODAY)
    with pytest.raises(IllegalTransition):
        fixed.move_to(Step(S.HOLDOVER), TODAY)
    fixed.move_to(Step(S.NOTICE_GIVEN, on(30)), TODAY)
    assert (fixed.end_on, fixed.agreed_end_on, fixed.notice_given_on) == (on(30), on(60), TODAY)
    fixed.move_to(Step(S.ACTIVE), TODAY)
    assert (fixed.end_on, fixed.notice_given_on) == (on(60), None)


def test_whoever_stays_keeps_the_unit_and_a_renewal_bounds_it_again() -> None:
    one = lease(S.ACTIVE)
    assert one.period.upper == on(-10)
    one.move_to(Step(S.HOLDOVER), TODAY)
    assert one.period.upper is None
    one.move_to(Step(S.ACTIVE, on(365)), TODAY)
    assert one.period.upper == one.end_on == one.agreed_end_on == on(365)


@pytest.mark.parametrize(
    ("start", "end", "given", "ends"),
    [(-400, -10, None, -10), (-400, 90, None, 0), (0, 90, None, 1), (-400, 90, 1, 1), (-400, 90, -5, -5)],
)
def test_when_a_lease_ends(start: int, end: int, given: int | None, ends: int) -> None:
    one = lease(S.ACTIVE, start_on=on(start), end_on=on(end))
    one.move_to(Step(S.ENDED, None if given is None else on(given)), TODAY)
    assert one.end_on == on(ends)
