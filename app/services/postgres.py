"""An embedded PostgreSQL on a unix socket: made once, started, recovered after a crash, with one database."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from urllib.parse import urlencode

from app.services import binaries
from app.services.children import ENVIRONMENT, Child, Server
from app.services.errors import ServiceError, damaged
from app.services.places import Place

PORT = 5432
DATABASE = "tenantry"
INITDB_SECONDS = 120
START_SECONDS = 15.0
RECOVERY_SECONDS = 120.0
FATAL = re.compile(r"(?:(?:FATAL|PANIC): {2}|^postgres: )(.+)", re.MULTILINE)
PASSING = re.compile(
    r"pre-existing shared memory block|lock file .* already exists|the database system is|could not bind"
)
FULL = re.compile(r"No space left|Disk quota")
TROUBLE = re.compile(r"error|fatal|panic|could not|not found", re.IGNORECASE)
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def url(place: Place, user: str, database: str = DATABASE) -> str:
    """An address that libpq and asyncpg understand."""
    return f"postgresql://{user}@/{database}?{urlencode({'host': place.run, 'port': PORT}, safe='/')}"


def start(place: Place, pg_bin: str, durable: bool, progress: Callable[[str], None]) -> Child:
    """Make the data when there is none and start the server; `ready` waits for it."""
    found = binaries.find_postgres(pg_bin, place)
    if place.data.exists():
        _check_data(place, found)
    else:
        progress(f"Making a PostgreSQL {found.version} database in {place.home}")
        _make_data(place, found, durable)
    options = OPTIONS if durable else OPTIONS | NOT_DURABLE
    command = [str(found.folder / "postgres"), "-D", str(place.data), "-k", str(place.run), "-p", str(PORT)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    server = Server(
        name="PostgreSQL",
        command=command,
        log=place.home / "log" / "postgres.log",
        pid_file=place.data / "postmaster.pid",
        sockets=[place.run / f".s.PGSQL.{PORT}", place.run / f".s.PGSQL.{PORT}.lock"],
        marker=str(place.data),
        stop_signal=signal.SIGINT,
    )
    return Child(server, place.account)


def ready(place: Place, child: Child, progress: Callable[[str], None]) -> None:
    """Wait until the server answers, and make the database when it is missing."""
    try:
        asyncio.run(_ready(place, child, progress))
    except BaseException:
        child.stop()
        raise


def _check_data(place: Place, found: binaries.Postgres) -> None:
    try:
        version = (place.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise damaged(place.var, "PG_VERSION is missing") from None
    except UnicodeDecodeError:
        raise damaged(place.var, "PG_VERSION is not a number") from None
    if not re.fullmatch(r"\d{1,3}", version):
        raise damaged(place.var, "PG_VERSION is not a number")
    if int(version) != found.version:
        raise ServiceError(
            f"The database in {place.var} was made by PostgreSQL {version}, but {found.folder} is {found.version}: "
            f"name the older one in TENANTRY_PG_BIN, or, for a demo, delete {place.var}."
        )


def _make_data(place: Place, found: binaries.Postgres, durable: bool) -> None:
    """Made beside its place and then renamed, so that an interrupted start leaves nothing half made."""
    for left in place.data.parent.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = place.data.with_name(f"new-{os.getpid()}")
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = builtin if found.version >= 17 else ["--locale=C.UTF-8"]
    command = [str(found.folder / "initdb"), "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    command += [*locale, "--no-instructions", *([] if durable else ["--no-sync", "--wal-segsize=4"])]
    done = subprocess.run(
        command,
        capture_output=True,
        timeout=INITDB_SECONDS,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        **place.account.arguments(),
    )
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise _not_made(place, done.stderr.decode(errors="replace"))
    fresh.rename(place.data)


async def _ready(place: Place, child: Child, progress: Callable[[str], None]) -> None:
    # Imported here: it takes a tenth of a second, in which the server already starts.
    import asyncpg

    began = time.monotonic()
    told = False
    while True:
        try:
            connection = await asyncpg.connect(url(place, "postgres", "postgres"), timeout=5)
            break
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError) as error:
            recovering = isinstance(error, asyncpg.CannotConnectNowError)
            _check_start(place, child, time.monotonic() - began, recovering)
            if recovering and not told and "not properly shut down" in child.log_text():
                progress("PostgreSQL recovers from an earlier crash")
                told = True
        except asyncpg.PostgresError as error:
            raise _refused(place, str(error)) from error
        await asyncio.sleep(0.03)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f'CREATE DATABASE "{DATABASE}"')
    except asyncpg.PostgresError as error:
        raise _refused(place, str(error)) from error
    finally:
        with contextlib.suppress(asyncpg.PostgresError, OSError):
            await connection.close(timeout=5)


def _check_start(place: Place, child: Child, seconds: float, recovering: bool) -> None:
    reason = fatal_reason(child.log_text())
    if reason:
        raise _refused(place, reason)
    limit = RECOVERY_SECONDS if recovering else START_SECONDS
    if seconds > limit or not child.guarded():
        raise ServiceError(
            f"PostgreSQL did not start within {limit:.0f} s: see {child.server.log}, or delete {place.var}."
        )


def fatal_reason(log: str) -> str:
    """Why a server refused to start, from its log; empty while it may still come up by itself."""
    for reason in FATAL.findall(log):
        if not PASSING.search(reason):
            return str(reason)
    return ""


def _refused(place: Place, reason: str) -> ServiceError:
    return _full(place) if FULL.search(reason) else damaged(place.var, reason.split("\n", 1)[0])


def _not_made(place: Place, said: str) -> ServiceError:
    if FULL.search(said):
        return _full(place)
    reasons = [line.strip() for line in said.splitlines() if TROUBLE.search(line)] or ["initdb failed"]
    return ServiceError(
        f"PostgreSQL could not make its data in {place.home} ({reasons[0]}): mend that and start again, "
        "or name another PostgreSQL in TENANTRY_PG_BIN."
    )


def _full(place: Place) -> ServiceError:
    return ServiceError(f"The disk that holds {place.home} is full: free some space and start again.")
