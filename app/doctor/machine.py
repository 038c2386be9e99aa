"""The computer: Python, the packages, the programs, the folder, the disk."""

import os
import platform
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from app.doctor.findings import Finding, note, ok, warning, wrong
from app.services import binaries, places
from app.services.errors import ServiceError

CLONE = Path(__file__).parents[2]
LITTLE_BYTES, NOTHING_BYTES = 2 * 1024**3, 256 * 1024**2
FEW_FILES = 1_024


def python() -> Iterator[Finding]:
    """Say which Python runs, and whether its packages are the wanted ones."""
    where = sys.executable if sys.prefix != sys.base_prefix else f"{sys.executable}, outside any venv"
    yield ok("python", f"{platform.python_version()} at {where}, on {platform.system()} {platform.machine()}")
    lock, installed = CLONE / "requirements.lock", Path(sys.prefix) / "installed.lock"
    if not lock.exists():
        return
    if not installed.exists():
        yield note("packages", f"{sys.prefix} was not made by scripts/setup: nobody knows which versions are in it")
    elif installed.read_bytes() != lock.read_bytes():
        yield warning("packages", f"{sys.prefix} is older than requirements.lock: run scripts/setup")
    else:
        yield ok("packages", "exactly those of requirements.lock")


def programs(pg_bin: str) -> Iterator[Finding]:
    """Say which PostgreSQL and Valkey would be started, and where they come from."""
    # Asked as ourselves: as whoever the servers run, programs may first have to be copied, and nothing is changed here.
    place = places.Place(Path("/"), Path("/"), Path("/"), places.Account())
    try:
        found = binaries.find_postgres(pg_bin, place)
        yield ok("postgresql", f"{found.version} from {found.folder} ({_origin(found.folder, pg_bin)})")
    except ServiceError as error:
        yield wrong("postgresql", str(error))
    try:
        program = binaries.find_valkey(place)
        yield ok("valkey", f"{binaries.version_of(program)} from {program} ({_origin(program, '')})")
    except ServiceError as error:
        yield wrong("valkey", str(error))


def _origin(path: Path, named: str) -> str:
    if named:
        return "named by TENANTRY_PG_BIN"
    return "a package of this venv" if Path(sys.prefix) in path.parents else "installed on this machine"


def folder(var: Path) -> Iterator[Finding]:
    """Say whether the folder can be written, and how much room there is."""
    nearest = next(path for path in (var, *var.parents) if path.exists())
    if not nearest.is_dir():
        yield wrong("folder", f"{nearest} is a file where a folder is needed: move it away, or set TENANTRY_VAR.")
        return
    if not os.access(nearest, os.W_OK | os.X_OK):
        yield wrong("folder", f"{nearest} cannot be written by you: make it writable, or set TENANTRY_VAR.")
    elif nearest != var:
        yield ok("folder", f"{var} will be made at the first start")
    else:
        yield ok("folder", f"{var} can be written")
    yield _room(nearest)


def _room(at: Path) -> Finding:
    free = shutil.disk_usage(at).free
    words = f"{free / 1024**3:.1f} GB free on the disk of {at}"
    if free < NOTHING_BYTES:
        return wrong("disk", f"{words}: PostgreSQL stops when it is full, make room now.")
    return warning("disk", f"{words}: make room soon") if free < LITTLE_BYTES else ok("disk", words)


def limits() -> Iterator[Finding]:
    """Say how many sockets one process can hold."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft <= FEW_FILES:
        yield note(
            "open files", f"{soft} at most, so about {soft - 100} sockets a process: `ulimit -n 65536` raises it"
        )
