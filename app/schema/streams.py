"""What every stream says besides its events: ready, nothing for you so far, start over."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import strawberry

from app.models.events import Event, Position
from app.models.ids import to_global
from app.schema.context import Context, Info
from app.schema.fields import NONE, Kind, column, computed, declared
from app.schema.scalars import EventCursor
from app.subscriptions import stream
from app.subscriptions.hub import Following
from app.subscriptions.stream import Happened, Topic

T = TypeVar("T")


async def _cursor(self: Any, info: Info) -> EventCursor:
    position = getattr(self, "position", None)
    if position is None:
        here = await info.context.position()
        assert here is not None
        position = Position(here.epoch, self.seq)
    return EventCursor(info.context.sealed(position))


@strawberry.interface(description="One message of a stream.")
class StreamMessage:
    """Every message tells the place in the stream after it."""

    cursor: EventCursor = strawberry.field(
        resolver=_cursor,
        description="Place in the event stream: subscribe `after` it, and nothing is missed or told twice.",
        metadata=declared(Kind.COLUMN, NONE),
    )


def told(source: type) -> Any:
    """Tie a message type to the class of its source."""

    def tie(cls: type[T]) -> type[T]:
        cls.is_type_of = classmethod(lambda _, value, __: isinstance(value, source))  # type: ignore[attr-defined]
        return cls

    return tie


@strawberry.type(description="Catch-up is over; the first message when there was nothing to catch up with.")
@told(stream.Ready)
class StreamReady(StreamMessage):
    """Shows a `stream.Ready`."""

    replayed: int = column("How many events were delivered in the catch-up.")


@strawberry.type(description="Nothing for you up to here; keep the cursor.")
@told(stream.Checkpoint)
class StreamCheckpoint(StreamMessage):
    """Shows a `stream.Checkpoint`."""


@strawberry.type(description="What you hold is stale: load it anew and subscribe again. The stream ends after this.")
@told(stream.Reset)
class StreamReset(StreamMessage):
    """Shows a `stream.Reset`."""

    reason: stream.ResetReason = column("Why.")


@strawberry.type(description="You could see this before, and cannot any more: drop it.")
@told(stream.Gone)
class StreamGone(StreamMessage):
    """Shows a `stream.Gone`."""

    id: strawberry.ID = computed(
        lambda gone: to_global(gone.shown_as, gone.id),
        "Global id of what is gone for you: of a ticket, a conversation.",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """An event on its way to one follower: its place, the pointer, and the row that was judged visible."""

    position: Position
    event: Event
    row: Any

    @classmethod
    def of(cls, happened: Happened) -> "Told":
        """Wrap what the stream yields."""
        return cls(happened.position, happened.event, happened.loaded)


@dataclass(frozen=True, slots=True)
class Stream:
    """What a subscription field answers: what to follow, and what its events read like. The hub does the rest."""

    following: Following
    told_as: type[Told]
    seal: Callable[[Position], str]
    """Returns a place as clients carry it, for transports that name it beside the message."""

    def again(self, context: Context, after: str | None) -> "Stream":
        """Return the same for the viewer of a context, from a place; raises as `follow` does."""
        found: Stream = follow(context, self.following.topic, after, self.told_as)
        return found

    def nowhere(self) -> "Stream":
        """Return the same without a place."""
        return replace(self, following=replace(self.following, after=None))

    def __aiter__(self) -> AsyncIterator[Any]:
        """Refuse to be walked: a stream is served by the hub, one execution for many."""
        raise TypeError("A stream is served by the hub.")


def follow(context: Context, topic: Topic, after: str | None, told_as: type[Told]) -> Any:
    """Return what to follow; raises `Unauthenticated` and `InvalidCursor`."""
    organization_id, cursors = context.organization_id, context.services.cursors
    after = context.arrival.last_event_id or after
    position = cursors.open_position(organization_id, after) if after is not None else None
    return Stream(Following(organization_id, topic, position), told_as, partial(cursors.seal_position, organization_id))
