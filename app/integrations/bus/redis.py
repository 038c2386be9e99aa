"""The doorbell over Redis or Valkey pub/sub, supervised for ever: every new connection wakes everybody."""

import asyncio
import logging
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.integrations.bus.port import Ended, Woken

logger = logging.getLogger("tenantry.bus")

CONTROL = "tenantry:control"
BACK_OFF_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)
TIMEOUT_SECONDS = 2.0


def channel(organization_id: UUID) -> str:
    """Return the channel of one organization's doorbell."""
    return f"tenantry:org:{organization_id}"


class RedisBus:
    """One connection listens, another rings. Whatever was lost meanwhile is in the log, so a wake-up mends it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wanted: set[UUID] = set()
        self._rings: dict[UUID, int] = {}
        self._ended: set[UUID] = set()
        self._news = asyncio.Event()
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.is_up = False

    async def start(self, woken: Woken, ended: Ended) -> None:
        """Listen until `stop`, through every failure of the server."""
        self._woken, self._on_ended = woken, ended
        self._tasks = [asyncio.create_task(self._keep(self._listen)), asyncio.create_task(self._keep(self._publish))]

    async def stop(self) -> None:
        """Stop listening and ringing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def ring(self, organization_id: UUID, head: int) -> None:
        """Say that a stream has grown; rings of one organization that wait together become one."""
        self._rings[organization_id] = head
        self._news.set()

    def end_session(self, session_id: UUID) -> None:
        """Say that a session has ended."""
        self._ended.add(session_id)
        self._news.set()

    def listen_to(self, organization_id: UUID) -> None:
        """Be woken for this organization from now on."""
        self._wanted.add(organization_id)
        self._changed.set()

    def forget(self, organization_id: UUID) -> None:
        """Be woken for it no longer."""
        self._wanted.discard(organization_id)
        self._changed.set()

    async def _keep(self, work: Any) -> None:
        tries = 0
        while True:
            try:
                async with Redis.from_url(
                    self._url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS
                ) as redis:
                    await redis.ping()
                    tries = 0
                    await work(redis)
            except (RedisError, OSError, TimeoutError) as error:
                self.is_up = False
                if tries == 0:
                    logger.warning("redis is away: %s", type(error).__name__)
            await asyncio.sleep(BACK_OFF_SECONDS[min(tries, len(BACK_OFF_SECONDS) - 1)])
            tries += 1

    async def _listen(self, redis: Redis) -> None:
        async with redis.pubsub() as pubsub:
            listening = {CONTROL}
            await pubsub.subscribe(CONTROL)
            while True:
                listening = await self._follow(pubsub, listening)
                message = await pubsub.get_message(timeout=0.2)
                while message is not None:
                    await self._hear(message)
                    message = await pubsub.get_message(timeout=0)

    async def _follow(self, pubsub: Any, listening: set[str]) -> set[str]:
        wanted = {CONTROL, *(channel(organization_id) for organization_id in self._wanted)}
        if wanted - listening:
            await pubsub.subscribe(*(wanted - listening))
        if listening - wanted:
            await pubsub.unsubscribe(*(listening - wanted))
        return wanted

    async def _hear(self, message: dict[str, Any]) -> None:
        name = message["channel"].decode()
        if message["type"] == "subscribe":
            # Also after a silent reconnect of the client library: something may have been missed.
            self.is_up = True
            self._woken(None if name == CONTROL else UUID(name.rpartition(":")[2]))
        elif message["type"] == "message" and name == CONTROL:
            await self._on_ended(UUID(message["data"].decode()))
        elif message["type"] == "message":
            self._woken(UUID(name.rpartition(":")[2]))

    async def _publish(self, redis: Redis) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            rings, self._rings = self._rings, {}
            ended, self._ended = self._ended, set()
            try:
                async with redis.pipeline(transaction=False) as pipe:
                    for organization_id, head in rings.items():
                        pipe.publish(channel(organization_id), str(head))
                    for session_id in ended:
                        pipe.publish(CONTROL, str(session_id))
                    await pipe.execute()
            except BaseException:
                # Rings may be lost, the log is polled; an ended session is worth another try.
                self._ended |= ended
                if ended:
                    self._news.set()
                raise
