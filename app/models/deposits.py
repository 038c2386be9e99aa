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


ASKED = """
SELECT coalesce(sum(open_minor), 0)::bigint AS minor FROM charge
 WHERE organization_id = (SELECT app.current_org()) AND lease_id = $1 AND code = 'DEPOSIT'
   AND status IN ('POSTED', 'PARTIALLY_SETTLED')
"""
"""What is asked for as deposits, and not paid."""

RECLAIMED = "DEPOSIT_RECLAIMED"
"""The rule of a charge for what was given back, and is gone."""

HELD = """
SELECT a.lease_id, b.amount_minor
  FROM ledger_account a
  JOIN account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
 WHERE a.organization_id = (SELECT app.current_org()) AND a.kind = 'DEPOSIT_HELD' AND a.lease_id = ANY($1::uuid[])
"""
"""What is held, as a liability: below zero in the books."""

# By how much less is held than these allocations have brought; with what this transaction has posted, which balances do
# not have yet. What was waived of a deposit never came in.
MISSING = """
SELECT (SELECT coalesce(sum(x.amount_minor), 0) FROM allocation x
          JOIN charge c ON c.organization_id = x.organization_id AND c.id = x.charge_id AND c.code = 'DEPOSIT'
          LEFT JOIN credit k ON k.organization_id = x.organization_id AND k.id = x.credit_id
         WHERE x.organization_id = (SELECT app.current_org()) AND x.id = ANY($2::uuid[])
           AND k.charge_id IS NULL)::bigint
     + (SELECT coalesce(sum(p.amount_minor), 0) FROM ledger_account a
          JOIN posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
         WHERE a.organization_id = (SELECT app.current_org()) AND a.kind = 'DEPOSIT_HELD' AND a.lease_id = $1)::bigint
    AS minor
"""
