"""What a run has found out, a line each in a file: a run that was broken off can go on with it."""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
KINDS = {".py", ".sql", ".csv", ".graphql", ".ftl"}


def tree() -> str:
    """Return a hash of the program and its tests as they lie there."""
    found = hashlib.sha256()
    for top in ("app", "tests", "locales"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in KINDS:
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()


class Notes:
    """The record of the tests, and who noticed what; forgotten when the program has changed since."""

    def __init__(self, file: Path | None) -> None:
        self.record: dict[str, Any] = {}
        self.tried: dict[str, Any] = {}
        self._file, self._lock = file, threading.Lock()
        if file is not None:
            lines = file.read_text().splitlines() if file.exists() else []
            if lines[:1] == [tree()]:
                self._remember(lines[1:])
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(tree() + "\n")

    def _remember(self, lines: list[str]) -> None:
        for line in lines:
            kind, value = json.loads(line)
            getattr(self, kind).update(value)

    def add(self, kind: str, value: dict[str, Any]) -> None:
        """Keep something of a kind, which is `record` or `tried`."""
        with self._lock:
            getattr(self, kind).update(value)
            if self._file is not None:
                with self._file.open("a") as file:
                    file.write(json.dumps([kind, value]) + "\n")
