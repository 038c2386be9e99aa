"""One server that carries doorbells: one connection to it listens, another rings, both made anew for ever."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.integrations.bus.lines import Lines, end

CONTROL = "tenantry:control"
SILENCE_SECONDS = 2.0
"""After so long without a word the server is asked for one; after twice as long the connection counts as dead."""

Hear = Callable[["Member", str, str, str], None]
"""Called with the kind of a message, its channel and its text."""


def channel(organization_id: UUID) -> str:
    """Return the channel of one organization's doorbell."""
    return f"tenantry:org:{organization_id}"


class Member:
    """A single server, or one of a cluster, where the channels are sharded: a ring goes to their server alone.

    `wanted` are the organizations to listen to here, `rings` and `ended` what is still to be said here. `strayed` is
    called when the cluster may have changed.
    """

    def __init__(self, url: str, is_sharded: bool, lines: Lines, hear: Hear, strayed: Callable[[], None]) -> None:
        self.url, self.is_sharded = url, is_sharded
        self.wanted: set[UUID] = set()
        self.rings: dict[UUID, int] = {}
        self.ended: set[UUID] = set()
        self.news = asyncio.Event()
        self.changed = asyncio.Event()
        self._lines, self._hear, self._strayed = lines, hear, strayed
        self._pubsub: PubSub | None = None
        self._listening: set[str] = set()
        self._tasks = [
            asyncio.create_task(lines.keep("listening", url, self._listen)),
            asyncio.create_task(lines.keep("ringing", url, self._publish)),
            asyncio.create_task(self._follow()),
        ]

    async def stop(self) -> None:
        """Let go of the server; what was not said yet stays in `rings` and `ended`."""
        await end(*self._tasks)

    def lose(self, name: str) -> None:
        """Take note that the server has ended a subscription; one that is still wanted has moved elsewhere."""
        self._listening.discard(name)
        if self.is_sharded and name in map(channel, self.wanted):
            self._strayed()

    async def _listen(self, redis: Redis) -> None:
        async with redis.pubsub() as pubsub:
            self._listening = set()
            await pubsub.subscribe(CONTROL)
            self._pubsub = pubsub
            self.changed.set()
            try:
                await self._hear_all(pubsub)
            finally:
                self._pubsub = None
                self._strayed()

    async def _hear_all(self, pubsub: PubSub) -> None:
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        while True:
            message = await pubsub.get_message(timeout=SILENCE_SECONDS)
            if message is not None:
                heard_at = loop.time()
                self._hear(self, message["type"], text_of(message["channel"]), text_of(message["data"]))
            elif loop.time() - heard_at > 1.5 * SILENCE_SECONDS:
                raise TimeoutError
            else:
                await pubsub.ping()

    async def _follow(self) -> None:
        """Keep the subscriptions equal to what is wanted, at once; a new connection starts with none."""
        while True:
            await self.changed.wait()
            self.changed.clear()
            pubsub, listening = self._pubsub, self._listening
            if pubsub is None:
                continue
            wanted = set(map(channel, self.wanted))
            # A connection that fails here fails in `_listen` too, where it is made anew.
            with contextlib.suppress(RedisError, OSError, TimeoutError, RuntimeError):
                more, fewer = wanted - listening, listening - wanted
                listening.clear()
                listening.update(wanted)
                if self.is_sharded:
                    # One command each: a command must not cross slots.
                    for name in more:
                        await pubsub.ssubscribe(name)
                    for name in fewer:
                        await pubsub.sunsubscribe(name)
                    continue
                if more:
                    await pubsub.subscribe(*more)
                if fewer:
                    await pubsub.unsubscribe(*fewer)

    async def _publish(self, redis: Redis) -> None:
        self._lines.works("ringing", self.url)
        while True:
            if not await self._has_news():
                await redis.ping()
                continue
            self.news.clear()
            rings, self.rings = self.rings, {}
            ended, self.ended = self.ended, set()
            try:
                await self._say(redis, rings, ended)
            except BaseException:
                # Worth another try: a ring that comes late or twice does no harm, and rings of one stream are one.
                self.rings = {**rings, **self.rings}
                self.ended |= ended
                self.news.set()
                self._strayed()
                raise

    async def _say(self, redis: Redis, rings: dict[UUID, int], ended: set[UUID]) -> None:
        async with redis.pipeline(transaction=False) as pipe:
            for organization_id, head in rings.items():
                command: Any = pipe.spublish if self.is_sharded else pipe.publish
                command(channel(organization_id), str(head))
            for session_id in ended:
                # Never sharded: members pass it on to each other, and every node hears it wherever it listens.
                pipe.publish(CONTROL, str(session_id))
            await pipe.execute()

    async def _has_news(self) -> bool:
        """Wait for something to say; False after a silence in which the server may have gone unnoticed."""
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                return await self.news.wait()
        except TimeoutError:
            return False


def text_of(value: Any) -> str:
    """Return what the server has sent as text."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
