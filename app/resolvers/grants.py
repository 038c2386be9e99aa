"""What can be done with roles: give one for a time and a scope, end it, and shut somebody out."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.devices import shorten_of
from app.auth.policies.people import GrantPolicy, MemberPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.sessions import Sessions
from app.auth.steps import require_step_up
from app.auth.viewer import Role, Viewer, house_of
from app.errors import BadInput, Conflict
from app.models.people import AccessGrant, Member
from app.resolvers.newcomers import take_back
from app.resolvers.people import NewGrant, end_grant, grant_role
from app.subscriptions.transaction import Once, Transaction, transaction

R = Role
SCOPE = ("input", "scopeId")
REACH = {
    **dict.fromkeys((R.MANAGER, R.ACCOUNTANT, R.MAINTENANCE, R.AUDITOR), (None, "Property")),
    **{R.ADMIN: (None,), R.VENDOR: (None,), R.OWNER: (None, "Property"), R.TENANT: ("Unit",)},
}
"""How far each role may reach. What the parties to a lease may do follows from the lease alone."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a role reaches: the kind of a thing and its id; without any, the whole organization."""

    kind: str | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role to give."""

    person_id: UUID
    role: Role
    scope: Scope = field(default_factory=Scope)
    starts_at: datetime | None = None
    ends_at: datetime | None = None


async def ancestors(viewer: Viewer, role: Role, scope: Scope) -> dict[str, Any]:
    """Return the columns of a scope with what it lies in; raises `BadInput` for a role that does not reach so."""
    if scope.kind not in REACH.get(role, ()):
        raise BadInput("This role is not given over such a thing.", SCOPE)
    if scope.kind == "Property" and scope.id is not None:
        return {"property_id": (await PropertyPolicy.fetch(viewer, scope.id)).id}
    if scope.kind == "Unit" and scope.id is not None:
        unit = await UnitPolicy.fetch(viewer, scope.id)
        return {"property_id": unit.property_id, "building_id": unit.building_id, "unit_id": unit.id}
    return {}


async def give(viewer: Viewer, wanted: Wanted, once: Once | None = None) -> UUID:
    """Give somebody a role; returns the person's id.

    Raises `StepUpRequired`, `NotFound`, `Forbidden`, `BadInput`, and `Conflict` for who has the role there already or
    was shut out.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        GrantPolicy.require(viewer, GrantPolicy.change)
        require_step_up(viewer)
        member = await MemberPolicy.lock(house_of(viewer, "who gets a role"), wanted.person_id, to=MemberPolicy.see)
        if member.deactivated_at is not None:
            raise Conflict("This person was shut out: invite them anew.", ("input", "personId"))
        columns = await ancestors(viewer, wanted.role, wanted.scope)
        await check_new(tx, member.id, wanted.role, columns)
        new = NewGrant(member.id, wanted.role, starts_at=wanted.starts_at, ends_at=wanted.ends_at)
        await grant_role(tx, member, replace(new, **columns))
        if member.person_id is None:
            # They wanted no fresh proof, and would open this role too.
            await take_back(tx, member.id, residents_alone=True)
        else:
            await shorten_of(tx.scope, member.person_id)
        return tx.done(member.id)


SAME = """
SELECT id FROM access_grant
 WHERE organization_id = app.current_org() AND member_id = $1 AND role = $2
   AND lease_id IS NULL AND (ends_at IS NULL OR ends_at > $5)
   AND property_id IS NOT DISTINCT FROM $3::uuid AND unit_id IS NOT DISTINCT FROM $4::uuid
"""


async def check_new(tx: Transaction, member_id: UUID, role: Role, columns: dict[str, Any]) -> None:
    """Raise `Conflict` when the member has this role over the same scope already."""
    place = (columns.get("property_id"), columns.get("unit_id"))
    if await tx.run(SAME, member_id, str(role), *place, clock.now()) is not None:
        raise Conflict("This person has the role there already; end it first.", ("input", "role"))


@dataclass(frozen=True, slots=True)
class Ending:
    """A role to end, and when: now without a moment."""

    id: UUID
    at: datetime | None = None


async def end(sessions: Sessions, viewer: Viewer, ending: Ending, once: Once | None = None) -> UUID:
    """End a role, now or at a later moment; returns the id of the person who has it.

    With the last role, what the person has open in the organization closes at once. Raises `StepUpRequired`,
    `NotFound`, `Forbidden`, `BadInput`, and `Conflict` for a role that follows from a lease, and for the last one who
    runs the organization.
    """
    now = clock.now()
    ends_at = ending.at or now
    if ends_at < now:
        raise BadInput("A role ends now or later.", ("input", "endsAt"))
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        GrantPolicy.require(viewer, GrantPolicy.change)
        require_step_up(viewer)
        await lock_admins(tx)
        grant = await GrantPolicy.lock(viewer, ending.id, to=GrantPolicy.change)
        if grant.lease_id is not None:
            raise Conflict("This role follows from a lease: change the lease.", ("input", "grantId"))
        if grant.ends_at is None or grant.ends_at > ends_at:
            await end_grant(tx, grant, ends_at)
            await check_admin_left(tx)
        is_left = await tx.run(ROLES_LEFT, grant.member_id, now) is not None
        done = tx.done(grant.member_id)
    if not is_left:
        sessions.say_ended([done])
    return done


# A lease that is over still opens a little, so its grant is one that is left.
ROLES_LEFT = """
SELECT id FROM access_grant
 WHERE organization_id = app.current_org() AND member_id = $1 AND starts_at <= $2
   AND (ends_at IS NULL OR ends_at > $2 OR lease_id IS NOT NULL) LIMIT 1
"""


async def deactivate(sessions: Sessions, viewer: Viewer, id: UUID, once: Once | None = None) -> UUID:
    """Shut somebody out of the organization: roles end, and whatever is open there closes at once.

    What follows from a lease waits until they are invited anew. Raises `StepUpRequired`, `NotFound`, `Forbidden`, and
    `Conflict` for the last one who runs the organization.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        GrantPolicy.require(viewer, GrantPolicy.change)
        require_step_up(viewer)
        await lock_admins(tx)
        house = house_of(viewer, "who is shut out")
        member = await MemberPolicy.lock(house, id, to=MemberPolicy.see)
        member.deactivated_at = member.deactivated_at or clock.now()
        await tx.save(member, "deactivated_at")
        await take_back(tx, member.id)
        for row in (await GrantPolicy.below(house, "member_id", [member.id])).get(member.id, []):
            await _shut(tx, member, await GrantPolicy.lock(viewer, row.id, to=GrantPolicy.change))
        await check_admin_left(tx)
        tx.announce(member, "DEACTIVATED", {"member_id": member.id})
        done = tx.done(member.id)
    sessions.say_ended([done])
    return done


async def _shut(tx: Transaction, member: Member, grant: AccessGrant) -> None:
    now = clock.now()
    if grant.ends_at is not None and grant.ends_at <= now:
        return
    if grant.lease_id is None:
        await end_grant(tx, grant, now)
    else:
        # It stays as the lease says; streams look again, and find the door shut.
        tx.announce(grant, "CHANGED", {"member_id": member.id}, role=grant.role)


# Locked in one order, so that two who run the organization cannot end each other at the same moment.
LOCK_ADMINS = """
SELECT count(*) FROM (SELECT id FROM access_grant
                       WHERE organization_id = app.current_org() AND role = 'ADMIN' AND property_id IS NULL
                       ORDER BY id FOR UPDATE) a
"""
ADMINS_LEFT = """
SELECT m.id FROM access_grant g JOIN member m ON m.organization_id = g.organization_id AND m.id = g.member_id
 WHERE g.role = 'ADMIN' AND g.property_id IS NULL AND g.ends_at IS NULL AND g.starts_at <= $1
   AND m.person_id IS NOT NULL AND m.deactivated_at IS NULL
   AND g.organization_id = app.current_org() LIMIT 1
"""


async def lock_admins(tx: Transaction) -> None:
    """Let nobody else change who runs the organization until this is done."""
    await tx.run(LOCK_ADMINS)


async def check_admin_left(tx: Transaction) -> None:
    """Raise `Conflict` unless somebody with an account runs the organization without an end."""
    if await tx.run(ADMINS_LEFT, clock.now()) is None:
        raise Conflict("Somebody must run the organization: give another person the role first.")
