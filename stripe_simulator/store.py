"""Keeps the world in a file of SQLite, so that it survives a restart, even one by kill -9."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from stripe_simulator.shelves import Row

TABLE = "CREATE TABLE IF NOT EXISTS row (n INTEGER PRIMARY KEY, shelf TEXT, id TEXT, body TEXT, UNIQUE (shelf, id))"
KEEP = "INSERT INTO row (shelf, id, body) VALUES (?, ?, ?) ON CONFLICT (shelf, id) DO UPDATE SET body = excluded.body"


class File:
    """Rows in one file. The end of the process loses nothing; a power cut may."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None)
        path.chmod(0o600)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute(TABLE)

    def load(self) -> Iterator[tuple[str, str, Row]]:
        """Every row, the oldest first."""
        for shelf, id_, body in self.connection.execute("SELECT shelf, id, body FROM row ORDER BY n"):
            yield shelf, id_, json.loads(body)

    def keep(self, changed: dict[tuple[str, str], Row | None]) -> None:
        """Write rows and forgettings in one transaction."""
        gone = [key for key, row in changed.items() if row is None]
        kept = [(*key, json.dumps(row)) for key, row in changed.items() if row is not None]
        self.connection.execute("BEGIN")
        self.connection.executemany("DELETE FROM row WHERE shelf = ? AND id = ?", gone)
        self.connection.executemany(KEEP, kept)
        self.connection.execute("COMMIT")
