"""A backup a day of services of our own, taken by a process beside the server, for as long as it runs."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from app import clock
from app.backups.shelf import Shelf
from app.settings import Settings, inherited

logger = logging.getLogger("tenantry.backups")

FIRST_SECONDS, EVERY_SECONDS = 5.0, 600.0
DAY = timedelta(hours=24)
END_SECONDS = 10


@contextmanager
def backed_up_daily(settings: Settings) -> Iterator[None]:
    """Look now and then whether the newest backup is a day old, until the block ends."""
    if settings.backups_kept == 0:
        yield
        return
    keeper = Daily(settings)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def is_due(folder: Path) -> bool:
    """Say whether a backup is a day old, or there is none."""
    newest = Shelf(folder).newest_at()
    return newest is None or clock.now() - newest >= DAY


class Daily(threading.Thread):
    """Waits in a thread, and lets a child do the work: the server loses no time by it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(name="daily backups", daemon=True)
        self._settings = settings
        self._ended = threading.Event()
        self._child: subprocess.Popen[str] | None = None

    def run(self) -> None:
        """Look after a moment, and then every ten minutes: a machine that sleeps at night has one in the morning."""
        seconds = FIRST_SECONDS
        while not self._ended.wait(seconds):
            seconds = EVERY_SECONDS
            try:
                if is_due(self._settings.backups):
                    self._back_up()
            except OSError as error:
                logger.error("no backup was taken: %s", error)

    def _back_up(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.cli", "backup"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=inherited(TENANTRY_VAR=str(self._settings.var_folder)),
            start_new_session=True,
        )
        if self._ended.is_set():
            _end(self._child)
        said, _ = self._child.communicate()
        last = said.strip().splitlines()[-1:] or [""]
        if self._child.returncode == 0:
            logger.info("a backup was taken: %s", last[0])
        elif not self._ended.is_set():
            logger.error("no backup was taken: %s", last[0])

    def stop(self) -> None:
        """End a backup that is being taken; it leaves nothing."""
        self._ended.set()
        child = self._child
        if child is not None and child.poll() is None:
            _end(child)
        self.join(END_SECONDS)


def _end(child: "subprocess.Popen[str]") -> None:
    # With pg_dump, which the child would wait for.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
