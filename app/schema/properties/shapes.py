"""Properties, buildings and units, as clients see them."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from app import clock
from app.auth.policies.leases import LeasePolicy, LeaseUnitPolicy
from app.auth.policies.properties import BuildingPolicy, PropertyPolicy, UnitPolicy
from app.auth.rules import Subject
from app.auth.viewer import house_of
from app.models.occupancy import in_force, occupancy
from app.models.properties import UnitCondition, UnitKind, UnitOccupancy
from app.money import Money as Amount
from app.resolvers import billing_days
from app.schema.context import Info
from app.schema.fields import GRANTS, NONE, below, call, column, computed, judged, relation
from app.schema.money import Money
from app.schema.node import Node, of_row
from app.schema.scalars import CurrencyCode, TimeZone

if TYPE_CHECKING:
    from app.schema.leases.shapes import Lease


@strawberry.type(description="A postal address, in the parts that every country has.")
class Address:
    """Shows the address columns of a property."""

    line1: str = column("Street and number.")
    line2: str | None = column("What does not fit in the first line.")
    postal_code: str = column("Postal code.")
    city: str = column("City or town.")
    region: str | None = column("State or region, where addresses have one.")
    country_code: str = column("Two letters of ISO 3166.")


@strawberry.type(description="What the viewer may do with a property.")
class PropertyViewerCan:
    """Booleans, so that clients need not guess."""

    update: bool = column("Change it and its buildings.")
    create_unit: bool = column("Add units.")
    create_ticket: bool = column("Report something about it.")


def _property_can(row: Any, info: Info) -> PropertyViewerCan:
    viewer, subject = info.context.viewer, Subject(row)
    return PropertyViewerCan(
        update=PropertyPolicy.may(viewer, PropertyPolicy.change, subject),
        create_unit=PropertyPolicy.may(viewer, PropertyPolicy.change, subject),
        create_ticket=PropertyPolicy.may(viewer, PropertyPolicy.report, subject),
    )


async def _today(row: Any, info: Info) -> date:
    context = info.context

    async def load(rows: list[None]) -> list[datetime]:
        return [await billing_days.now(context.viewer)] * len(rows)

    return billing_days.day_of(await context.loader("billing", load).load(None), row.time_zone)


@strawberry.type(description="A place with one calendar, one currency and one law.")
@of_row(PropertyPolicy)
class Property(Node):
    """Shows a `property` row."""

    name: str = column("What people call it.")
    address: Address = computed(lambda row: row, "Where it is.")
    time_zone: TimeZone = column("Its calendar: due dates are days here.")
    currency: CurrencyCode = column("Currency of its rents.")
    jurisdiction: str = column("Whose law applies: country, perhaps region and city, as in NO or US-NY.")
    today: date = call(_today, "The day it is there now; in a sandbox, by its clock for billing.", NONE)
    buildings: list["Building"] = below(BuildingPolicy, "property_id", "Its buildings that the viewer may see.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: PropertyViewerCan = judged(_property_can, "What the viewer may do.")


@strawberry.type(description="One building of a property.")
@of_row(BuildingPolicy)
class Building(Node):
    """Shows a `building` row."""

    label: str = column("What people call it.")
    property: Property | None = relation(PropertyPolicy, "property_id", "The property it belongs to.")
    version: int = column("Counts the changes.")


@strawberry.type(description="What the viewer may do with a unit.")
class UnitViewerCan:
    """Booleans, so that clients need not guess."""

    update: bool = column("Change it.")
    create_lease: bool = column("Draft a lease for it.")
    create_ticket: bool = column("Report something about it.")


def _unit_can(row: Any, info: Info) -> UnitViewerCan:
    viewer, subject = info.context.viewer, Subject(row)
    return UnitViewerCan(
        update=UnitPolicy.may(viewer, UnitPolicy.change, subject),
        create_lease=UnitPolicy.may(viewer, UnitPolicy.let, subject),
        create_ticket=UnitPolicy.may(viewer, UnitPolicy.report, subject),
    )


async def _market_rent(row: Any, info: Info) -> Amount | None:
    if row.market_rent_minor is None or not UnitPolicy.may(info.context.viewer, UnitPolicy.price, Subject(row)):
        return None
    place = await info.context.related(PropertyPolicy, row.property_id)
    return Amount(row.market_rent_minor, place.currency) if place is not None else None


async def _occupancy(row: Any, info: Info) -> UnitOccupancy:
    context = info.context

    async def load(ids: list[UUID]) -> list[UnitOccupancy]:
        found = await UnitPolicy.derived(context.viewer, occupancy, ids)
        return [UnitOccupancy(found[id]) for id in ids]

    derived: UnitOccupancy = await context.loader("occupancy", load).load(row.id)
    return derived


async def _current_lease(row: Any, info: Info) -> Any | None:
    context = info.context

    async def load(ids: list[UUID]) -> list[UUID | None]:
        house = house_of(context.viewer, "the lease of a unit, which is judged itself")
        found = await LeaseUnitPolicy.below(house, "unit_id", ids, [in_force(clock.now())])
        return [found[id][0].lease_id if id in found else None for id in ids]

    lease_id = await context.loader("current_lease", load).load(row.id)
    return None if lease_id is None else await context.related(LeasePolicy, lease_id)


@strawberry.type(description="What a lease is about: a flat, a parking space, a storage room.")
@of_row(UnitPolicy)
class Unit(Node):
    """Shows a `unit` row."""

    label: str = column("What is written on the door.")
    kind: UnitKind = column("What it is let as.")
    occupancy: UnitOccupancy = call(_occupancy, "Whether somebody lives there, today at the property.", NONE)
    condition: UnitCondition = column("Whether somebody could move in.")
    area_square_meters: Decimal | None = column("Floor area.")
    bedroom_count: int | None = column("Bedrooms.")
    market_rent: Money | None = call(_market_rent, "What it would rent for today; for staff and owners.", GRANTS)
    property: Property | None = relation(PropertyPolicy, "property_id", "The property it belongs to.")
    building: Building | None = relation(BuildingPolicy, "building_id", "The building it lies in.")
    current_lease: Annotated["Lease", strawberry.lazy("app.schema.leases.shapes")] | None = call(
        _current_lease, "The lease in force today, if the viewer may see it.", GRANTS
    )
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: UnitViewerCan = judged(_unit_can, "What the viewer may do.")
