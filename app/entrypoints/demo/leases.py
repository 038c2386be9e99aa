"""The leases of an organization of the demo: which units, for how long, who is party to them and may see what."""

from datetime import date, datetime, timedelta
from typing import Any

from app.auth.viewer import Role
from app.entrypoints.demo.people import grant
from app.entrypoints.demo.shapes import Contract
from app.entrypoints.demo.world import World, stamped
from app.models.leases import (
    OCCUPYING,
    Lease,
    LeaseParty,
    LeasePartyRole,
    LeasePartyStatus,
    LeaseStatus,
    LeaseUnit,
    Tenant,
)
from app.models.people import Member
from app.models.properties import Building, Property, Unit
from app.models.ranges import days

S = LeaseStatus
GRANTING = (S.SIGNED, S.ACTIVE, S.HOLDOVER, S.NOTICE_GIVEN, S.ENDED, S.CLOSED)
PARTIES = {
    **dict.fromkeys((S.DRAFT, S.OFFERED, S.SIGNED), LeasePartyStatus.FUTURE),
    S.NOTICE_GIVEN: LeasePartyStatus.NOTICE,
    **dict.fromkeys((S.ENDED, S.CLOSED), LeasePartyStatus.PAST),
}


def add_leases(world: World) -> None:
    """Make every lease with its units, its parties, and the grants that come with it."""
    for contract in world.house.contracts:
        made = _made(world, contract)
        _add_lease(world, contract, made)
        for home in contract.homes:
            _add_unit(world, contract, home)
        for somebody, role in _parties(contract):
            _add_party(world, contract, somebody, role)
        if contract.status in GRANTING:
            _add_grants(world, contract, made)


def newest_lease(world: World) -> int:
    """Return the number of the newest lease, without its letter."""
    return max(int(contract.number.partition("-")[2]) for contract in world.house.contracts)


def period(world: World, contract: Contract) -> tuple[date, date | None]:
    """Return the first day of a lease and the day after its last one."""
    month = world.almanac.month
    return month(contract.start), month(contract.end) if contract.end is not None else None


def _parties(contract: Contract) -> list[tuple[str, LeasePartyRole]]:
    first, *others = contract.tenants
    found = [(first, LeasePartyRole.TENANT), *((other, LeasePartyRole.CO_TENANT) for other in others)]
    return [*found, (contract.guarantor, LeasePartyRole.GUARANTOR)] if contract.guarantor else found


def _made(world: World, contract: Contract) -> datetime:
    # Signed three weeks ahead; what is still being agreed was begun the other day.
    ahead = world.almanac.on(world.almanac.month(contract.start) - timedelta(days=21), "12:30")
    return min(ahead, world.almanac.at("-6d 12:30"))


def _add_lease(world: World, contract: Contract, made: datetime) -> None:
    start, end = period(world, contract)
    world.make(
        Lease,
        contract.number,
        property_id=_property_id(world, contract),
        number=contract.number,
        type=contract.type,
        status=contract.status,
        start_on=start,
        end_on=end,
        agreed_end_on=end,
        rent_minor=contract.rent,
        currency=world.house.currency,
        due_day=contract.due_day,
        **stamped(made),
    )


def _add_unit(world: World, contract: Contract, home: str) -> None:
    start, end = period(world, contract)
    # Whoever stays past the end stays until somebody ends it.
    until = None if contract.status is S.HOLDOVER else end
    world.make(
        LeaseUnit,
        f"{contract.number}/{home}",
        property_id=_property_id(world, contract),
        lease_id=world.id(Lease, contract.number),
        unit_id=world.id(Unit, home),
        period=days(start, until),
        occupies=contract.status in OCCUPYING,
    )


def _add_party(world: World, contract: Contract, somebody: str, role: LeasePartyRole) -> None:
    tenant = world.rows[Tenant].get(somebody)
    if tenant is None:
        member_id = world.row(Member, somebody).id
        tenant = world.make(Tenant, somebody, member_id=member_id, **stamped(_made(world, contract)))
    start, end = period(world, contract)
    lives = role is not LeasePartyRole.GUARANTOR
    leaves = contract.status in (S.NOTICE_GIVEN, S.ENDED, S.CLOSED)
    world.make(
        LeaseParty,
        f"{contract.number}/{somebody}",
        property_id=_property_id(world, contract),
        lease_id=world.id(Lease, contract.number),
        tenant_id=tenant.id,
        role=role,
        status=PARTIES.get(contract.status, LeasePartyStatus.CURRENT),
        move_in_on=start if lives else None,
        notice_given_on=_notice(world, contract) if leaves else None,
        move_out_on=end if lives and leaves else None,
    )


def _notice(world: World, contract: Contract) -> date:
    return world.almanac.month((contract.end or 0) - 3) + timedelta(days=11)


def _add_grants(world: World, contract: Contract, made: datetime) -> None:
    _, end = period(world, contract)
    gone = contract.status in (S.ENDED, S.CLOSED)
    ends_at = world.almanac.on(end, "00:00") if gone and end is not None else None
    for somebody, part in _parties(contract):
        role = Role.GUARANTOR if part is LeasePartyRole.GUARANTOR else Role.TENANT
        for home in contract.homes:
            grant(world, somebody, role, made, **_scope(world, contract, home), ends_at=ends_at)


def _scope(world: World, contract: Contract, home: str) -> dict[str, Any]:
    place, block = world.house.place_of(home)
    return {
        "property_id": world.id(Property, place.key),
        "building_id": world.ref(Building, block.key if block else None),
        "unit_id": world.id(Unit, home),
        "lease_id": world.id(Lease, contract.number),
    }


def _property_id(world: World, contract: Contract) -> Any:
    return world.id(Property, world.house.place_of(contract.homes[0])[0].key)
