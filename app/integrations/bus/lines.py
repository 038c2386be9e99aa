"""Connections to Redis or Valkey that are made again for as long as the program runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app import metrics
from app.integrations.bus.topology import Topology, survey

logger = logging.getLogger("tenantry.bus")

BACK_OFF_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)
TIMEOUT_SECONDS = 2.0


class Lines:
    """Which connections work, two to each server; one line in the log for each change of the doorbell as a whole."""

    def __init__(self) -> None:
        self._wanted: set[tuple[str, str]] = set()
        self._up: set[tuple[str, str]] = set()
        self._told: bool | None = None

    @property
    def are_up(self) -> bool:
        """Say whether all work, as far as is known."""
        return bool(self._wanted) and self._wanted <= self._up

    def is_up(self, name: str, url: str) -> bool:
        """Say whether one of them works, as far as is known."""
        return (name, url) in self._up

    def expect(self, urls: Iterable[str]) -> None:
        """Say to which servers there should be connections."""
        self._wanted = {(name, url) for name in ("listening", "ringing") for url in urls}
        self._up &= self._wanted

    def works(self, name: str, url: str) -> None:
        """Remember that a connection works."""
        self._up.add((name, url))
        if self.are_up and self._told is not True:
            self._told = True
            logger.info("redis is there: events come at once")

    def fails(self, name: str, url: str, why: str) -> None:
        """Remember that a connection does not."""
        self._up.discard((name, url))
        if self._told is not False:
            self._told = False
            logger.warning("redis is away (%s): events come up to a second later, none is lost", why)

    async def look(self, urls: Iterable[str]) -> Topology | None:
        """Ask the first of these servers that answers how the channels are spread; None when none does."""
        why = ""
        for url in urls:
            try:
                async with connected(url) as redis:
                    return await survey(redis, url)
            except (RedisError, OSError, TimeoutError) as error:
                why = type(error).__name__
            except Exception:
                logger.exception("the doorbell stumbled (looking)")
                why = "stumbled"
        self.fails("looking", "", why)
        return None

    async def keep(self, name: str, url: str, work: Callable[[Redis], Awaitable[None]]) -> None:
        """Give `work` a connection, and another one whenever it has lost it, until cancelled."""
        tries = 0
        while True:
            why = "it ended"
            try:
                async with connected(url) as redis:
                    await redis.ping()
                    metrics.redis_connects.labels(name).inc()
                    tries = 0
                    await work(redis)
            except (RedisError, OSError, TimeoutError) as error:
                why = type(error).__name__
            except Exception:
                logger.exception("the doorbell stumbled (%s)", name)
            self.fails(name, url, why)
            await asyncio.sleep(BACK_OFF_SECONDS[min(tries, len(BACK_OFF_SECONDS) - 1)])
            tries += 1


def connected(url: str) -> Redis:
    """Return a client that does not try twice: it would wait for seconds, and reconnect behind our back."""
    return Redis.from_url(
        url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS, retry=Retry(NoBackoff(), 0)
    )


async def end(*tasks: "asyncio.Future[None]") -> None:
    """Cancel until it is done: before Python 3.12, the `wait_for` inside the library can swallow a cancellation."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.1)
    await asyncio.gather(*tasks, return_exceptions=True)
