"""The law packs: every rule has its source, and what is not lawful is known."""

from datetime import date

import pytest

from app.ledger.allocation import AllocationOrder
from app.ledger.fees import FeeKind, FeeRepeat, FeeRule, Grace, Late, Tier, fee, stricter
from app.ledger.laws import law_of, laws, order_of

K = FeeKind
TODAY = date(2026, 6, 1)


def test_every_law_has_a_place_a_day_and_a_citation() -> None:
    known = laws()
    assert {law.jurisdiction for law in known} >= {"NO", "US-NY", "US-NC", "US-ME", "US-MA", "US-NJ", "US-TX", "US-CA"}
    for law in known:
        rules = [rule for rule in (law.late_fee, law.deposit, law.rent) if rule is not None]
        assert rules
        assert law.version
        assert law.effective_on < TODAY
        assert all(rule.citation.text for rule in rules)
    assert len({(law.jurisdiction, law.effective_on) for law in known}) == len(known)


def test_what_no_source_shows_is_not_cited_as_if_it_were() -> None:
    american = [law.returned for law in laws() if law.jurisdiction.startswith("US-") and law.returned is not None]
    assert american
    for rule in american:
        lists = {source.split(":")[0] for source in rule.citation.sources}
        assert lists and all(name in rule.citation.text.split("; unverified, see ")[0] for name in lists)


def test_the_narrowest_place_that_is_known_counts_and_only_from_its_day() -> None:
    assert law_of("US-NY-New York", TODAY).jurisdiction == "US-NY"
    assert law_of("NO", TODAY).jurisdiction == "NO"
    assert law_of("US-NY", date(2019, 6, 13)) is None
    assert law_of("US-WY", TODAY) is None
    assert law_of("SE", TODAY) is None


@pytest.mark.parametrize(
    ("place", "rule", "is_lawful"),
    [
        ("US-NY", FeeRule(K.FLAT, (Grace(5),), amount_minor=5_000), True),
        ("US-NY", FeeRule(K.FLAT, (Grace(5),), amount_minor=5_001), False),
        ("US-NY", FeeRule(K.FLAT, (Grace(4),), amount_minor=5_000), False),
        ("US-NY", FeeRule(K.PERCENT_OF_RENT, (Grace(5),), rate_bps=500), True),
        ("US-NY", FeeRule(K.PERCENT_OF_RENT, (Grace(5),), rate_bps=501), False),
        ("US-NY", FeeRule(K.LESSER_OF, (Grace(9),), amount_minor=5_000, rate_bps=1_000), True),
        ("US-NY", FeeRule(K.DAILY, (Grace(5),), amount_minor=100, total_max_minor=5_100), False),
        ("US-NY", FeeRule(K.DAILY, (Grace(5),), amount_minor=100, total_max_minor=5_000), True),
        ("US-NY", FeeRule(K.DAILY, (Grace(5),), amount_minor=100), False),
        ("US-NY", FeeRule(K.FLAT, (Grace(5),), amount_minor=100, repeat=FeeRepeat.MONTHLY), False),
        ("US-NJ", FeeRule(K.FLAT, (Grace(7),), amount_minor=100, repeat=FeeRepeat.MONTHLY), True),
        ("US-NY", FeeRule(K.TIERED, (Grace(5),), tiers=(Tier(1, 100), Tier(9, 5_001))), False),
        ("US-NY", FeeRule(K.TIERED, (Grace(5),), tiers=(Tier(1, 100), Tier(9, 5_000))), True),
        ("NO", FeeRule(K.TIERED, (Grace(5),), tiers=(Tier(1, 100),)), False),
        ("US-NC", FeeRule(K.GREATER_OF, (Grace(5),), amount_minor=1_500, rate_bps=500), True),
        ("US-NC", FeeRule(K.PERCENT_OF_RENT, (Grace(5),), rate_bps=600), False),
        ("US-NJ", FeeRule(K.FLAT, (Grace(5),), amount_minor=5_000), False),
        ("US-NJ", FeeRule(K.FLAT, (Grace(7),), amount_minor=5_000), True),
        ("US-NJ", FeeRule(K.FLAT, (Grace(5, True),), amount_minor=5_000), True),
        ("NO", FeeRule(K.FLAT, (Grace(90),), amount_minor=1), False),
        ("NO", FeeRule(K.FLAT, (Grace(0),)), True),
    ],
)
def test_what_a_policy_may_ask_without_knowing_the_rent(place: str, rule: FeeRule, is_lawful: bool) -> None:
    currency = "NOK" if place == "NO" else "USD"
    assert (law_of(place, TODAY).late_fee.objection(rule, currency) is None) is is_lawful


def test_with_a_rent_the_cap_is_known_exactly() -> None:
    law = law_of("US-NY", TODAY).late_fee
    flat = FeeRule(K.FLAT, (Grace(5),), amount_minor=4_000)
    assert law.objection(flat, "USD", 80_000) is None
    assert law.objection(flat, "USD", 79_999) is not None
    assert law_of("US-NC", TODAY).late_fee.objection(flat, "USD", 70_000) is not None
    # The flat part of a cap is in dollars: in another currency the rate alone says something.
    assert law.objection(FeeRule(K.PERCENT_OF_RENT, (Grace(5),), rate_bps=501), "EUR", 10**6) is not None
    assert law.objection(FeeRule(K.PERCENT_OF_RENT, (Grace(5),), rate_bps=500), "EUR", 10**6) is None


def test_the_stricter_of_policy_and_law_counts() -> None:
    law = law_of("US-NY", TODAY).late_fee
    asked = FeeRule(K.FLAT, (Grace(2),), amount_minor=9_900)
    held = stricter(asked, [law.grace], law.caps_in("USD"))
    late = Late(date(2026, 6, 1), 120_000, 120_000)
    assert fee(held, late, date(2026, 6, 6)) is None
    assert fee(held, late, date(2026, 6, 7)).amount_minor == 5_000
    assert fee(held, Late(date(2026, 6, 1), 60_000, 10), date(2026, 6, 7)).amount_minor == 3_000


def test_deposits_and_rents_have_their_limits() -> None:
    norway = law_of("NO", TODAY)
    assert norway.deposit.most_minor(1_250_000) == 7_500_000
    assert norway.deposit.return_days == 35
    assert norway.rent.earliest(date(2026, 1, 31), None) == date(2026, 2, 28)
    assert norway.rent.earliest(date(2026, 1, 31), date(2025, 9, 1)) == date(2026, 9, 1)
    assert law_of("US-NY", TODAY).deposit.return_days == 14
    assert law_of("US-TX", TODAY).deposit.most_minor(100) is None


def test_the_law_of_a_place_may_say_what_money_is_spent_on_first() -> None:
    assert order_of("OLDEST_FIRST", "US-WA-Seattle", TODAY) is AllocationOrder.RENT_FIRST
    assert order_of("OLDEST_FIRST", "US-WA", date(2019, 1, 1)) is AllocationOrder.OLDEST_FIRST
    assert order_of("OLDEST_FIRST", "US-NY", TODAY) is AllocationOrder.OLDEST_FIRST
    assert order_of("RENT_FIRST", "SE", TODAY) is AllocationOrder.RENT_FIRST
    assert all(law.payments.citation.text and law.payments.citation.url for law in laws() if law.payments is not None)
