"""Everything that happens in an organization, for those who keep another system up to date with it."""

from collections.abc import Iterable

from app.auth.policies.files import FilePolicy
from app.auth.policies.leases import LeasePolicy, TenantPolicy
from app.auth.policies.people import AnythingPolicy
from app.auth.policies.properties import BuildingPolicy, PropertyPolicy, UnitPolicy
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.events import Event, EventType
from app.subscriptions.bench import Bench
from app.subscriptions.messages import MESSAGES
from app.subscriptions.payments import CHARGES, PAYMENTS
from app.subscriptions.stream import Judge, Topic
from app.subscriptions.tickets import TICKETS

R = Role

T = EventType
TYPES = {
    ("property", "CREATED"): T.PROPERTY_CREATED,
    ("property", "UPDATED"): T.PROPERTY_CHANGED,
    ("building", "CREATED"): T.BUILDING_CREATED,
    ("building", "UPDATED"): T.BUILDING_CHANGED,
    ("unit", "CREATED"): T.UNIT_CREATED,
    ("unit", "UPDATED"): T.UNIT_CHANGED,
    ("tenant", "CREATED"): T.TENANT_CREATED,
    ("tenant", "UPDATED"): T.TENANT_CHANGED,
    ("lease", "CREATED"): T.LEASE_CREATED,
    ("lease", "UPDATED"): T.LEASE_CHANGED,
    ("lease", "STATUS_CHANGED"): T.LEASE_STATUS_CHANGED,
    ("charge", "STATUS_CHANGED"): T.CHARGE_STATUS_CHANGED,
    ("payment", "STATUS_CHANGED"): T.PAYMENT_STATUS_CHANGED,
    ("ticket", "CREATED"): T.TICKET_CREATED,
    ("ticket", "STATUS_CHANGED"): T.TICKET_STATUS_CHANGED,
    ("ticket", "ASSIGNED"): T.TICKET_ASSIGNED,
    ("ticket_comment", "COMMENTED"): T.TICKET_COMMENTED,
    ("conversation", "STARTED"): T.CONVERSATION_STARTED,
    ("message", "SENT"): T.MESSAGE_SENT,
    ("file", "ADDED"): T.FILE_ADDED,
}
"""What happened to which noun, by how the log says it. What is not here is nobody else's business."""

JUDGES = {
    **{noun: TICKETS.judge for noun in TICKETS.nouns},
    **{noun: MESSAGES.judge for noun in MESSAGES.nouns},
    "charge": CHARGES,
    "payment": PAYMENTS,
    "property": Judge(PropertyPolicy, lambda event: event.subject_id, "Property"),
    "building": Judge(BuildingPolicy, lambda event: event.subject_id, "Building"),
    "unit": Judge(UnitPolicy, lambda event: event.subject_id, "Unit"),
    "tenant": Judge(TenantPolicy, lambda event: event.subject_id, "Tenant"),
    "lease": Judge(LeasePolicy, lambda event: event.subject_id, "Lease"),
    "file": Judge(FilePolicy, lambda event: event.subject_id, "File"),
}


class _EveryNoun(Bench):
    """Names an event by its noun too: a lease and a ticket change their status alike."""

    __slots__ = ()

    def kind_of(self, event: Event) -> str | None:
        """Return the type of the event; None for one that is not told here."""
        return type_of(event)


EVERYTHING = Topic(
    nouns=tuple(JUDGES),
    judge=_EveryNoun.over(AnythingPolicy, JUDGES),
    roles=(R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, R.OWNER, ApiScope.EVENTS_READ),
)


def type_of(event: Event) -> EventType | None:
    """Return what happened to which noun; None for what is not told in this stream."""
    return TYPES.get((event.noun, event.kind))


def topic(types: Iterable[EventType] | None) -> Topic:
    """Follow all that the viewer may see, or only what is of these types."""
    return Topic.narrowed(EVERYTHING, EventType if types is None else types)
