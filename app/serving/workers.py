"""The parent of several processes that serve one socket: starts them, again when one falls, and ends with the last."""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.serving.handover import packed
from app.serving.listeners import Listeners, Unusable
from app.serving.server import GOODBYE_SECONDS, REQUEST_SECONDS
from app.settings import Settings

logger = logging.getLogger("tenantry.server")

BACK_OFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
HEALTHY_SECONDS = 30.0
SLACK_SECONDS = 10.0


@dataclass
class Slot:
    """One place among the workers: who fills it, and when it is filled again."""

    number: int
    process: "subprocess.Popen[bytes] | None" = None
    told: int = -1
    """The read end of a pipe on which the worker says that it serves."""
    serves: bool = False
    began: float = 0.0
    falls: int = 0
    due: float = 0.0


class Workers:
    """N workers. Each has its own session, so that Ctrl-C reaches the parent alone, which passes it on once."""

    def __init__(self, settings: Settings, listeners: Listeners, count: int) -> None:
        self._settings = settings
        self._listeners = listeners
        self._slots = [Slot(number) for number in range(1, count + 1)]
        self._asked: list[signal.Signals] = []
        self._ending_since: float | None = None
        self._failed = 0

    def run(self, serving: Callable[[], None]) -> None:
        """Serve until asked to end; `serving` is called once all of them serve. Raises `Unusable`."""
        with _signals(self._asked) as wake:
            self._serve(wake, serving)
        if self._failed:
            raise Unusable(f"Worker {self._failed} ended before it served: what it said stands above.")

    def _serve(self, wake: int, serving: Callable[[], None]) -> None:
        waiting: Callable[[], None] | None = serving
        while self._ending_since is None or any(slot.process for slot in self._slots):
            self._fill()
            self._wait(wake)
            self._pass_on()
            self._reap(first_start=waiting is not None)
            if waiting is not None and all(slot.serves for slot in self._slots):
                waiting()
                waiting = None

    def _fill(self) -> None:
        now = time.monotonic()
        for slot in self._slots:
            if slot.process is None and self._ending_since is None and slot.due <= now:
                self._start(slot)

    def _start(self, slot: Slot) -> None:
        told, ready = os.pipe()
        metrics = self._listeners.metrics[slot.number - 1].fileno() if self._listeners.metrics else 0
        web = self._listeners.web.fileno()
        words = [str(number) for number in (slot.number, web, metrics, ready)]
        slot.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.serving.worker", *words],
            stdin=subprocess.PIPE,
            pass_fds=[web, ready, *([metrics] if metrics else [])],
            start_new_session=True,
        )
        os.close(ready)
        slot.told, slot.began = told, time.monotonic()
        assert slot.process.stdin is not None
        try:
            slot.process.stdin.write(packed(self._settings))
            slot.process.stdin.flush()
        except BrokenPipeError:
            return  # fallen already: it is reaped like any other

    def _wait(self, wake: int) -> None:
        now = time.monotonic()
        dues = [slot.due - now for slot in self._slots if slot.process is None and self._ending_since is None]
        if self._ending_since is not None:
            dues.append(self._ending_since + self._patience() - now)
        told = [slot.told for slot in self._slots if slot.told >= 0]
        readable, _, _ = select.select([wake, *told], [], [], max(0.0, min(dues)) if dues else None)
        if wake in readable:
            os.read(wake, 4096)
        for slot in self._slots:
            if slot.told in readable:
                slot.serves = os.read(slot.told, 1) != b""
                os.close(slot.told)
                slot.told = -1

    def _pass_on(self) -> None:
        """The first signal ends everybody in good order; a second Ctrl-C cuts it short."""
        while self._asked:
            wish = self._asked.pop(0)
            cut = self._ending_since is not None and wish is signal.SIGINT
            self._end(signal.SIGINT if cut else signal.SIGTERM)
        if self._ending_since is not None and time.monotonic() > self._ending_since + self._patience():
            self._signal(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._ending_since is None:
            self._ending_since = time.monotonic()
            # Once the workers listen no longer nobody does: better refused than left in a queue.
            self._listeners.close()
        self._signal(how)

    def _signal(self, how: signal.Signals) -> None:
        for slot in self._slots:
            if slot.process is not None:
                slot.process.send_signal(how)

    def _patience(self) -> float:
        return self._settings.span_of_drain + GOODBYE_SECONDS + REQUEST_SECONDS + SLACK_SECONDS

    def _reap(self, first_start: bool) -> None:
        for slot in self._slots:
            if slot.process is not None and slot.process.poll() is not None:
                self._fallen(slot, slot.process, first_start)

    def _fallen(self, slot: Slot, process: "subprocess.Popen[bytes]", first_start: bool) -> None:
        if process.stdin is not None:
            process.stdin.close()
        slot.process, slot.serves = None, False
        if slot.told >= 0:
            os.close(slot.told)
            slot.told = -1
        if self._ending_since is not None:
            return
        if first_start:
            self._failed = slot.number
            return self._end(signal.SIGTERM)
        lived = time.monotonic() - slot.began
        slot.falls = 1 if lived > HEALTHY_SECONDS else slot.falls + 1
        wait = BACK_OFF_SECONDS[min(slot.falls, len(BACK_OFF_SECONDS)) - 1]
        slot.due = time.monotonic() + wait
        logger.warning("worker %d fell (status %d): again in %g s", slot.number, process.returncode, wait)


@contextlib.contextmanager
def _signals(asked: list[signal.Signals]) -> Iterator[int]:
    """Collect the signals that ask to end, and yield a pipe that becomes readable at each and when a child falls."""
    handlers = {
        signal.SIGCHLD: lambda *_: None,
        signal.SIGTERM: lambda *_: asked.append(signal.SIGTERM),
        signal.SIGINT: lambda *_: asked.append(signal.SIGINT),
    }
    reader, writer = os.pipe()
    for end in (reader, writer):
        os.set_blocking(end, False)
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield reader
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup)
        os.close(reader)
        os.close(writer)
