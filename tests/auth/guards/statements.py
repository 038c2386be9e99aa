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

OWN = re.compile(r"(?:(\w+)\.)?organization_id = (?:\(SELECT app\.current_org\(\)\)|app\.current_org\(\))")

TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:app\.)?([a-z_]+)(?:\s+(?:AS\s+)?([a-z]\w*))?")
NO_GUARD = {
    "app.resolvers.grants.SAME": "the member was locked before, and is of one organization",
    "app.resolvers.grants.ROLES_LEFT": "the member was locked before, and is of one organization",
    "app.resolvers.newcomers.HELD": "the member was locked or fetched before, and is of one organization",
    "app.auth.memberships.STANDING": "asked by the house, to whom PostgreSQL shows no person's own rows",
    "app.subscriptions.notifications.HOUSEHOLD": "asked by the house, to whom PostgreSQL shows no person's own rows",
    "app.subscriptions.notifications.IN_CHARGE": "asked by the house, to whom PostgreSQL shows no person's own rows",
    "app.subscriptions.notifications.NAME": "asked by the house, to whom PostgreSQL shows no person's own rows",
    "app.resolvers.invitations.BY_PERSON": "asked by the house, to whom PostgreSQL shows no person's own rows",
    "app.auth.devices.SHORTEN": "beyond the organization PostgreSQL shows the admin's own rows, who is a member here",
    "app.resolvers.grants.LOCK_ADMINS": "it locks, and PostgreSQL locks rows of the organization alone",
    "app.entrypoints.notifications.READERS": "asked by the house, to whom PostgreSQL shows no person's own rows",
    "app.subscriptions.notifications.READERS": "asked by the house, to whom PostgreSQL shows no person's own rows",
}
"""Statements whose condition takes nothing away, and why."""

OPEN: set[str] = set()
"""The tables of which PostgreSQL shows more than the organization, or has no wall around; `know` finds them."""


def know(tables: list[dict[str, Any]], policies: list[dict[str, Any]]) -> None:
    """Find the tables that are not closed by one policy alone."""
    count = Counter(row["table"] for row in policies)
    OPEN.update(row["name"] for row in tables if not row["walled"] or count[row["name"]] != 1)


def _guards(text: str) -> bool:
    """Say whether a condition is on a table of which PostgreSQL shows more."""
    tables = {name: table for table, alias in TABLE.findall(text) for name in (table, alias)}
    narrowed = {tables.get(found[1], found[1]) if found[1] else None for found in OWN.finditer(text)}
    return bool(narrowed & OPEN or (None in narrowed and OPEN & set(tables.values())))


def texts() -> dict[str, str]:
    """Every statement in plain SQL with a condition that narrows what PostgreSQL would show, and its title."""
    found: dict[str, str] = {}
    for title, module in sorted(sys.modules.items()):
        if title.startswith("app."):
            for name, value in vars(module).items():
                if _is_text(value) and value not in found and f"{title}.{name}" not in NO_GUARD and _guards(value):
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
