"""Keeps one server alive as long as its parent lives: run as a script, with the parent's pipe as standard input."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

GRACE_SECONDS = 5.0
FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 1.0
HEALTHY_SECONDS = 5.0


def wake_on_signals() -> int:
    """A pipe that becomes readable when the server ends or somebody asks the guard to stop."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    return reader


class Guard:
    """One server, started again when it falls, ended when the parent's pipe closes."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.stopping = False
        self.wake = wake_on_signals()
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, *_: object) -> None:
        self.stopping = True

    def run(self) -> None:
        delay = FIRST_DELAY_SECONDS
        while not self.stopping:
            began = time.monotonic()
            server = self.spawn()
            if server is not None and self.stays(server):
                self.end(server)
                return
            if time.monotonic() - began > HEALTHY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            # After a crash PostgreSQL refuses to start until orphaned backends let go of its memory: try again.
            self.pause(delay)
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)

    def spawn(self) -> "subprocess.Popen[bytes] | None":
        with Path(self.job["log"]).open("ab") as log:
            try:
                return subprocess.Popen(
                    self.job["command"],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env=self.job["environment"],
                    **self.job["account"],
                )
            except OSError as error:
                log.write(f"FATAL:  {self.job['command'][0]}: {error.strerror}\n".encode())
                return None

    def stays(self, server: "subprocess.Popen[bytes]") -> bool:
        """Wait; True when the server is to be ended, False when it fell by itself."""
        while not self.stopping:
            if server.poll() is not None:
                return False
            self.wait(None)
        return True

    def pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and (left := until - time.monotonic()) > 0:
            self.wait(left)

    def wait(self, seconds: float | None) -> None:
        ready, _, _ = select.select([sys.stdin.fileno(), self.wake], [], [], seconds)
        if self.wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self.wake, 4096)
        if sys.stdin.fileno() in ready and not os.read(sys.stdin.fileno(), 4096):
            self.stopping = True

    def end(self, server: "subprocess.Popen[bytes]") -> None:
        server.send_signal(self.job["stop_signal"])
        try:
            server.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


if __name__ == "__main__":
    Guard(json.loads(sys.argv[1])).run()
