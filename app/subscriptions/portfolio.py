"""Where the events of properties, buildings, units, tenants and leases go."""

from typing import Any
from uuid import UUID

from app.models.leases import Lease, Tenant
from app.models.properties import Building, Property, Unit

Scope = dict[str, Any]


def of_property(row: Property) -> Scope:
    """Return the surroundings of a property that route its events."""
    return {"property_id": row.id}


def of_building(row: Building) -> Scope:
    """Return the surroundings of a building that route its events."""
    return {"property_id": row.property_id, "building_id": row.id}


def of_unit(row: Unit, before: UUID | None = None) -> Scope:
    """Return the surroundings of a unit that route its events; `before` is the building it has left."""
    scope = {"property_id": row.property_id, "building_id": row.building_id, "unit_id": row.id}
    return scope if before == row.building_id else {**scope, "before": {"building_id": before}}


def of_tenant(row: Tenant) -> Scope:
    """Return the surroundings of a tenant that route its events."""
    return {"tenant_id": row.id, "member_id": row.member_id, "property_id": row.property_id}


def of_lease(row: Lease) -> Scope:
    """Return the surroundings of a lease that route its events."""
    return {"lease_id": row.id, "property_id": row.property_id}
