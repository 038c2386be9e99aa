"""Tenants, their leases, and who is party to them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields

from app.errors import BadInput, IllegalTransition
from app.ledger.allocation import AllocationOrder
from app.ledger.proration import ProrationMethod as ProrationMethod  # noqa: PLC0414 - a column of leases, too
from app.models.base import Noun, Versioned
from app.models.ranges import DateRangeField, days
from app.models.transitions import Transitions


class LeaseType(StrEnum):
    """How a lease ends."""

    FIXED = "FIXED"
    FIXED_WITH_ROLLOVER = "FIXED_WITH_ROLLOVER"
    AT_WILL = "AT_WILL"


class LeaseStatus(StrEnum):
    """Where a lease stands."""

    DRAFT = "DRAFT"
    OFFERED = "OFFERED"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    HOLDOVER = "HOLDOVER"
    NOTICE_GIVEN = "NOTICE_GIVEN"
    ENDED = "ENDED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class LeasePartyRole(StrEnum):
    """What somebody is to a lease."""

    TENANT = "TENANT"
    CO_TENANT = "CO_TENANT"
    GUARANTOR = "GUARANTOR"
    OCCUPANT = "OCCUPANT"


class LeasePartyStatus(StrEnum):
    """When somebody belongs to a lease."""

    FUTURE = "FUTURE"
    CURRENT = "CURRENT"
    NOTICE = "NOTICE"
    PAST = "PAST"


class LeaseEventKind(StrEnum):
    """What can happen to a lease."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    STATUS_CHANGED = "STATUS_CHANGED"
    PAPER_ADDED = "PAPER_ADDED"


S = LeaseStatus
TRANSITIONS = Transitions(
    {
        S.DRAFT: (S.OFFERED, S.CANCELLED),
        S.OFFERED: (S.SIGNED, S.DRAFT, S.CANCELLED),
        S.SIGNED: (S.ACTIVE, S.CANCELLED),
        S.ACTIVE: (S.NOTICE_GIVEN, S.HOLDOVER, S.ENDED),
        S.HOLDOVER: (S.NOTICE_GIVEN, S.ENDED, S.ACTIVE),
        S.NOTICE_GIVEN: (S.ENDED, S.ACTIVE),
        S.ENDED: (S.CLOSED,),
    }
)

CURRENT = (S.ACTIVE, S.HOLDOVER, S.NOTICE_GIVEN)
"""The statuses in which somebody lives under the lease."""

OCCUPYING = (S.DRAFT, S.OFFERED, S.SIGNED, *CURRENT)
"""The statuses in which a lease keeps its units from others."""

BINDING = (S.SIGNED, *CURRENT)
"""The statuses in which the parties are bound, and may see what is theirs."""

P = LeasePartyStatus
PARTIES = {
    **dict.fromkeys((S.DRAFT, S.OFFERED, S.SIGNED), P.FUTURE),
    **dict.fromkeys((S.ACTIVE, S.HOLDOVER), P.CURRENT),
    S.NOTICE_GIVEN: P.NOTICE,
    **dict.fromkeys((S.ENDED, S.CLOSED, S.CANCELLED), P.PAST),
}
"""Where the parties stand in each status of their lease."""


def by_hand(status: LeaseStatus) -> tuple[LeaseStatus, ...]:
    """Return what may follow when a person decides: that a signed lease begins is the calendar's business."""
    return tuple(after for after in TRANSITIONS.after(status) if (status, after) != (S.SIGNED, S.ACTIVE))


class Tenant(Versioned):
    """A member who rents: past, present or coming. `property_id` is where they were entered, if in one place only."""

    member_id = fields.UUIDField()
    property_id = fields.UUIDField(null=True)

    class Meta:
        table = "tenant"


@dataclass(frozen=True, slots=True)
class Step:
    """A wanted change of status. `on` is the day it takes effect, and `field` is what the input calls it.

    For SIGNED that is the day of signing; for what ends or goes on, the day after the last one.
    """

    to: LeaseStatus
    on: date | None = None
    note: str | None = None
    given_on: date | None = None
    field: str = "effectiveOn"

    def refusal(self, message: str, **details: Any) -> BadInput:
        """Return what to raise when the day does not fit."""
        return BadInput(message, ("input", self.field), **details)


class Lease(Versioned):
    """An agreement about one or several units of one property."""

    property_id = fields.UUIDField()
    number = fields.TextField()
    type = fields.CharEnumField(LeaseType)
    status = fields.CharEnumField(LeaseStatus)
    start_on = fields.DateField()
    end_on = fields.DateField(null=True)
    agreed_end_on = fields.DateField(null=True)
    signed_on = fields.DateField(null=True)
    notice_given_on = fields.DateField(null=True)
    eviction_filed_on = fields.DateField(null=True)
    rent_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    due_day = fields.IntField()
    proration_method = fields.CharEnumField(ProrationMethod, default=ProrationMethod.ACTUAL_DAYS)
    allocation_order = fields.CharEnumField(AllocationOrder, default=AllocationOrder.OLDEST_FIRST)

    class Meta:
        table = "lease"

    @property
    def rolls_over(self) -> bool:
        """Say whether it goes on by the month when its term is over."""
        return self.type == LeaseType.FIXED_WITH_ROLLOVER

    @property
    def period(self) -> Any:
        """Return the days it keeps its units for: whoever stays past the end stays until somebody ends it."""
        return days(self.start_on, None if self.status == S.HOLDOVER else self.end_on)

    def due(self, today: date) -> LeaseStatus | None:
        """Return the status that the calendar of the property asks for now, if it asks for another one."""
        over = self.end_on is not None and self.end_on <= today
        if self.status == S.SIGNED and self.start_on <= today:
            return S.ACTIVE
        if self.status == S.ACTIVE and over:
            return S.HOLDOVER if self.rolls_over else S.ENDED
        return S.ENDED if self.status == S.NOTICE_GIVEN and over else None

    def move_to(self, step: Step, today: date) -> None:
        """Take one step, or raise `IllegalTransition` or `BadInput` and change nothing. `today` is the property's."""
        TRANSITIONS.check(self.status, step.to)
        if step.to is S.SIGNED:
            self._sign(step, today)
        elif step.to is S.ACTIVE:
            self._go_on(step, today)
        elif step.to is S.HOLDOVER and not (self.rolls_over and self.end_on is not None and self.end_on <= today):
            raise IllegalTransition("Only a lease that rolls over can be held over, and only past its end.", TO)
        elif step.to is S.NOTICE_GIVEN:
            self._give_notice(step, today)
        elif step.to is S.ENDED:
            self._end(step, today)
        self.status = step.to

    def _sign(self, step: Step, today: date) -> None:
        if step.on is not None and step.on > today:
            raise step.refusal("A signature is recorded after it was given.")
        self.signed_on = step.on or today

    def _go_on(self, step: Step, today: date) -> None:
        if self.status == S.SIGNED:
            if self.start_on > today:
                raise IllegalTransition("The lease has not begun.", TO, startOn=str(self.start_on))
            return
        if step.on is None and self.status == S.HOLDOVER:
            raise step.refusal("A lease is renewed until a day.")
        if step.on is not None and (step.on <= today or self.type == LeaseType.AT_WILL):
            raise step.refusal("A lease with a term goes on until a day after today; one at will has no term.")
        if step.on is not None:
            self.agreed_end_on = step.on
        self.end_on = self.agreed_end_on
        self.notice_given_on = None

    def _give_notice(self, step: Step, today: date) -> None:
        if step.on is None or step.on <= max(today, self.start_on):
            raise step.refusal("Notice is given for a day after today.")
        if self.type == LeaseType.FIXED and self.agreed_end_on is not None and step.on > self.agreed_end_on:
            raise step.refusal("The lease is over before that day.", endOn=str(self.agreed_end_on))
        if step.given_on is not None and step.given_on > today:
            raise BadInput("Notice is recorded after it was given.", ("input", "givenOn"))
        self.end_on, self.notice_given_on = step.on, step.given_on or today

    def _end(self, step: Step, today: date) -> None:
        earliest = self.start_on + timedelta(days=1)
        ends = step.on or min(self.end_on or today, max(today, earliest))
        if not earliest <= ends <= today + timedelta(days=1):
            raise step.refusal("A lease is ended when its last day has come; give notice for a later one.")
        self.end_on = ends


TO = ("input", "to")


class LeaseUnit(Noun):
    """One unit under one lease for one period; an exclusion constraint keeps occupying periods apart."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    unit_id = fields.UUIDField()
    period = DateRangeField()
    occupies = fields.BooleanField()

    class Meta:
        table = "lease_unit"


class LeaseParty(Noun):
    """One tenant's part in one lease."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    tenant_id = fields.UUIDField()
    role = fields.CharEnumField(LeasePartyRole)
    status = fields.CharEnumField(LeasePartyStatus)
    move_in_on = fields.DateField(null=True)
    notice_given_on = fields.DateField(null=True)
    move_out_on = fields.DateField(null=True)
    is_named = fields.BooleanField(default=True)

    class Meta:
        table = "lease_party"
