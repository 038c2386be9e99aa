"""What the hub asks of others: a plan to be run, and somebody to be told."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

from app.auth.viewer import Grant, Viewer
from app.models.events import Position
from app.subscriptions.stream import Message


@dataclass(slots=True)
class Plan:
    """An operation ready to be run for many: equal `key`, equal answers for viewers alike in what it depends on.

    What it depends on by the answers of policies about single rows is found out when it runs, not named here.
    `is_personal` is set for good when an execution looked at more than the document's fields declare.
    """

    key: tuple[Any, ...]
    work: Any
    by_grants: bool
    by_person: bool
    by_locale: bool
    is_personal: bool = False

    def group(self, viewer: Viewer) -> tuple[Any, ...]:
        """Return what viewers must have in common to share an answer."""
        return (
            self.key,
            grants_key(viewer.grants) if self.by_grants or self.personal else None,
            viewer.locale if self.by_locale or self.personal else None,
            viewer.member_id if self.personal else None,
        )

    @property
    def personal(self) -> bool:
        """Say whether every person gets an answer of their own."""
        return self.by_person or self.is_personal


def grants_key(grants: tuple[Grant, ...]) -> tuple[Any, ...]:
    """Return what grants mean, whatever rows they are: equal managers share."""
    return tuple(
        sorted(
            (g.role, *(str(x) for x in (g.property_id, g.building_id, g.unit_id, g.lease_id, g.starts_at, g.ends_at)))
            for g in grants
        )
    )


class Payload(bytes):
    """One message as JSON. `position` is its place in the stream, for transports that name it beside the message."""

    position: Position

    @classmethod
    def at(cls, position: Position, content: bytes) -> Self:
        """Return the content as the message of a place."""
        payload = cls(content)
        payload.position = position
        return payload


class Executor(Protocol):
    """Runs plans; the program's engine behind a door that speaks bytes."""

    async def execute(self, plan: Plan, viewer: Viewer, message: Message) -> bytes:
        """Return the payload of one message as JSON; raises `Undeclared` when a shared viewer was not enough."""


class Listener(Protocol):
    """One subscription of one client."""

    @property
    def viewer(self) -> Viewer:
        """Who listens, at this moment."""

    @property
    def is_open(self) -> bool:
        """Say whether anything may still be told."""

    def tell(self, payload: bytes) -> None:
        """Pass a payload on without waiting; a listener too slow to keep up is closed, never waited for."""

    async def tell_in_turn(self, payload: bytes) -> None:
        """Pass a payload on, waiting for room: for the catch-up, which is of this listener alone."""
