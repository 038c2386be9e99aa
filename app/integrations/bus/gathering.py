"""Who is somewhere at this moment, in sorted sets of Redis or Valkey that forget by themselves."""

from collections.abc import Iterable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from app.integrations.bus.port import Away
from app.integrations.bus.topology import is_cluster

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
    """A few connections of its own: the doorbell never waits for it. Every command is about one key."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._redis: Redis | RedisCluster | None = None

    async def stay(self, place: str, names: Iterable[str], seconds: float) -> None:
        """Say that these are at a place, until so many seconds from now."""
        async with _reached():
            await (await self._reach()).eval(STAY, 1, _key(place), int(seconds * 1_000), *names)

    async def leave(self, place: str, names: Iterable[str]) -> None:
        """Say that these are there no longer."""
        async with _reached():
            await (await self._reach()).zrem(_key(place), *names)

    async def look(self, place: str) -> dict[str, float]:
        """Return who is there, and for how many seconds unless they say so again."""
        async with _reached():
            found: list[Any] = await (await self._reach()).eval(LOOK, 1, _key(place))
        texts = [one.decode() if isinstance(one, bytes) else str(one) for one in found]
        return {name: float(left) / 1_000 for name, left in zip(texts[::2], texts[1::2], strict=True)}

    async def first(self, name: str, seconds: float) -> bool:
        """Say whether nobody has asked this under the name for so many seconds."""
        async with _reached():
            return bool(await (await self._reach()).set(_key(name), b"", px=int(seconds * 1_000), nx=True))

    async def close(self) -> None:
        """Let go of the connections."""
        if self._redis is not None:
            await self._redis.aclose()

    async def _reach(self) -> Any:
        """Return the client, which differs for a cluster: that shows once a server can be asked."""
        if self._redis is None:
            how: dict[str, Any] = {
                "socket_connect_timeout": TIMEOUT_SECONDS,
                "socket_timeout": TIMEOUT_SECONDS,
                "retry": Retry(NoBackoff(), 0),
                "max_connections": 16,
            }
            single = Redis.from_url(self._url, **how)
            try:
                in_cluster = await is_cluster(single)
            except BaseException:
                await single.aclose()
                raise
            if self._redis is not None:
                await single.aclose()
            elif in_cluster:
                await single.aclose()
                self._redis = RedisCluster.from_url(self._url, require_full_coverage=False, **how)
            else:
                self._redis = single
        return self._redis


def _key(place: str) -> str:
    return f"tenantry:at:{place}"


@asynccontextmanager
async def _reached() -> Any:
    try:
        yield
    except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
        raise Away(type(error).__name__) from error
