"""What a stream says, and what it follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policy import Policy
from app.auth.rules import Roles, Subject
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.models.events import Event, Position

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
class Gone:
    """The follower could see this before the event, and cannot any more; `shown_as` is its type in the schema."""

    position: Position
    shown_as: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Happened:
    """One event that the follower may see, with what its topic loaded to find that out."""

    position: Position
    event: Event
    loaded: Any


Message = Ready | Checkpoint | Reset | Gone | Happened


class Verdict(Enum):
    """What an event is to a follower."""

    NOTHING = 0
    SEEN = 1
    GONE = 2


@dataclass(frozen=True, slots=True)
class Case:
    """An event on trial: the row that stands for it as it is, and as it was where the event has moved it."""

    event: Event
    subject: Subject
    before: Subject | None


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows which row stands for an event: who may see that row, by its policy, may hear of the event."""

    policy: type[Policy[Any]]
    row_of: Callable[[Event], UUID]
    shown_as: str
    """The type in the schema of what is gone for somebody who could see it before."""
    via: str | None = None
    """Where the row only points at what is shown, the column that does."""

    async def load(self, organization_id: UUID, event: Event) -> Case | None:
        """Return what the event is about, with all that the rules look at; None when it is gone for everybody."""
        async with reading(Viewer.system_of(organization_id, "hub")):
            subject = await self.policy.subject(self.row_of(event))
        return self.case(event, subject) if subject is not None else None

    def case(self, event: Event, subject: Subject) -> Case:
        """Put the row beside what it was before the event, where that matters."""
        return Case(event, subject, self._before(subject, event.before) if event.before else None)

    def allows(self, viewer: Viewer, subject: Subject) -> bool:
        """Say whether the viewer may hear of it, in memory."""
        return self.policy.may(viewer, self.policy.see, subject)

    def kind_of(self, event: Event) -> str | None:
        """Return what a topic's `kinds` call such an event."""
        return event.kind

    def gone(self, case: Case, epoch: UUID) -> Gone:
        """Return the word that something can no longer be seen."""
        id = case.subject.row.id if self.via is None else getattr(case.subject.row, self.via)
        return Gone(Position(epoch, case.event.seq), self.shown_as, id)

    def _before(self, subject: Subject, columns: Mapping[str, Any]) -> Subject:
        if self.via is None:
            return Subject(Was(subject.row, columns), subject.parents, subject.children)
        parent = subject.parents[self.via]
        was = Subject(Was(parent.row, columns), parent.parents, parent.children)
        return Subject(subject.row, {**subject.parents, self.via: was}, subject.children)


@dataclass(frozen=True, slots=True)
class Was:
    """A row with some of its columns as they were."""

    row: Any
    columns: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.columns[name] if name in self.columns else getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a subscription follows. Equal topics route alike.

    `roles` are those who may follow at all, `within` the ids that an event's scope must carry, and `kinds` what is
    told of it; None is everything.
    """

    nouns: tuple[str, ...]
    judge: Judge
    roles: Roles
    within: tuple[tuple[str, UUID], ...] = ()
    kinds: frozenset[str] | None = None

    @classmethod
    def narrowed(cls, topic: "Topic", kinds: Any = None, **ids: UUID | None) -> "Topic":
        """Return a topic that follows less: only what happens within these ids, only these kinds."""
        within = tuple((name, id) for name, id in ids.items() if id is not None)
        only = frozenset(map(str, kinds)) if kinds is not None else None
        return cls(topic.nouns, topic.judge, topic.roles, within, only)

    def admits(self, viewer: Viewer) -> bool:
        """Say whether the viewer may follow the topic at all."""
        now = clock.now()
        return viewer.system is not None or any(g.role in self.roles and g.counts(now) for g in viewer.grants)

    def concerns(self, event: Event) -> bool:
        """Say whether the topic follows such an event, as it is or as it was; who may hear of it is asked next."""
        return event.noun in self.nouns and (self._covers(event.scope) or bool(event.before and self._held(event)))

    def verdict(self, viewer: Viewer, case: Case) -> Verdict:
        """Say what an event that the topic concerns is to one of its followers, in memory."""
        event = case.event
        if self._covers(event.scope) and self.judge.allows(viewer, case.subject):
            return Verdict.SEEN if self.kinds is None or self.judge.kind_of(event) in self.kinds else Verdict.NOTHING
        if case.before is not None and self._held(event) and self.judge.allows(viewer, case.before):
            return Verdict.GONE
        return Verdict.NOTHING

    def _covers(self, scope: Mapping[str, Any]) -> bool:
        return all(scope.get(name) == str(id) for name, id in self.within)

    def _held(self, event: Event) -> bool:
        return self._covers({**event.scope, **event.scope["before"]})
