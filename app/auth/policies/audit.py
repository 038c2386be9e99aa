"""Who may read the audit: whoever runs or examines the organization, and of their own data everybody."""

from datetime import datetime
from uuid import UUID

from app import clock
from app.auth.policy import Policy
from app.auth.rules import InArray, Org, Sql, Subject
from app.auth.viewer import Role, Viewer
from app.models.audit import ACCESS, AuditEntry
from app.models.paging import Condition, Parameters

R = Role

examiners = Org((R.ADMIN, R.AUDITOR))


class AuditPolicy(Policy[AuditEntry]):
    """Admins and auditors read everything; everybody reads who saw their own data, also after the lease has ended."""

    model = AuditEntry
    see = examiners | InArray("about")


def examines(viewer: Viewer, row: AuditEntry) -> bool:
    """Say whether the viewer may read all of an entry, reason and address too."""
    return viewer.system is not None or examiners.allows(viewer, Subject(row), clock.now())


def private(table: str, _: Sql, __: datetime) -> str:
    """Return SQL of the part that can be erased: JSON with address and reason, or null."""
    return (
        f"(SELECT p.content FROM audit_private p WHERE p.organization_id = {table}.organization_id"
        f" AND p.position = {table}.position)"
    )


def concerning(id: UUID) -> Condition:
    """Narrow to entries on a row, and on the data of a member."""

    def condition(table: str, sql: Parameters) -> str:
        wanted = sql.add(id)
        return f"({table}.subject_id = {wanted}::uuid OR {table}.about @> ARRAY[{wanted}::uuid])"

    return condition


def accesses_to(member_id: UUID) -> Condition:
    """Narrow to those that tell who read a member's personal data."""
    return lambda table, sql: f"{table}.action = '{ACCESS}' AND {table}.about @> ARRAY[{sql.add(member_id)}::uuid]"


def before(moment: datetime) -> Condition:
    """Narrow to entries from before a moment."""
    return lambda table, sql: f"{table}.at < {sql.add(moment)}::timestamptz"
