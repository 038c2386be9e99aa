"""Cards and accounts that somebody pays from; the numbers stay with the provider."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from app.models.base import Versioned
from app.models.payments import PaymentMethodKind


class PaymentMethodStatus(StrEnum):
    """Whether it can be paid from."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    FAILED = "FAILED"
    REMOVED = "REMOVED"


class PaymentMethod(Versioned):
    """A card or an account of one member, saved at the landlord's account."""

    provider_account_id = fields.UUIDField()
    member_id = fields.UUIDField()
    kind = fields.CharEnumField(PaymentMethodKind)
    status = fields.CharEnumField(PaymentMethodStatus)
    external_id: Any = fields.TextField(null=True)
    label: Any = fields.TextField(null=True)
    expires_on = fields.DateField(null=True)
    mandate: Any = fields.TextField(null=True)
    accepted_at = fields.DatetimeField(null=True)
    accepted_from: Any = fields.TextField(null=True)
    accepted_with: Any = fields.TextField(null=True)
    failure_code: Any = fields.TextField(null=True)

    class Meta:
        table = "payment_method"
