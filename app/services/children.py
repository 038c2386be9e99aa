"""The parent's side of a guarded server: start it, end it, and end one that an earlier crash left behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services import guard
from app.services.errors import ServiceError
from app.services.places import Account

# Nothing of the caller's environment may steer the servers (PGDATA, PGPORT, LC_ALL, ...); messages stay English.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin"}
STOP_SECONDS = guard.GRACE_SECONDS + 3
ORPHAN_SECONDS = 10.0


@dataclass(frozen=True)
class Server:
    """How one server is run: its command, its files, and the signal that ends it in good order."""

    name: str
    command: Sequence[str]
    log: Path
    pid_file: Path
    sockets: Sequence[Path]
    marker: str
    stop_signal: signal.Signals


class Child:
    """A running server with its guard."""

    def __init__(self, server: Server, account: Account) -> None:
        self.server = server
        end_orphan(server)
        _clear_stale(server)
        with contextlib.suppress(FileNotFoundError):
            server.log.replace(server.log.with_suffix(".log.old"))
        server.log.touch(mode=0o600)
        job = {
            "command": list(server.command),
            "log": str(server.log),
            "stop_signal": int(server.stop_signal),
            "account": account.arguments(),
            "environment": ENVIRONMENT,
        }
        # The write end of this pipe is ours alone; when we end, however we end, the guard reads end-of-file.
        # stderr stays ours, so that a guard which cannot even begin says why.
        self.guard = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, json.dumps(job)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def guarded(self) -> bool:
        """True while the guard lives."""
        return self.guard.poll() is None

    def log_text(self) -> str:
        """What the server has written since this start."""
        try:
            return self.server.log.read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def close(self) -> None:
        """Ask the guard to end the server; does not wait."""
        if self.guard.stdin is not None:
            with contextlib.suppress(OSError):
                self.guard.stdin.close()

    def stop(self) -> None:
        """End the server and wait until it is gone."""
        self.close()
        try:
            self.guard.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.guard.kill()
            self.guard.wait()
        end_orphan(self.server)


def end_orphan(server: Server) -> None:
    """End a server that lost its guard or is just being ended by it; afterwards its files are free."""
    pid = _pid_of(server)
    if pid is None:
        return
    deadline = time.monotonic() + ORPHAN_SECONDS
    chosen = server.stop_signal
    while _is_ours(pid, server.marker):
        left = deadline - time.monotonic()
        if left < -2:
            raise ServiceError(f"An earlier {server.name} (process {pid}) does not end: end it and start again.")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, chosen if left > 0 else signal.SIGKILL)
        time.sleep(0.1)


def _clear_stale(server: Server) -> None:
    """Remove what a crash left and what would stop the next start; we hold the lock, and no server of ours lives."""
    for path in server.sockets:
        path.unlink(missing_ok=True)
    pid = _pid_of(server)
    # A number that is dead is left alone: by the rest of that file PostgreSQL finds backends that still hold memory.
    if pid is None or _lives(pid):
        server.pid_file.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _pid_of(server: Server) -> int | None:
    try:
        first = server.pid_file.read_text().split("\n", 1)[0].strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(first) if first.isdecimal() and 1 < int(first) < 2**31 else None


def _is_ours(pid: int, marker: str) -> bool:
    """True when process `pid` lives and its command names our folder: numbers of processes are used again."""
    try:
        return marker in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return False if Path("/proc/self").exists() else _named_by_ps(pid, marker)


def _named_by_ps(pid: int, marker: str) -> bool:
    """The same where there is no `/proc`: on macOS."""
    shown = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, timeout=10, check=False
    )
    return marker in shown.stdout
