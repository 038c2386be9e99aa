"""Other processes that run our services, so that tests can kill them."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CLONE = Path(__file__).parents[2]
HOLD = """
import json, sys, time
from app.services import embedded
from app.settings import Settings
try:
    running = embedded.start(Settings.from_environment(), lambda words: None, durable=False)
except embedded.ServiceError as error:
    sys.exit(str(error))
with running:
    print(running.addresses.migrate_url, running.addresses.redis_url, flush=True)
    sys.stdin.read()
"""


def is_root() -> bool:
    return os.geteuid() == 0


def as_nobody() -> dict[str, Any]:
    """What starts a process as an ordinary user when we are root."""
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def nobody_can_run_us() -> bool:
    """True when we are root and an ordinary user could run this very Python and read this clone."""
    if not is_root():
        return False
    try:
        command = [sys.executable, "-c", "import app.services"]
        done = subprocess.run(command, cwd=CLONE, capture_output=True, timeout=20, check=False, **as_nobody())
    except OSError:
        return False
    return done.returncode == 0


def holder(var: Path, **options: Any) -> "subprocess.Popen[str]":
    """A process that starts the services under `var` and holds them until its standard input ends."""
    environment = {"TENANTRY_VAR": str(var), "PATH": os.defpath, "PYTHONPATH": str(CLONE), **options.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env=environment,
        **options,
    )


@contextmanager
def held(var: Path, **options: Any) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """Such a process once it is up, with the two addresses it printed."""
    process = holder(var, **options)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate(timeout=20)
        yield process, line.split()
    finally:
        process.communicate(timeout=20)
        eventually(lambda: not alive_under(var))


def refusal(var: Path, **options: Any) -> str:
    """The one sentence with which a start under `var` was refused; without any traceback."""
    process = holder(var, **options)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1, errors
    assert "Traceback" not in errors, errors
    assert len(errors.strip().splitlines()) == 1, errors
    assert not alive_under(var)
    return errors.strip()


def alive_under(folder: Path) -> list[int]:
    """Processes whose command names a path under `folder`; dead ones that nobody has waited for have no command."""
    return [pid for pid, words in _commands() if f"{folder}/" in words and pid != os.getpid()]


def command_of(pid: int) -> str:
    """The command of a process, with its arguments."""
    return dict(_commands()).get(pid, "")


def _commands() -> Iterator[tuple[int, str]]:
    if not Path("/proc/self").exists():
        shown = subprocess.run(
            ["ps", "-Aww", "-o", "pid=,command="], capture_output=True, text=True, check=True, timeout=10
        )
        for line in shown.stdout.splitlines():
            pid, _, words = line.strip().partition(" ")
            yield int(pid), words
        return
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def eventually(holds: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
