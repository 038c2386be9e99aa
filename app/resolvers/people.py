"""Who belongs to an organization and in what role: every change of it is an event that running streams obey."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.leases import TenantPolicy
from app.auth.policies.people import GrantPolicy, MemberPolicy, covering, in_force
from app.auth.viewer import Role, Viewer, house_of
from app.errors import BadInput
from app.models.people import AccessGrant, Member
from app.subscriptions.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role for a member over a scope; the scope comes with its ancestors."""

    member_id: UUID
    role: Role
    property_id: UUID | None = None
    building_id: UUID | None = None
    unit_id: UUID | None = None
    lease_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


async def grant_role(tx: Transaction, member: Member, new: NewGrant) -> AccessGrant:
    """Give a role, as part of a larger change."""
    return (await grant_roles(tx, [(member, new)]))[0]


async def grant_roles(tx: Transaction, wanted: list[tuple[Member, NewGrant]]) -> list[AccessGrant]:
    """Give many roles at once, as part of a larger change."""
    made = await tx.create_many(AccessGrant, [_columns(member, new) for member, new in wanted])
    for grant in made:
        tx.announce(grant, "GRANTED", {"member_id": grant.member_id}, role=grant.role)
    return made


def _columns(member: Member, new: NewGrant) -> dict[str, Any]:
    if new.ends_at is not None and new.ends_at <= (new.starts_at or clock.now()):
        raise BadInput("A grant ends after it starts.", ("input", "endsAt"))
    scope = {name: getattr(new, name) for name in ("property_id", "building_id", "unit_id", "lease_id", "ends_at")}
    who = {"member_id": member.id, "person_id": member.person_id, "role": new.role}
    return {**who, **scope, "starts_at": new.starts_at or clock.now()}


async def end_grant(tx: Transaction, grant: AccessGrant, ends_at: datetime | None) -> None:
    """Set when a locked grant ends, as part of a larger change; streams of the one who holds it look at it anew."""
    grant.ends_at = ends_at
    await tx.save(grant, "ends_at")
    is_over = ends_at is not None and ends_at <= clock.now()
    tx.announce(grant, "REVOKED" if is_over else "CHANGED", {"member_id": grant.member_id}, role=grant.role)


async def move_grant(tx: Transaction, grant: AccessGrant, building_id: UUID | None) -> None:
    """Set the building among the ancestors of a locked grant, as part of a larger change."""
    grant.building_id = building_id
    await tx.save(grant, "building_id")
    tx.announce(grant, "CHANGED", {"member_id": grant.member_id}, role=grant.role)


async def known_at(viewer: Viewer, ids: Iterable[UUID], property_id: UUID) -> set[UUID]:
    """Return which of these members the viewer may name at a property: whom they see, and who lives or works there.

    Nobody else is told from somebody who is not there at all.
    """
    wanted = set(ids)
    house = house_of(viewer, "who lives or works there")
    held = await GrantPolicy.below(house, "member_id", wanted, [in_force, covering(property_id)])
    renting = await TenantPolicy.below(viewer, "member_id", wanted)
    return {*await MemberPolicy.related(viewer, wanted), *held, *renting}
