"""Where one is signed in, and the organizations one belongs to."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from app.auth.viewer import Role
from app.models.ids import to_global
from app.schema.context import Info
from app.schema.fields import NONE, PERSON, column, computed, judged

if TYPE_CHECKING:
    from app.schema.accounts import Organization

R = Role
RANK = (R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.MAINTENANCE, R.AUDITOR, R.OWNER, R.VENDOR, R.TENANT, R.GUARANTOR)


def widest(roles: set[Role]) -> Role | None:
    """Return the widest of some roles: it decides which page opens first."""
    return next((role for role in RANK if role in roles), None)


@strawberry.type(description="One place where a person is signed in.")
class Session:
    """Shows a `session` row."""

    id: strawberry.ID = computed(lambda row: to_global("Session", row.id), "Opaque id.", NONE)
    device: str = column("Browser and system, or the name of a program; empty when it did not say.")
    is_current: bool = judged(lambda row, info: row.id == info.context.viewer.session_id, "The one that asks.", PERSON)
    created_at: datetime = column("When the person signed in.")
    last_used_at: datetime = column("When it was last used, to five minutes.", name="last_seen_at")
    expires_at: datetime = column("When it ends, however much it is used.")


def _is_current(row: Any, info: Info) -> bool:
    return bool(row.organization.id == info.context.viewer.organization_id)


@strawberry.type(description="An organization that the person belongs to; the only thing that looks across them.")
class Membership:
    """Shows an `organization` row with what the person is there."""

    organization: Annotated["Organization", strawberry.lazy("app.schema.accounts")] = computed(
        lambda row: row.organization, "Which organization.", NONE
    )
    role: Role | None = computed(lambda row: widest({Role(role) for role in row.roles}), "The widest role there now.")
    is_current: bool = judged(_is_current, "This request works there.", PERSON)
    unread_message_count: int = column("Unread messages there.", name="unread")
    open_ticket_count: int = column("Open tickets there, reported by oneself or assigned to one.", name="open_tickets")
