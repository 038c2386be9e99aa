"""Who has a conversation open and who is typing: not durable, at most once, and forgotten when nobody says so again.

A room is one conversation on one node. It says every 20 seconds who is in it here, reads who is in it anywhere, and
tells its followers what has changed since they last looked. Nothing else waits for it: while Redis is away it pauses.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from app.auth.policies.messages import ConversationPolicy
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.errors import ErrorCode, Forbidden, RateLimited, TenantryError
from app.integrations.bus.port import Away, Bus, Gathering
from app.models.base import new_id
from app.subscriptions.feed import Feed, Feeds, Trimmed
from app.subscriptions.stream import GRANTS

logger = logging.getLogger("tenantry.hub")

BREATH_SECONDS = 0.05
"""Changes that come together are told together."""


@dataclass(frozen=True, slots=True)
class Pace:
    """In seconds: how often a room says who is in it, and how long each word counts."""

    beat: float = 20.0
    here: float = 45.0
    typing: float = 5.0
    typing_again: float = 3.0
    away: float = 1.0


@dataclass(frozen=True, slots=True)
class Presence:
    """One person in one conversation at this moment."""

    member_id: UUID
    is_here: bool
    is_typing: bool


@dataclass(frozen=True, slots=True)
class State:
    """Everybody who is here; first, and again after a pause."""

    revision: int
    everybody: list[Presence]


@dataclass(frozen=True, slots=True)
class Change:
    """One person came, went, or started or stopped typing; `revision` is one more than before."""

    revision: int
    presence: Presence


@dataclass(eq=False, slots=True)
class Room:
    """One conversation on this node. `pauses` counts the times when Redis was away."""

    organization_id: UUID
    id: UUID
    feed: Feed
    followers: "set[Follower]" = field(default_factory=set)
    people: dict[UUID, Presence] | None = None
    pauses: int = 0
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def tell(self) -> None:
        """Let the followers look."""
        async with self.changed:
            self.changed.notify_all()


@dataclass(eq=False, slots=True)
class Follower:
    """One stream in a room, and what it was told last."""

    who: Callable[[], Viewer]
    """Whose stream it is, with the session of this moment."""
    name: str
    told: dict[UUID, Presence] | None = None
    revision: int = 0
    pauses: int = 0
    error: TenantryError | None = None

    def has_news(self, room: Room) -> bool:
        """Say whether there is something to tell, or the end."""
        if self.error is not None:
            return True
        return room.people is not None and (room.people != self.told or room.pauses != self.pauses)

    def news(self, room: Room) -> Iterator[State | Change]:
        """Yield what has changed; everything at first and after a pause. Raises `Forbidden` at the end."""
        if self.error is not None:
            raise self.error
        now, before = dict(room.people or {}), self.told
        if room.pauses != self.pauses:
            before = None
        self.told, self.pauses = now, room.pauses
        if before is None:
            self.revision += 1
            yield State(self.revision, list(now.values()))
            return
        for change in _changes(before, now):
            self.revision += 1
            yield Change(self.revision, change)


class Presences:
    """All rooms of this node."""

    def __init__(
        self,
        gathering: Gathering,
        bell: Bus,
        feeds: Feeds,
        refresh: Callable[[Viewer], Awaitable[Viewer]],
        pace: Pace = Pace(),
    ) -> None:
        self._gathering, self._bell, self._feeds, self._refresh = gathering, bell, feeds, refresh
        self._pace = pace
        self._rooms: dict[UUID, Room] = {}

    def wake(self, id: UUID | None) -> None:
        """Look into a room again, or into all."""
        rooms = [self._rooms[id]] if id in self._rooms else list(self._rooms.values()) if id is None else []
        for room in rooms:
            room.woken.set()

    async def typing(self, viewer: Viewer, conversation_id: UUID, is_typing: bool) -> None:
        """Say that somebody types, for some seconds, or has stopped. Raises `RateLimited`; without Redis it is lost."""
        place, name = _typing(conversation_id), str(viewer.member_id)
        with contextlib.suppress(Away):
            if not is_typing:
                await self._gathering.leave(place, [name])
            elif await self._gathering.first(f"{place}:{name}", self._pace.typing_again):
                await self._gathering.stay(place, [name], self._pace.typing)
            else:
                raise RateLimited("Say it once in three seconds.", int(self._pace.typing_again * 1_000))
            self._bell.ring(conversation_id, 0)

    async def follow(self, who: Callable[[], Viewer], conversation_id: UUID) -> AsyncIterator[State | Change]:
        """Be here, and yield who else is; raises `Forbidden` as soon as the viewer may no longer look."""
        viewer = who()
        room = await self._enter(viewer, conversation_id)
        follower = Follower(who, f"{viewer.member_id}/{new_id()}", pauses=room.pauses)
        room.followers.add(follower)
        room.woken.set()
        try:
            while True:
                async with room.changed:
                    await room.changed.wait_for(partial(follower.has_news, room))
                for message in follower.news(room):
                    yield message
        finally:
            await asyncio.shield(self._leave(room, follower))

    def __len__(self) -> int:
        return len(self._rooms)

    async def stop(self) -> None:
        """End all rooms."""
        tasks = [task for room in self._rooms.values() for task in room.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._gathering.close()

    async def _enter(self, viewer: Viewer, conversation_id: UUID) -> Room:
        assert viewer.organization_id is not None
        feed = await self._feeds.join(viewer.organization_id)
        room = self._rooms.get(conversation_id)
        if room is None:
            room = self._rooms[conversation_id] = Room(viewer.organization_id, conversation_id, feed)
            self._bell.listen_to(conversation_id)
            room.tasks = [asyncio.create_task(self._keep(room)), asyncio.create_task(self._guard(room))]
        else:
            self._feeds.leave(feed)
        return room

    async def _leave(self, room: Room, follower: Follower) -> None:
        room.followers.discard(follower)
        if not room.followers and self._rooms.get(room.id) is room:
            del self._rooms[room.id]
            for task in room.tasks:
                task.cancel()
            self._bell.forget(room.id)
            self._feeds.leave(room.feed)
        with contextlib.suppress(Away):
            await self._gathering.leave(_here(room.id), [follower.name])
        self._bell.ring(room.id, 0)

    async def _keep(self, room: Room) -> None:
        """Say who is here, and look who else is, until cancelled."""
        loop = asyncio.get_running_loop()
        said: set[str] = set()
        beat_at = loop.time()
        while True:
            room.woken.clear()
            wait = self._pace.away
            try:
                names = {follower.name for follower in room.followers}
                if names - said or loop.time() >= beat_at:
                    await self._gathering.stay(_here(room.id), names, self._pace.here)
                    if left := names - {follower.name for follower in room.followers}:
                        await self._gathering.leave(_here(room.id), left)
                    if names - said:
                        self._bell.ring(room.id, 0)
                    said, beat_at = names, loop.time() + self._pace.beat
                ends = await self._look(room)
                wait = max(BREATH_SECONDS, min(beat_at - loop.time(), *ends))
            except Away:
                said = set()
                if room.people is not None:
                    room.people, room.pauses = None, room.pauses + 1
            except Exception:
                logger.exception("a room stumbled")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await room.woken.wait()
            await asyncio.sleep(BREATH_SECONDS)

    async def _look(self, room: Room) -> list[float]:
        """Read who is there and tell the followers; returns in how many seconds each would be forgotten."""
        here, typing = await self._gathering.look(_here(room.id)), await self._gathering.look(_typing(room.id))
        present = {UUID(name.partition("/")[0]) for name in here}
        types = {UUID(name) for name in typing}
        found = {id: Presence(id, id in present, id in types) for id in sorted(present | types)}
        if found != room.people:
            room.people = found
            await room.tell()
        return [self._pace.beat, *(left + BREATH_SECONDS for left in (*here.values(), *typing.values()))]

    async def _guard(self, room: Room) -> None:
        """Judge the followers again when grants of theirs change, and now and then because grants also run out."""
        loop = asyncio.get_running_loop()
        seq, epoch, judge_at = room.feed.seen, room.feed.epoch, loop.time() + self._pace.beat
        while True:
            await room.feed.wait(seq, epoch, max(0.0, judge_at - loop.time()))
            seq, epoch, concerned = await _regranted(room.feed, seq, epoch)
            if concerned is None or loop.time() >= judge_at:
                concerned, judge_at = None, loop.time() + self._pace.beat
            for follower in list(room.followers):
                if concerned is None or str(follower.who().member_id) in concerned:
                    await self._judge(room, follower)

    async def _judge(self, room: Room, follower: Follower) -> None:
        try:
            viewer = await self._refresh(follower.who())
            async with reading(viewer):
                await ConversationPolicy.permitted(viewer, room.id, ConversationPolicy.read)
        except Exception as error:
            if not isinstance(error, TenantryError) or error.code in TRANSIENT:
                logger.warning("who is in a conversation could not be judged again: %s", type(error).__name__)
                return
            follower.error = Forbidden("You may no longer follow this.")
            await room.tell()


TRANSIENT = (ErrorCode.UNAVAILABLE, ErrorCode.INTERNAL_SERVER_ERROR)
"""A dependency is away: that ends nobody's stream, and is asked again."""


async def _regranted(feed: Feed, seq: int, epoch: UUID) -> tuple[int, UUID, set[str] | None]:
    """Return how far the feed is read now, and whose grants have changed; None for anybody's."""
    try:
        events = await feed.after(seq) if feed.epoch == epoch else None
    except (Trimmed, TenantryError, OSError, TimeoutError):
        events = None
    if events is None:
        return feed.seen, feed.epoch, None
    changed = {str(event.scope.get("member_id")) for event in events if event.noun == GRANTS}
    return (events[-1].seq if events else seq), epoch, changed


def _changes(before: dict[UUID, Presence], now: dict[UUID, Presence]) -> list[Presence]:
    """Return those who are otherwise than before; who is nowhere any more is neither here nor typing."""
    gone = [Presence(id, is_here=False, is_typing=False) for id in before if id not in now]
    return [*gone, *(presence for id, presence in now.items() if before.get(id) != presence)]


def _here(id: UUID) -> str:
    return f"here:{id}"


def _typing(id: UUID) -> str:
    return f"typing:{id}"
