"""Pointers to what happened, in the order it was committed: one stream per organization."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson

from app.models.base import Row

PAGE = 100
FAR_BEHIND = 5_000


class EventType(StrEnum):
    """What happened to which noun."""

    PROPERTY_CREATED = "PROPERTY_CREATED"
    PROPERTY_CHANGED = "PROPERTY_CHANGED"
    BUILDING_CREATED = "BUILDING_CREATED"
    BUILDING_CHANGED = "BUILDING_CHANGED"
    UNIT_CREATED = "UNIT_CREATED"
    UNIT_CHANGED = "UNIT_CHANGED"
    TENANT_CREATED = "TENANT_CREATED"
    TENANT_CHANGED = "TENANT_CHANGED"
    LEASE_CREATED = "LEASE_CREATED"
    LEASE_CHANGED = "LEASE_CHANGED"
    LEASE_STATUS_CHANGED = "LEASE_STATUS_CHANGED"
    CHARGE_STATUS_CHANGED = "CHARGE_STATUS_CHANGED"
    PAYMENT_STATUS_CHANGED = "PAYMENT_STATUS_CHANGED"
    TICKET_CREATED = "TICKET_CREATED"
    TICKET_STATUS_CHANGED = "TICKET_STATUS_CHANGED"
    TICKET_ASSIGNED = "TICKET_ASSIGNED"
    TICKET_COMMENTED = "TICKET_COMMENTED"
    CONVERSATION_STARTED = "CONVERSATION_STARTED"
    MESSAGE_SENT = "MESSAGE_SENT"
    FILE_ADDED = "FILE_ADDED"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in one organization's stream. Another epoch is another stream: the database was restored between."""

    epoch: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends, and the newest place that was trimmed from its beginning."""

    epoch: UUID
    head: int
    floor: int


@dataclass(frozen=True, slots=True)
class Event:
    """One pointer: which row, what happened, and small facts that are visible whenever the row is."""

    seq: int
    id: UUID
    noun: str
    kind: str
    subject_id: UUID
    scope: dict[str, Any]
    facts: dict[str, Any]
    actor_id: UUID | None
    at: datetime

    @classmethod
    def of(cls, row: Row) -> "Event":
        """Read one row of the log."""
        scope, facts = orjson.loads(row["scope"]), orjson.loads(row["facts"])
        names = ("seq", "id", "noun", "kind", "subject_id", "actor_id", "at")
        return cls(**{name: row[name] for name in names}, scope=scope, facts=facts)

    @property
    def before(self) -> dict[str, Any]:
        """Return what the columns that decide who sees the row held before, where the event has changed them."""
        return {name: _ids(value) for name, value in (self.scope.get("before") or {}).items()}


def _ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_ids(each) for each in value]
    return UUID(value) if isinstance(value, str) else value


# Head and page come from one statement, so that they are of one instant.
READ_PAGE = f"""
SELECT s.epoch, s.head, s.floor, e.seq, e.id, e.noun, e.kind, e.subject_id, e.scope, e.facts, e.actor_id, e.at
  FROM organization_stream s
  LEFT JOIN LATERAL (SELECT * FROM event e WHERE e.organization_id = s.organization_id AND e.seq > $2
                     ORDER BY e.seq LIMIT {PAGE}) e ON TRUE
 WHERE s.organization_id = $1
 ORDER BY e.seq
"""

# The same of some nouns alone, each by its index: what lies between costs nothing.
READ_PAGE_OF = f"""
SELECT s.epoch, s.head, s.floor, e.seq, e.id, e.noun, e.kind, e.subject_id, e.scope, e.facts, e.actor_id, e.at
  FROM organization_stream s
  LEFT JOIN LATERAL (SELECT e.* FROM unnest($3::text[]) AS of(noun)
                      CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.organization_id = s.organization_id
                                             AND e.noun = of.noun AND e.seq > $2 ORDER BY e.seq LIMIT {PAGE}) e
                      ORDER BY e.seq LIMIT {PAGE}) e ON TRUE
 WHERE s.organization_id = $1
 ORDER BY e.seq
"""

READ_HEADS = (
    "SELECT organization_id, epoch, head, floor FROM organization_stream WHERE organization_id = ANY($1::uuid[])"
)

COUNT_BEHIND = f"""
SELECT count(*) AS n FROM (SELECT FROM event WHERE organization_id = $1 AND seq > $2 AND noun = ANY($3::text[])
                           LIMIT {FAR_BEHIND + 1}) behind
"""

FIND_REGRANTED = """
SELECT seq FROM event WHERE organization_id = $1 AND seq > $2 AND noun = $3 AND scope ->> 'member_id' = $4
 ORDER BY seq DESC LIMIT 1
"""

READ_REGRANTED = """
WITH known AS (SELECT id, ends_at FROM unnest($2::uuid[], $3::timestamptz[]) AS k (id, ends_at)),
     held AS (SELECT id, ends_at FROM access_grant WHERE organization_id = app.current_org() AND member_id = $1::uuid)
SELECT max(e.seq) AS seq FROM event e
 WHERE EXISTS ((TABLE known EXCEPT TABLE held) UNION ALL (TABLE held EXCEPT TABLE known))
   AND e.organization_id = app.current_org() AND e.noun = 'access_grant' AND e.scope ->> 'member_id' = $1::uuid::text
   AND e.at > now() - interval '5 minutes'
"""
"""The newest change of a person's grants, where they are not those that are known any more; else null."""

SEAL = "SELECT epoch, head FROM app.seal($1::jsonb, $2::jsonb)"

TRIM = """
WITH old AS (SELECT seq FROM event WHERE organization_id = $1 AND at < $2 ORDER BY seq LIMIT $3),
     gone AS (DELETE FROM event WHERE organization_id = $1 AND seq <= (SELECT max(seq) FROM old) RETURNING seq),
     raised AS (UPDATE organization_stream SET floor = greatest(floor, (SELECT max(seq) FROM old))
                 WHERE organization_id = $1 AND EXISTS (SELECT FROM old))
SELECT count(*) AS n FROM gone
"""
