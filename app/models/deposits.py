"""Money that is held for a tenant, and owed back."""

from enum import StrEnum

from tortoise import fields

from app.models.base import Versioned


class DepositStatus(StrEnum):
    """Where a deposit stands; derived from the books, and from the day on which it was given back."""

    EXPECTED = "EXPECTED"
    HELD = "HELD"
    RETURNED = "RETURNED"


class Deposit(Versioned):
    """What was agreed for a lease, what was billed for it, and until when it is to be back."""

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField()
    agreed_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    charge_id = fields.UUIDField(null=True)
    return_due_on = fields.DateField(null=True)
    returned_on = fields.DateField(null=True)
    returned_minor = fields.BigIntField(default=0)
    law_version = fields.TextField(null=True)
    citation = fields.TextField(null=True)
    citation_url = fields.TextField(null=True)

    class Meta:
        table = "deposit"


HELD = """
SELECT a.lease_id, b.amount_minor
  FROM ledger_account a
  JOIN account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
 WHERE a.organization_id = (SELECT app.current_org()) AND a.kind = 'DEPOSIT_HELD' AND a.lease_id = ANY($1::uuid[])
"""
"""What is held, as a liability: below zero in the books."""
