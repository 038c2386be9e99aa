"""Connections to Redis or Valkey that are made again for as long as the program runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app import metrics

logger = logging.getLogger("tenantry.bus")

BACK_OFF_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)
TIMEOUT_SECONDS = 2.0


class Lines:
    """Which of the two connections work; one line in the log for each change of the doorbell as a whole."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._up: set[str] = set()
        self._told: bool | None = None

    @property
    def are_up(self) -> bool:
        """Say whether both work, as far as is known."""
        return len(self._up) == 2

    def works(self, name: str) -> None:
        """Remember that a connection works."""
        self._up.add(name)
        if self.are_up and self._told is not True:
            self._told = True
            logger.info("redis is there: events come at once")

    def fails(self, name: str, why: str) -> None:
        """Remember that a connection does not."""
        self._up.discard(name)
        if self._told is not False:
            self._told = False
            logger.warning("redis is away (%s): events come up to a second later, none is lost", why)

    async def keep(self, name: str, work: Callable[[Redis], Awaitable[None]]) -> None:
        """Give `work` a connection, and another one whenever it has lost it, until cancelled."""
        tries = 0
        while True:
            why = "it ended"
            try:
                # No second try inside the library: it would wait for seconds, and reconnect behind our back.
                async with Redis.from_url(
                    self._url,
                    socket_connect_timeout=TIMEOUT_SECONDS,
                    socket_timeout=TIMEOUT_SECONDS,
                    retry=Retry(NoBackoff(), 0),
                ) as redis:
                    await redis.ping()
                    metrics.redis_connects.labels(name).inc()
                    tries = 0
                    await work(redis)
            except (RedisError, OSError, TimeoutError) as error:
                why = type(error).__name__
            except Exception:
                logger.exception("the doorbell stumbled (%s)", name)
            self.fails(name, why)
            await asyncio.sleep(BACK_OFF_SECONDS[min(tries, len(BACK_OFF_SECONDS) - 1)])
            tries += 1


async def end(*tasks: "asyncio.Future[None]") -> None:
    """Cancel until it is done: before Python 3.12, the `wait_for` inside the library can swallow a cancellation."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.1)
    await asyncio.gather(*tasks, return_exceptions=True)
