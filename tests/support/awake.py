"""A clock for promises about time: what a busy machine takes away from the processes that keep them does not count."""

import os
import time
from contextlib import suppress
from pathlib import Path


class Awake:
    """Seconds since it was made, less those in which we or the given processes waited for a processor.

    On a machine that does nothing else that is all the time there is. Where the kernel does not tell (anything but
    Linux), it is a clock as any other.
    """

    def __init__(self, *pids: int) -> None:
        self._pids = (os.getpid(), *pids)
        self._last: dict[int, float] = {}
        self._began = 0.0
        self._began = self.seconds

    @property
    def seconds(self) -> float:
        """How long it has been."""
        for pid in self._pids:
            # Who has ended waits no longer: the last that was known of it counts.
            with suppress(OSError):
                self._last[pid] = int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
        return time.monotonic() - sum(self._last.values()) - self._began
