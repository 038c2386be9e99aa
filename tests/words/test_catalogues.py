"""Every language says everything, with the same values, and nothing is said that nobody reads."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast

from app.words import LOCALES, choose, day, direction, moment, text, variables
from app.words.catalogue import FOLDER, attributes, messages

ROOT = Path(__file__).parents[2]
FILES = sorted(path.name for path in (FOLDER / "en").glob("*.ftl"))


def test_every_language_has_the_same_files() -> None:
    assert FILES, "no catalogue at all"
    assert sorted(folder.name for folder in FOLDER.iterdir()) == sorted(LOCALES)
    for locale in LOCALES:
        assert sorted(path.name for path in (FOLDER / locale).iterdir()) == FILES, locale


@pytest.mark.parametrize("locale", LOCALES)
def test_no_catalogue_holds_what_cannot_be_read(locale: str) -> None:
    names: Counter[str] = Counter()
    for file in FILES:
        body = FluentResource((FOLDER / locale / file).read_text("utf-8")).body
        assert not [entry.content for entry in body if isinstance(entry, ast.Junk)], file
        names.update(entry.id.name for entry in body if isinstance(entry, ast.Message))
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_says_the_same_with_the_same_values(locale: str) -> None:
    assert messages(locale).keys() == messages("en").keys()
    for key in messages("en"):
        assert variables(key, locale) == variables(key), key
        assert attributes(key, locale) == attributes(key), key


def test_nothing_is_said_that_nobody_reads() -> None:
    program = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    unused = [key for key in messages("en") if f'"{key}"' not in program and f'"{key}.' not in program]
    assert unused == []


def test_a_language_is_chosen_in_the_order_of_wishes() -> None:
    assert choose(None, "de", "nb-NO", "en") == "nb"
    assert (choose("no"), choose("nn_NO"), choose("AR"), choose("en-GB"), choose("xx", None), choose()) == (
        *("nb", "nb", "ar", "en", "en", "en"),
    )
    assert (direction("ar-EG"), direction("nb"), direction("xx")) == ("rtl", "ltr", "ltr")


def test_values_go_in_as_they_are_and_plurals_follow_the_language() -> None:
    said = {locale: text(locale, "mail-unread-messages.subject", count=2, author="Åse {$x}") for locale in LOCALES}
    assert said == {"nb": "2 uleste meldinger", "en": "2 unread messages", "ar": "رسالتان غير مقروءتين"}
    one = text("nb", "mail-unread-messages.subject", count=1, author="Åse {$x} <b>")
    assert one == "En ulest melding fra Åse {$x} <b>"
    assert "\u2068" in text("ar", "mail-unread-messages.subject", isolated=True, count=1, author="Åse")


def test_a_mistake_of_ours_is_loud() -> None:
    with pytest.raises(LookupError):
        text("nb", "mail-nothing")
    with pytest.raises(LookupError):
        variables("mail-nothing")
    with pytest.raises(ValueError, match="author"):
        text("en", "mail-unread-messages.subject", count=1)


def test_moments_are_in_the_readers_zone_and_language() -> None:
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert moment(at, "nb", "Europe/Oslo") == "2. juli 2026 00:30 CEST"
    assert moment(at, "en", "Nowhere/Atlantis") == "July 1, 2026 22:30 UTC"
    assert moment(at, "ar", "Asia/Dubai").startswith("2 يوليو 2026 02:30")
    assert day(date(2026, 7, 1), "nb") == "1. juli 2026"
