"""In which language somebody is answered who is not signed in."""

import pytest

from app.schema.arrival import Arrival


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("nb", "nb"),
        ("no-NO,no;q=0.9,en;q=0.8", "nb"),
        ("fr-FR, ar-EG;q=0.8, en;q=0.5", "ar"),
        ("*", "en"),
        (",;=,;;q=,", "en"),
        (f"{'xx,' * 5000}nb", "en"),
    ],
)
def test_the_first_language_that_is_spoken_here(header: str | None, locale: str) -> None:
    assert Arrival("id", accept_language=header).locale == locale
