"""One simulator: its world, the faults that are ordered, and the courier of its webhooks."""

import asyncio
import contextlib

from stripe_simulator.faults import Faults
from stripe_simulator.nouns import balance, confirming, payouts, refunds
from stripe_simulator.shelves import Keeper
from stripe_simulator.webhooks import Courier
from stripe_simulator.world import World

TICK = 0.25


class Simulator:
    """What an application serves; made inside the loop that it runs in."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self.world = World(keeper)
        self.world.deeds.update({
            "debit.answer": confirming.answer_debit,
            "refund.answer": refunds.answer,
            "payout.answer": payouts.answer,
            "balance.available": balance.become_available,
        })  # fmt: skip
        self.faults = Faults()
        self.running: set[str] = set()
        """The idempotency keys of requests that are not answered yet."""
        self.courier = Courier(self.world)
        self.ticking = asyncio.get_running_loop().create_task(self._tick())

    async def _tick(self) -> None:
        """Do what becomes due while nobody asks for anything."""
        while True:
            await asyncio.sleep(TICK)
            if self.world.run_due():
                self.world.flush()

    async def close(self) -> None:
        """End in good order."""
        self.ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.ticking
        await self.courier.close()
        self.world.flush()
