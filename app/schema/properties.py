"""Properties, buildings and units."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from app import clock
from app.auth.policies.properties import BuildingPolicy, PropertyPolicy, UnitPolicy
from app.auth.rules import Subject
from app.models.ids import id_of
from app.models.paging import Condition, Order, contains, equals, within
from app.models.properties import UnitKind
from app.money import Money as Amount
from app.schema.context import Info
from app.schema.fields import GRANTS, below, call, column, computed, judged, relation
from app.schema.money import Money
from app.schema.node import Node, of_row
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.scalars import CurrencyCode, TimeZone


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

    update: bool = column("Change it.")
    create_ticket: bool = column("Report something about it.")


def _property_can(row: Any, info: Info) -> PropertyViewerCan:
    viewer, subject = info.context.viewer, Subject(row)
    return PropertyViewerCan(
        update=PropertyPolicy.may(viewer, PropertyPolicy.change, subject),
        create_ticket=PropertyPolicy.may(viewer, PropertyPolicy.report, subject),
    )


@strawberry.type(description="A place with one calendar, one currency and one law.")
@of_row(PropertyPolicy)
class Property(Node):
    """Shows a `property` row."""

    name: str = column("What people call it.")
    address: Address = computed(lambda row: row, "Where it is.")
    time_zone: TimeZone = column("Its calendar: due dates are days here.")
    currency: CurrencyCode = column("Currency of its rents.")
    jurisdiction: str = column("Whose law applies: country, perhaps region and city, as in NO or US-NY.")
    today: date = computed(lambda row: clock.today(row.time_zone), "The day it is there now.")
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
    create_ticket: bool = column("Report something about it.")


def _unit_can(row: Any, info: Info) -> UnitViewerCan:
    viewer, subject = info.context.viewer, Subject(row)
    return UnitViewerCan(
        update=UnitPolicy.may(viewer, UnitPolicy.change, subject),
        create_ticket=UnitPolicy.may(viewer, UnitPolicy.report, subject),
    )


async def _market_rent(row: Any, info: Info) -> Amount | None:
    if row.market_rent_minor is None or not UnitPolicy.may(info.context.viewer, UnitPolicy.price, Subject(row)):
        return None
    place = await info.context.related(PropertyPolicy, row.property_id)
    return Amount(row.market_rent_minor, place.currency) if place is not None else None


@strawberry.type(description="What a lease is about: a flat, a parking space, a storage room.")
@of_row(UnitPolicy)
class Unit(Node):
    """Shows a `unit` row."""

    label: str = column("What is written on the door.")
    kind: UnitKind = column("What it is let as.")
    area_square_meters: Decimal | None = column("Floor area.")
    bedroom_count: int | None = column("Bedrooms.")
    market_rent: Money | None = call(_market_rent, "What it would rent for today; for staff and owners.", GRANTS)
    property: Property | None = relation(PropertyPolicy, "property_id", "The property it belongs to.")
    building: Building | None = relation(BuildingPolicy, "building_id", "The building it lies in.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: UnitViewerCan = judged(_unit_can, "What the viewer may do.")


@strawberry.input(description="Which properties.")
class PropertyFilter:
    """Narrows `properties`."""

    search: str | None = strawberry.field(default=None, description="Part of a name, street or city.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list."""
        return (contains(("name", "line1", "city"), self.search),) if self.search else ()


@strawberry.input(one_of=True, description="In which order.")
class PropertyOrder:
    """Orders `properties`."""

    name: SortDirection | None = direction("By name.")
    created_at: SortDirection | None = direction("By when it was entered.")


PROPERTY_ORDERS = {
    "name": Order("name", "{t}.name", "text"),
    "created_at": Order("createdAt", "{t}.created_at", "timestamptz"),
}


async def properties(
    info: Info, window: Window, filter: PropertyFilter | None = None, order_by: PropertyOrder | None = None
) -> Listed:
    """List properties, by name unless another order is asked for."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(PropertyPolicy, chosen(order_by, PROPERTY_ORDERS, "name"), where), window)


@strawberry.input(description="Which units.")
class UnitFilter:
    """Narrows `units`."""

    search: str | None = strawberry.field(default=None, description="Part of a label.")
    property_id: strawberry.ID | None = strawberry.field(default=None, description="In this property.")
    kinds: list[UnitKind] | None = strawberry.field(default=None, description="Of these kinds.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind."""
        found: list[Condition] = []
        if self.search:
            found.append(contains(("label",), self.search))
        if self.property_id:
            found.append(equals("property_id", id_of("Property", self.property_id, ("filter", "propertyId"))))
        if self.kinds is not None:
            found.append(within("kind", [str(kind) for kind in self.kinds]))
        return tuple(found)


@strawberry.input(one_of=True, description="In which order.")
class UnitOrder:
    """Orders `units`."""

    label: SortDirection | None = direction("By label.")
    created_at: SortDirection | None = direction("By when it was entered.")


UNIT_ORDERS = {
    "label": Order("label", "{t}.label", "text"),
    "created_at": Order("createdAt", "{t}.created_at", "timestamptz"),
}


async def units(
    info: Info, window: Window, filter: UnitFilter | None = None, order_by: UnitOrder | None = None
) -> Listed:
    """List units, by label unless another order is asked for."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(UnitPolicy, chosen(order_by, UNIT_ORDERS, "label"), where), window)
