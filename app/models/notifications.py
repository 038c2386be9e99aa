"""What somebody should know: its kinds, how each is told when nobody has chosen, and quiet hours."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from tortoise import fields

from app.models.base import Noun


class NotificationKind(StrEnum):
    """What it is about."""

    TICKET_CREATED = "TICKET_CREATED"
    TICKET_CHANGED = "TICKET_CHANGED"
    TICKET_ASSIGNED = "TICKET_ASSIGNED"
    TICKET_COMMENTED = "TICKET_COMMENTED"
    MESSAGES = "MESSAGES"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    SECURITY = "SECURITY"
    RENT_DUE = "RENT_DUE"
    RECEIPT = "RECEIPT"
    PAYMENT_FAILED = "PAYMENT_FAILED"


class NotificationEventKind(StrEnum):
    """What can happen to notifications."""

    CREATED = "CREATED"
    READ = "READ"


class Notification(Noun):
    """One thing for one member; `facts` fill the words in which it is told."""

    member_id = fields.UUIDField()
    kind = fields.CharEnumField(NotificationKind)
    subject_type = fields.TextField()
    subject_id = fields.UUIDField()
    facts: Any = fields.JSONField()
    count = fields.IntField(default=1)
    is_emergency = fields.BooleanField(default=False)
    is_shown = fields.BooleanField(default=True)
    is_read = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    mail_due_at = fields.DatetimeField(null=True)
    mailed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notification"


K = NotificationKind
KEPT = timedelta(days=90)
"""How long a notification stays."""

MAILED_AFTER = {
    K.TICKET_CREATED: timedelta(minutes=2),
    K.TICKET_CHANGED: timedelta(minutes=2),
    K.TICKET_ASSIGNED: timedelta(minutes=2),
    K.TICKET_COMMENTED: timedelta(minutes=2),
    K.MESSAGES: timedelta(minutes=10),
    K.RENT_DUE: timedelta(minutes=10),
    K.RECEIPT: timedelta(0),
    K.PAYMENT_FAILED: timedelta(0),
}
"""What can be mailed, and how long it is left to be read in the portal first. The mail of the others is not ours."""

NOT_MAILED = {K.TICKET_CREATED}
"""What is mailed only to who has asked for it, or in an emergency."""

PAPERS = (K.RECEIPT, K.PAYMENT_FAILED)
"""What is mailed whether it was read or not: people keep it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where one kind is told."""

    in_portal: bool
    by_mail: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be told: quiet hours on their own clock, and what differs from what is usual."""

    quiet: tuple[time, time] | None = None
    choices: dict[str, tuple[bool, bool]] = field(default_factory=dict)

    def of(self, kind: NotificationKind) -> Choice:
        """Return where a kind is told."""
        if kind in self.choices:
            return Choice(*self.choices[kind])
        return Choice(True, kind in MAILED_AFTER and kind not in NOT_MAILED)

    def mail_at(self, kind: NotificationKind, now: datetime, time_zone: str, is_emergency: bool) -> datetime | None:
        """Return when a mail is due that nobody has made needless by then; None for no mail."""
        if kind not in MAILED_AFTER:
            return None
        if is_emergency:
            # An emergency wakes people; only who wants no mail of the kind at all gets none.
            return now if kind not in self.choices or self.choices[kind][1] else None
        return after_quiet(now + MAILED_AFTER[kind], time_zone, self.quiet) if self.of(kind).by_mail else None


def after_quiet(moment: datetime, time_zone: str, quiet: tuple[time, time] | None) -> datetime:
    """Return the moment, or the end of the quiet hours it lies in, by the clock of a time zone."""
    if quiet is None:
        return moment
    start, end = quiet
    local = moment.astimezone(ZoneInfo(time_zone))
    clock = local.time()
    if not (start <= clock < end if start < end else clock >= start or clock < end):
        return moment
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, ZoneInfo(time_zone)).astimezone(UTC)
