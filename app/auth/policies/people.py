"""Who may see whom inside an organization."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app import clock
from app.auth.policy import Policy
from app.auth.rules import Everyone, IsPerson, Org, counting
from app.auth.scopes import ApiScope
from app.auth.viewer import Role, Viewer
from app.models.paging import Below, Condition, Parameters
from app.models.people import AccessGrant, Member

R, S = Role, ApiScope
LOOKS_AFTER = (R.ADMIN, R.MANAGER, S.PEOPLE_CONTACT)


class MemberPolicy(Policy[Member]):
    """Staff see everyone; everyone sees themselves. A name beside something visible is seen through that thing."""

    model = Member
    see = Org((R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR, S.PEOPLE_READ)) | IsPerson("id")
    rule_sign_in = Org((R.ADMIN,))
    brand = Org((R.ADMIN,))
    move_clock = Org((R.ADMIN,))


class GrantPolicy(Policy[AccessGrant]):
    """Grants are the business of the one who runs the organization, and of the one who holds them."""

    model = AccessGrant
    see = Org((R.ADMIN, R.AUDITOR)) | IsPerson("member_id")
    change = Org((R.ADMIN,))


class AnythingPolicy(Policy[Member]):
    """Whoever has a grant at all: no row is reached through it, it says where to seek those who may see some."""

    model = Member
    see = Everyone((*R, S.EVENTS_READ))


def lasting(since: datetime) -> Condition:
    """Narrow grants to those that had not ended before a moment."""
    return lambda table, sql: f"({table}.ends_at IS NULL OR {table}.ends_at >= {sql.add(since)}::timestamptz)"


def in_force(table: str, _: object) -> str:
    """Narrow grants to those that count now."""
    return f"{table}.starts_at <= now() AND ({table}.ends_at IS NULL OR {table}.ends_at > now())"


def covering(property_id: UUID | None) -> Condition:
    """Narrow grants to those over the whole organization or over this property."""
    return lambda table, sql: f"({table}.property_id IS NULL OR {table}.property_id = {sql.add(property_id)}::uuid)"


def working(roles: Iterable[Role]) -> Below:
    """Return what says whether members have one of these roles now, over the whole organization or over a property."""

    def belongs(table: str, place: str, sql: Parameters) -> str:
        held = f"g.role = ANY({sql.add([str(role) for role in roles])}::text[]) AND {in_force('g', sql)}"
        return (
            f"EXISTS (SELECT FROM access_grant g WHERE g.organization_id = {table}.organization_id"
            f" AND g.member_id = {table}.id AND {held} AND (g.property_id IS NULL OR g.property_id = {place}))"
        )

    return belongs


def reads_addresses(viewer: Viewer) -> bool:
    """Say whether the viewer may read the address and telephone of everybody in the organization."""
    held = counting(viewer, LOOKS_AFTER, clock.now())
    return viewer.system is not None or any(grant.covers_organization for grant in held)
