"""Which tests are asked about a guard, and in which order."""

import re
from typing import Any

from tests.auth.guards.walls import TESTS as WALLS

PLAIN = {"rule", "policy", "see", "without", "part", "app", "auth", "resolvers", "viewer", "self", "cls", "none", "not"}
PLAIN |= {"wall", "open", "read", "write", "switched", "off", "organization", "scope", "refusal", "judgement", "word"}

Record = dict[str, Any]


def words_of(name: str) -> frozenset[str]:
    """The words in the name of a guard that may be in the name of the test that notices it."""
    found = {word.lower() for word in re.findall(r"[A-Z][a-z]+|[a-z]{3,}", name)}
    return frozenset(found | ({"list", "row"} if "see" in found else set())) - PLAIN


def tests_for(guard: str, tests: list[str], record: Record, hint: str | None) -> list[str]:
    """Return the tests that come to a guard: who noticed it before, then what sounds like it, then the fastest.

    A test that never comes to a guard cannot miss it. All tests come to the walls of the database, and are meant for
    something else: only those that ask PostgreSQL itself are asked.
    """
    if guard.startswith("wall "):
        found = [test for test in tests if test.startswith(WALLS)]
    else:
        found = [
            test for test in tests if test in record and not record[test]["red"] and guard in record[test]["guards"]
        ]
    words = words_of(guard)

    def likely(test: str) -> tuple[bool, int, float]:
        fits = sum(word in test.lower() for word in words)
        return test != hint, -fits, record.get(test, {}).get("seconds", 0)

    return sorted(found, key=likely)
