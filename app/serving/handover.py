"""How a parent hands its settings to the processes it starts: one line of JSON through a pipe that only they hold."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.settings import Settings


def packed(settings: Settings) -> bytes:
    """Return the settings as one line."""
    return json.dumps(asdict(settings), default=_plain).encode() + b"\n"


def unpacked(line: bytes) -> Settings:
    """Return the settings of a line."""
    usual = Settings()
    return Settings(**{name: _as(getattr(usual, name), value) for name, value in json.loads(line).items()})


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _as(usual: Any, value: Any) -> Any:
    """Give a value the type its field usually has; JSON knows fewer."""
    if isinstance(usual, bytes):
        return bytes.fromhex(value)
    if isinstance(usual, Path):
        return Path(value)
    return tuple(value) if isinstance(usual, tuple) else value
