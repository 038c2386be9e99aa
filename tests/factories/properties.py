"""Properties, buildings and units."""

from app.models.properties import Building, Property, Unit, UnitKind
from tests.factories.houses import House


def place(house: House, name: str) -> Property:
    """A property in Oslo with one building of its own name."""
    made = house.make(
        Property,
        name,
        **{column: house.text(Property, name, column) for column in ("name", "line1", "line2", "city", "region")},
        postal_code="0150",
        country_code="NO",
        time_zone="Europe/Oslo",
        currency="NOK",
        jurisdiction="NO",
    )
    house.make(Building, name, property_id=made.id, label=house.text(Building, name, "label"))
    return made


def unit(house: House, name: str, place: str, rent: int = 1_234_500) -> Unit:
    """A flat in the building of that place."""
    return house.make(
        Unit,
        name,
        property_id=house.id(Property, place),
        building_id=house.id(Building, place),
        label=house.text(Unit, name, "label"),
        kind=UnitKind.FLAT,
        market_rent_minor=house.minor(rent),
    )
