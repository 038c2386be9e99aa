"""Who counts as staff where a whole door is for staff: the IDE in production, lists as files."""

from app import clock
from app.auth.viewer import Role, Viewer

STAFF = frozenset({Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.MAINTENANCE, Role.AUDITOR})


def is_staff(viewer: Viewer) -> bool:
    """Say whether a grant in force makes the viewer one of those who run the organization."""
    now = clock.now()
    return any(grant.role in STAFF and grant.counts(now) for grant in viewer.grants)
