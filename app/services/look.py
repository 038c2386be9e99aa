"""Looks whether services run under `var`, without starting, locking or changing anything."""

import socket
from dataclasses import dataclass
from pathlib import Path

from app.services import places, postgres, valkey


@dataclass(frozen=True)
class Found:
    """Services that run: the process that holds them, and where they answer."""

    holder: str
    app_url: str
    redis_url: str


def running(var: Path) -> Found | None:
    """Return what runs under `var`, None when nothing does; raises `PermissionError` when it is another user's."""
    var = var.resolve()
    home = places.home_of(var)
    for run in places.run_folders(home, places.key_of(var)):
        place = places.Place(var, home, run, places.Account())
        if _listens(run / f".s.PGSQL.{postgres.PORT}") and _listens(valkey.socket_path(place)):
            return Found(_holder(var), postgres.url(place, "tn_app"), valkey.url(place))
    return None


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except PermissionError as error:
            error.filename = str(path)
            raise
        except OSError:
            return False
    return True


def _holder(var: Path) -> str:
    try:
        return (var / "lock").read_text().strip() or "unknown"
    except OSError:
        return "unknown"
