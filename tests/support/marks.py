"""What says whose it is without being a text: days, amounts and ids of one organization that no other one has."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from app.errors import BadInput
from app.models.ids import from_global
from app.words import LOCALES, day
from tests.factories.houses import CANARY, House

LEAST = 20_000
"""Smaller numbers are counts, places and round sums: they say nothing of anybody."""

FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")
NUMBER = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?:[.,]\d\d)?")
GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:[.,]\d\d)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d(?![T\d])")
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
WORD = re.compile(r"[A-Za-z0-9_-]{24,60}")
CHANCE = re.compile(r"[A-Za-z0-9_-]{20,}")
"""Ids, cursors and sums: what figures stand together in there is chance."""


def values_of(house: House) -> Iterator[tuple[str, Any]]:
    """Every value of every row of an organization, with the name of its table and column."""
    for model, rows in house.rows.items():
        for row in rows.values():
            for column, value in row:
                yield f"{model._meta.db_table}.{column}", value


def is_mark(value: Any) -> bool:
    """Say whether a value can be told from others."""
    if isinstance(value, bool | datetime):
        return False
    if isinstance(value, str):
        return len(value) > 6 and CANARY.search(value) is None
    return isinstance(value, date | UUID) or (isinstance(value, int) and value >= LEAST)


def marks_of(house: House) -> set[Any]:
    """The days, amounts and ids of an organization, and those of its texts that are no canaries."""
    single = {value for _, value in values_of(house) if is_mark(value)}
    several = {each for _, value in values_of(house) if isinstance(value, list) for each in value if is_mark(each)}
    return {*single, *several, house.organization_id}


class Foreign:
    """Finds in a text what belongs to organizations that its reader is not in."""

    def __init__(self, own: House, *others: House) -> None:
        self._key = own.key
        found = {mark for house in others for mark in marks_of(house)} - marks_of(own)
        # Today is everybody's.
        self.days = {each for each in found if isinstance(each, date)} - {own.now.date()}
        self.amounts = {each for each in found if isinstance(each, int)}
        self.ids = {each for each in found if isinstance(each, UUID)}
        self.texts = {each for each in found if isinstance(each, str)}
        self._spelled = {text for on in self.days for text in _spelled(on)}

    def __call__(self, text: str) -> set[str]:
        """Return what is foreign in it."""
        plain = text.translate(FIGURES)
        found = {each.group(0) for each in CANARY.finditer(text) if each.group(1).upper() != self._key}
        found |= set(DAY.findall(plain)) & _isos(self.days)
        found |= {each for each in self._spelled - _isos(self.days) if each in plain}
        found |= {each for each in self.texts if each in text}
        rest = CHANCE.sub(" ", plain)
        found |= {each for kind in (NUMBER, GROUPED) for each in kind.findall(rest) if self._is_amount(each)}
        found |= {each for each in ID.findall(text) if UUID(each) in self.ids}
        return found | {each for each in WORD.findall(text) if _named(each) in self.ids}

    def _is_amount(self, text: str) -> bool:
        figures = re.sub(r"\D", "", text)
        return len(figures) < 16 and int(figures) in self.amounts


@cache
def _spelled(on: date) -> tuple[str, ...]:
    return (on.isoformat(), *(day(on, locale).translate(FIGURES) for locale in LOCALES))


def _isos(days: set[date]) -> set[str]:
    return {on.isoformat() for on in days}


def _named(word: str) -> UUID | None:
    try:
        return from_global(word)[1]
    except BadInput:
        return None
