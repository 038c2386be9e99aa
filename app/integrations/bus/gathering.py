"""Who is somewhere at this moment, in sorted sets of Redis or Valkey that forget by themselves."""

from collections.abc import Iterable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.integrations.bus.port import Away

TIMEOUT_SECONDS = 2.0
MOST = 1_000
"""Names that are read of one place; nobody can look at more."""

# The server's own clock, so that the nodes' need not agree. The key outlives its last name by a little.
CLOCK = "local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000); "
STAY = CLOCK + (
    "for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end; "
    "redis.call('PEXPIRE', KEYS[1], ARGV[1] + 60000)"
)
LOOK = CLOCK + (
    "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now); "
    f"local found = redis.call('ZRANGE', KEYS[1], 0, {MOST - 1}, 'WITHSCORES'); "
    "for i = 2, #found, 2 do found[i] = tostring(found[i] - now) end; return found"
)


class RedisGathering:
    """One small pool of connections of its own: the doorbell never waits for it."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=TIMEOUT_SECONDS,
            socket_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
            max_connections=16,
        )
        self._stay = self._redis.register_script(STAY)
        self._look = self._redis.register_script(LOOK)

    async def stay(self, place: str, names: Iterable[str], seconds: float) -> None:
        """Say that these are at a place, until so many seconds from now."""
        async with _reached():
            await self._stay(keys=[_key(place)], args=[int(seconds * 1_000), *names])

    async def leave(self, place: str, names: Iterable[str]) -> None:
        """Say that these are there no longer."""
        async with _reached():
            await self._redis.zrem(_key(place), *names)

    async def look(self, place: str) -> dict[str, float]:
        """Return who is there, and for how many seconds unless they say so again."""
        async with _reached():
            found: list[Any] = await self._look(keys=[_key(place)])
        texts = [one.decode() if isinstance(one, bytes) else str(one) for one in found]
        return {name: float(left) / 1_000 for name, left in zip(texts[::2], texts[1::2], strict=True)}

    async def first(self, name: str, seconds: float) -> bool:
        """Say whether nobody has asked this under the name for so many seconds."""
        async with _reached():
            return bool(await self._redis.set(_key(name), b"", px=int(seconds * 1_000), nx=True))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()


def _key(place: str) -> str:
    return f"tenantry:at:{place}"


@asynccontextmanager
async def _reached() -> Any:
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise Away(type(error).__name__) from error
