"""How to stay safe, in a few sentences and the reader's language."""

from dataclasses import dataclass

import strawberry

from app.schema.context import Info
from app.schema.fields import column
from app.schema.scalars import Locale
from app.words import choose, text

TIPS = ("tip-links", "tip-password", "tip-second-factor", "tip-devices", "tip-payments", "tip-report")


@dataclass(frozen=True, slots=True)
class Tip:
    """One piece of advice."""

    title: str
    body: str


@strawberry.type(description="A piece of advice on staying safe.")
class SecurityTip:
    """Shows a `Tip`."""

    title: str = column("It in a few words.")
    body: str = column("What to do, in one or two sentences.")


async def security_tips(info: Info, locale: Locale | None = None) -> list[SecurityTip]:
    """Return all of them, in this language or the viewer's own."""
    language = choose(locale, info.context.locale)
    tips: list[object] = [Tip(text(language, f"{key}.title"), text(language, f"{key}.body")) for key in TIPS]
    return tips  # type: ignore[return-value]
