"""What catch-ups have in common: those who come back together missed the same events, and each is prepared once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.errors import Unavailable
from app.models.events import Event, Position
from app.subscriptions.feed import Feed
from app.subscriptions.kitchen import Kitchen
from app.subscriptions.ports import Plan
from app.subscriptions.stream import GRANTS, Case, Happened, Judge

FRESH_SECONDS = 1.0
"""So long what was read for one is good for the next: as old as what a doorbell that is away lets anybody see."""


@dataclass(slots=True)
class Replay:
    """One event as one judge sees it, and the payloads that were made of it."""

    made_at: float
    case: Case | None = None
    payloads: dict[Any, Any] = field(default_factory=dict)
    loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    cooking: dict[Any, asyncio.Lock] = field(default_factory=dict)
    failed: set[Any] = field(default_factory=set)
    """Groups for whom no payload could be made: the next of them do not wait for the same failure."""
    is_loaded: bool = False


class Replays:
    """Events of one organization that somebody is catching up with on this node.

    A payload is made after its event was committed, so it is never older than what its reader has seen before. It
    suits whoever it is given to by the same questions that are asked in the live stream. Nothing stays for longer than
    a second, or than the next event that changes who may see what.
    """

    def __init__(self, feed: Feed, kitchen: Kitchen) -> None:
        self._feed, self._kitchen = feed, kitchen
        self._seen = feed.seen
        self._kept: OrderedDict[tuple[Judge, UUID], Replay] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    async def case(self, judge: Judge, event: Event) -> Case | None:
        """Return what an event is about; None when it is gone for everybody."""
        replay = self._replay(judge, event)
        async with replay.loading:
            if not replay.is_loaded:
                replay.case = await judge.load(self._feed.organization_id, event)
                replay.is_loaded = True
        return replay.case

    async def payload(self, judge: Judge, plan: Plan, viewer: Viewer, message: Happened) -> bytes:
        """Return what a viewer is told of an event that they may hear of."""
        replay, group = self._replay(judge, message.event), plan.group(viewer)
        async with replay.cooking.setdefault(group, asyncio.Lock()):
            if group in replay.failed:
                raise Unavailable("This event cannot be told just now; try again.")
            try:
                return await self._kitchen.serve_one(plan, viewer, message, replay.payloads)
            except Exception:
                replay.failed.add(group)
                raise

    @staticmethod
    def happened(epoch: UUID, case: Case) -> Happened:
        """Return the event of a case as it is told."""
        return Happened(Position(epoch, case.event.seq), case.event, case.subject.row)

    def forget(self) -> None:
        """Let go of what is no longer fresh."""
        news, self._seen = range(self._seen + 1, self._feed.seen + 1), self._feed.seen
        if news and any(map(moves, self._feed.newest(len(news)))):
            self._kept.clear()
        limit = monotonic() - FRESH_SECONDS
        while self._kept:
            key, oldest = next(iter(self._kept.items()))
            if oldest.made_at > limit:
                return
            del self._kept[key]

    def _replay(self, judge: Judge, event: Event) -> Replay:
        self.forget()
        key = (judge, event.id)
        replay = self._kept.get(key)
        if replay is None:
            replay = self._kept[key] = Replay(monotonic())
        return replay


def moves(event: Event) -> bool:
    """Say whether an event changes who may see what."""
    return event.noun == GRANTS or bool(event.before)
