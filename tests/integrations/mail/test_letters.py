"""A template becomes a mail in three languages, and nothing in a value becomes markup or a header."""

from datetime import UTC, datetime
from email.headerregistry import Address
from html.parser import HTMLParser
from typing import Any

import pytest

from app.errors import BadInput
from app.integrations.mail.letters import check, compose
from app.integrations.mail.port import Message
from app.models.mail import Template, address, pause
from app.words import LOCALES, variables
from app.words.catalogue import attributes

LINK = "https://portal.example/r?token=a&b=<c>"
NASTY = "Bo\r\nBcc: all@example.com\u2028<script>alert(1)</script>\u202eevil\x00"


def values_of(template: Template, words: str = "Åse") -> dict[str, Any]:
    kinds: dict[str, Any] = {"count": 3, "until": datetime(2026, 7, 1, 10, tzinfo=UTC), "link": LINK}
    kinds["at"] = kinds["until"]
    links = {"link"} if has_link(template) else set()
    return {name: kinds.get(name, words) for name in {*variables(template), *links}}


def has_link(template: Template) -> bool:
    """Whether a mail asks to follow a link: one about links that deceive does not."""
    return "action" in attributes(template)


class Shape(HTMLParser):
    """The elements of a page, and where its links go."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: set[str | None] = set()
        self.root: dict[str, str | None] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.add(dict(attrs)["href"])
        if tag == "html":
            self.root = dict(attrs)


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_mail_can_be_written_in_every_language(template: Template, locale: str) -> None:
    values = values_of(template)
    check(template, values)
    subject, plain, html = compose(template, values, locale, "Europe/Oslo", "Nordlys")
    shape = Shape(html)
    assert shape.links == ({LINK} if has_link(template) else set())
    assert (LINK in plain) is has_link(template)
    assert shape.root == {"lang": locale, "dir": "rtl" if locale == "ar" else "ltr"}
    assert subject and "\n" not in subject
    assert "Nordlys" in plain and "Nordlys" in html
    assert not {"\u2068", "\u2069"} & set(subject + plain)
    assert "{" not in subject + plain


@pytest.mark.parametrize("template", Template)
def test_what_people_write_stays_words(template: Template) -> None:
    harmless = Shape(compose(template, values_of(template), "en", "UTC", "Nordlys")[2])
    subject, plain, html = compose(template, values_of(template, NASTY), "en", "UTC", NASTY)
    assert Shape(html).tags == harmless.tags
    for text in (subject, plain, html):
        assert not {"\u202e", "\u2028", "\x00", "\r"} & set(text)
    assert not any(line.startswith("Bcc") for line in plain.splitlines())


def test_values_are_those_of_the_template() -> None:
    good = values_of(Template.PASSWORD_RESET)
    for wrong in ({**good, "more": "x"}, {"link": LINK}, {**good, "link": "javascript:alert(1)"}, {**good, "link": 1}):
        with pytest.raises(ValueError):
            check(Template.PASSWORD_RESET, wrong)
    for link in ("https://a.example/\r\nBcc: x", "https://a.example/ x", "/relative"):
        with pytest.raises(ValueError):
            check(Template.PASSWORD_RESET, {**good, "link": link})


@pytest.mark.parametrize("place", ["message_id", "recipient", "subject", "locale"])
@pytest.mark.parametrize("evil", ["a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\x00b", "a\u2028b"])
def test_no_header_has_a_second_line(place: str, evil: str) -> None:
    good: dict[str, Any] = {"message_id": "1", "recipient": "a@b.example", "subject": "s", "locale": "en"}
    with pytest.raises(ValueError, match="one line"):
        Message(**{**good, place: evil}, text="", html="", written_at=datetime.now(UTC))


def test_a_mail_has_text_and_html_and_a_stable_id() -> None:
    message = Message("42", "a@b.example", "Ærlig", "tekst", "<p>tekst</p>", "nb", datetime(2026, 7, 1, tzinfo=UTC))
    sender = Address("Nordlys, AS", "post", "nordlys.example")
    first, second = message.mime(sender), message.mime(sender)
    assert first["Message-ID"] == second["Message-ID"] == "<42@nordlys.example>"
    assert (first["From"], first["To"], first["Subject"]) == (str(sender), "a@b.example", "Ærlig")
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]


def test_an_address_is_one_address() -> None:
    assert address("  Åse.Nygaard@Nordlys.example".replace("Å", "A")) == "ase.nygaard@nordlys.example"
    wrong = (
        "",
        "a",
        "a@b",
        "a@b.example,c@d.example",
        "a b@c.example",
        '"a"@b.example',
        "a@b.example\n",
        "<a@b.example>",
    )
    for text in (
        *wrong[:6],
        "a@b..example",
        "a..b@c.example",
        "a@-b.example",
        wrong[7],
        "a@b.ex\r\nBcc: x",
        "é@b.example",
    ):
        with pytest.raises(BadInput):
            address(text)
    with pytest.raises(BadInput):
        address(f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 63}.example")


def test_pauses_grow_to_an_hour() -> None:
    minutes = [pause(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 8, 9, 1_000_000)]
    assert minutes == [0.5, 1, 2, 60, 60, 60]
