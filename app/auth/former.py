"""What is left to somebody whose lease is over: that lease, and what is owed under it, until it is closed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.auth.rules import Rule, Sql, Subject
from app.auth.viewer import Role, Viewer

A_DAY_ANYWHERE = timedelta(hours=14)
"""A local day begins up to so long before that day in UTC."""


@dataclass(frozen=True, slots=True)
class Former(Rule):
    """The viewer was a party until the lease, which is the row, was over: not one who left while it went on.

    A lease that is closed, with nothing left to settle, is seen by former tenants no more.
    """

    statuses: tuple[str, ...] = ("ENDED",)

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        stayed = self._stayed(viewer, now)
        if not stayed:
            return "FALSE"
        ids, days = sql.add(list(stayed)), sql.add(list(stayed.values()))
        statuses = sql.add(list(self.statuses))
        return (
            f"({table}.status = ANY({statuses}::text[])"
            f" AND EXISTS (SELECT FROM unnest({ids}::uuid[], {days}::date[]) AS f (id, until)"
            f" WHERE f.id = {table}.id AND {table}.end_on <= f.until))"
        )

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row = subject.row
        until = self._stayed(viewer, now).get(row.id)
        is_over = row.status in self.statuses and row.end_on is not None
        return row.organization_id == viewer.organization_id and is_over and until is not None and row.end_on <= until

    def _stayed(self, viewer: Viewer, now: datetime) -> dict[UUID, date]:
        found: dict[UUID, date] = {}
        for grant in viewer.grants:
            if grant.role is Role.TENANT and grant.lease_id is not None and grant.ends_at and grant.ends_at <= now:
                until = (grant.ends_at + A_DAY_ANYWHERE).date()
                found[grant.lease_id] = max(until, found.get(grant.lease_id, until))
        return found


@dataclass(frozen=True, slots=True)
class Rented(Rule):
    """The viewer is or was a tenant of the lease that the row's `column` names, also when it is closed.

    Of one who moved out, only what was there before: others may live on under the lease.
    """

    column: str

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        rented = self._rented(viewer, now)
        if not rented:
            return "FALSE"
        ids, ends = sql.add(list(rented)), sql.add(list(rented.values()))
        return (
            f"({table}.{self.column} = ANY({ids}::uuid[])"
            f" AND EXISTS (SELECT FROM unnest({ids}::uuid[], {ends}::timestamptz[]) AS r (id, until)"
            f" WHERE r.id = {table}.{self.column} AND (r.until IS NULL OR {table}.created_at <= r.until)))"
        )

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row, rented = subject.row, self._rented(viewer, now)
        lease_id = getattr(row, self.column)
        if row.organization_id != viewer.organization_id or lease_id not in rented:
            return False
        until = rented[lease_id]
        return until is None or row.created_at <= until

    def _rented(self, viewer: Viewer, now: datetime) -> dict[UUID, datetime | None]:
        """Return the leases, each with when the viewer moved out; None for where they live."""
        found: dict[UUID, datetime | None] = {}
        for grant in viewer.grants:
            if grant.role is Role.TENANT and grant.lease_id is not None and (grant.starts_at or now) <= now:
                until = grant.ends_at if grant.ends_at is not None and grant.ends_at <= now else None
                before = found.get(grant.lease_id, until)
                found[grant.lease_id] = max(until, before) if until and before else None
        return found


@dataclass(frozen=True, slots=True)
class Staying(Rule):
    """The row is a party that has not left; all parties of a lease that is over, or was given up, have left."""

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return f"{table}.status <> 'PAST'"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return bool(subject.row.status != "PAST")
