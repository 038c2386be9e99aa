"""Whatever colour is chosen, what is shown can be read."""

import random

import pytest

from app.errors import BadInput
from app.models.brands import ENOUGH, NIGHT, PAPER, colour, contrast, shades

KNOWN = ("#065845", "#ffff00", "#000000", "#ffffff", "#ff0000", "#7f7f7f")


def rgb(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast((0, 0, 0), PAPER) == pytest.approx(21)
    assert contrast(PAPER, PAPER) == 1
    assert contrast((119, 119, 119), PAPER) == pytest.approx(4.48, abs=0.01)


def test_every_colour_is_shown_so_that_it_can_be_read() -> None:
    chance = random.Random(7)
    for text in (*KNOWN, *(f"#{chance.randrange(1 << 24):06x}" for _ in range(200))):
        shown = shades(text)
        assert contrast(rgb(shown.light), PAPER) >= ENOUGH, text
        assert contrast(rgb(shown.dark), NIGHT) >= ENOUGH, text


def test_what_can_be_read_stays_as_it_was_chosen() -> None:
    assert shades("#065845").light == "#065845"
    assert shades("#78d4a5").dark == "#78d4a5"


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "065845", "#065845;}", "#06584５"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        colour(text, ("input", "color"))
    assert colour(" #06ABef ", ()) == "#06abef"
