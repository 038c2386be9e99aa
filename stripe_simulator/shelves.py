"""Rows on shelves, in memory, and perhaps kept beyond the end of the process."""

from collections.abc import Iterator
from typing import Any, Protocol

Row = dict[str, Any]


class Keeper(Protocol):
    """What keeps rows beyond the end of the process."""

    def load(self) -> Iterator[tuple[str, str, Row]]:
        """Every kept row with its shelf and id, in the order in which they were first kept."""

    def keep(self, changed: dict[tuple[str, str], Row | None]) -> None:
        """Keep rows, and forget those that are None; all or none."""


class Shelves:
    """Rows by the name of their shelf and their id."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self.shelves: dict[str, dict[str, Row]] = {}
        self.changed: dict[tuple[str, str], Row | None] = {}
        self.keeper = keeper
        if keeper is not None:
            for shelf, id_, row in keeper.load():
                self.shelves.setdefault(shelf, {})[id_] = row

    def shelf(self, name: str) -> dict[str, Row]:
        """Return the rows of a shelf by id, the oldest first."""
        return self.shelves.setdefault(name, {})

    def put(self, shelf: str, id_: str, row: Row) -> Row:
        """Put a row there, or note that it has changed."""
        self.shelf(shelf)[id_] = row
        if self.keeper is not None:
            self.changed[shelf, id_] = row
        return row

    def drop(self, shelf: str, id_: str) -> None:
        """Take a row away."""
        self.shelf(shelf).pop(id_, None)
        if self.keeper is not None:
            self.changed[shelf, id_] = None

    def flush(self) -> None:
        """Keep what has changed."""
        if self.keeper is not None and self.changed:
            self.keeper.keep(self.changed)
            self.changed = {}
