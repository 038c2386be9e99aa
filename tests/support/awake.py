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
            self._last[pid] = waited(pid) or self._last.get(pid, 0.0)
        return time.monotonic() - sum(self._last.values()) - self._began


def waited(pid: int) -> float:
    """How many seconds a process has waited for a processor until now; 0 where nobody tells."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return 0.0
