"""What a lease charges again and again, and what it costs from which day on."""

from enum import StrEnum

from tortoise import fields

from app.ledger.schedule import Frequency
from app.models.base import Versioned

__all__ = ["ChargeTemplate", "Frequency", "RentStep", "TemplateCode"]

LEAD_DAYS = 14
"""How long before it is due rent is billed, unless somebody says otherwise: time enough to arrange a transfer."""


class TemplateCode(StrEnum):
    """What is charged again and again."""

    RENT = "RENT"
    UTILITY = "UTILITY"
    PARKING = "PARKING"
    STORAGE = "STORAGE"
    OTHER = "OTHER"


class ChargeTemplate(Versioned):
    """One thing that a lease charges. Days before `billed_until` are charged; `next_bill_on` is when it goes on."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    code = fields.CharEnumField(TemplateCode)
    description = fields.TextField(null=True)
    frequency = fields.CharEnumField(Frequency)
    currency = fields.CharField(max_length=3)
    due_day = fields.IntField()
    lead_days = fields.IntField(default=LEAD_DAYS)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    billed_until = fields.DateField()
    next_bill_on = fields.DateField(null=True)
    is_changed = fields.BooleanField(default=False)
    stopped_at = fields.DatetimeField(null=True)

    class Meta:
        table = "charge_template"


class RentStep(Versioned):
    """What a full period of a template costs from a day on."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    template_id = fields.UUIDField()
    starts_on = fields.DateField()
    amount_minor = fields.BigIntField()
    is_applied = fields.BooleanField(default=True)

    class Meta:
        table = "rent_step"


TO_BILL = """
  FROM charge_template t
  JOIN property p ON p.organization_id = t.organization_id AND p.id = t.property_id
  JOIN lease l ON l.organization_id = t.organization_id AND l.id = t.lease_id
 WHERE t.organization_id = (SELECT app.current_org()) AND t.stopped_at IS NULL
   AND t.next_bill_on <= $1::date AND t.next_bill_on <= ($2::timestamptz AT TIME ZONE p.time_zone)::date
   AND t.lease_id <> ALL ($3::uuid[])
"""
# Whatever another worker is at is left to it. The order is that of the index, so that each batch begins where work is.
PICK = f"""
SELECT t.lease_id {TO_BILL}
 ORDER BY t.next_bill_on, t.lease_id LIMIT $4
   FOR NO KEY UPDATE OF l SKIP LOCKED
"""
LEFT = f"SELECT t.lease_id {TO_BILL} LIMIT 1"
DUE = """
SELECT t.id, l.start_on, l.end_on, l.status, l.type, l.proration_method, l.signed_on, p.time_zone,
       (SELECT array_agg(s.starts_on ORDER BY s.starts_on) FROM rent_step s
         WHERE s.organization_id = t.organization_id AND s.template_id = t.id) AS days,
       (SELECT array_agg(s.amount_minor ORDER BY s.starts_on) FROM rent_step s
         WHERE s.organization_id = t.organization_id AND s.template_id = t.id) AS amounts
  FROM charge_template t
  JOIN lease l ON l.organization_id = t.organization_id AND l.id = t.lease_id
  JOIN property p ON p.organization_id = t.organization_id AND p.id = t.property_id
 WHERE t.organization_id = (SELECT app.current_org()) AND t.id = ANY($1::uuid[])
"""
BILLED = """
UPDATE charge_template t
   SET billed_until = n.billed_until, next_bill_on = n.next_bill_on, is_changed = false
  FROM unnest($1::uuid[], $2::date[], $3::date[]) AS n (id, billed_until, next_bill_on)
 WHERE t.organization_id = (SELECT app.current_org()) AND t.id = n.id
"""
STOP = """
UPDATE charge_template SET stopped_at = $2 WHERE organization_id = (SELECT app.current_org()) AND lease_id = $1
   AND stopped_at IS NULL
"""
