"""Tenants, leases, and who is party to them."""

from datetime import date, timedelta

from app.models.leases import (
    CURRENT,
    Lease,
    LeaseParty,
    LeasePartyRole,
    LeasePartyStatus,
    LeaseStatus,
    LeaseType,
    LeaseUnit,
    Tenant,
)
from app.models.people import Member
from app.models.properties import Property, Unit
from app.models.ranges import days
from tests.factories.houses import House


def tenant(house: House, name: str, entered_in: str | None = None) -> Tenant:
    """The tenancy of a member of the same name, perhaps entered in a property."""
    place = house.id(Property, entered_in) if entered_in else None
    return house.make(Tenant, name, member_id=house.id(Member, name), property_id=place)


def lease(house: House, name: str, place: str, unit: str, status: LeaseStatus = LeaseStatus.ACTIVE) -> Lease:
    """A lease over one unit; one that is over ended long before the current ones begin."""
    start = house.today - timedelta(days=365 if status in CURRENT else 3 * 365)
    end: date | None = None if status in CURRENT else start + timedelta(days=300)
    made = house.make(
        Lease,
        name,
        property_id=house.id(Property, place),
        number=house.text(Lease, name, "number"),
        type=LeaseType.AT_WILL,
        status=status,
        start_on=start,
        end_on=end,
        rent_minor=house.minor(1_100_000),
        currency="NOK",
        due_day=1,
    )
    house.make(
        LeaseUnit,
        name,
        property_id=made.property_id,
        lease_id=made.id,
        unit_id=house.id(Unit, unit),
        period=days(start, end),
        occupies=status in CURRENT,
    )
    return made


def party(house: House, lease_name: str, name: str, role: LeasePartyRole = LeasePartyRole.TENANT) -> LeaseParty:
    """The part of a tenant in a lease."""
    under = house.rows[Lease][lease_name]
    status = LeasePartyStatus.CURRENT if under.status in CURRENT else LeasePartyStatus.PAST
    return house.make(
        LeaseParty,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        tenant_id=house.id(Tenant, name),
        role=role,
        status=status,
    )
