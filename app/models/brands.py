"""The colour of an organization: kept as it was chosen, shown so that everybody can read what stands on it."""

import re
from dataclasses import dataclass

from app.errors import BadInput

COLOUR = re.compile(r"#[0-9a-f]{6}")
PAPER, NIGHT = (255, 255, 255), (18, 28, 25)
ENOUGH = 7.0
"""Contrast of WCAG that text in the colour has on the page, and so text of the page on the colour: level AAA."""
STEPS = 100

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shades:
    """A colour as it is shown by day and by night, as #rrggbb."""

    light: str
    dark: str


def colour(text: str, path: tuple[str, ...]) -> str:
    """Return a colour as it is kept; raises `BadInput`."""
    found = text.strip().lower()
    if not COLOUR.fullmatch(found):
        raise BadInput("A colour is written like #065845.", path)
    return found


def shades(text: str) -> Shades:
    """Return the nearest colours that can be read: darker on paper, lighter by night."""
    rgb = (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
    return Shades(_toward(rgb, (0, 0, 0), PAPER), _toward(rgb, PAPER, NIGHT))


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours as WCAG counts it, from 1 to 21."""
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


def _toward(rgb: Rgb, end: Rgb, ground: Rgb) -> str:
    mixed = (_mixed(rgb, end, step / STEPS) for step in range(STEPS + 1))
    return "#{:02x}{:02x}{:02x}".format(*next(one for one in mixed if contrast(one, ground) >= ENOUGH))


def _mixed(rgb: Rgb, end: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(rgb, end, strict=True))
    return red, green, blue


def _luminance(rgb: Rgb) -> float:
    parts = [part / 255 for part in rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
