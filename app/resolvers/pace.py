"""How much one transaction of a long work takes on: as much as is done in a moment, on this machine and today."""

import time
from dataclasses import dataclass

SECONDS = 0.25
"""What a transaction should take: whoever waits for what it holds waits for less than a second, also on a bad day."""

FIRST, LEAST = 15, 5


@dataclass(slots=True)
class Pace:
    """The size of the next batch, at most `most`."""

    most: int
    size: int = FIRST
    since: float = 0.0

    def began(self) -> None:
        """A batch begins."""
        self.since = time.monotonic()

    def ended(self) -> None:
        """It was done: the next one is of the size that fits, and at most twice as large."""
        fitting = int(self.size * SECONDS / max(time.monotonic() - self.since, 0.001))
        self.size = max(LEAST, min(self.most, 2 * self.size, fitting))
