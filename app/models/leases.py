"""Tenants, their leases, and who is party to them."""

from enum import StrEnum

from tortoise import fields

from app.models.base import Noun, Versioned
from app.models.ranges import DateRangeField
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


CURRENT = (LeaseStatus.ACTIVE, LeaseStatus.HOLDOVER, LeaseStatus.NOTICE_GIVEN)
"""The statuses in which somebody lives under the lease."""

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


class Tenant(Versioned):
    """A member who rents: past, present or coming."""

    member_id = fields.UUIDField()

    class Meta:
        table = "tenant"


class Lease(Versioned):
    """An agreement about one or several units of one property."""

    property_id = fields.UUIDField()
    number = fields.TextField()
    type = fields.CharEnumField(LeaseType)
    status = fields.CharEnumField(LeaseStatus)
    start_on = fields.DateField()
    end_on = fields.DateField(null=True)
    rent_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    due_day = fields.IntField()

    class Meta:
        table = "lease"


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

    class Meta:
        table = "lease_party"
