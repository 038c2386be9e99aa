"""Which steps of a fee that grows or comes again are charged while money is under way."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.ledger.fees import FeeKind, FeeRepeat, FeeRule, Grace, Tier
from app.resolvers.late_charges import Case

DUE = date(2026, 1, 1)
REPEATED: dict[str, Any] = {"graces": (Grace(5),), "amount_minor": 100}


@pytest.mark.parametrize(
    ("rule", "covered", "expected"),
    [
        (FeeRule(FeeKind.FLAT, repeat=FeeRepeat.MONTHLY, **REPEATED), {36: 1_000}, (1, 100)),
        (FeeRule(FeeKind.FLAT, repeat=FeeRepeat.MONTHLY, **REPEATED), {37: 1_000}, (2, 200)),
        (FeeRule(FeeKind.FLAT, repeat=FeeRepeat.MONTHLY, **REPEATED), {4: 999, 40: 1}, (2, 200)),
        (FeeRule(FeeKind.FLAT, repeat=FeeRepeat.MONTHLY, **REPEATED), {4: 999}, (3, 300)),
        (FeeRule(FeeKind.FLAT, repeat=FeeRepeat.MONTHLY, **REPEATED), {5: 1_000}, None),
        (FeeRule(FeeKind.DAILY, **REPEATED), {8: 1_000}, (3, 300)),
        (FeeRule(FeeKind.TIERED, (Grace(5),), tiers=(Tier(1, 100), Tier(9, 150))), {13: 600, 10: 400}, (1, 100)),
        (FeeRule(FeeKind.TIERED, (Grace(5),), tiers=(Tier(1, 100), Tier(9, 150))), {14: 1_000}, (2, 150)),
        (FeeRule(FeeKind.FLAT, **REPEATED), {5: 1_000}, None),
        (FeeRule(FeeKind.FLAT, **REPEATED), {6: 1_000}, (1, 100)),
    ],
)
def test_only_the_steps_count_that_began_before_all_of_it_was_sent(
    rule: FeeRule, covered: dict[int, int], expected: tuple[int, int] | None
) -> None:
    # What is read of the row.
    charge: Any = SimpleNamespace(
        late_from=DUE, amount_minor=1_000, open_minor=1_000, assessed_minor=0, assessed_steps=0
    )
    case = Case(charge, rule, None, {DUE + timedelta(days=days): minor for days, minor in covered.items()})
    found = case.due(DUE + timedelta(days=80))
    assert (found and (found.step, found.amount_minor)) == expected
