"""What is owed."""

from datetime import date
from enum import StrEnum
from typing import Any

from tortoise import fields

from app.models.base import Versioned
from app.models.transitions import Transitions


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


S = ChargeStatus
TRANSITIONS = Transitions(
    {
        S.SCHEDULED: (S.POSTED, S.CANCELLED),
        S.POSTED: (S.PARTIALLY_SETTLED, S.SETTLED, S.REVERSED),
        S.PARTIALLY_SETTLED: (S.SETTLED, S.POSTED, S.REVERSED),
        S.SETTLED: (S.PARTIALLY_SETTLED, S.POSTED),
    }
)

OPEN = (S.POSTED, S.PARTIALLY_SETTLED)
"""The statuses in which something is still owed."""

OWED = (*OPEN, S.SETTLED)
"""The statuses in which it stands in the books."""


class Charge(Versioned):
    """Something owed under a lease, due on a local day of its property.

    `late_from` is the day that lateness counts from where it was first asked for when it was due already.
    `rule`, `rule_version`, `inputs` and `citation` say why it exists; `manual` is a person's decision.
    """

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    code = fields.CharEnumField(ChargeCode)
    status = fields.CharEnumField(ChargeStatus)
    due_on = fields.DateField()
    late_from = fields.DateField(null=True)
    period_start = fields.DateField(null=True)
    period_end = fields.DateField(null=True)
    amount_minor = fields.BigIntField()
    open_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    description = fields.TextField(null=True)
    effective_on = fields.DateField(null=True)
    tax_minor = fields.BigIntField(default=0)
    rule = fields.TextField(default="manual")
    rule_version = fields.TextField(default="1")
    inputs: Any = fields.JSONField(default=dict)
    citation = fields.TextField(null=True)
    citation_url = fields.TextField(null=True)
    template_id = fields.UUIDField(null=True)
    is_superseded = fields.BooleanField(default=False)
    late_charge_id = fields.UUIDField(null=True)
    late_fee_policy_id = fields.UUIDField(null=True)
    late_step = fields.IntField(null=True)
    due_told_at = fields.DatetimeField(null=True)

    class Meta:
        table = "charge"

    def settle(self, amount: int) -> bool:
        """Lower what is open by `amount`, or raise it again by a negative one; says whether the status changed."""
        self.open_minor -= amount
        before = self.status
        self.status = self._standing()
        return before != self.status

    def _standing(self) -> ChargeStatus:
        if self.open_minor == 0:
            return ChargeStatus.SETTLED
        return ChargeStatus.POSTED if self.open_minor == self.amount_minor else ChargeStatus.PARTIALLY_SETTLED


def late_since(due_on: date, asked_on: date) -> date | None:
    """Return what `late_from` is of a charge that is first asked for on a day; None when it is due no earlier."""
    return asked_on if asked_on > due_on else None


def unsettled(table: str, _: object) -> str:
    """Narrow charges to those of which something is still owed."""
    return f"{table}.status IN ('POSTED', 'PARTIALLY_SETTLED') AND {table}.open_minor > 0"


FOLLOWED = """
       ARRAY(SELECT coalesce(h.id, n.id) FROM unnest(y.charge_ids) n (id)
               LEFT JOIN charge o ON o.organization_id = y.organization_id AND o.id = n.id AND o.is_superseded
               LEFT JOIN charge h ON h.organization_id = o.organization_id AND h.lease_id = o.lease_id
                AND h.template_id = o.template_id AND h.period_start = o.period_start AND NOT h.is_superseded)
"""
"""The charges that a payment `y` is meant for: where one was charged anew, that which came in its place."""

LATE_FROM = """
UPDATE charge SET late_from = $2 WHERE organization_id = (SELECT app.current_org()) AND id = ANY($1::uuid[])
   AND status IN ('POSTED', 'PARTIALLY_SETTLED') AND coalesce(late_from, due_on) < $2
"""
"""Lets charges of which something is open be late from a day on, and no earlier: the landlord has opened them."""
