"""How hard a password is to guess, and which ones are accepted."""

import asyncio
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from zxcvbn import zxcvbn

from app.errors import BadInput, RateLimited, WeakPassword

SHORTEST = 12
LONGEST = 256
ENOUGH = 3
SCORED = 72
"""zxcvbn raises for longer ones, and whoever has so many characters has enough."""
MOST_WAITING = 64


class Hint(StrEnum):
    """What makes a password weak, and what would make it stronger."""

    STRAIGHT_ROW = "STRAIGHT_ROW"
    KEYBOARD_PATTERN = "KEYBOARD_PATTERN"
    REPEAT = "REPEAT"
    SEQUENCE = "SEQUENCE"
    YEAR = "YEAR"
    DATE = "DATE"
    COMMON_PASSWORD = "COMMON_PASSWORD"
    SINGLE_WORD = "SINGLE_WORD"
    NAME = "NAME"
    TOO_SHORT = "TOO_SHORT"
    ADD_WORDS = "ADD_WORDS"
    CAPITALS_HELP_LITTLE = "CAPITALS_HELP_LITTLE"
    REVERSING_HELPS_LITTLE = "REVERSING_HELPS_LITTLE"
    SUBSTITUTIONS_HELP_LITTLE = "SUBSTITUTIONS_HELP_LITTLE"


H = Hint
SAID = {
    "Straight rows": H.STRAIGHT_ROW,
    "Short keyboard": H.KEYBOARD_PATTERN,
    "Use a longer keyboard": H.KEYBOARD_PATTERN,
    "Repeats like": H.REPEAT,
    "Avoid repeated": H.REPEAT,
    "Sequences like": H.SEQUENCE,
    "Avoid sequences": H.SEQUENCE,
    "Recent years": H.YEAR,
    "Avoid recent years": H.YEAR,
    "Avoid years": H.YEAR,
    "Dates are": H.DATE,
    "Avoid dates": H.DATE,
    "This is a": H.COMMON_PASSWORD,
    "This is similar": H.COMMON_PASSWORD,
    "A word by itself": H.SINGLE_WORD,
    "Names and surnames": H.NAME,
    "Common names": H.NAME,
    "Use a few words": H.ADD_WORDS,
    "Add another word": H.ADD_WORDS,
    "No need for": H.ADD_WORDS,
    "Capitalization": H.CAPITALS_HELP_LITTLE,
    "All-uppercase": H.CAPITALS_HELP_LITTLE,
    "Reversed words": H.REVERSING_HELPS_LITTLE,
    "Predictable": H.SUBSTITUTIONS_HELP_LITTLE,
}
"""The sentences of zxcvbn by their beginnings."""


@dataclass(frozen=True, slots=True)
class Strength:
    """A score from 0 to 4, what is weak, and what would help."""

    score: int
    warning: Hint | None
    suggestions: tuple[Hint, ...]

    @property
    def is_enough(self) -> bool:
        """Say whether such a password is accepted."""
        return self.score >= ENOUGH and self.warning is not H.TOO_SHORT


_threads = ThreadPoolExecutor(1, thread_name_prefix="strength")
_waiting = 0


async def strength_of(password: str, words: Iterable[str] = ()) -> Strength:
    """Score a password; `words` are those that an attacker would try first: names, the address, the organization.

    Raises `RateLimited` when too many wait for an answer.
    """
    global _waiting
    if _waiting >= MOST_WAITING:
        raise RateLimited("Too many passwords are being looked at.", retry_after_ms=1_000)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, _score, password, _parts(words))
    finally:
        _waiting -= 1


async def check_strength(password: str, words: Iterable[str], path: tuple[str, ...]) -> None:
    """Raise `BadInput` for a length, and `WeakPassword` for a password, that is not accepted."""
    if len(password) > LONGEST:
        raise BadInput(f"At most {LONGEST} characters.", path, longest=LONGEST)
    found = await strength_of(password, words)
    if not found.is_enough:
        raise WeakPassword(
            f"At least {SHORTEST} characters that are hard to guess.",
            path,
            score=found.score,
            warning=found.warning,
            suggestions=list(found.suggestions),
            shortest=SHORTEST,
        )


def _score(password: str, words: list[str]) -> Strength:
    if not password:
        return Strength(0, H.TOO_SHORT, (H.ADD_WORDS,))
    found = zxcvbn(password[:SCORED], user_inputs=words)
    feedback = found["feedback"]
    warning = _hint(feedback["warning"])
    if len(password) < SHORTEST:
        warning = H.TOO_SHORT
    suggestions = dict.fromkeys(hint for text in feedback["suggestions"] if (hint := _hint(text)) is not None)
    return Strength(int(found["score"]), warning, tuple(suggestions))


def _hint(text: str) -> Hint | None:
    return next((hint for beginning, hint in SAID.items() if text.startswith(beginning)), None)


def _parts(words: Iterable[str]) -> list[str]:
    """The words themselves and what they are made of: of "ola.nordmann@x.no" also "ola.nordmann" and "nordmann"."""
    whole = [word.lower()[:100] for word in words if word][:20]
    halves = [half for word in whole for half in word.replace("@", " ").split()]
    pieces = [piece for half in halves for piece in re.split(r"[\W_]+", half)]
    return [part for part in dict.fromkeys([*whole, *halves, *pieces]) if len(part) > 2][:60]
