"""What the layers with a database share: a look at it from outside, and leases like one that is there."""

import asyncio
from collections.abc import Coroutine
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.ledger.schedule import Plan
from tests.money.agreed import USUAL_DUE_DAY, Rents
from tests.support.services import Database

# It never ends by itself, whatever day it is.
FRESH = f"""
INSERT INTO lease SELECT (jsonb_populate_record(l, jsonb_build_object('id', $2::uuid, 'number', $2::text,
    'currency', $3::text, 'property_id', $4::uuid, 'type', 'AT_WILL', 'status', 'ACTIVE', 'start_on', '2000-01-01',
    'due_day', {USUAL_DUE_DAY}, 'end_on', null, 'agreed_end_on', null, 'notice_given_on', null,
    'signed_on', '2000-01-01'))).*
  FROM lease l WHERE l.id = $1
"""
DEPOSIT = """
INSERT INTO deposit (organization_id, id, property_id, lease_id, agreed_minor, currency)
SELECT organization_id, gen_random_uuid(), property_id, id, 1, currency FROM lease WHERE id = $1
"""
# No place of which a law is known: what is lawful is tried elsewhere.
LAWLESS = "UPDATE property SET jurisdiction = 'DE' WHERE id = (SELECT property_id FROM lease WHERE id = $1)"
HOME = """
SELECT p.id, p.time_zone, (date_trunc('day', now() AT TIME ZONE p.time_zone) + interval '36 hours 30 minutes')
                          AT TIME ZONE p.time_zone
  FROM lease l JOIN property p ON p.id = l.property_id WHERE l.id = $1
"""
PLACE = """
INSERT INTO property SELECT (jsonb_populate_record(p, jsonb_build_object('id', $2::uuid, 'time_zone', $3::text))).*
  FROM property p WHERE p.id = $1
"""
AHEAD = """
UPDATE organization o SET is_sandbox = true, ahead_seconds = ceil(extract(epoch FROM $2::timestamptz - now()))::bigint
  FROM lease l WHERE l.id = $1 AND o.id = l.organization_id
"""
TODAY = """
SELECT ((now() + make_interval(secs => o.ahead_seconds)) AT TIME ZONE p.time_zone)::date
  FROM lease l JOIN property p ON p.id = l.property_id JOIN organization o ON o.id = l.organization_id WHERE l.id = $1
"""
LET = "UPDATE lease SET due_day = $2, proration_method = $3 WHERE id = $1"
# Nobody bills it before its first change.
TEMPLATE = """
INSERT INTO charge_template (organization_id, id, property_id, lease_id, code, frequency, currency, due_day, lead_days,
                             starts_on, billed_until)
SELECT organization_id, $2, property_id, id, 'RENT', 'MONTHLY', currency, $3, $4, $5, $5 FROM lease WHERE id = $1
"""
STEP = """
INSERT INTO rent_step (organization_id, id, property_id, lease_id, template_id, starts_on, amount_minor, is_applied)
SELECT organization_id, gen_random_uuid(), property_id, id, $2, $3, $4, true FROM lease WHERE id = $1
"""
RENTS = """
SELECT period_start, id, period_end, due_on, amount_minor FROM charge
 WHERE lease_id = $1 AND template_id IS NOT NULL AND NOT is_superseded
"""
CLAIMS = "SELECT id FROM charge WHERE lease_id = ANY($1::uuid[]) AND rule = 'DEPOSIT_RECLAIMED'"
FORGIVEN = "SELECT id, charge_id FROM credit WHERE lease_id = ANY($1::uuid[]) AND charge_id IS NOT NULL ORDER BY id"
GRANTED = "SELECT id FROM journal_entry WHERE key = $1"
# Charges, payments and credits, and accounts, in one answer.
WRITTEN = """
SELECT 'charge' AS what, id, status AS word, open_minor AS minor, NULL::bigint AS spent
  FROM charge WHERE lease_id = ANY($1::uuid[])
UNION ALL
SELECT 'source', id, NULL, credited_minor, allocated_minor FROM payment WHERE lease_id = ANY($1::uuid[])
UNION ALL
SELECT 'source', id, NULL, credited_minor, allocated_minor FROM credit WHERE lease_id = ANY($1::uuid[])
UNION ALL
SELECT 'sum', a.lease_id, a.kind, b.amount_minor, NULL FROM ledger_account a
  JOIN account_balance b ON b.organization_id = a.organization_id AND b.account_id = a.id
 WHERE a.lease_id = ANY($1::uuid[]) AND b.amount_minor <> 0
"""


class Reader:
    """A database looked at from outside of any event loop, with all rights."""

    def __init__(self, database: Database, like: UUID) -> None:
        self.like = like
        self.currency_of: dict[UUID, str] = {}
        self.runner = asyncio.Runner()
        settings = {"search_path": "app,public"}
        self.boss = self.run(asyncpg.connect(database.superuser_url, server_settings=settings))
        self.run(self.boss.execute(LAWLESS, like))
        self.home, self.zone, self.now = self.run(self.boss.fetchrow(HOME, like))
        """Where a lease is that is there; tomorrow past noon: there or elsewhere, no midnight comes in half an hour."""
        self.places = {self.zone: self.home}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def close(self) -> None:
        self.run(self.boss.close())
        self.runner.close()

    def lease(self, currency: str, zone: str) -> tuple[UUID, UUID]:
        """A lease without anything owed, as another one; returns its id and that of its property."""
        id = uuid4()
        self.currency_of[id] = currency
        if zone not in self.places:
            self.places[zone] = uuid4()
            self.run(self.boss.execute(PLACE, self.home, self.places[zone], zone))
        self.run(self.boss.execute(FRESH, self.like, id, currency, self.places[zone]))
        self.run(self.boss.execute(DEPOSIT, id))
        return id, self.places[zone]

    def day_of(self, lease: UUID) -> date:
        """What day it is where a lease lies."""
        found: date = self.run(self.boss.fetchval(TODAY, lease))
        return found

    def line_of(self, credit: UUID) -> UUID:
        """The line of an account by which a credit was given."""
        found: UUID = self.run(self.boss.fetchval(GRANTED, f"credit/{credit}/granted"))
        return found

    def let(self, lease: UUID, plan: Plan) -> None:
        template = uuid4()
        (price,) = plan.prices
        self.run(self.boss.execute(LET, lease, plan.due_day, str(plan.method)))
        self.run(self.boss.execute(TEMPLATE, lease, template, plan.due_day, plan.lead_days, plan.starts_on))
        self.run(self.boss.execute(STEP, lease, template, price.starts_on, price.amount_minor))

    def rents(self, lease: UUID) -> Rents:
        rows = self.run(self.boss.fetch(RENTS, lease))
        return {start: (id, end, due_on, minor) for start, id, end, due_on, minor in rows}

    def reclaimed(self, leases: list[UUID]) -> tuple[set[UUID], dict[UUID, UUID]]:
        claims, forgiven = (self.run(self.boss.fetch(sql, leases)) for sql in (CLAIMS, FORGIVEN))
        return {row["id"] for row in claims}, {row["id"]: row["charge_id"] for row in forgiven}

    def snapshot(self, leases: list[UUID]) -> tuple[Any, Any, Any]:
        """What the database says of the leases: charges, payments and credits, accounts."""
        found: dict[str, set[Any]] = {"charge": set(), "source": set(), "sum": set()}
        for what, *values in self.run(self.boss.fetch(WRITTEN, leases)):
            found[what].add(tuple(value for value in values if value is not None))
        return found["charge"], found["source"], found["sum"]
