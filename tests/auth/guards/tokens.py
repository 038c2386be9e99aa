"""The scope that a token needs for each field and type, no longer asked for."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from app.schema import partners
from tests.auth.guards.mutants import Mutant, Saw

TABLES = ("ROOTS", "TYPES", "FIELDS", "ARGUMENTS")


def of_tokens() -> Iterator[Mutant]:
    """Each scope of each field at the root, of each type and field that needs one wherever it is met, and argument."""
    for name, needed in partners.ROOTS.items():
        for scope in needed:
            left = tuple(each for each in needed if each != scope)
            yield Mutant(_title("ROOTS", name, scope), partial(partners.ROOTS.__setitem__, name, left))
    for name, scope in partners.TYPES.items():
        yield Mutant(_title("TYPES", name, scope), partial(_open, name))
    for name, scope in partners.FIELDS.items():
        yield Mutant(_title("FIELDS", name, scope), partial(partners.FIELDS.pop, name))
    for name, scope in partners.ARGUMENTS.items():
        yield Mutant(_title("ARGUMENTS", name, scope), partial(partners.ARGUMENTS.pop, name))


def _title(table: str, name: str, scope: Any) -> str:
    return f"token {table} {name} without {scope}"


def _open(name: str) -> None:
    del partners.TYPES[name]
    partners.OPEN |= {name}


class _Telling(dict[str, Any]):
    """A table that tells of every row that is asked for."""

    def __init__(self, table: str, rows: dict[str, Any], saw: Saw) -> None:
        super().__init__(rows)
        self._table, self._saw = table, saw

    def __getitem__(self, name: str) -> Any:
        needed = super().__getitem__(name)
        for scope in needed if isinstance(needed, tuple) else (needed,):
            self._saw(_title(self._table, name, scope))
        return needed


def watch(saw: Saw) -> None:
    """Tell of every scope that is looked up."""
    for table in TABLES:
        setattr(partners, table, _Telling(table, getattr(partners, table), saw))
