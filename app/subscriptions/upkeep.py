"""What befalls streams besides events: grants that change or run out, a log that was cut, a long silence."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from app import clock, metrics
from app.auth.viewer import Viewer
from app.errors import Forbidden, TenantryError, Unauthenticated, Unavailable
from app.models.events import Event, Position
from app.subscriptions.cohorts import Cohort, Member, Room, by_cohort
from app.subscriptions.kitchen import Kitchen
from app.subscriptions.stream import Checkpoint, Reset, ResetReason

logger = logging.getLogger("tenantry.hub")

CHECKPOINT_SECONDS = 30.0
CHECKPOINT_EVENTS = 500
ROUND_SECONDS = 1.0


class Upkeep:
    """Looks after the listeners of one channel."""

    def __init__(self, room: Room, kitchen: Kitchen, refresh: Callable[[Viewer], Awaitable[Viewer]]) -> None:
        self.room, self.kitchen, self._refresh = room, kitchen, refresh
        self._looked_at = time.monotonic()

    async def grants_changed(self, event: Event, epoch: UUID) -> None:
        """Let no later event meet old grants: streams of the one concerned end here, with a word."""
        concerned = self.room.of_person(event.scope.get("member_id"))
        for cohort, members in by_cohort(concerned).items():
            await self._regrant(cohort, members, Position(epoch, event.seq))

    async def reset_all(self, reset: Reset) -> None:
        """End every stream: all have to load anew."""
        for cohort in list(self.room.cohorts.values()):
            try:
                await self._reset(cohort, list(cohort.members), reset)
            except TenantryError:
                raise
            except Exception:
                logger.exception("a stream could not be told to load anew")
                self.end(list(cohort.members), Unavailable("This stream cannot go on; try again later."))

    def end(self, members: Iterable[Member], error: Exception | None) -> None:
        """End streams, with an error or with none."""
        for member in members:
            self.room.leave(member)
            member.end(error)

    async def round(self, here: Position) -> None:
        """Look after everybody, about once a second."""
        now = time.monotonic()
        if now - self._looked_at >= ROUND_SECONDS:
            self._looked_at = now
            await self._expiries(here)
            await self._checkpoints(here, now)

    async def _regrant(self, cohort: Cohort, members: list[Member], here: Position) -> None:
        # Each session is asked for itself: one that has ended says nothing of the person's others. A socket may have
        # another by now than when the stream began.
        sessions: dict[UUID | None, list[Member]] = {}
        for member in members:
            sessions.setdefault(member.listener.viewer.session_id, []).append(member)
        for alike in sessions.values():
            try:
                left = cohort.topic.admits(await self._refresh(alike[0].listener.viewer))
            except Unauthenticated:
                left = False
            if left:
                await self._reset(cohort, alike, Reset(here, ResetReason.GRANTS_CHANGED))
            else:
                self.end(alike, Forbidden("You may no longer follow this."))

    async def _reset(self, cohort: Cohort, members: list[Member], reset: Reset) -> None:
        payload = await self.kitchen.plain(cohort.plan, reset)
        metrics.resets.labels(reset.reason.value).inc(len(members))
        for member in members:
            if member.listener.is_open:
                member.listener.tell(payload)
        self.end(members, None)

    async def _checkpoints(self, here: Position, now: float) -> None:
        """Tell those who have heard nothing for a while how far the stream has come without them."""
        due = [
            member
            for member in self.room.members
            if now - member.told_at >= CHECKPOINT_SECONDS or here.seq - member.seq >= CHECKPOINT_EVENTS
        ]
        for cohort, members in by_cohort(due).items():
            payload = await self.kitchen.plain(cohort.plan, Checkpoint(here))
            for member in members:
                if member.seq <= here.seq and member.listener.is_open:
                    member.seq, member.told_at = here.seq, now
                    member.listener.tell(payload)

    async def _expiries(self, here: Position) -> None:
        """Treat a grant that has run out like one that was taken away: no event tells of it."""
        now = clock.now()
        for cohort in list(self.room.cohorts.values()):
            if cohort.grants_end_at is not None and cohort.grants_end_at <= now:
                await self._regrant(cohort, list(cohort.members), here)
