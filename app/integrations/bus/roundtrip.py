"""Says a word by pub/sub and waits until it is heard: what the doorbell needs, tried once."""

import asyncio
import secrets
import time

from redis.asyncio import Redis
from redis.exceptions import RedisError

SECONDS = 3.0


class Silent(Exception):
    """The word was not heard; the message says why."""


async def round_trip(url: str) -> tuple[str, float]:
    """Return name and version of the server, and the seconds from saying to hearing; raises `Silent`."""
    name = f"tenantry:doctor:{secrets.token_hex(8)}"
    try:
        async with (
            asyncio.timeout(SECONDS),
            Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS) as redis,
            redis.pubsub() as pubsub,
        ):
            server = await redis.info("server")
            await pubsub.subscribe(name)
            said = time.perf_counter()
            heard = None
            while heard is None or heard["type"] != "message":
                heard = await pubsub.get_message(timeout=SECONDS)
                if heard is not None and heard["type"] == "subscribe":
                    said = time.perf_counter()
                    await redis.publish(name, "word")
            return _named(server), time.perf_counter() - said
    except (RedisError, OSError) as error:
        raise Silent(str(error) or type(error).__name__) from error


def _named(server: dict[str, str]) -> str:
    if "valkey_version" in server:
        return f"Valkey {server['valkey_version']}"
    return f"Redis {server.get('redis_version', 'of an unknown version')}"
