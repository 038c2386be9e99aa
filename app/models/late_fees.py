"""What paying late costs, as the landlord has set it."""

from typing import Any

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from app.ledger.fees import FeeKind, FeeRepeat, FeeRule, Grace, Tier
from app.models.base import Versioned
from app.models.charges import FOLLOWED
from app.money import step_of

__all__ = ["FeeKind", "FeeRepeat", "LateFeePolicy"]


class LateFeePolicy(Versioned):
    """One version of a policy, of a property or of one lease, for what falls due from `starts_on` until `ends_on`.

    Of tiers, `tier_days` are the days after the grace on which they begin, and `tier_minors` what each is in all.
    """

    property_id = fields.UUIDField()
    lease_id = fields.UUIDField(null=True)
    number = fields.IntField()
    kind = fields.CharEnumField(FeeKind)
    grace_days = fields.IntField()
    counts_business_days = fields.BooleanField(default=False)
    amount_minor = fields.BigIntField(default=0)
    rate_bps = fields.IntField(default=0)
    repeat = fields.CharEnumField(FeeRepeat, default=FeeRepeat.ONCE)
    daily_max_minor = fields.BigIntField(null=True)
    tier_days: Any = ArrayField("integer", default=list)
    tier_minors: Any = ArrayField("bigint", default=list)
    total_max_minor = fields.BigIntField(null=True)
    min_open_minor = fields.BigIntField(default=0)
    covers_all = fields.BooleanField(default=False)
    currency = fields.CharField(max_length=3)
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)

    class Meta:
        table = "late_fee_policy"


def rule_of(row: Any, jurisdiction: str, amount_minor: int) -> FeeRule:
    """Return the rule that the columns of a policy set in a place, before any law is asked.

    `amount_minor` is that of the policy, which a row may keep under another name.
    """
    return FeeRule(
        FeeKind(row.kind),
        (Grace(row.grace_days, row.counts_business_days, jurisdiction),),
        amount_minor,
        row.rate_bps,
        row.total_max_minor,
        # What is less than can be paid online is nobody's fault.
        max(row.min_open_minor, step_of(row.currency)),
        repeat=FeeRepeat(row.repeat),
        daily_max_minor=row.daily_max_minor,
        tiers=tuple(Tier(*tier) for tier in zip(row.tier_days, row.tier_minors, strict=True)),
    )


# The policy of a charge: that of its lease before that of its property, the newest that counted when it fell due.
POLICY = """
 CROSS JOIN LATERAL (
    SELECT f.* FROM late_fee_policy f
     WHERE f.organization_id = c.organization_id AND f.property_id = c.property_id
       AND (f.lease_id IS NULL OR f.lease_id = c.lease_id)
       AND f.starts_on <= c.due_on AND (f.ends_on IS NULL OR c.due_on < f.ends_on)
     ORDER BY f.lease_id NULLS LAST, f.number DESC LIMIT 1) f
"""
# In the words of the index `charge_may_be_late`: fees that are open themselves are passed over.
OPEN = """
 WHERE c.organization_id = (SELECT app.current_org()) AND c.status IN ('POSTED', 'PARTIALLY_SETTLED')
   AND c.code IN ('RENT', 'UTILITY', 'PARKING', 'STORAGE', 'DAMAGE', 'OTHER') AND (c.code = 'RENT' OR f.covers_all)
"""
# What was charged by the policy before, and the newest step of it.
ASSESSED = """
 CROSS JOIN LATERAL (
    SELECT coalesce(sum(x.amount_minor), 0)::bigint AS assessed_minor, coalesce(max(x.late_step), 0) AS assessed_steps
      FROM charge x WHERE x.organization_id = c.organization_id
       AND x.late_charge_id = c.id AND x.late_fee_policy_id = f.id AND NOT x.is_superseded) x
"""
# How late a charge is after the grace, and the newest step, which an index knows. Grace by business days or by a law is
# longer: whatever is found is reckoned exactly afterwards.
STEP = """
 CROSS JOIN LATERAL (
    SELECT (SELECT coalesce(max(x.late_step), 0) FROM charge x WHERE x.organization_id = c.organization_id
               AND x.late_charge_id = c.id AND x.late_fee_policy_id = f.id AND NOT x.is_superseded) AS assessed_steps,
           ($1::timestamptz AT TIME ZONE p.time_zone)::date AS today,
           coalesce(c.late_from, c.due_on) + f.grace_days AS free) x
"""
# A fee is looked for where a step has begun that was not charged, and the policy asks for more.
LATE = f"""
SELECT DISTINCT c.lease_id
  FROM charge c
  JOIN property p ON p.organization_id = c.organization_id AND p.id = c.property_id
{POLICY}{STEP}{OPEN}
   AND x.free < x.today AND c.open_minor >= f.min_open_minor
   AND CASE WHEN f.kind = 'TIERED' THEN coalesce(x.free + f.tier_days[x.assessed_steps + 1] <= x.today, false)
            WHEN f.kind = 'DAILY' OR f.repeat = 'DAILY' THEN x.free + x.assessed_steps < x.today
            WHEN f.repeat = 'MONTHLY' THEN x.free + 1 + make_interval(months => x.assessed_steps) <= x.today
            ELSE x.assessed_steps = 0 END
   AND (f.total_max_minor IS NULL OR x.assessed_steps = 0 OR f.total_max_minor > (
        SELECT sum(y.amount_minor) FROM charge y WHERE y.organization_id = c.organization_id
           AND y.late_charge_id = c.id AND y.late_fee_policy_id = f.id AND NOT y.is_superseded))
   AND c.lease_id > $2::uuid
 ORDER BY c.lease_id LIMIT $3
"""
CASE = """
SELECT c.id, c.lease_id, c.code, c.due_on, c.amount_minor, c.open_minor, c.currency, p.time_zone, p.jurisdiction,
       f.id AS policy_id, f.number, f.kind, f.grace_days, f.counts_business_days, f.amount_minor AS policy_amount_minor,
       f.rate_bps, f.total_max_minor, f.min_open_minor, f.repeat, f.daily_max_minor, f.tier_days, f.tier_minors
"""
OWING = f"""
{CASE}, coalesce(c.late_from, c.due_on) AS late_from, x.assessed_minor, x.assessed_steps
  FROM charge c
  JOIN property p ON p.organization_id = c.organization_id AND p.id = c.property_id
{POLICY}{ASSESSED}{OPEN}
   AND c.lease_id = ANY($1::uuid[])
 ORDER BY c.due_on, c.id
"""
# Everything open under a lease, in whatever way it is paid late: money is spent on all of it.
DEBTS = """
SELECT c.id, c.lease_id, c.code, c.due_on, c.open_minor
  FROM charge c
 WHERE c.organization_id = (SELECT app.current_org()) AND c.lease_id = ANY($1::uuid[])
   AND c.status IN ('POSTED', 'PARTIALLY_SETTLED')
"""
# The day a payment was sent is the one its provider says, or that of its memo in the books.
SENT = f"""
SELECT y.id, y.lease_id, y.amount_minor, {FOLLOWED} AS charge_ids, l.allocation_order, p.jurisdiction,
       coalesce(y.sent_on, (SELECT min(j.effective_on) FROM journal_entry j WHERE j.organization_id = y.organization_id
                    AND j.source_id = y.id AND j.kind = 'PROCESSING'),
                (y.created_at AT TIME ZONE p.time_zone)::date) AS sent_on
  FROM payment y
  JOIN property p ON p.organization_id = y.organization_id AND p.id = y.property_id
  JOIN lease l ON l.organization_id = y.organization_id AND l.id = y.lease_id
 WHERE y.organization_id = (SELECT app.current_org()) AND y.status = 'PROCESSING' AND y.lease_id = ANY($1::uuid[])
 ORDER BY y.id
"""
# Fees that stand, each with the charge it is for, since when that was late then, and what settled it, by the day it was
# sent or came. What a person forgave stays as it is.
CHARGED = f"""
{CASE}, coalesce((x.inputs ->> 'lateFrom')::date, (x.inputs ->> 'dueOn')::date, c.late_from, c.due_on) AS late_from,
       x.id AS fee_id, x.amount_minor AS fee_minor, x.due_on AS fee_due_on, x.late_step, s.days, s.minors,
       x.late_step - coalesce((x.inputs ->> 'times')::integer, 1) AS assessed_steps,
       (SELECT coalesce(sum(z.amount_minor), 0)::bigint FROM charge z
         WHERE z.organization_id = x.organization_id AND z.late_charge_id = x.late_charge_id
           AND z.late_fee_policy_id = x.late_fee_policy_id AND NOT z.is_superseded AND z.late_step < x.late_step
       ) AS assessed_minor
  FROM charge x
  JOIN charge c ON c.organization_id = x.organization_id AND c.id = x.late_charge_id
  JOIN property p ON p.organization_id = c.organization_id AND p.id = c.property_id
  JOIN late_fee_policy f ON f.organization_id = x.organization_id AND f.id = x.late_fee_policy_id
 CROSS JOIN LATERAL (
    SELECT array_agg(coalesce(k.effective_on, y.sent_on, least(y.effective_on, (
               SELECT min(j.effective_on) FROM journal_entry j WHERE j.organization_id = y.organization_id
                  AND j.source_id = y.id AND j.kind = 'PROCESSING')))) AS days, array_agg(a.amount_minor) AS minors
      FROM allocation a
      LEFT JOIN payment y ON y.organization_id = a.organization_id AND y.id = a.payment_id
      LEFT JOIN credit k ON k.organization_id = a.organization_id AND k.id = a.credit_id
     WHERE a.organization_id = c.organization_id AND a.charge_id = c.id AND a.undone_by_id IS NULL) s
 WHERE x.organization_id = (SELECT app.current_org()) AND x.lease_id = $1 AND NOT x.is_superseded
   AND x.late_charge_id IS NOT NULL AND x.status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED')
   AND NOT EXISTS (SELECT FROM allocation a
                     JOIN credit k ON k.organization_id = a.organization_id AND k.id = a.credit_id
                    WHERE a.organization_id = x.organization_id AND a.charge_id = x.id AND a.undone_by_id IS NULL
                      AND k.charge_id = x.id)
 ORDER BY x.id
"""
