"""An organization's events in order: read from the log once for all on this node, woken by doorbell or clock."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from uuid import UUID

from app import metrics
from app.auth.doors import door
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.errors import NotFound, Unavailable
from app.models.events import (
    COUNT_BEHIND,
    FIND_REGRANTED,
    PAGE,
    READ_HEADS,
    READ_PAGE,
    READ_PAGE_OF,
    Event,
    Head,
    Position,
)
from app.subscriptions.stream import GRANTS

logger = logging.getLogger("tenantry.feed")

RING = 1_000
POLL_SECONDS = 1.0
BACK_OFF_SECONDS = 0.2


class Trimmed(Exception):
    """What was asked for has been deleted from the log."""


@dataclass(slots=True)
class Feed:
    """The newest events of one organization. `seen` is how far this node has read; followers wait for it to grow."""

    organization_id: UUID
    epoch: UUID
    seen: int
    followers: int = 0
    ring: deque[Event] = field(default_factory=lambda: deque(maxlen=RING))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    grown: asyncio.Condition = field(default_factory=asyncio.Condition)
    task: asyncio.Task[None] | None = None
    opened_at: float = field(default_factory=monotonic)
    stirred_at: float = field(default_factory=monotonic)
    """When it last read that anybody's grants have changed."""

    def calm_since(self, moment: float) -> bool:
        """Say whether it was open by then and has read of no change of grants since.

        Who was looked up after that moment has the grants of every event that it has read.
        """
        return self.opened_at < moment and self.stirred_at < moment

    def wake(self) -> None:
        """Make the feed look into the log."""
        self.news.set()

    async def run(self) -> None:
        """Drain the log at every wake-up, until cancelled. The log alone says what happened."""
        while True:
            await self.news.wait()
            self.news.clear()
            try:
                while await self._drain():
                    pass
            except Unavailable:
                await asyncio.sleep(BACK_OFF_SECONDS)
                self.news.set()
            except Exception:
                logger.exception("the feed of an organization stumbled")
                await asyncio.sleep(POLL_SECONDS)
                self.news.set()

    async def _drain(self) -> bool:
        head, events = await read_page(self.organization_id, self.seen)
        if head.epoch != self.epoch:
            # Another stream: whatever follows our place in the old one is not its continuation.
            self.epoch, self.seen, events = head.epoch, head.head, []
            self.stirred_at = monotonic()
            self.ring.clear()
        elif self.seen < head.floor:
            # Deleted before it was read here, changes of grants perhaps among it: who follows has to load anew.
            self.seen, self.stirred_at = head.floor, monotonic()
            self.ring.clear()
        for event in events:
            # Places are gapless, so a page that does not continue the ring would be a lost event.
            assert event.seq == self.seen + 1, "the log has a gap"
            self.ring.append(event)
            self.seen = event.seq
            if event.noun == GRANTS:
                self.stirred_at = monotonic()
        metrics.events_read.inc(len(events))
        async with self.grown:
            self.grown.notify_all()
        return len(events) == PAGE

    def holds(self, position: Position) -> bool:
        """Say whether everything after a place is in memory: then a reconnect asks the database nothing."""
        covered = self.ring[0].seq <= position.seq + 1 if self.ring else False
        return position.epoch == self.epoch and position.seq <= self.seen and (position.seq == self.seen or covered)

    def newest(self, count: int) -> list[Event]:
        """Return the newest events that are in memory, up to so many, the newest first."""
        return list(islice(reversed(self.ring), count))

    async def after(self, seq: int) -> list[Event]:
        """Return up to a page of events after `seq`: from memory where possible, else from the log.

        Raises `Trimmed` when the log no longer reaches back that far, since what is left would be a part only.
        """
        if self.seen <= seq:
            return []
        if self.ring and self.ring[0].seq <= seq + 1:
            start = seq + 1 - self.ring[0].seq
            return [self.ring[place] for place in range(start, min(start + PAGE, len(self.ring)))]
        return (await self._logged(seq, None))[0]

    async def stretch(self, seq: int, nouns: list[str]) -> tuple[list[Event], int]:
        """Return events after `seq`, up to a page, and the place up to which there is nothing more of these nouns.

        From the log, which may be long, come only these; raises `Trimmed` as `after` does.
        """
        if self.seen <= seq or (self.ring and self.ring[0].seq <= seq + 1):
            events = await self.after(seq)
            return events, events[-1].seq if events else seq
        return await self._logged(seq, nouns)

    async def _logged(self, seq: int, nouns: list[str] | None) -> tuple[list[Event], int]:
        head, events = await read_page(self.organization_id, seq, nouns)
        if head.epoch != self.epoch:
            self.wake()
            return [], seq
        if head.floor > seq:
            raise Trimmed
        # What this node has not read yet may be a change of grants that nobody has applied.
        end = min(events[-1].seq if len(events) == PAGE else head.head, self.seen)
        return [event for event in events if event.seq <= end], end

    async def wait(self, seq: int, epoch: UUID, seconds: float) -> bool:
        """Wait until there is something after `seq`, or another epoch; False when `seconds` pass without it."""
        try:
            async with asyncio.timeout(seconds), self.grown:
                await self.grown.wait_for(lambda: self.seen > seq or self.epoch != epoch)
        except TimeoutError:
            return False
        return True


class Feeds:
    """The feeds that somebody on this node listens to; one statement a second watches all of them."""

    def __init__(self, listen_to: Callable[[UUID], None], forget: Callable[[UUID], None]) -> None:
        self._listen_to, self._forget = listen_to, forget
        self._feeds: dict[UUID, Feed] = {}
        self._opening = asyncio.Lock()
        self._poll: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._feeds)

    @property
    def followers(self) -> int:
        """Return how many follow something."""
        return sum(feed.followers for feed in list(self._feeds.values()))

    def start(self) -> None:
        """Begin to watch; the doorbell only makes it sooner."""
        self._poll = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End all feeds."""
        tasks = [task for task in (self._poll, *(feed.task for feed in self._feeds.values())) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._feeds.clear()

    async def join(self, organization_id: UUID) -> Feed:
        """Follow an organization. Registered for the doorbell first, head read second: nothing falls in between."""
        feed = self._feeds.get(organization_id)
        if feed is not None:
            feed.followers += 1
            return feed
        async with self._opening:
            feed = self._feeds.get(organization_id)
            if feed is None:
                self._listen_to(organization_id)
                try:
                    head = await read_head(organization_id)
                except BaseException:
                    self._forget(organization_id)
                    raise
                feed = Feed(organization_id, head.epoch, head.head)
                feed.task = asyncio.create_task(feed.run())
                feed.wake()
                self._feeds[organization_id] = feed
            feed.followers += 1
            return feed

    def leave(self, feed: Feed) -> None:
        """Follow it no longer; the last one out ends the feed."""
        feed.followers -= 1
        if feed.followers == 0 and self._feeds.get(feed.organization_id) is feed:
            del self._feeds[feed.organization_id]
            self._forget(feed.organization_id)
            if feed.task is not None:
                feed.task.cancel()

    def wake(self, organization_id: UUID | None) -> None:
        """Look into the log of one organization, or of all when None."""
        wanted = self._feeds.values() if organization_id is None else [self._feeds.get(organization_id)]
        for feed in wanted:
            if feed is not None:
                feed.wake()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                for organization_id, head in await read_heads(list(self._feeds)):
                    feed = self._feeds.get(organization_id)
                    if feed is not None and (head.head > feed.seen or head.epoch != feed.epoch):
                        feed.wake()
            except Unavailable:
                continue
            except Exception:
                # The net under every lost doorbell must not tear for good.
                logger.exception("the watch over the streams stumbled")


async def read_page(organization_id: UUID, seq: int, nouns: list[str] | None = None) -> tuple[Head, list[Event]]:
    """Return the head of a stream and up to a page of events after `seq`, of one instant; None: of any noun."""
    async with reading(Viewer.system_of(organization_id, "feed")) as scope:
        with door("feed.page"):
            of = () if nouns is None else (nouns,)
            rows = await scope.rows(READ_PAGE_OF if of else READ_PAGE, organization_id, seq, *of)
    if not rows:
        raise NotFound("No such stream.")
    head = Head(rows[0]["epoch"], rows[0]["head"], rows[0]["floor"])
    return head, [Event.of(row) for row in rows if row["seq"] is not None]


async def read_heads(organization_ids: list[UUID]) -> list[tuple[UUID, Head]]:
    """Return the heads of streams; ids and numbers only, so it needs no organization."""
    if not organization_ids:
        return []
    async with reading(Viewer.anonymous()) as scope:
        with door("feed.heads"):
            rows = await scope.rows(READ_HEADS, organization_ids)
    return [(row["organization_id"], Head(row["epoch"], row["head"], row["floor"])) for row in rows]


async def read_head(organization_id: UUID) -> Head:
    """Return the head of one stream."""
    heads = await read_heads([organization_id])
    if not heads:
        raise NotFound("No such stream.")
    return heads[0][1]


async def count_behind(organization_id: UUID, seq: int, nouns: list[str]) -> int:
    """Return how many events of these nouns come after `seq`, counted no further than the limit."""
    async with reading(Viewer.system_of(organization_id, "feed")) as scope:
        with door("feed.behind"):
            row = await scope.row(COUNT_BEHIND, organization_id, seq, nouns)
    return int(row["n"]) if row else 0


async def find_regranted(feed: Feed, member_id: UUID, seq: int) -> int | None:
    """Return the newest place after `seq` where a person's grants have changed, None when they have not."""
    if feed.seen <= seq:
        return None
    if feed.ring and feed.ring[0].seq <= seq + 1:
        who = str(member_id)
        news = feed.newest(feed.seen - seq)
        return next((e.seq for e in news if e.noun == GRANTS and e.scope.get("member_id") == who), None)
    async with reading(Viewer.system_of(feed.organization_id, "feed")) as scope:
        with door("feed.grants"):
            row = await scope.row(FIND_REGRANTED, feed.organization_id, seq, GRANTS, str(member_id))
    return int(row["seq"]) if row else None
