"""Runs pg_dump and pg_restore; passwords go through the environment, where no list of processes shows them."""

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from app.backups.shelf import Unsound
from app.models.database import credentials
from app.services import binaries
from app.services.children import ENVIRONMENT
from app.services.places import Account, Place
from app.settings import inherited

SECONDS = 6 * 3600
OWNER = "tn_owner"
UNKNOWN = {
    b"SET transaction_timeout = 0;\n": b"SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings"
    b" WHERE name = 'transaction_timeout';\n"
}
"""What pg_restore 17 and newer say first, and a server before 17 does not know; and the same for all of them."""

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
        reads = [program, "--no-owner", f"--role={OWNER}", f"--use-list={wanted.name}", "--file=-", str(source)]
        writes = [_program(pg_bin, "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        _pour(reads, [*writes, "--file=-", f"--dbname={credentials(url)['database']}"], _environment(url))


def _pour(reads: list[str], writes: list[str], environment: dict[str, str]) -> None:
    """Let one program say what another one does; the second ends without a COMMIT unless the first ended well."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as answered:
        source = subprocess.Popen(reads, stdout=subprocess.PIPE, stderr=said, env={**ENVIRONMENT}, cwd="/")
        target = subprocess.Popen(
            writes, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=answered, env=environment, cwd="/"
        )
        late = threading.Timer(SECONDS, _kill, (source, target))
        late.start()
        try:
            # One that does not listen to the end has said why; one that was told half must not begin to end well.
            if not _copied(source, target) or source.wait() == 0:
                _close(target)
                target.wait()
        finally:
            late.cancel()
            _kill(source, target)
            _close(target)
        for program, process, words in ((writes, target, answered), (reads, source, said)):
            words.seek(0)
            if process.returncode > 0:
                raise Unsound(f"{Path(program[0]).name} did not finish: {_first(words.read())}.")
        if source.returncode or target.returncode:
            raise Unsound("pg_restore was ended before it was through.")


def _copied(source: "subprocess.Popen[bytes]", target: "subprocess.Popen[bytes]") -> bool:
    """Hand on everything; returns whether it was listened to."""
    assert source.stdout is not None and target.stdin is not None
    try:
        for line in source.stdout:
            target.stdin.write(UNKNOWN.get(line, line))
            if line.startswith(b"CREATE "):
                break
        shutil.copyfileobj(source.stdout, target.stdin, 1024 * 1024)
        target.stdin.flush()
    except BrokenPipeError:
        return False
    finally:
        source.stdout.close()
    return True


def _close(target: "subprocess.Popen[bytes]") -> None:
    assert target.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        target.stdin.close()


def _kill(*processes: "subprocess.Popen[bytes]") -> None:
    for each in processes:
        each.kill()
        each.wait()


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
