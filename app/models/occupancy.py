"""Whether a unit is lived in and let: one definition, from its leases, its condition and the day it is there."""

from datetime import date, datetime
from uuid import UUID

from app.models.leases import CURRENT, LeaseStatus
from app.models.paging import Condition, Parameters
from app.models.properties import UnitOccupancy

Is = UnitOccupancy
LIVING = ", ".join(f"'{status}'" for status in (LeaseStatus.SIGNED, *CURRENT))
"""Statuses of a lease that somebody lives under on the days of its period; a signed one begins on its first day."""

AHEAD = "(SELECT make_interval(secs => o.ahead_seconds) FROM organization o WHERE o.id = (SELECT app.current_org()))"
"""How far the clock for billing is ahead of the real one: not at all, but in a sandbox."""

DERIVED = f"""
(SELECT CASE
    WHEN bool_or(u.period @> d.today AND l.status = 'NOTICE_GIVEN')
        THEN CASE WHEN bool_or(lower(u.period) > d.today) THEN '{Is.NOTICE_RENTED}' ELSE '{Is.NOTICE_UNRENTED}' END
    WHEN bool_or(u.period @> d.today) THEN '{Is.OCCUPIED}'
    WHEN {{table}}.condition = 'DOWN' THEN '{Is.DOWN}'
    WHEN bool_or(lower(u.period) > d.today) THEN '{Is.VACANT_RENTED}'
    WHEN {{table}}.condition = 'NOT_READY' THEN '{Is.VACANT_NOT_READY}'
    ELSE '{Is.VACANT_READY}' END
   FROM lease_unit u
   JOIN lease l ON l.organization_id = u.organization_id AND l.id = u.lease_id AND l.status IN ({LIVING})
   JOIN property p ON p.organization_id = u.organization_id AND p.id = u.property_id
  CROSS JOIN LATERAL (SELECT (({{now}}::timestamptz + {AHEAD}) AT TIME ZONE p.time_zone)::date AS today) d
  WHERE u.organization_id = {{table}}.organization_id AND u.unit_id = {{table}}.id AND u.occupies)
"""


def occupancy(table: str, sql: Parameters, now: datetime) -> str:
    """Return the SQL of a unit's occupancy at `now`."""
    return DERIVED.format(table=table, now=sql.add(now))


def occupied_as(wanted: list[UnitOccupancy], now: datetime) -> Condition:
    """Narrow units to those whose occupancy at `now` is one of these."""
    return lambda table, sql: f"{occupancy(table, sql, now)} = ANY({sql.add([str(one) for one in wanted])}::text[])"


def today_at(table: str, sql: Parameters, now: datetime) -> str:
    """Return the SQL of the day it is for billing, at the real moment `now`, at the property of a row."""
    return (
        f"(SELECT (({sql.add(now)}::timestamptz + {AHEAD}) AT TIME ZONE p.time_zone)::date FROM property p"
        f" WHERE p.organization_id = {table}.organization_id AND p.id = {table}.property_id)"
    )


def in_force(now: datetime) -> Condition:
    """Narrow units of leases to those lived in, at `now`, under that lease."""
    return lambda table, sql: (
        f"{table}.occupies AND {table}.period @> {today_at(table, sql, now)} AND EXISTS (SELECT FROM lease l"
        f" WHERE l.organization_id = {table}.organization_id AND l.id = {table}.lease_id AND l.status IN ({LIVING}))"
    )


def overlapping(start: date, end: date | None, but: UUID | None) -> Condition:
    """Narrow units of leases to those held on one of these days by another lease than `but`."""

    def condition(table: str, sql: Parameters) -> str:
        period = f"daterange({sql.add(start)}::date, {sql.add(end)}::date)"
        others = f"{table}.lease_id IS DISTINCT FROM {sql.add(but)}::uuid"
        return f"{table}.occupies AND {table}.period && {period} AND {others}"

    return condition


def calls_for_a_step(now: datetime) -> Condition:
    """Narrow leases to those that the calendar of their property moves on; `Lease.due` says where to."""

    def condition(table: str, sql: Parameters) -> str:
        today = today_at(table, sql, now)
        begins = f"{table}.status = 'SIGNED' AND {table}.start_on <= {today}"
        return f"(({begins}) OR ({table}.status IN ('ACTIVE', 'NOTICE_GIVEN') AND {table}.end_on <= {today}))"

    return condition
