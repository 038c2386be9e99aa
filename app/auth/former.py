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

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        stayed = self._stayed(viewer, now)
        if not stayed:
            return "FALSE"
        ids, days = sql.add(list(stayed)), sql.add(list(stayed.values()))
        return (
            f"({table}.status = 'ENDED' AND EXISTS (SELECT FROM unnest({ids}::uuid[], {days}::date[]) AS f (id, until)"
            f" WHERE f.id = {table}.id AND {table}.end_on <= f.until))"
        )

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row = subject.row
        until = self._stayed(viewer, now).get(row.id)
        is_over = row.status == "ENDED" and row.end_on is not None
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
    """The viewer is or was a tenant of the lease that the row's `column` names, also when it is closed."""

    column: str

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        ids = self._ids(viewer, now)
        return f"{table}.{self.column} = ANY({sql.add(sorted(ids))}::uuid[])" if ids else "FALSE"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        row = subject.row
        return row.organization_id == viewer.organization_id and getattr(row, self.column) in self._ids(viewer, now)

    def _ids(self, viewer: Viewer, now: datetime) -> set[UUID]:
        return {
            grant.lease_id
            for grant in viewer.grants
            if grant.role is Role.TENANT and grant.lease_id is not None and (grant.starts_at or now) <= now
        }
