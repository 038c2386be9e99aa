"""The doorbell over Redis or Valkey pub/sub, supervised for ever: every new connection wakes everybody."""

import asyncio
import contextlib
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from app.integrations.bus.lines import Lines, end
from app.integrations.bus.port import Ended, Woken

CONTROL = "tenantry:control"
SILENCE_SECONDS = 2.0
"""After so long without a word the server is asked for one; after twice as long the connection counts as dead."""


def channel(organization_id: UUID) -> str:
    """Return the channel of one organization's doorbell."""
    return f"tenantry:org:{organization_id}"


class RedisBus:
    """One connection listens, another rings. Whatever was lost meanwhile is in the log, so a wake-up mends it."""

    def __init__(self, url: str) -> None:
        self._wanted: set[UUID] = set()
        self._rings: dict[UUID, int] = {}
        self._ended: set[UUID] = set()
        self._news = asyncio.Event()
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._ending: set[asyncio.Future[None]] = set()
        self._on_ended: Ended = _nothing_open
        self._lines = Lines(url)
        self._pubsub: PubSub | None = None
        self._listening: set[str] = set()

    @property
    def is_up(self) -> bool:
        """Say whether both connections work, as far as is known."""
        return self._lines.are_up

    async def start(self, woken: Woken, ended: Ended) -> None:
        """Listen until `stop`, through every failure of the server."""
        self._woken, self._on_ended = woken, ended
        self._tasks = [
            asyncio.create_task(self._lines.keep("listening", self._listen)),
            asyncio.create_task(self._lines.keep("ringing", self._publish)),
            asyncio.create_task(self._follow()),
        ]

    async def stop(self) -> None:
        """Stop listening and ringing."""
        await end(*self._tasks, *self._ending)

    def ring(self, organization_id: UUID, head: int) -> None:
        """Say that a stream has grown; rings of one organization that wait together become one."""
        self._rings[organization_id] = max(head, self._rings.get(organization_id, 0))
        self._news.set()

    def end_session(self, session_id: UUID) -> None:
        """Say that a session has ended: here at once, whether or not Redis is there to tell the other nodes."""
        self._ended.add(session_id)
        self._news.set()
        self._end_here(session_id)

    def listen_to(self, organization_id: UUID) -> None:
        """Be woken for this organization from now on."""
        self._wanted.add(organization_id)
        self._changed.set()

    def forget(self, organization_id: UUID) -> None:
        """Be woken for it no longer."""
        self._wanted.discard(organization_id)
        self._changed.set()

    async def _listen(self, redis: Redis) -> None:
        async with redis.pubsub() as pubsub:
            self._listening = set()
            await pubsub.subscribe(CONTROL)
            self._pubsub = pubsub
            self._changed.set()
            try:
                await self._hear_all(pubsub)
            finally:
                self._pubsub = None

    async def _hear_all(self, pubsub: PubSub) -> None:
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        while True:
            message = await pubsub.get_message(timeout=SILENCE_SECONDS)
            if message is not None:
                heard_at = loop.time()
                self._hear(message)
            elif loop.time() - heard_at > 1.5 * SILENCE_SECONDS:
                raise TimeoutError
            else:
                await pubsub.ping()

    async def _follow(self) -> None:
        """Keep the subscriptions equal to what is wanted, at once; a new connection starts with none."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            pubsub, listening = self._pubsub, self._listening
            if pubsub is None:
                continue
            wanted = {channel(organization_id) for organization_id in self._wanted}
            # A connection that fails here fails in `_listen` too, where it is made anew.
            with contextlib.suppress(RedisError, OSError, TimeoutError, RuntimeError):
                if wanted - listening:
                    await pubsub.subscribe(*(wanted - listening))
                if listening - wanted:
                    await pubsub.unsubscribe(*(listening - wanted))
                listening.clear()
                listening.update(wanted)

    def _hear(self, message: dict[str, Any]) -> None:
        kind, name, data = message["type"], _text(message["channel"]), _text(message["data"])
        if kind == "subscribe" and name == CONTROL:
            # A new connection: whatever was said while there was none is lost.
            self._lines.works("listening")
            self._woken(None)
        elif kind == "message" and name == CONTROL:
            session_id = _id(data)
            if session_id is not None:
                self._end_here(session_id)
        elif kind in ("subscribe", "message"):
            organization_id = _id(name.rpartition(":")[2])
            if organization_id is not None:
                self._woken(organization_id)

    def _end_here(self, session_id: UUID) -> None:
        task = asyncio.ensure_future(self._on_ended(session_id))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _publish(self, redis: Redis) -> None:
        self._lines.works("ringing")
        while True:
            if not await self._has_news():
                await redis.ping()
                continue
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
                # Worth another try: a ring that comes late or twice does no harm, and rings of one stream are one.
                self._rings = {**rings, **self._rings}
                self._ended |= ended
                self._news.set()
                raise

    async def _has_news(self) -> bool:
        """Wait for something to say; False after a silence in which the server may have gone unnoticed."""
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                return await self._news.wait()
        except TimeoutError:
            return False


async def _nothing_open(_: UUID) -> None:
    """Nothing is open before `start`."""


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _id(text: str) -> UUID | None:
    """Return the id; None for what nobody of ours has said."""
    try:
        return UUID(text)
    except ValueError:
        return None
