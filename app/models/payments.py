"""What is owed and what was paid, in the simple form that the ledger replaces."""

from enum import StrEnum

from tortoise import fields

from app.models.base import Versioned


class ChargeCode(StrEnum):
    """What a charge is for."""

    RENT = "RENT"
    UTILITY = "UTILITY"
    PARKING = "PARKING"
    STORAGE = "STORAGE"
    LATE_FEE = "LATE_FEE"
    RETURNED_PAYMENT_FEE = "RETURNED_PAYMENT_FEE"
    DAMAGE = "DAMAGE"
    DEPOSIT = "DEPOSIT"
    OTHER = "OTHER"


class ChargeStatus(StrEnum):
    """Where a charge stands; overdue is derived, never stored."""

    SCHEDULED = "SCHEDULED"
    POSTED = "POSTED"
    PARTIALLY_SETTLED = "PARTIALLY_SETTLED"
    SETTLED = "SETTLED"
    REVERSED = "REVERSED"
    CANCELLED = "CANCELLED"


class PaymentMethodKind(StrEnum):
    """How money moves."""

    CARD = "CARD"
    SEPA_DEBIT = "SEPA_DEBIT"
    ACH_DEBIT = "ACH_DEBIT"
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


class Charge(Versioned):
    """Something owed under a lease, due on a local day of its property."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    code = fields.CharEnumField(ChargeCode)
    status = fields.CharEnumField(ChargeStatus)
    due_on = fields.DateField()
    period_start = fields.DateField(null=True)
    period_end = fields.DateField(null=True)
    amount_minor = fields.BigIntField()
    open_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)

    class Meta:
        table = "charge"


class Payment(Versioned):
    """Money that was paid, or is on its way, toward a lease."""

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

    class Meta:
        table = "payment"


def unsettled(table: str, _: object) -> str:
    """Narrow charges to those of which something is still owed."""
    return f"{table}.status IN ('POSTED', 'PARTIALLY_SETTLED') AND {table}.open_minor > 0"


# Today is the property's own day: what is due in Oslo may not be due yet in Honolulu.
OWED = """
SELECT l.id, l.currency, coalesce(sum(c.open_minor), 0)::bigint AS amount_minor,
       coalesce(sum(c.open_minor) FILTER (WHERE c.due_on <= d.today), 0)::bigint AS due_minor,
       coalesce(sum(c.open_minor) FILTER (WHERE c.due_on < d.today), 0)::bigint AS overdue_minor,
       min(c.due_on) AS due_on
  FROM lease l
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
 CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE p.time_zone)::date AS today) d
  LEFT JOIN charge c ON c.organization_id = l.organization_id AND c.lease_id = l.id
       AND c.status IN ('POSTED', 'PARTIALLY_SETTLED') AND c.open_minor > 0
 WHERE l.organization_id = (SELECT app.current_org()) AND l.id = ANY($1::uuid[])
 GROUP BY l.id, l.currency
"""
