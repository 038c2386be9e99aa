"""What a lease owes, as the books and the open charges say: now, or at the end of a day that is over."""

# What is open of each charge at the end of a day: what was charged by then, less what had settled it by then.
OPEN = """
SELECT c.due_on, c.amount_minor - coalesce((
           SELECT sum(a.amount_minor) FROM allocation a
             JOIN journal_entry e ON e.organization_id = a.organization_id AND e.id = a.entry_id
             LEFT JOIN journal_entry u ON u.organization_id = a.organization_id AND u.id = a.undone_by_id
            WHERE a.organization_id = c.organization_id AND a.charge_id = c.id AND e.effective_on <= d.day
              AND (u.id IS NULL OR u.effective_on > d.day)), 0)::bigint AS open
  FROM charge c
 WHERE c.organization_id = l.organization_id AND c.lease_id = l.id AND c.status NOT IN ('SCHEDULED', 'CANCELLED')
   AND c.effective_on <= d.day
   AND NOT EXISTS (SELECT FROM journal_entry p JOIN journal_entry r
                          ON r.organization_id = p.organization_id AND r.reverses_id = p.id
                    WHERE p.organization_id = c.organization_id AND p.key = 'charge/' || c.id || '/posted'
                      AND r.effective_on <= d.day)
"""

# Without a day, what is stored is as good, and needs no history.
STORED = """
SELECT c.due_on, c.open_minor AS open FROM charge c
 WHERE c.organization_id = l.organization_id AND c.lease_id = l.id
   AND c.status IN ('POSTED', 'PARTIALLY_SETTLED') AND c.open_minor > 0
"""
BOOKED = """
SELECT coalesce(sum(b.amount_minor) FILTER (WHERE a.kind <> 'IN_TRANSIT_IN'), 0)::bigint AS owed,
       coalesce(sum(b.amount_minor) FILTER (WHERE a.kind = 'IN_TRANSIT_IN'), 0)::bigint AS on_its_way
  FROM ledger_account a
  JOIN account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
 WHERE a.organization_id = l.organization_id AND a.lease_id = l.id
   AND a.kind IN ('RECEIVABLE', 'UNAPPLIED_CREDIT', 'IN_TRANSIT_IN')
"""
BOOKED_BY = """
SELECT coalesce(sum(p.amount_minor) FILTER (WHERE a.kind <> 'IN_TRANSIT_IN'), 0)::bigint AS owed,
       coalesce(sum(p.amount_minor) FILTER (WHERE a.kind = 'IN_TRANSIT_IN'), 0)::bigint AS on_its_way
  FROM ledger_account a
  JOIN posting p ON p.organization_id = a.organization_id AND p.account_id = a.id
  JOIN journal_entry e ON e.organization_id = p.organization_id AND e.id = p.entry_id
 WHERE a.organization_id = l.organization_id AND a.lease_id = l.id AND e.effective_on <= d.day
   AND a.kind IN ('RECEIVABLE', 'UNAPPLIED_CREDIT', 'IN_TRANSIT_IN')
"""
# Today is the property's own day: what is due in Oslo may not be due yet in Honolulu.
BALANCE = """
SELECT l.id, l.currency, $3::date AS as_of, b.owed AS amount_minor, b.on_its_way AS in_flight_minor,
       greatest(0, o.due - b.on_its_way)::bigint AS due_minor, o.overdue AS overdue_minor, o.due_on,
       o.days_30, o.days_60, o.days_90, o.days_more
  FROM lease l
  JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
 CROSS JOIN LATERAL (SELECT coalesce($3::date, ($2::timestamptz AT TIME ZONE p.time_zone)::date) AS day) d
 CROSS JOIN LATERAL ({booked}) b
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(c.open) FILTER (WHERE c.due_on <= d.day), 0)::bigint AS due,
              coalesce(sum(c.open) FILTER (WHERE c.due_on < d.day), 0)::bigint AS overdue, min(c.due_on) AS due_on,
              coalesce(sum(c.open) FILTER (WHERE d.day - c.due_on BETWEEN 1 AND 30), 0)::bigint AS days_30,
              coalesce(sum(c.open) FILTER (WHERE d.day - c.due_on BETWEEN 31 AND 60), 0)::bigint AS days_60,
              coalesce(sum(c.open) FILTER (WHERE d.day - c.due_on BETWEEN 61 AND 90), 0)::bigint AS days_90,
              coalesce(sum(c.open) FILTER (WHERE d.day - c.due_on > 90), 0)::bigint AS days_more
         FROM ({open}) c WHERE c.open > 0) o
 WHERE l.organization_id = (SELECT app.current_org()) AND l.id = ANY($1::uuid[])
"""
NOW = BALANCE.format(booked=BOOKED, open=STORED)
THEN = BALANCE.format(booked=BOOKED_BY, open=OPEN)

# The newest day of which there are rates; at most one source, and some dozen currencies.
RATES = """
SELECT source, quote, rate_on, rate FROM fx_rate
 WHERE (source, rate_on) = (SELECT source, rate_on FROM fx_rate ORDER BY rate_on DESC, source LIMIT 1)
"""

LINE = "(({t}.effective_on - DATE '2000-01-01')::bigint * 1000000000000 + {t}.position)"
"""The place of an entry among those of its lease: by its day, and within it as they were written."""

# What the lease owed just after an entry.
AFTER = """
SELECT t.id, (SELECT sum(b.owed_minor) FROM journal_entry b
               WHERE b.organization_id = t.organization_id AND b.lease_id = t.lease_id AND b.owed_minor <> 0
                 AND (b.effective_on, b.position) <= (t.effective_on, t.position))::bigint AS after_minor
  FROM journal_entry t WHERE t.organization_id = (SELECT app.current_org()) AND t.id = ANY($1::uuid[])
"""


def since_nothing(table: str, day: str) -> str:
    """Narrow lines to those after the last one, by the end of a day, that left nothing owed; `day` is a placeholder."""
    return f"""{table}.effective_on <= {day}::date AND NOT EXISTS (
        SELECT FROM (SELECT j.effective_on, j.position,
                            sum(j.owed_minor) OVER (ORDER BY j.effective_on, j.position) AS running
                       FROM journal_entry j
                      WHERE j.organization_id = {table}.organization_id AND j.lease_id = {table}.lease_id
                        AND j.owed_minor <> 0 AND j.effective_on <= {day}::date) r
         WHERE r.running = 0 AND (r.effective_on, r.position) >= ({table}.effective_on, {table}.position))"""
