"""Webhooks: signed, sent, and sent again when they are not taken; lost, doubled, late and out of order on order."""

import asyncio
import contextlib
import hashlib
import hmac
import random
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from stripe_simulator.events import waiting_for
from stripe_simulator.shelves import Row
from stripe_simulator.world import World

AGAIN = (1.0, 5.0, 30.0, 120.0, 600.0, 3600.0)
"""After how many seconds a webhook that was not taken is sent again; then it is given up."""
AT_ONCE = 8
TIMEOUT = 10.0
MOST_WAITING = 100_000


@dataclass
class Rules:
    """How webhooks travel."""

    hold: bool = False
    """Nothing is sent by itself; it waits to be delivered by hand."""
    drop: float = 0.0
    """The share that is never sent."""
    duplicate: float = 0.0
    """The share that is sent twice."""
    delay: float = 0.0
    """Each waits up to so many seconds: so they are also out of order."""
    seed: int | None = None
    lottery: random.Random = field(default_factory=random.Random, repr=False)


def signature(secret: str, content: str, at: int) -> str:
    """Return the header `Stripe-Signature`: a moment in real seconds, and a hash over it and the content."""
    digest = hmac.new(secret.encode(), f"{at}.{content}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Courier:
    """Carries the deliveries of a world; lives as long as the loop that it was started in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rules = Rules()
        self.turn = asyncio.Semaphore(AT_ONCE)
        self.tasks: set[asyncio.Task[None]] = set()
        self.client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False)
        self.counts = {"sent": 0, "taken": 0, "dropped": 0, "given up": 0}
        world.carry = self.carry
        for id_ in list(world.shelf("delivery")):
            self._start(id_, 0.0)

    async def close(self) -> None:
        """Stop; what has not been taken is kept and sent after the next start."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.client.aclose()

    def carry(self, id_: str) -> None:
        """Send a delivery by the rules that count now."""
        rules = self.rules
        if len(self.world.shelf("delivery")) > MOST_WAITING or rules.lottery.random() < rules.drop:
            self.counts["dropped"] += 1
            self.world.drop("delivery", id_)
            return
        if rules.hold:
            self.world.shelf("delivery")[id_]["held"] = True
            return
        times = 2 if rules.lottery.random() < rules.duplicate else 1
        for _ in range(times):
            self._start(id_, rules.lottery.random() * rules.delay)

    def release(self) -> None:
        """Send what was held."""
        for id_, delivery in list(self.world.shelf("delivery").items()):
            if delivery.pop("held", False):
                self.carry(id_)

    def _start(self, id_: str, wait: float) -> None:
        delivery = self.world.shelf("delivery")[id_]
        if delivery.get("held"):
            return
        task = asyncio.get_running_loop().create_task(self._send(id_, delivery, wait))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _send(self, id_: str, delivery: Row, wait: float) -> None:
        for pause in (wait, *AGAIN):
            await asyncio.sleep(pause)
            async with self.turn:
                if 200 <= await self.post(delivery) < 300:
                    self.counts["taken"] += 1
                    break
        else:
            self.counts["given up"] += 1
        self.world.drop("delivery", id_)
        self.world.flush()

    async def post(self, delivery: Row) -> int:
        """Send a delivery once; returns the status, or 0 when there was no answer."""
        endpoint = self.world.shelf("endpoint").get(delivery["endpoint"])
        if endpoint is None:
            return 200
        content = delivery["content"]
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(endpoint["secret"], content, int(time.time())),
        }
        self.counts["sent"] += 1
        with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL):
            taken = await self.client.post(endpoint["body"]["url"], content=content.encode(), headers=headers)
            return taken.status_code
        return 0

    async def settled(self, seconds: float) -> bool:
        """Wait until nothing is on its way; returns False when that takes longer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.tasks:
                    await asyncio.wait(set(self.tasks))
                return True
        return False

    async def deliver(self, events: list[str]) -> list[dict[str, Any]]:
        """Deliver events by hand, one after the other in this order, also ones that were dropped or sent before."""
        told = []
        for event in events:
            for endpoint, content in self._copies(event):
                status = await self.post({"endpoint": endpoint, "content": content})
                told.append({"event": event, "endpoint": endpoint, "status": status})
        wanted = set(events)
        for id_, delivery in list(self.world.shelf("delivery").items()):
            if delivery["event"] in wanted and delivery.get("held"):
                self.world.drop("delivery", id_)
        return told

    def _copies(self, event: str) -> list[tuple[str, str]]:
        for name, shelf in list(self.world.shelves.items()):
            if name.startswith("event/") and event in shelf:
                row = shelf[event]
                account = name.removeprefix("event/")
                return [(one["id"], row["content"]) for one in waiting_for(self.world, account, row["type"])]
        return []
