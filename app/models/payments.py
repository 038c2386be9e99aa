"""What was paid, or is on its way."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from app.models.base import Versioned

LEFT_AFTER = timedelta(hours=1)
"""What was begun and left counts as on its way for so long: after that it keeps nobody from paying."""


class PaymentMethodKind(StrEnum):
    """How money moves."""

    CARD = "CARD"
    SEPA_DEBIT = "SEPA_DEBIT"
    ACH_DEBIT = "ACH_DEBIT"
    OTHER_ONLINE = "OTHER_ONLINE"
    BANK_TRANSFER = "BANK_TRANSFER"
    CASH = "CASH"
    CHEQUE = "CHEQUE"


class PaymentStatus(StrEnum):
    """Where a payment stands, online or offline."""

    CREATED = "CREATED"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PROCESSING = "PROCESSING"
    SUCCEEDED = "SUCCEEDED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    FAILED = "FAILED"
    RETURNED = "RETURNED"
    DISPUTED = "DISPUTED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    CHARGED_BACK = "CHARGED_BACK"
    RECORDED = "RECORDED"
    CLEARED = "CLEARED"
    BOUNCED = "BOUNCED"
    VOIDED = "VOIDED"


class PaymentEventKind(StrEnum):
    """What can happen to the money of a lease."""

    CHARGE_STATUS_CHANGED = "CHARGE_STATUS_CHANGED"
    PAYMENT_STATUS_CHANGED = "PAYMENT_STATUS_CHANGED"
    BALANCE_CHANGED = "BALANCE_CHANGED"
    AUTOPAY_CHANGED = "AUTOPAY_CHANGED"


class PaymentSource(StrEnum):
    """Who set a payment going."""

    PAYER = "PAYER"
    AUTOPAY = "AUTOPAY"
    OFFICE = "OFFICE"


RECEIPTED = (PaymentStatus.SUCCEEDED, PaymentStatus.RECORDED, PaymentStatus.CLEARED, PaymentStatus.PARTIALLY_REFUNDED)
"""The statuses in which there is a receipt: the money came, and at least a part of it is still here."""


class Payment(Versioned):
    """Money that was paid, or is on its way, toward a lease.

    `begun_at` is when it was begun by the clock for billing, which in a sandbox is ahead; `sent_on` is the day on which
    its payer let it go. `credited_minor` is what of it stands in the books as the lease's credit, `allocated_minor`
    what of that settles charges; `charge_ids` are those that the payer wants settled first. `fee_minor` is borne by the
    payer on top.
    """

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    number = fields.TextField()
    payer_id = fields.UUIDField(null=True)
    method = fields.CharEnumField(PaymentMethodKind)
    status = fields.CharEnumField(PaymentStatus)
    amount_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    effective_on = fields.DateField(null=True)
    succeeded_at = fields.DatetimeField(null=True)
    credited_minor = fields.BigIntField(default=0)
    allocated_minor = fields.BigIntField(default=0)
    charge_ids: Any = ArrayField("UUID", default=list)
    fee_minor = fields.BigIntField(default=0)
    refunded_minor = fields.BigIntField(default=0)
    source = fields.CharEnumField(PaymentSource, default=PaymentSource.OFFICE)
    provider_account_id = fields.UUIDField(null=True)
    payment_method_id = fields.UUIDField(null=True)
    scheduled_on = fields.DateField(null=True)
    begun_at = fields.DatetimeField(null=True)
    sent_on = fields.DateField(null=True)
    reference: Any = fields.TextField(null=True)
    reference_sealed: Any = fields.BinaryField(null=True)
    failure_code: Any = fields.TextField(null=True)

    class Meta:
        table = "payment"
