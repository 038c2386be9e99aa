"""What a person is in each organization, and the viewer that a session makes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import current
from app.auth.viewer import Grant, Role, SignInStep, Viewer
from app.errors import BadInput, Unauthenticated
from app.models.ids import id_of
from app.models.organizations import OrganizationRow

TRUSTED = {Role.ADMIN, Role.ACCOUNTANT}
"""Roles that an organization can demand a second factor of, and does unless it says otherwise."""

# The second policy of these tables lets a person read the own rows in every organization.
MEMBERSHIPS = """
SELECT m.organization_id, m.id AS member_id, o.requires_second_factor, o.session_minutes, o.idle_minutes,
       g.id, g.role, g.property_id, g.building_id, g.unit_id, g.lease_id, g.starts_at, g.ends_at
  FROM member m JOIN organization o ON o.id = m.organization_id
  LEFT JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
 WHERE m.person_id = $1 AND m.deactivated_at IS NULL
 ORDER BY m.organization_id, g.id
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is in one organization."""

    organization_id: UUID
    member_id: UUID
    grants: tuple[Grant, ...]
    requires_second_factor: bool = False
    session_minutes: int | None = None
    idle_minutes: int | None = None

    def demands_factor(self, now: datetime) -> bool:
        """Say whether what the person is there now asks for a second factor."""
        return self.requires_second_factor and any(grant.role in TRUSTED and grant.counts(now) for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Belonging:
    """An organization of one's own, the roles one has there, and what waits there."""

    organization: Any
    roles: list[str]
    unread: int
    open_tickets: int

    @classmethod
    def of(cls, row: Any, is_closed: bool) -> "Belonging":
        """Return it; nothing waits in one that is closed to this session."""
        return cls(row, row.roles, 0 if is_closed else row.unread, 0 if is_closed else row.open_tickets)


STANDING = """
SELECT g.id, g.role, g.property_id, g.building_id, g.unit_id, g.lease_id, g.starts_at, g.ends_at
  FROM member m JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
 WHERE m.organization_id = app.current_org() AND m.id = $1 AND m.deactivated_at IS NULL
"""


async def standing(house: Viewer, member_id: UUID) -> Viewer:
    """Return a member as a viewer with the grants of now, who is not asking; of one who was shut out, with none."""
    with door("memberships.standing"):
        rows = await current().rows(STANDING, member_id)
    return Viewer(organization_id=house.organization_id, member_id=member_id, grants=tuple(map(_grant, rows)))


class NotAMember(Unauthenticated):
    """The session lives, but not in this organization."""


def viewer_in(
    rows: list[Any], organization_id: UUID | None, memberships: dict[UUID, Membership] | None = None
) -> Viewer:
    """Return the viewer of a session's rows in one organization, or in none; raises `NotAMember`.

    A session that has not proved enough is nowhere, and says what it awaits. `memberships`: what the rows say of each
    organization, from who has asked already.
    """
    first = rows[0]
    if first["awaits_factor"]:
        return _viewer(first, awaits=SignInStep.SECOND_FACTOR)
    if organization_id is None:
        return _viewer(first)
    membership = (memberships or by_organization(rows)).get(organization_id)
    if membership is None:
        raise NotAMember("You are not a member of this organization.")
    if first["second_factor_at"] is None and membership.demands_factor(clock.now()):
        return _viewer(first, awaits=SignInStep.SET_UP_SECOND_FACTOR)
    return _viewer(first, organization_id=organization_id, member_id=membership.member_id, grants=membership.grants)


def _viewer(row: Any, **more: Any) -> Viewer:
    return Viewer(
        row["person_id"],
        row["session_id"],
        locale=row["locale"],
        expires_at=row["expires_at"],
        stepped_up_at=row["stepped_up_at"],
        has_shown_factor=row["second_factor_at"] is not None,
        **more,
    )


def by_organization(rows: list[Any]) -> dict[UUID, Membership]:
    """Return what the rows of a session, or of `MEMBERSHIPS`, say of each organization."""
    found: dict[UUID, Membership] = {}
    for row in rows:
        if row["organization_id"] is None:
            continue
        before = found.get(row["organization_id"])
        grants = (*(before.grants if before else ()), *([_grant(row)] if row["id"] else []))
        facts = (row["organization_id"], row["member_id"], grants, bool(row["requires_second_factor"]))
        # Only who begins a session asks how long it may live.
        found[row["organization_id"]] = Membership(*facts, row.get("session_minutes"), row.get("idle_minutes"))
    return found


def named(text: str) -> UUID:
    """Return the id of the organization a client names; for nonsense as for what is foreign, raises `NotAMember`."""
    try:
        return id_of("Organization", text)
    except BadInput:
        raise NotAMember("You are not a member of this organization.") from None


def _grant(row: Any) -> Grant:
    scope = row["property_id"], row["building_id"], row["unit_id"], row["lease_id"]
    return Grant(row["id"], Role(row["role"]), *scope, row["starts_at"], row["ends_at"])


async def own_organization(viewer: Viewer) -> Any | None:
    """Return the organization that the viewer works in; row-level security shows no other."""
    if viewer.organization_id is None:
        return None
    with door("sessions.own_organization"):
        rules = (
            "requires_second_factor, session_minutes, idle_minutes, is_sandbox, ahead_seconds, goal_at, brand_color,"
            " logo_key"
        )
        sql = f"SELECT id, name, currency, time_zone, locales, version, {rules} FROM organization WHERE id = $1"
        return await current().row(sql, viewer.organization_id, row=OrganizationRow)


async def own_demand(viewer: Viewer) -> bool:
    """Say whether what the viewer is in any organization asks for a second factor."""
    with door("memberships.demand"):
        rows = await current().rows(MEMBERSHIPS, viewer.person_id)
    return any(one.demands_factor(clock.now()) for one in by_organization(rows).values())


async def own_account(viewer: Viewer) -> Any:
    """Return address, language and zone of the viewer's own account."""
    with door("sessions.own_account"):
        return await current().row(
            "SELECT email, locale, time_zone, appearance FROM person WHERE id = $1", viewer.person_id
        )


async def own_memberships(viewer: Viewer) -> list[Belonging]:
    """Return the organizations of the viewer, each with the roles in force, unread messages and open tickets there.

    The one read that looks across organizations. One that demands a second factor which this session has not shown
    tells its name, and nothing of what waits there.
    """
    with door("memberships.own"):
        rows = await current().rows("SELECT * FROM app.memberships($1)", clock.now(), row=OrganizationRow)
        held = await current().rows(MEMBERSHIPS, viewer.person_id) if not viewer.has_shown_factor else []
    closed = {key for key, one in by_organization(held).items() if one.demands_factor(clock.now())}
    return [Belonging.of(row, row.id in closed) for row in rows]
