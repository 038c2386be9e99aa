"""How late the event loop is: what a process does too long in one go, everybody in it waits for."""

import asyncio

from app import metrics

BEAT_SECONDS = 0.5


class Pulse:
    """Looks at the clock twice a second."""

    def __init__(self) -> None:
        self.lag_seconds = 0.0

    async def beat(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self.lag_seconds = max(0.0, loop.time() - due)
            metrics.loop_lag.set(self.lag_seconds)
            metrics.loop_lags.observe(self.lag_seconds)
