"""What is kept of the provider of payments: the landlord's account there, what it was asked, what it told."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from app.models.base import Versioned


class ProviderName(StrEnum):
    """Who moves the money."""

    STRIPE = "STRIPE"
    SIMULATOR = "SIMULATOR"


class AccountStatus(StrEnum):
    """Whether payments go to an account."""

    ACTIVE = "ACTIVE"
    REPLACED = "REPLACED"


class AttemptKind(StrEnum):
    """What the provider is asked to do."""

    START = "START"
    CANCEL = "CANCEL"
    REFUND = "REFUND"
    SETUP = "SETUP"
    DETACH = "DETACH"


class AttemptState(StrEnum):
    """What has become of a request: still to be sent, done, refused, or given up without an answer."""

    PLANNED = "PLANNED"
    DONE = "DONE"
    REFUSED = "REFUSED"
    GIVEN_UP = "GIVEN_UP"


class EventState(StrEnum):
    """What has become of what the provider told; what is parked waits for a person and holds up nothing."""

    WAITING = "WAITING"
    DONE = "DONE"
    PARKED = "PARKED"


class ProviderAccount(Versioned):
    """Where the payments of an organization go."""

    provider = fields.CharEnumField(ProviderName)
    is_live = fields.BooleanField()
    external_id = fields.TextField()
    status = fields.CharEnumField(AccountStatus)
    usable_from = fields.DatetimeField()
    read_until = fields.DatetimeField()
    application_fee_bps = fields.IntField(default=0)

    class Meta:
        table = "provider_account"


class PaymentAttempt(Versioned):
    """One request to the provider; its id is the provider's idempotency key."""

    provider_account_id = fields.UUIDField()
    kind = fields.CharEnumField(AttemptKind)
    payment_id = fields.UUIDField(null=True)
    refund_id = fields.UUIDField(null=True)
    payment_method_id = fields.UUIDField(null=True)
    params = fields.JSONField[dict[str, object]]()
    state = fields.CharEnumField(AttemptState, default=AttemptState.PLANNED)
    tries = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    last_error: Any = fields.TextField(null=True)

    class Meta:
        table = "payment_attempt"


class ProviderObject(Versioned):
    """What the provider calls one of our things."""

    provider_account_id = fields.UUIDField()
    external_id = fields.TextField()
    payment_id = fields.UUIDField(null=True)
    refund_id = fields.UUIDField(null=True)
    payment_method_id = fields.UUIDField(null=True)
    member_id = fields.UUIDField(null=True)
    status: Any = fields.TextField(null=True)
    client_secret: Any = fields.TextField(null=True)
    looked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "provider_object"


class ProviderEvent(Versioned):
    """One word of the provider, as it came."""

    provider_account_id = fields.UUIDField()
    external_id = fields.TextField()
    kind = fields.TextField()
    object_key = fields.TextField()
    intent_key: Any = fields.TextField(null=True)
    is_ours = fields.BooleanField()
    body: Any = fields.TextField(null=True)
    happened_at = fields.DatetimeField(null=True)
    state = fields.CharEnumField(EventState, default=EventState.WAITING)
    tries = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    last_error: Any = fields.TextField(null=True)

    class Meta:
        table = "provider_event"
