"""How a template and its values become a mail: text and HTML from one text, in the reader's language."""

import unicodedata
from datetime import date, datetime
from html import escape
from typing import Any

from app.money import Money
from app.words import day, direction, moment, text, variables
from app.words.catalogue import attributes

LINKS = ("https://", "http://")
LONGEST_VALUE = 500

PAGE = """<!doctype html>
<html lang="{locale}" dir="{dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:24px;font-family:system-ui,'Segoe UI',Arial,sans-serif;font-size:16px;line-height:1.5">
<main style="max-width:560px;margin:0 auto">
<h1 style="font-size:22px;line-height:1.3">{heading}</h1>
{body}{action}{note}<hr style="border:0;border-top:1px solid #888">
<p style="font-size:13px">{footer}</p>
</main>
</body>
</html>
"""
BUTTON = (
    '<p><a href="{link}" style="display:inline-block;padding:12px 20px;background:#0b5c4a;color:#ffffff;'
    'text-decoration:none;border-radius:6px">{words}</a></p>\n'
    '<p style="font-size:13px">{hint}<br><a href="{link}" dir="ltr" style="word-break:break-all">{link}</a></p>\n'
)


def check(template: str, values: dict[str, Any]) -> None:
    """Raise `LookupError` for an unknown template, `ValueError` for values too many, too few or of a wrong kind."""
    wanted = set(variables(template))
    if "action" in attributes(template):
        wanted.add("link")
    if values.keys() != wanted:
        raise ValueError(f"The mail {template!r} takes {sorted(wanted)}, not {sorted(values)}.")
    link = values.get("link", LINKS[0])
    if not isinstance(link, str) or not link.startswith(LINKS) or not link.isprintable() or " " in link:
        raise ValueError("A link in a mail is an absolute address.")


def compose(template: str, values: dict[str, Any], locale: str, time_zone: str, sender: str) -> tuple[str, str, str]:
    """Return subject, text and HTML. Moments are in `time_zone`; nothing in a value can become markup or a header."""
    shown = {name: _shown(value, locale, time_zone) for name, value in values.items() if name != "link"}
    link = str(values.get("link", ""))
    parts = attributes(template)

    def part(name: str, isolated: bool = False) -> str:
        return text(locale, f"{template}.{name}", isolated=isolated, **shown) if name in parts else ""

    def words(key: str) -> str:
        return text(locale, key, sender=_plain(sender)) if key == "mail-footer" else text(locale, key)

    subject = " ".join(part("subject").split())
    blocks = [part("heading"), part("body"), f"{part('action')}:\n{link}" if link else "", part("note")]
    plain = "\n\n".join([*filter(None, blocks), "-- \n" + words("mail-footer")]) + "\n"
    html = PAGE.format(
        locale=locale,
        dir=direction(locale),
        subject=escape(subject),
        heading=escape(part("heading", True)),
        body="".join(f"<p>{escape(each)}</p>\n" for each in _paragraphs(part("body", True))),
        action=BUTTON.format(link=escape(link), words=escape(part("action")), hint=escape(words("mail-link-hint")))
        if link
        else "",
        note=f'<p style="font-size:13px">{escape(part("note", True))}</p>\n' if "note" in parts else "",
        footer=escape(words("mail-footer")),
    )
    return subject, plain, html


def _paragraphs(words: str) -> list[str]:
    return [paragraph.strip() for paragraph in words.split("\n\n") if paragraph.strip()]


def _shown(value: Any, locale: str, time_zone: str) -> Any:
    match value:
        case datetime():
            return moment(value, locale, time_zone)
        case date():
            return day(value, locale)
        case Money():
            return value.formatted(locale)
        case int():
            return value
    return _plain(str(value))


def _plain(value: str) -> str:
    """One line of what somebody wrote, without characters that steer terminals, headers or the direction of text."""
    kept = "".join(" " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in value)
    kept = "".join(each for each in kept if unicodedata.category(each) != "Cf" or each in "\u200c\u200d")
    return " ".join(kept.split())[:LONGEST_VALUE]
