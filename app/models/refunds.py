"""Money on its way back to the payer."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from app.models.base import Versioned


class RefundStatus(StrEnum):
    """Where a refund stands; one that succeeded can still fail days later."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class Refund(Versioned):
    """Part or all of one payment, paid back."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    payment_id = fields.UUIDField()
    status = fields.CharEnumField(RefundStatus)
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    reason = fields.TextField()
    asked_by = fields.UUIDField(null=True)
    failure_code: Any = fields.TextField(null=True)

    class Meta:
        table = "refund"
