"""One follower's stream: replay, then live, each event judged anew; never a partial replay, never silence."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.errors import Forbidden, InvalidCursor, Unauthenticated
from app.models.events import FAR_BEHIND, Event, Position
from app.subscriptions.feed import Feed, Feeds, count_behind, read_page

CHECKPOINT_SECONDS = 30.0
CHECKPOINT_EVENTS = 500
GRANTS = "access_grant"


class ResetReason(StrEnum):
    """Why what a follower holds cannot be brought up to date: load it anew."""

    EXPIRED = "EXPIRED"
    EPOCH = "EPOCH"
    TOO_FAR_BEHIND = "TOO_FAR_BEHIND"
    GRANTS_CHANGED = "GRANTS_CHANGED"


@dataclass(frozen=True, slots=True)
class Ready:
    """Catch-up is over; `replayed` counts what was delivered in it."""

    position: Position
    replayed: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Nothing for this follower up to here."""

    position: Position


@dataclass(frozen=True, slots=True)
class Reset:
    """What the follower holds is stale; the stream ends after this."""

    position: Position
    reason: ResetReason


@dataclass(frozen=True, slots=True)
class Happened:
    """One event that the follower may see, with what its topic loaded to find that out."""

    position: Position
    event: Event
    loaded: Any


Message = Ready | Checkpoint | Reset | Happened


@dataclass(frozen=True, slots=True)
class Topic:
    """What a subscription follows: nouns of the log, a routing test, and the look-up that decides who may see."""

    nouns: tuple[str, ...]
    matches: Callable[[Event], bool]
    load: Callable[[Viewer, Event], Awaitable[Any | None]]
    """Returns what the viewer may see of the event, or None."""
    admits: Callable[[Viewer], bool]
    """Says whether anything of the topic can be visible to the viewer at all."""


@dataclass(slots=True)
class Follower:
    """One subscription in progress."""

    feeds: Feeds
    topic: Topic
    viewer: Viewer
    refresh: Callable[[Viewer], Awaitable[Viewer]]
    replayed: int = 0
    filtered: int = 0
    told_at: float = field(default_factory=time.monotonic)

    async def follow(self, organization_id: UUID, after: Position | None) -> AsyncIterator[Message]:
        """Yield messages until the stream ends; raises `InvalidCursor` at once and `Forbidden` when nothing is left."""
        if not self.topic.admits(self.viewer):
            raise Forbidden("There is nothing of this that you may follow.")
        feed = await self.feeds.join(organization_id)
        try:
            async for message in self._messages(feed, after):
                self.told_at = time.monotonic()
                self.filtered = 0
                yield message
        finally:
            self.feeds.leave(feed)

    async def _messages(self, feed: Feed, after: Position | None) -> AsyncIterator[Message]:
        head, _ = await read_page(feed.organization_id, after.seq if after else 0)
        feed.wake()
        here = Position(head.epoch, head.head)
        reason = await self._stale(feed, after, here, head.floor) if after else None
        if reason is not None:
            yield Reset(here, reason)
            return
        seq, epoch = (after.seq if after else here.seq), here.epoch
        ready = False
        while feed.epoch == epoch:
            if not ready and seq >= here.seq:
                ready = True
                yield Ready(Position(epoch, seq), self.replayed)
            if await self._quiet(feed, seq, epoch):
                yield Checkpoint(Position(epoch, seq))
                continue
            for event in await feed.after(seq):
                message = await self._judge(event, epoch)
                if message is not None:
                    yield message
                if isinstance(message, Reset):
                    return
                seq = event.seq
        yield Reset(Position(feed.epoch, feed.seen), ResetReason.EPOCH)

    async def _quiet(self, feed: Feed, seq: int, epoch: UUID) -> bool:
        """Wait for something after `seq`; True when it is time to say that there was nothing."""
        if self.filtered >= CHECKPOINT_EVENTS:
            return True
        left = self.told_at + CHECKPOINT_SECONDS - time.monotonic()
        return not await feed.wait(seq, epoch, max(left, 0.0))

    async def _judge(self, event: Event, epoch: UUID) -> Message | None:
        position = Position(epoch, event.seq)
        if event.noun == GRANTS and event.scope.get("member_id") == str(self.viewer.member_id):
            await self._renew()
            return Reset(position, ResetReason.GRANTS_CHANGED)
        wanted = event.noun in self.topic.nouns and self.topic.matches(event)
        loaded = await self.topic.load(self.viewer, event) if wanted else None
        if loaded is None:
            self.filtered += 1
            return None
        self.replayed += 1
        return Happened(position, event, loaded)

    async def _renew(self) -> None:
        try:
            self.viewer = await self.refresh(self.viewer)
        except Unauthenticated:
            raise Forbidden("You may no longer follow this.") from None
        if not self.topic.admits(self.viewer):
            raise Forbidden("You may no longer follow this.")

    async def _stale(self, feed: Feed, after: Position, here: Position, floor: int) -> ResetReason | None:
        if after.epoch != here.epoch:
            return ResetReason.EPOCH
        if after.seq > here.seq:
            raise InvalidCursor("This cursor lies in the future.")
        if after.seq < floor:
            return ResetReason.EXPIRED
        behind = await count_behind(feed.organization_id, after.seq, list(self.topic.nouns))
        return ResetReason.TOO_FAR_BEHIND if behind > FAR_BEHIND else None
