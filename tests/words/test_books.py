"""What charges are called beside others of their kind."""

from datetime import date
from types import SimpleNamespace

import pytest

from app.money import Money
from app.resolvers import charges, deposits, late_charges, replacing, undoing
from app.words.books import called
from app.words.reasons import BY_ITSELF, Why, reason


@pytest.mark.parametrize(
    ("locale", "first", "after", "said"),
    [
        ("en", date(2026, 12, 1), date(2027, 1, 1), "Rent, December 2026"),
        ("nb", date(2026, 12, 1), date(2027, 1, 1), "Husleie, desember 2026"),
        ("ar", date(2026, 12, 1), date(2027, 1, 1), "الإيجار، ديسمبر 2026"),
        ("en", date(2026, 12, 5), date(2027, 1, 1), "Rent, Dec 5\u2009–\u200931, 2026"),
        ("nb", date(2026, 12, 15), date(2027, 1, 15), "Husleie, 15. des. 2026–14. jan. 2027"),
        ("en", date(2026, 2, 1), date(2026, 4, 1), "Rent, Feb 1\u2009–\u2009Mar 31, 2026"),
        ("en", None, None, "Rent"),
    ],
)
def test_what_is_charged_for_days_is_called_by_them(
    locale: str, first: date | None, after: date | None, said: str
) -> None:
    charge = SimpleNamespace(description=None, code="RENT", period_start=first, period_end=after)
    assert called(charge, locale) == said


@pytest.mark.parametrize(
    ("locale", "times", "said"),
    [
        ("en", 1, "$5.00 for one day."),
        ("en", 2, "for each of 2 days."),
        ("nb", 1, "for én dag."),
        ("ar", 1, "عن يوم واحد."),
    ],
)
def test_a_fee_by_the_day_counts_its_days_as_people_do(locale: str, times: int, said: str) -> None:
    inputs = {"kind": "DAILY", "amountMinor": "500", "rateBps": 0, "baseMinor": "100000", "daysLate": 9, "times": times}
    inputs |= {"dueOn": "2026-12-01", "lastFreeDay": "2026-12-04", "assessedMinor": "0", "limit": None}
    assert said in reason(locale, Why("LATE_FEE", "1", inputs), Money(500 * times, "USD"))


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "said"),
    [
        (150_000, "NOK", "en", "NOK\u00a01,500.00"),
        (-150_000, "NOK", "en", "-NOK\u00a01,500.00"),
        (150_000, "USD", "en", "$1,500.00"),
        (150_000, "NOK", "nb", "1\u00a0500,00\u00a0kr"),
        (150_000, "USD", "ar", "\u200f1,500.00\u00a0US$"),
    ],
)
def test_a_currency_in_letters_stands_apart_from_its_amount(minor: int, currency: str, locale: str, said: str) -> None:
    assert Money(minor, currency).formatted(locale) == said


def test_people_are_told_why_the_program_took_something_back() -> None:
    reasons = {late_charges.IN_TIME, late_charges.LESS, late_charges.MORE, charges.NOT_OWED, replacing.WHY}
    reasons |= {undoing.GIVEN_BACK, undoing.MOVED_OUT, deposits.CANCELLED}
    assert set(BY_ITSELF) == reasons
    inputs = {"entry": "REVERSAL", "source": "charge", "reason": late_charges.IN_TIME}
    assert reason("nb", Why("entry", "1", inputs), None) == "Tilbakeført: det dette gjaldt, var betalt i tide."
