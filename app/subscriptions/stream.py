"""What a stream says, and what it follows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from app import clock
from app.auth.rules import Subject
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
class Happened:
    """One event that the follower may see, with what its topic loaded to find that out."""

    position: Position
    event: Event
    loaded: Any


Message = Ready | Checkpoint | Reset | Happened


class Judge(Protocol):
    """Knows what an event of a noun is about, and who may hear of it."""

    async def load(self, organization_id: UUID, event: Event) -> Subject | None:
        """Return the row that stands for the event, with the parents its rules look at; None when it is gone."""

    def allows(self, viewer: Viewer, subject: Subject) -> bool:
        """Say whether the viewer may hear of it, in memory."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a subscription follows: nouns of the log, a routing test, and the judge of who may hear of an event."""

    key: tuple[Any, ...]
    """Equal for topics that route alike."""
    nouns: tuple[str, ...]
    matches: Callable[[Event], bool]
    judge: Judge

    def admits(self, viewer: Viewer) -> bool:
        """Say whether anything of the topic can be visible to the viewer at all."""
        now = clock.now()
        return any(grant.counts(now) for grant in viewer.grants)
