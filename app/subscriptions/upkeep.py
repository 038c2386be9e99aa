"""What befalls streams besides events: grants that change or run out, a log that was cut, a long silence."""

import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from app import clock, metrics
from app.auth.viewer import Viewer
from app.errors import Forbidden, Unauthenticated
from app.models.events import Event, Position
from app.subscriptions.cohorts import Cohort, Kitchen, Member, Room, end
from app.subscriptions.stream import Checkpoint, Reset, ResetReason

CHECKPOINT_SECONDS = 30.0
CHECKPOINT_EVENTS = 500


class Upkeep:
    """Looks after the listeners of one channel."""

    def __init__(self, room: Room, kitchen: Kitchen, refresh: Callable[[Viewer], Awaitable[Viewer]]) -> None:
        self.room, self.kitchen, self._refresh = room, kitchen, refresh

    async def grants_changed(self, event: Event, epoch: UUID) -> None:
        """Let no later event meet old grants: streams of the one concerned end here, with a word."""
        for cohort in list(self.room.cohorts.values()):
            concerned = [m for m in cohort.members if str(m.viewer.member_id) == event.scope.get("member_id")]
            if not concerned:
                continue
            await self._regrant(cohort, concerned, Position(epoch, event.seq))

    async def _regrant(self, cohort: Cohort, members: list[Member], here: Position) -> None:
        # Each session is asked for itself: one that has ended says nothing of the person's others.
        sessions: dict[UUID | None, list[Member]] = {}
        for member in members:
            sessions.setdefault(member.viewer.session_id, []).append(member)
        for alike in sessions.values():
            try:
                left = cohort.topic.admits(await self._refresh(alike[0].viewer))
            except Unauthenticated:
                left = False
            if left:
                await self.reset(cohort, alike, Reset(here, ResetReason.GRANTS_CHANGED))
            else:
                self.end(alike, Forbidden("You may no longer follow this."))

    async def reset(self, cohort: Cohort, members: list[Member], reset: Reset) -> None:
        payload = await self.kitchen.plain(cohort.plan, reset)
        metrics.resets.labels(reset.reason.value).inc(len(members))
        for member in members:
            if member.listener.is_open:
                member.listener.tell(payload)
        self.end(members, None)

    def end(self, members: list[Member], error: Exception | None) -> None:
        """End streams: from here on nothing is told, whenever their tasks come to hear of it."""
        for member in members:
            self.room.leave(member)
        end(members, error)

    async def checkpoints(self, here: Position) -> None:
        """Tell those who have heard nothing for a while how far the stream has come without them."""
        now = time.monotonic()
        due = [
            cohort
            for cohort in self.room.cohorts.values()
            if cohort.filtered >= CHECKPOINT_EVENTS or now - cohort.told_at >= CHECKPOINT_SECONDS
        ]
        for cohort in due:
            cohort.filtered, cohort.told_at = 0, now
            payload = await self.kitchen.plain(cohort.plan, Checkpoint(here))
            for member in list(cohort.members):
                if member.listener.is_open and member.seq <= here.seq:
                    member.listener.tell(payload)

    async def expiries(self, here: Position) -> None:
        """Treat a grant that has run out like one that was taken away: no event tells of it."""
        now = clock.now()
        for cohort in list(self.room.cohorts.values()):
            if cohort.grants_end_at is not None and cohort.grants_end_at <= now:
                await self._regrant(cohort, list(cohort.members), here)
