"""What the program asks of a printer of papers."""

from typing import Protocol


class Unprintable(Exception):
    """No paper can be made here; the message is one sentence that says what is missing."""


class Printer(Protocol):
    """Makes papers that can be read aloud, searched and copied from."""

    def pdf(self, html: str) -> bytes:
        """Return a page as PDF/UA; blocks for some hundred milliseconds. Raises `Unprintable`."""
