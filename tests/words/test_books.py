"""What charges are called beside others of their kind."""

from datetime import date
from types import SimpleNamespace

import pytest

from app.words.books import called


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
