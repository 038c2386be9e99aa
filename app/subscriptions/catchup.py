"""What one listener has missed, from its cursor to now: a whole replay or a word that it cannot be, never a part."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

from app.auth.viewer import Viewer
from app.errors import Forbidden, InvalidCursor
from app.models.events import FAR_BEHIND, Event, Position
from app.subscriptions.feed import Feed, Trimmed, count_behind, find_regranted, read_page
from app.subscriptions.replays import Replays
from app.subscriptions.stream import GRANTS, Checkpoint, Message, Ready, Reset, ResetReason, Topic, Verdict
from app.subscriptions.upkeep import CHECKPOINT_EVENTS


@dataclass(slots=True)
class CatchUp:
    """The replay of one subscription. When it has ended well, `seq` is the place up to which everything was told."""

    feed: Feed
    replays: Replays
    topic: Topic
    viewer: Viewer
    here: Position
    """How far this node had read before the viewer's grants were looked up: a change since then is met as an event."""
    seq: int = 0
    epoch: UUID | None = None
    replayed: int = 0
    _granted_at: int = field(init=False)
    """The place up to which no event is known that changes the viewer's grants."""
    _looked_at: float = 0.0
    _told: int = 0

    def __post_init__(self) -> None:
        self._granted_at = self.here.seq

    async def messages(self, after: Position | None) -> AsyncIterator[Message]:
        """Yield what was missed and then `Ready`, or a `Reset` as the last; raises `InvalidCursor`, `Forbidden`."""
        if not self.topic.admits(self.viewer):
            raise Forbidden("There is nothing of this that you may follow.")
        here = self.here
        if after is not None and not self.feed.holds(after):
            head, _ = await read_page(self.feed.organization_id, after.seq)
            here = Position(head.epoch, head.head)
            reason = await self._stale(after, here, head.floor)
            if reason is not None:
                yield Reset(here, reason)
                return
        self.seq, self.epoch = (after.seq if after else here.seq), here.epoch
        async for message in self._replay(here):
            yield message

    async def rest(self) -> AsyncIterator[Message]:
        """Yield what has come since `seq`, as far as this node has read, and now and then how far that is."""
        nouns, self._told = list(dict.fromkeys((*self.topic.nouns, GRANTS))), self.seq
        while self.seq < self.feed.seen and self.feed.epoch == self.epoch:
            try:
                events, end = await self.feed.stretch(self.seq, nouns)
            except Trimmed:
                yield Reset(Position(self.feed.epoch, self.feed.seen), ResetReason.EXPIRED)
                return
            async for message in self._each(events):
                yield message
                if isinstance(message, Reset):
                    return
            if self.feed.epoch == self.epoch:
                self.seq = max(self.seq, end)
        if self.feed.epoch != self.epoch:
            yield Reset(Position(self.feed.epoch, self.feed.seen), ResetReason.EPOCH)

    async def _each(self, events: list[Event]) -> AsyncIterator[Message]:
        for event in events:
            if event.seq - self._told > CHECKPOINT_EVENTS and self.feed.epoch == self.epoch:
                # Whoever is cut need not begin again where nothing was theirs.
                self._told = event.seq - 1
                yield Checkpoint(Position(self.feed.epoch, self._told))
            if self.feed.epoch != self.epoch:
                return
            message = await self._regranted() or await self._judged(event)
            if message is not None:
                self._told = event.seq
                yield message
            self.seq = event.seq

    async def _replay(self, here: Position) -> AsyncIterator[Message]:
        # The log itself says when this node has read far enough; the doorbell may have been lost.
        while self.seq < here.seq:
            self.feed.wake()
            await self.feed.wait(self.seq, here.epoch, 1.0)
            async for message in self.rest():
                yield message
                if isinstance(message, Reset):
                    return
        yield Ready(Position(here.epoch, self.seq), self.replayed)

    async def _regranted(self) -> Reset | None:
        """Reset as soon as this node has read that the viewer's grants changed, however far away that event still is.

        A reader sets the pace of its catch-up, and rows are shown as they are now: nobody may go on reading them with
        what was taken from them.
        """
        feed, member_id = self.feed, self.viewer.member_id
        if feed.stirred_at < self._looked_at or member_id is None:
            return None
        self._looked_at, since, self._granted_at = monotonic(), self._granted_at, feed.seen
        if await find_regranted(feed, member_id, since) is None:
            return None
        # Here and not there: what lies between was not told, and may be somebody's all the same.
        return Reset(Position(feed.epoch, self.seq), ResetReason.GRANTS_CHANGED)

    async def _judged(self, event: Event) -> Message | None:
        position = Position(self.feed.epoch, event.seq)
        if event.noun == GRANTS and event.scope.get("member_id") == str(self.viewer.member_id):
            return Reset(position, ResetReason.GRANTS_CHANGED)
        if not self.topic.concerns(event):
            return None
        case = await self.replays.case(self.topic.judge, event)
        verdict = self.topic.verdict(self.viewer, case) if case is not None else Verdict.NOTHING
        if case is None or verdict is Verdict.NOTHING:
            return None
        self.replayed += 1
        if verdict is Verdict.GONE:
            return self.topic.judge.gone(case, position.epoch)
        return self.replays.happened(position.epoch, case)

    async def _stale(self, after: Position, here: Position, floor: int) -> ResetReason | None:
        if after.epoch != here.epoch:
            return ResetReason.EPOCH
        if after.seq > here.seq:
            raise InvalidCursor("This cursor lies in the future.")
        if after.seq < floor:
            return ResetReason.EXPIRED
        behind = await count_behind(self.feed.organization_id, after.seq, list(self.topic.nouns))
        return ResetReason.TOO_FAR_BEHIND if behind > FAR_BEHIND else None
