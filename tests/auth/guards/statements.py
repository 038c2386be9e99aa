"""Guards in plain SQL: conditions that keep a statement in its organization, where PostgreSQL does not say the same.

On most tables the one policy of row-level security is that very condition; written out it is for the index, and the
wall is the guard. Where PostgreSQL shows more, as a person's own rows in other organizations, it narrows.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.auth.guards.mutants import Mutant

OWN = re.compile(r"(?:\w+\.)?organization_id = (?:\(SELECT app\.current_org\(\)\)|app\.current_org\(\))")

TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:app\.)?([a-z_]+)")
OPEN: set[str] = set()
"""The tables of which PostgreSQL shows more than the organization, or has no wall around; `know` finds them."""


def know(tables: list[dict[str, Any]], policies: list[dict[str, Any]]) -> None:
    """Find the tables that are not closed by one policy alone."""
    count = Counter(row["table"] for row in policies)
    OPEN.update(row["name"] for row in tables if not row["walled"] or count[row["name"]] != 1)


def _guards(text: str) -> bool:
    return bool(OWN.search(text) and OPEN & set(TABLE.findall(text)))


def texts() -> dict[str, str]:
    """Every statement in plain SQL with a condition that narrows what PostgreSQL would show, and its title."""
    found: dict[str, str] = {}
    for title, module in sorted(sys.modules.items()):
        if title.startswith("app."):
            for name, value in vars(module).items():
                if isinstance(value, str) and value not in found and _guards(value):
                    found[value] = f"scope {title}.{name}"
    return found


def of_statements() -> Iterator[Mutant]:
    """Each of those statements without that condition."""
    for text, name in texts().items():
        yield Mutant(name, partial(reword, text, OWN.sub("TRUE", text)))


def reword(before: str, after: str) -> None:
    """Replace a text wherever a module holds it."""
    for title, module in list(sys.modules.items()):
        if title.startswith("app."):
            for name, value in list(vars(module).items()):
                if isinstance(value, str) and value == before:
                    setattr(module, name, after)


def names() -> dict[Path, dict[str, str]]:
    """The names that each file has for such statements, and the titles of those."""
    found: dict[Path, dict[str, str]] = {}
    titles = texts()
    for title, module in sys.modules.items():
        if title.startswith("app.") and module.__file__:
            held = {name: titles[value] for name, value in vars(module).items() if _is_text(value) and value in titles}
            if held:
                found[Path(module.__file__)] = held
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
