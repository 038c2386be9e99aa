"""The properties of an organization of the demo, with their buildings and units."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.entrypoints.demo.shapes import Block, Home, Place
from app.entrypoints.demo.world import World, stamped
from app.models.properties import Building, Property, Unit


def add_properties(world: World) -> None:
    """Make every property with what stands on it."""
    for place in world.house.places:
        _add_place(world, place)
        for block in place.blocks:
            columns = {"property_id": world.id(Property, place.key), "label": block.label}
            world.make(Building, block.key, **columns, **_since(world))
            _add_homes(world, place, block, block.homes)
        _add_homes(world, place, None, place.outside)


def _add_place(world: World, place: Place) -> None:
    world.make(
        Property,
        place.key,
        name=place.name,
        line1=place.line1,
        postal_code=place.postal_code,
        city=place.city,
        region=place.region,
        country_code=place.country_code,
        time_zone=world.house.time_zone,
        currency=world.house.currency,
        jurisdiction=place.jurisdiction,
        **_since(world),
    )


def _add_homes(world: World, place: Place, block: Block | None, homes: Iterable[Home]) -> None:
    for home in homes:
        world.make(
            Unit,
            home.key,
            property_id=world.id(Property, place.key),
            building_id=world.id(Building, block.key) if block else None,
            label=home.label,
            kind=home.kind,
            area_square_meters=Decimal(home.area) if home.area else None,
            bedroom_count=home.bedrooms,
            market_rent_minor=home.rent,
            **_since(world),
        )


def _since(world: World) -> dict[str, Any]:
    return stamped(world.almanac.on(world.almanac.month(-38), "09:00"))
