"""What the parties may see: grants that follow from the lease alone, one for each person and unit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.leases import TenantPolicy
from app.auth.policies.people import GrantPolicy, MemberPolicy, lasting
from app.auth.policies.properties import UnitPolicy
from app.auth.viewer import Role, Viewer
from app.models.leases import BINDING, Lease, LeasePartyRole, LeasePartyStatus, LeaseStatus, LeaseType
from app.resolvers.leases.holding import unit_ids
from app.resolvers.leases.parties import parties_of
from app.resolvers.people import NewGrant, end_grant, grant_role
from app.subscriptions.transaction import Transaction

S = LeaseStatus
ANSWERING = (*BINDING, S.ENDED)
"""The statuses in which a guarantor still answers for the lease."""

Person = tuple[Any, Any]
"""A party with the member behind it."""

Key = tuple[UUID, UUID, Role, UUID | None]
"""Member, unit, role and lease; an occupant lives in the unit and has no part in the lease."""


async def follow(tx: Transaction, lease: Lease, time_zone: str) -> None:
    """Give, change and end grants until they are what the lease says.

    A tenant's end with the lease, a guarantor's when it is closed, and all of them when it is cancelled.
    That a lease has ended is told even where its grants ended at that moment by themselves: streams obey the event.
    """
    now, ends_at = clock.now(), _end_of(lease, time_zone)
    house = Viewer.system_of(lease.organization_id, "the grants of a lease")
    units = await UnitPolicy.related(house, await unit_ids(lease))
    people = await _people(house, lease)
    present = await _present(house, lease, people, min(now, ends_at or now))
    wanted = _wanted(lease, people, list(units)) if lease.status in BINDING else {}
    for key, row in present.items():
        goes_on = key in wanted or lease.status not in BINDING
        until = _until(lease, key[2], ends_at) if goes_on else now
        if until != row.ends_at or (lease.status == S.ENDED and key[2] is Role.TENANT):
            await end_grant(tx, await GrantPolicy.lock(house, row.id, to=GrantPolicy.change), until)
    for key, member in wanted.items():
        until = _until(lease, key[2], ends_at)
        if key not in present and (until is None or until > now):
            await grant_role(tx, member, _grant(key, units[key[1]], until))


def _end_of(lease: Lease, time_zone: str) -> datetime | None:
    """Return the moment at which the tenants leave, where it is certain."""
    is_certain = lease.status in (S.NOTICE_GIVEN, S.ENDED) or lease.type == LeaseType.FIXED
    return clock.start_of(lease.end_on, time_zone) if is_certain and lease.end_on is not None else None


def _until(lease: Lease, role: Role, ends_at: datetime | None) -> datetime | None:
    if lease.status not in ANSWERING:
        return clock.now()
    return None if role is Role.GUARANTOR else ends_at


async def _people(house: Viewer, lease: Lease) -> list[Person]:
    parties = await parties_of(lease)
    tenants = await TenantPolicy.related(house, {party.tenant_id for party in parties})
    members = await MemberPolicy.related(house, {tenant.member_id for tenant in tenants.values()})
    return [(party, members[tenants[party.tenant_id].member_id]) for party in parties]


def _wanted(lease: Lease, people: list[Person], units: list[UUID]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for party, member in people:
        if party.status != LeasePartyStatus.PAST:
            role = Role.GUARANTOR if party.role == LeasePartyRole.GUARANTOR else Role.TENANT
            lease_id = None if party.role == LeasePartyRole.OCCUPANT else lease.id
            found |= {(member.id, unit_id, role, lease_id): member for unit_id in units}
    return found


async def _present(house: Viewer, lease: Lease, people: list[Person], since: datetime) -> dict[Key, Any]:
    of_lease = await GrantPolicy.below(house, "lease_id", [lease.id], [lasting(since)])
    found = list(of_lease.get(lease.id, []))
    occupants = {member.id for party, member in people if party.role == LeasePartyRole.OCCUPANT}
    if occupants:
        ids = await unit_ids(lease)
        of_units = await GrantPolicy.below(house, "unit_id", ids, [lasting(since)])
        found += [
            row for rows in of_units.values() for row in rows if row.lease_id is None and row.member_id in occupants
        ]
    return {(row.member_id, row.unit_id, Role(row.role), row.lease_id): row for row in found}


def of_tenant_in(lease: Lease, member_id: UUID, unit_id: UUID, time_zone: str) -> NewGrant:
    """Return the grant of a new tenant over one unit outside any building, as `follow` gives it."""
    until = _until(lease, Role.TENANT, _end_of(lease, time_zone))
    return NewGrant(member_id, Role.TENANT, lease.property_id, None, unit_id, lease.id, ends_at=until)


def _grant(key: Key, unit: Any, until: datetime | None) -> NewGrant:
    member_id, unit_id, role, lease_id = key
    return NewGrant(member_id, role, unit.property_id, unit.building_id, unit_id, lease_id, ends_at=until)
