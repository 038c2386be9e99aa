"""Which properties and units, in which order."""

import strawberry

from app import clock
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.models.ids import id_of
from app.models.occupancy import occupied_as
from app.models.paging import Condition, Order, contains, equals, within
from app.models.properties import UnitKind, UnitOccupancy
from app.models.searching import found_in
from app.schema.context import Info
from app.schema.inputs import ids_of, optional
from app.schema.ordering import SortDirection, chosen, direction
from app.schema.paging import Listed, Listing, Window, root_page


@strawberry.input(description="Which properties.")
class PropertyFilter:
    """Narrows `properties`."""

    ids: list[strawberry.ID] | None = optional("Only these.")
    search: str | None = optional("Part of a name, street or city.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind."""
        found: list[Condition] = []
        if self.ids is not None:
            found.append(within("id", ids_of("Property", self.ids), "uuid"))
        if self.search:
            found.append(contains(("name", "line1", "city"), self.search))
        return tuple(found)


@strawberry.input(one_of=True, description="In which order.")
class PropertyOrder:
    """Orders `properties`."""

    name: SortDirection | None = direction("By name.")
    created_at: SortDirection | None = direction("By when it was entered.")


BY_CREATED = Order("createdAt", "{t}.created_at", "timestamptz")
PROPERTY_ORDERS = {"name": Order("name", "{t}.name", "text"), "created_at": BY_CREATED}


async def properties(
    info: Info, window: Window, filter: PropertyFilter | None = None, order_by: PropertyOrder | None = None
) -> Listed:
    """List properties, by name unless another order is asked for."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(PropertyPolicy, chosen(order_by, PROPERTY_ORDERS, "name"), where), window)


@strawberry.input(description="Which units.")
class UnitFilter:
    """Narrows `units`."""

    ids: list[strawberry.ID] | None = optional("Only these.")
    search: str | None = optional("Part of a label.")
    property_id: strawberry.ID | None = optional("In this property.")
    building_id: strawberry.ID | None = optional("In this building.")
    kinds: list[UnitKind] | None = optional("Of these kinds.")
    occupancies: list[UnitOccupancy] | None = optional("Lived in and let like this, today at their property.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput` for an id of another kind."""
        found: list[Condition] = []
        if self.ids is not None:
            found.append(within("id", ids_of("Unit", self.ids), "uuid"))
        if self.search:
            found.append(found_in("unit", self.search))
        if self.property_id:
            found.append(equals("property_id", id_of("Property", self.property_id, ("filter", "propertyId"))))
        if self.building_id:
            found.append(equals("building_id", id_of("Building", self.building_id, ("filter", "buildingId"))))
        if self.kinds is not None:
            found.append(within("kind", [str(kind) for kind in self.kinds]))
        if self.occupancies is not None:
            found.append(occupied_as(self.occupancies, clock.now()))
        return tuple(found)


@strawberry.input(one_of=True, description="In which order.")
class UnitOrder:
    """Orders `units`."""

    label: SortDirection | None = direction("By label.")
    created_at: SortDirection | None = direction("By when it was entered.")


UNIT_ORDERS = {"label": Order("label", "{t}.label", "text"), "created_at": BY_CREATED}


async def units(
    info: Info, window: Window, filter: UnitFilter | None = None, order_by: UnitOrder | None = None
) -> Listed:
    """List units, by label unless another order is asked for."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(UnitPolicy, chosen(order_by, UNIT_ORDERS, "label"), where), window)
