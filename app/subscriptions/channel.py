"""The live part of one organization's stream on this node: one task, every event in order, one execution for many."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from app import clock, metrics
from app.auth.viewer import Viewer
from app.errors import TenantryError, Unavailable
from app.models.events import Event, Position
from app.subscriptions.cohorts import Alone, Member, Room
from app.subscriptions.feed import Feed, Trimmed
from app.subscriptions.kitchen import Kitchen, Told
from app.subscriptions.ports import Executor, Plan
from app.subscriptions.replays import Replays
from app.subscriptions.stream import GRANTS, Reset, ResetReason, Topic
from app.subscriptions.upkeep import Upkeep

logger = logging.getLogger("tenantry.hub")

AHEAD = 8
"""Events that are prepared while an earlier one is being told."""

BREATH = 1_000
"""Writes after which other work gets its turn."""

RETRY_SECONDS = 0.2
TRIES = 5


class Channel:
    """The live part of one organization's stream on this node: one task, events strictly in order."""

    def __init__(self, feed: Feed, executor: Executor, refresh: Callable[[Viewer], Awaitable[Viewer]]) -> None:
        self.feed = feed
        self.position = Position(feed.epoch, feed.seen)
        self.kitchen = Kitchen(feed.organization_id, executor)
        self.replays = Replays(feed, self.kitchen)
        self._room = Room()
        self._upkeep = Upkeep(self._room, self.kitchen, refresh)
        self._at: Event | None = None
        self._stumbles = 0
        self.heard_by = 0
        """How many streams it is open for; who counts them closes it after the last."""
        self.task = asyncio.create_task(self.run())

    def join(self, member: Member, plan: Plan, topic: Topic) -> None:
        """Let a listener that has been told all that the feed has seen hear what comes next."""
        self._room.join(member, plan, topic)

    def leave(self, member: Member) -> None:
        """Forget a listener."""
        self._room.leave(member)

    async def run(self) -> None:
        """Tell what happens until cancelled."""
        while True:
            try:
                await self._turn()
                self._stumbles = 0
            except TenantryError as error:
                logger.warning("the live stream of an organization waits: %s", error.message)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                logger.exception("the live stream of an organization stumbled")
                self._stumble()
                await asyncio.sleep(RETRY_SECONDS)

    def _stumble(self) -> None:
        """After some tries at one event, end the streams it concerns with an error: the others must go on."""
        self._stumbles += 1
        event, self._at = self._at, None
        if self._stumbles < TRIES or event is None:
            return
        self._stumbles = 0
        error = Unavailable("This stream cannot go on; try again later.")
        if event.noun == GRANTS:
            # Nobody may go on with grants that may have been taken.
            self._upkeep.end(self._room.of_person(event.scope.get("member_id")), error)
        for cohort in list(self._room.cohorts.values()):
            if cohort.topic.concerns(event):
                self._upkeep.end(list(cohort.members), error)
        self.position = Position(self.position.epoch, event.seq)

    async def _turn(self) -> None:
        self._at = None
        news = await self.feed.wait(self.position.seq, self.position.epoch, 1.0)
        self._room.admit()
        if self.feed.epoch != self.position.epoch:
            return await self._restart(ResetReason.EPOCH)
        if news:
            try:
                events = await self.feed.after(self.position.seq)
            except Trimmed:
                return await self._restart(ResetReason.EXPIRED)
            await self._tell_all(events)
        self.replays.forget()
        await self._upkeep.round(self.position)

    async def _restart(self, reason: ResetReason) -> None:
        """What comes next cannot be told whole (the database was restored, the log trimmed): all have to load anew."""
        here = Position(self.feed.epoch, self.feed.seen)
        await self._upkeep.reset_all(Reset(here, reason))
        self.position = here

    async def _tell_all(self, events: list[Event]) -> None:
        # Preparing overlaps, telling keeps the order. A change of grants is a wall: nothing after it is judged before.
        tasks: list[tuple[Event, asyncio.Task[Told] | None]] = []
        try:
            for start in range(0, len(events), AHEAD):
                batch = events[start : start + AHEAD]
                walls = any(event.noun == GRANTS for event in batch)
                tasks = [(event, None if walls else asyncio.create_task(self._prepare(event))) for event in batch]
                for event, task in tasks:
                    self._at = event
                    if event.noun == GRANTS:
                        await self._upkeep.grants_changed(event, self.position.epoch)
                    prepared = await task if task is not None else await self._prepare(event)
                    await self._tell(event, prepared)
                self._room.admit()
        finally:
            for _, task in tasks:
                if task is not None:
                    task.cancel()

    async def _prepare(self, event: Event) -> Told:
        return await self.kitchen.prepare(event, self.position.epoch, self._room)

    async def _tell(self, event: Event, told: Told) -> None:
        now = time.monotonic()
        written = 0
        for members, payload in told:
            if payload is None:
                self._upkeep.end([one for one in members if one.seq < event.seq], Alone(event.seq - 1))
                continue
            for member in members:
                if member.seq < event.seq and member.listener.is_open:
                    member.seq, member.told_at = event.seq, now
                    member.listener.tell(payload)
                    written += 1
                    if written % BREATH == 0:
                        await asyncio.sleep(0)
        if written:
            metrics.delivery_lag.observe(max(0.0, (clock.now() - event.at).total_seconds()))
        self.position = Position(self.position.epoch, event.seq)
