"""A place has one spelling: whatever is changed in it, it is refused."""

import string
import uuid

import pytest

from app.auth.cursors import Cursors
from app.errors import InvalidCursor
from app.models.events import Position

LETTERS = string.ascii_letters + string.digits + "-_="


def test_no_letter_of_a_cursor_can_be_another_one() -> None:
    cursors, organization, place = Cursors(b"s" * 32), uuid.uuid4(), Position(uuid.uuid4(), 7)
    text = cursors.seal_position(organization, place)
    assert cursors.open_position(organization, text) == place
    others = [
        text[:at] + letter + text[at + 1 :] for at in range(len(text)) for letter in LETTERS if letter != text[at]
    ]
    for other in [*others, f"{text}=", f"{text}A", text[:-1]]:
        with pytest.raises(InvalidCursor):
            cursors.open_position(organization, other)
