"""Runs pg_dump and pg_restore; passwords go through the environment, where no list of processes shows them."""

import re
import subprocess
import tempfile
from pathlib import Path

from app.backups.shelf import Unsound
from app.models.database import credentials
from app.services import binaries
from app.services.children import ENVIRONMENT
from app.services.places import Account, Place
from app.settings import inherited

SECONDS = 6 * 3600
OWNER = "tn_owner"
MADE_BEFORE = re.compile(r"; \d+ \d+ (SCHEMA - (app|public) |EXTENSION - |COMMENT - EXTENSION )")
"""What a restore finds already: it is made together with the roles, by whoever may make them."""


def dump(pg_bin: str, url: str, snapshot: str, target: Path) -> None:
    """Write the database as it is in a snapshot; raises `Unsound`.

    The dump comes through a pipe: when we are killed, pg_dump ends with us.
    """
    command = [_program(pg_bin, "pg_dump"), "--format=custom", f"--snapshot={snapshot}", "--lock-wait-timeout=60s"]
    command += ["--schema=app", "--schema=jobs"]
    with target.open("wb") as file, tempfile.TemporaryFile() as said:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=_environment(url), cwd="/")
        assert running.stdout is not None
        try:
            while piece := running.stdout.read(1024 * 1024):
                file.write(piece)
        except BaseException:
            running.kill()
            raise
        finally:
            running.stdout.close()
            status = running.wait()
        if status != 0:
            said.seek(0)
            raise Unsound(f"pg_dump did not finish: {_first(said.read())}.")


def load(pg_bin: str, url: str, source: Path) -> None:
    """Bring a dump into an empty, prepared database, all or nothing; raises `Unsound`."""
    program = _program(pg_bin, "pg_restore")
    listed = _run([program, "--list", str(source)], {**ENVIRONMENT})
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.writelines(f"{line}\n" for line in listed.splitlines() if not MADE_BEFORE.search(line))
        wanted.flush()
        how = ["--exit-on-error", "--single-transaction", "--no-owner", f"--role={OWNER}", f"--use-list={wanted.name}"]
        _run([program, *how, f"--dbname={credentials(url)['database']}", str(source)], _environment(url))


def _run(command: list[str], environment: dict[str, str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, env=environment, cwd="/", timeout=SECONDS, check=False, text=True
        )
    except subprocess.TimeoutExpired:
        raise Unsound(f"{Path(command[0]).name} did not finish within {SECONDS // 3600} hours.") from None
    if done.returncode != 0:
        raise Unsound(f"{Path(command[0]).name} did not finish: {_first(done.stderr.encode())}.")
    return done.stdout


def _first(said: bytes) -> str:
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "rror" in line), lines[0] if lines else "it did not say why").strip(". ")


def _program(pg_bin: str, name: str) -> str:
    # They only speak to a server, so they run as ourselves, from wherever they lie.
    place = Place(Path("/"), Path("/"), Path("/"), Account())
    found = binaries.find_postgres(pg_bin, place).folder / name
    if not found.exists():
        raise Unsound(f"{found} is missing: name a folder with pg_dump and pg_restore in TENANTRY_PG_BIN.")
    return str(found)


def _environment(url: str) -> dict[str, str]:
    access = credentials(url)
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "database"}
    given = {variable: str(access[name]) for variable, name in names.items() if access.get(name) is not None}
    if "ssl" in access:
        given["PGSSLMODE"] = access["ssl"]
    # Where the certificates of the server's authority lie is told to libpq by these, and by nothing else.
    told = {name: value for name, value in inherited().items() if name in ("PGSSLROOTCERT", "HOME")}
    return {**ENVIRONMENT, **told, **given, "PGCONNECT_TIMEOUT": "10"}
