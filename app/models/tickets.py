"""Repairs and requests: what was reported, where it stands, and what may follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from app.errors import BadInput
from app.models.base import Noun, Versioned
from app.models.transitions import Transitions


class TicketStatus(StrEnum):
    """Where a ticket stands."""

    NEW = "NEW"
    TRIAGED = "TRIAGED"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    RESOLVED = "RESOLVED"
    REOPENED = "REOPENED"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"
    DUPLICATE = "DUPLICATE"
    CANCELLED = "CANCELLED"


class TicketStage(StrEnum):
    """The four steps that a tenant sees, and the way out."""

    NEW = "NEW"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    DROPPED = "DROPPED"


class TicketPriority(StrEnum):
    """How urgent it is."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    EMERGENCY = "EMERGENCY"


class TicketCategory(StrEnum):
    """What kind of work it is."""

    PLUMBING = "PLUMBING"
    HEATING = "HEATING"
    ELECTRICAL = "ELECTRICAL"
    APPLIANCE = "APPLIANCE"
    LOCKS = "LOCKS"
    STRUCTURE = "STRUCTURE"
    PESTS = "PESTS"
    COMMON_AREA = "COMMON_AREA"
    OTHER = "OTHER"


class TicketChannel(StrEnum):
    """How it reached the house."""

    PORTAL = "PORTAL"
    PHONE = "PHONE"
    VISIT = "VISIT"
    MAIL = "MAIL"
    DROPBOX = "DROPBOX"
    BOT = "BOT"
    SENSOR = "SENSOR"
    INSPECTION = "INSPECTION"
    API = "API"


class TicketHoldReason(StrEnum):
    """What a ticket on hold waits for."""

    PARTS = "PARTS"
    TENANT = "TENANT"
    OWNER_APPROVAL = "OWNER_APPROVAL"
    VENDOR = "VENDOR"


class EntryPermission(StrEnum):
    """When somebody may enter the home."""

    ANYTIME = "ANYTIME"
    WHEN_HOME = "WHEN_HOME"
    BY_APPOINTMENT = "BY_APPOINTMENT"


class TicketEventKind(StrEnum):
    """What can happen to a ticket."""

    CREATED = "CREATED"
    STATUS_CHANGED = "STATUS_CHANGED"
    ASSIGNED = "ASSIGNED"
    COMMENTED = "COMMENTED"
    FILE_ADDED = "FILE_ADDED"


S = TicketStatus
TRANSITIONS = Transitions(
    {
        S.NEW: (S.TRIAGED, S.REJECTED, S.DUPLICATE, S.CANCELLED),
        S.TRIAGED: (S.SCHEDULED, S.IN_PROGRESS, S.ON_HOLD, S.CANCELLED, S.REJECTED),
        # Again to itself: the visit is moved.
        S.SCHEDULED: (S.IN_PROGRESS, S.ON_HOLD, S.TRIAGED, S.CANCELLED, S.SCHEDULED),
        S.IN_PROGRESS: (S.ON_HOLD, S.RESOLVED, S.SCHEDULED),
        S.ON_HOLD: (S.TRIAGED, S.SCHEDULED, S.IN_PROGRESS, S.CANCELLED),
        S.RESOLVED: (S.CLOSED, S.REOPENED),
        S.REOPENED: (S.TRIAGED, S.SCHEDULED, S.IN_PROGRESS),
    }
)

STAGES = {
    S.NEW: TicketStage.NEW,
    S.TRIAGED: TicketStage.NEW,
    S.SCHEDULED: TicketStage.SCHEDULED,
    S.IN_PROGRESS: TicketStage.IN_PROGRESS,
    S.ON_HOLD: TicketStage.IN_PROGRESS,
    S.REOPENED: TicketStage.NEW,
    S.RESOLVED: TicketStage.DONE,
    S.CLOSED: TicketStage.DONE,
    S.REJECTED: TicketStage.DROPPED,
    S.DUPLICATE: TicketStage.DROPPED,
    S.CANCELLED: TicketStage.DROPPED,
}

STEPS = (TicketStage.NEW, TicketStage.SCHEDULED, TicketStage.IN_PROGRESS, TicketStage.DONE)


def steps_of(
    created_at: datetime, moves: Iterable[tuple[TicketStatus, datetime]]
) -> list[tuple[TicketStage, datetime]]:
    """Return the steps up to where a ticket stands, each with when it last came there from another one.

    `moves` are the statuses that it took, the oldest first. What was reached before it began anew counts no more.
    """
    now, found = TicketStage.NEW, {TicketStage.NEW: created_at}
    for status, at in moves:
        if (stage := STAGES[status]) is not now:
            now, found = stage, {**(found if stage is not TicketStage.NEW else {}), stage: at}
    last = STEPS.index(now) if now in STEPS else len(STEPS)
    return [(stage, found[stage]) for stage in STEPS[: last + 1] if stage in found]


OPEN = tuple(s for s in S if STAGES[s] not in (TicketStage.DONE, TicketStage.DROPPED))
"""The statuses that still ask for action."""


@dataclass(frozen=True, slots=True)
class Move:
    """A wanted change of status with the facts that some statuses need."""

    to: TicketStatus
    note: str | None = None
    visit: tuple[datetime, datetime] | None = None
    hold_reason: TicketHoldReason | None = None
    hold_until: datetime | None = None
    duplicate_of_id: UUID | None = None

    def facts(self, before: TicketStatus) -> dict[str, str]:
        """Return what the history keeps of it; of visits the ticket itself knows the last one alone."""
        kept = {"from": str(before), "to": str(self.to)}
        if self.visit is not None:
            kept |= {"visit_start_at": self.visit[0].isoformat(), "visit_end_at": self.visit[1].isoformat()}
        return kept

    def check(self) -> None:
        """Raise `BadInput` where the facts do not fit the status."""
        if (self.to is S.ON_HOLD) != (self.hold_reason is not None):
            raise BadInput("holdReason goes with ON_HOLD, and only with it.", ("input", "holdReason"))
        if (self.to is S.DUPLICATE) != (self.duplicate_of_id is not None):
            raise BadInput("duplicateOfId goes with DUPLICATE, and only with it.", ("input", "duplicateOfId"))
        if self.hold_until is not None and self.to is not S.ON_HOLD:
            raise BadInput("holdUntil goes with ON_HOLD only.", ("input", "holdUntil"))
        if self.visit is not None and self.to not in (S.SCHEDULED, S.IN_PROGRESS):
            raise BadInput("A visit goes with SCHEDULED or IN_PROGRESS.", ("input", "visit"))
        if self.visit is not None and self.visit[1] <= self.visit[0]:
            raise BadInput("A visit ends after it starts.", ("input", "visit", "endAt"))


class Ticket(Versioned):
    """A request for work on a unit or a common area."""

    number = fields.BigIntField()
    property_id = fields.UUIDField()
    building_id = fields.UUIDField(null=True)
    unit_id = fields.UUIDField(null=True)
    lease_id = fields.UUIDField(null=True)
    reporter_id = fields.UUIDField(null=True)
    assignee_id = fields.UUIDField(null=True)
    vendor_ids = ArrayField("uuid", default=list)
    title = fields.TextField()
    description = fields.TextField(default="")
    category = fields.CharEnumField(TicketCategory)
    priority = fields.CharEnumField(TicketPriority)
    status = fields.CharEnumField(TicketStatus)
    entry_permission = fields.CharEnumField(EntryPermission)
    channel = fields.CharEnumField(TicketChannel)
    hold_reason: fields.Field[TicketHoldReason | None] = fields.CharEnumField(TicketHoldReason, null=True)  # type: ignore[assignment]
    hold_until = fields.DatetimeField(null=True)
    visit_start_at = fields.DatetimeField(null=True)
    visit_end_at = fields.DatetimeField(null=True)
    duplicate_of_id = fields.UUIDField(null=True)
    reopen_count = fields.IntField(default=0)
    due_by = fields.DatetimeField(null=True)

    class Meta:
        table = "ticket"

    def move_to(self, move: Move) -> None:
        """Take one step of the state machine, or raise `IllegalTransition` or `BadInput` and change nothing."""
        TRANSITIONS.check(self.status, move.to)
        move.check()
        if self.status == move.to and move.visit is None:
            raise BadInput("It is scheduled already: say to when the visit is moved.", ("input", "visit"))
        self.status = move.to
        self.hold_reason = move.hold_reason
        self.hold_until = move.hold_until
        self.duplicate_of_id = move.duplicate_of_id
        if move.visit is not None:
            self.visit_start_at, self.visit_end_at = move.visit
        if move.to is S.REOPENED:
            self.reopen_count += 1


class TicketComment(Noun):
    """Something said about a ticket; an internal one never leaves the house."""

    ticket_id = fields.UUIDField()
    author_id = fields.UUIDField(null=True)
    body = fields.TextField()
    is_internal = fields.BooleanField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket_comment"


class TicketEvent(Noun):
    """What happened to a ticket, for ever; written by `app.seal` alone."""

    ticket_id = fields.UUIDField()
    seq = fields.BigIntField()
    kind = fields.CharEnumField(TicketEventKind)
    from_status = fields.TextField(null=True)
    to_status = fields.TextField(null=True)
    note = fields.TextField(null=True)
    comment_id = fields.UUIDField(null=True)
    is_internal = fields.BooleanField()
    actor_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()
    visit_start_at = fields.DatetimeField(null=True)
    visit_end_at = fields.DatetimeField(null=True)

    class Meta:
        table = "ticket_event"
