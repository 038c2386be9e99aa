"""Public holidays: movable ones, those that are kept on another day, and the turn of the year."""

from datetime import date

import pytest

from app.ledger.holidays import easter, is_holiday


@pytest.mark.parametrize(
    "sunday", ["1981-04-19", "2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2027-03-28", "2038-04-25"]
)
def test_easter_is_on_its_sunday(sunday: str) -> None:
    assert easter(int(sunday[:4])) == date.fromisoformat(sunday)


@pytest.mark.parametrize(
    ("country", "day", "is_kept"),
    [
        ("NO", "2026-04-02", True),
        ("NO", "2026-05-14", True),
        ("NO", "2026-05-25", True),
        ("NO", "2026-05-18", False),
        ("US", "2026-11-26", True),
        ("US-NJ", "2026-07-03", True),
        ("US", "2026-07-04", False),
        ("US", "2021-12-31", True),
        ("US", "2027-01-18", True),
        ("US", "2026-05-25", True),
        ("SE", "2026-12-25", False),
        (None, "2026-12-25", False),
    ],
)
def test_a_country_keeps_its_days(country: str | None, day: str, is_kept: bool) -> None:
    assert is_holiday(country, date.fromisoformat(day)) is is_kept
