"""Which server carries which channel: a single one all of them, in a cluster each member some."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.crc import key_slot
from redis.exceptions import NoPermissionError

SLOTS = 16_384


@dataclass(frozen=True, slots=True)
class Topology:
    """Spans of slots, each with its first, its last, and the address of the server that has them."""

    spans: tuple[tuple[int, int, str], ...]
    is_cluster: bool
    _firsts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_firsts", tuple(first for first, _, _ in self.spans))

    @property
    def members(self) -> frozenset[str]:
        """Return the addresses of all servers that carry anything."""
        return frozenset(url for _, _, url in self.spans)

    def owner(self, channel: str) -> str | None:
        """Return the address of the server that carries a channel; None while nobody has its slot."""
        slot = key_slot(channel.encode())
        place = bisect_right(self._firsts, slot) - 1
        if place < 0 or self.spans[place][1] < slot:
            return None
        return self.spans[place][2]


async def survey(redis: Redis, url: str) -> Topology:
    """Ask the server at `url` how the channels are spread; raises `RedisError`."""
    if not await is_cluster(redis):
        return Topology(((0, SLOTS - 1, url),), is_cluster=False)
    client: Any = redis
    found = await client.execute_command("CLUSTER SLOTS")
    spans = [(first, last, member(url, primary[0], primary[1])) for first, last, primary, *_ in found]
    return Topology(tuple(sorted(spans)), is_cluster=True)


async def is_cluster(redis: Redis) -> bool:
    """Say whether the server is a member of a cluster; one that does not let us ask is none. Raises `RedisError`."""
    try:
        return bool((await redis.info("cluster")).get("cluster_enabled"))
    except NoPermissionError:
        return False


def member(url: str, told: bytes | str | None, port: int) -> str:
    """Return the address of another member, reached as the one at `url`; a member may not know its own host."""
    parts = urlsplit(url)
    host = (told.decode() if isinstance(told, bytes) else told) or parts.hostname or ""
    user, at, _ = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}{at}{f'[{host}]' if ':' in host else host}:{port}").geturl()
