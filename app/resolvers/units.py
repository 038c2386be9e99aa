"""What can be done with units: enter them, and keep what is known of them right."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from app import clock
from app.auth.policies.people import GrantPolicy, lasting
from app.auth.policies.properties import BuildingPolicy, PropertyPolicy, UnitPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, NotFound
from app.models.properties import Unit, UnitCondition, UnitKind
from app.money import exact
from app.resolvers.inputs import change, expected, minor, text
from app.resolvers.people import move_grant
from app.subscriptions.portfolio import of_unit
from app.subscriptions.transaction import Once, Transaction, transaction

LARGEST = Decimal(1_000_000)
MOST_BEDROOMS = 100


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit; None is unknown, or stays as it is. A rent is an amount and its currency."""

    label: str | None = None
    building_id: UUID | None = None
    area: Decimal | None = None
    bedrooms: int | None = None
    market_rent: tuple[Decimal, str] | None = None
    condition: UnitCondition | None = None

    def columns(self, currency: str) -> dict[str, Any]:
        """Return the columns that hold it; raises `BadInput`."""
        rent = self.market_rent
        if self.bedrooms is not None and not 0 <= self.bedrooms <= MOST_BEDROOMS:
            raise BadInput(f"0 to {MOST_BEDROOMS} bedrooms.", ("input", "bedroomCount"))
        return {
            "label": text(self.label, ("input", "label"), 100) if self.label is not None else None,
            "building_id": self.building_id,
            "area_square_meters": _area(self.area) if self.area is not None else None,
            "bedroom_count": self.bedrooms,
            "market_rent_minor": minor(*rent, currency, ("input", "marketRent")) if rent is not None else None,
            "condition": self.condition,
        }


def _area(value: Decimal) -> Decimal:
    path = ("input", "areaSquareMeters")
    try:
        found = exact(value, 2)
    except ValueError as error:
        raise BadInput(str(error), path) from None
    if not 0 < found < LARGEST:
        raise BadInput("An area in square metres is wanted, more than 0 and less than 1,000,000.", path)
    return found


async def create(viewer: Viewer, property_id: UUID, kind: UnitKind, facts: UnitFacts, once: Once | None = None) -> UUID:
    """Enter a unit; returns its id. Raises `BadInput`, `NotFound`, `Forbidden`."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        place = await PropertyPolicy.permitted(viewer, property_id, PropertyPolicy.change)
        columns = {"condition": UnitCondition.READY, **_known(facts.columns(place.currency))}
        await _building(viewer, facts.building_id, place.id)
        made = await tx.create(Unit, property_id=place.id, kind=kind, **columns)
        tx.announce(made, "CREATED", of_unit(made, made.building_id))
        return tx.done(made.id)


def _known(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if value is not None}


async def update(
    viewer: Viewer, id: UUID, facts: UnitFacts, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Change a unit. Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict`."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        row = await UnitPolicy.lock(viewer, id, to=UnitPolicy.change)
        expected(row, expected_version)
        place = await PropertyPolicy.fetch(viewer, row.property_id)
        await _building(viewer, facts.building_id, place.id)
        before = row.building_id
        changed = change(row, facts.columns(place.currency))
        if changed:
            await tx.save(row, *changed)
            tx.announce(row, "UPDATED", of_unit(row, before), changed=sorted(changed))
        if row.building_id != before:
            await _move_with(tx, row)
        return tx.done(row.id)


async def _move_with(tx: Transaction, unit: Unit) -> None:
    """Let what carries the building of a unit among its ancestors carry the new one: grants, and tickets."""
    house = Viewer.system_of(unit.organization_id, "a unit in another building")
    held = await GrantPolicy.below(house, "unit_id", [unit.id], [lasting(clock.now())])
    for row in held.get(unit.id, []):
        await move_grant(tx, await GrantPolicy.lock(house, row.id, to=GrantPolicy.change), unit.building_id)
    await tx.run("UPDATE ticket SET building_id = $2 WHERE unit_id = $1", unit.id, unit.building_id)


async def _building(viewer: Viewer, id: UUID | None, property_id: UUID) -> None:
    if id is None:
        return
    found = (await BuildingPolicy.related(viewer, [id])).get(id)
    if found is None:
        raise NotFound("No such building.", ("input", "buildingId"))
    if found.property_id != property_id:
        raise BadInput("This building belongs to another property.", ("input", "buildingId"))
