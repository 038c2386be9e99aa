"""What the payers of a lease may know of their household's money; only for leases reached through their policy."""

from datetime import date, datetime
from uuid import UUID

from app.auth.doors import door
from app.auth.scope import current
from app.models.autopay import IS_MISSED, OF_RENT, RENT_DAYS
from app.models.base import Row

OWED = """
SELECT coalesce(sum(c.open_minor), 0)::bigint AS minor
  FROM charge c WHERE c.organization_id = (SELECT app.current_org()) AND c.lease_id = $1 AND c.due_on <= $2
   AND c.status IN ('POSTED', 'PARTIALLY_SETTLED')
"""
COMING = """
SELECT coalesce(sum(p.amount_minor), 0)::bigint AS all_minor,
       coalesce(sum(p.amount_minor) FILTER (WHERE p.payer_id = $2), 0)::bigint AS mine_minor
  FROM payment p WHERE p.organization_id = (SELECT app.current_org()) AND p.lease_id = $1
   AND (p.status = 'PROCESSING' OR p.status IN ('CREATED', 'REQUIRES_ACTION')
        AND p.scheduled_on IS NULL AND p.provider_account_id IS NOT NULL
        AND coalesce(p.begun_at, p.created_at) > $3)
"""
# What falls due in the month, and what was due before and was paid in the days in which the month is.
PAID = """
SELECT coalesce(sum(a.amount_minor), 0)::bigint AS all_minor,
       coalesce(sum(a.amount_minor) FILTER (WHERE p.payer_id = $2), 0)::bigint AS mine_minor
  FROM allocation a
  JOIN payment p ON p.organization_id = a.organization_id AND p.id = a.payment_id
  JOIN charge c ON c.organization_id = a.organization_id AND c.id = a.charge_id
 WHERE a.organization_id = (SELECT app.current_org()) AND a.lease_id = $1 AND a.undone_by_id IS NULL
   AND c.due_on < $4 AND (c.due_on >= $3 OR p.effective_on >= $5)
"""
ROOMMATES = """
SELECT m.id AS member_id, m.display_name AS name, y.is_named, y.id AS party_id, y.status = 'PAST' AS has_left,
       (SELECT a.share_ppm FROM autopay a WHERE a.organization_id = y.organization_id AND a.lease_id = y.lease_id
           AND a.member_id = m.id AND a.status <> 'REVOKED') AS share_ppm
  FROM lease_party y JOIN tenant t ON t.organization_id = y.organization_id AND t.id = y.tenant_id
  JOIN member m ON m.organization_id = t.organization_id AND m.id = t.member_id
 WHERE y.organization_id = (SELECT app.current_org()) AND y.lease_id = $1 AND y.role IN ('TENANT', 'CO_TENANT')
 ORDER BY y.id
"""
PUT_IN = """
SELECT x.payer_id, sum(x.minor)::bigint AS minor FROM (
    SELECT p.payer_id, a.amount_minor AS minor FROM allocation a
      JOIN payment p ON p.organization_id = a.organization_id AND p.id = a.payment_id
      JOIN charge c ON c.organization_id = a.organization_id AND c.id = a.charge_id
     WHERE a.organization_id = (SELECT app.current_org()) AND a.lease_id = $1 AND a.undone_by_id IS NULL
       AND c.due_on >= $2 AND c.due_on < $3
    UNION ALL
    SELECT p.payer_id, p.amount_minor FROM payment p
     WHERE p.organization_id = (SELECT app.current_org()) AND p.lease_id = $1 AND p.status = 'PROCESSING' AND $4) x
 GROUP BY x.payer_id
"""
# What was forgiven or credited is asked of nobody.
MONTH = """
SELECT coalesce(sum(c.amount_minor - coalesce(g.minor, 0)), 0)::bigint AS minor FROM charge c
  LEFT JOIN LATERAL (SELECT sum(a.amount_minor) AS minor FROM allocation a
       WHERE a.organization_id = c.organization_id AND a.charge_id = c.id AND a.undone_by_id IS NULL
         AND a.credit_id IS NOT NULL) g ON true
 WHERE c.organization_id = (SELECT app.current_org()) AND c.lease_id = $1 AND c.due_on >= $2 AND c.due_on < $3
   AND c.status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED')
"""


async def owed_until(lease_id: UUID, until: date) -> int:
    """Return what is open and due by a day."""
    return int((await _one("owed_until", OWED, lease_id, until))["minor"])


async def coming_in(lease_id: UUID, member_id: UUID, since: datetime) -> Row:
    """Return what is on its way from anybody, and from one; what was begun before `since` and left does not count."""
    return await _one("coming_in", COMING, lease_id, member_id, since)


async def paid_toward(lease_id: UUID, member_id: UUID, month: tuple[date, date], since: date) -> Row:
    """Return what anybody, and one payer, has paid of a month, and of what was due before it since a day."""
    return await _one("paid_toward", PAID, lease_id, member_id, *month, since)


ORDERS = f"""
SELECT a.id, a.lease_id, a.member_id, a.timing, a.day_of_month, a.status, a.share_ppm, a.cap_minor, a.currency,
       l.start_on, p.time_zone, {RENT_DAYS}, again.autopay_id, again.period_start, again.run_on, again.retry_on,
       ARRAY(SELECT r.period_start FROM autopay_run r
              WHERE r.organization_id = a.organization_id AND r.autopay_id = a.id
                AND r.status <> 'ANNOUNCED' AND NOT {IS_MISSED} AND r.period_start > $2::date - 100) AS over,
       CASE last.status WHEN 'SKIPPED' THEN last.run_on END AS skipped_on, last.why AS skipped_why
  FROM autopay a JOIN lease l ON l.organization_id = a.organization_id AND l.id = a.lease_id
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id {OF_RENT}
  LEFT JOIN LATERAL (SELECT r.autopay_id, r.period_start, r.run_on, r.retry_on FROM autopay_run r
       WHERE r.organization_id = a.organization_id AND r.autopay_id = a.id AND r.status = 'RETRYING'
       ORDER BY r.retry_on LIMIT 1) again ON true
  LEFT JOIN LATERAL (SELECT r.status, r.run_on, r.why FROM autopay_run r
       WHERE r.organization_id = a.organization_id AND r.autopay_id = a.id AND r.status <> 'ANNOUNCED'
       ORDER BY r.period_start DESC LIMIT 1) last ON true
 WHERE a.organization_id = (SELECT app.current_org()) AND a.id = ANY($1::uuid[])
"""


async def orders(ids: list[UUID], today: date) -> list[Row]:
    """Return standing orders with what decides their days. Only for orders of the viewer's own."""
    with door("orders"):
        return await current().rows(ORDERS, ids, today)


async def roommates(lease_id: UUID) -> list[Row]:
    """Return who lives under a lease now, or has lived there, with the share of their standing order."""
    with door("roommates"):
        return await current().rows(ROOMMATES, lease_id)


def is_named(parties: list[Row]) -> bool:
    """Say whether somebody who is these parties of a lease lets the household read what they paid; not for nobody."""
    return bool(parties) and all(party.is_named for party in parties)


async def put_in(lease_id: UUID, month: tuple[date, date], with_coming: bool) -> dict[UUID | None, int]:
    """Return what each payer has settled of a month; what is on its way counts for the present one."""
    with door("put_in"):
        rows = await current().rows(PUT_IN, lease_id, *month, with_coming)
    return {row["payer_id"]: row["minor"] for row in rows}


async def asked_for(lease_id: UUID, month: tuple[date, date]) -> int:
    """Return what was charged with a due day in a month."""
    return int((await _one("asked_for", MONTH, lease_id, *month))["minor"])


async def _one(name: str, sql: str, *args: object) -> Row:
    with door(name):
        row: Row | None = await current().row(sql, *args)
    assert row is not None, "it adds up, so there is always one row"
    return row
