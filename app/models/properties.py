"""Properties, their buildings, and the units that are let."""

from enum import StrEnum

from tortoise import fields

from app.models.base import Versioned


class UnitKind(StrEnum):
    """What a unit is let as."""

    FLAT = "FLAT"
    HOUSE = "HOUSE"
    ROOM = "ROOM"
    PARKING = "PARKING"
    STORAGE = "STORAGE"
    COMMERCIAL = "COMMERCIAL"


class UnitCondition(StrEnum):
    """Whether somebody could move in, were the unit free."""

    READY = "READY"
    NOT_READY = "NOT_READY"
    DOWN = "DOWN"


class UnitOccupancy(StrEnum):
    """Whether a unit is lived in and let; derived, never stored."""

    OCCUPIED = "OCCUPIED"
    NOTICE_UNRENTED = "NOTICE_UNRENTED"
    NOTICE_RENTED = "NOTICE_RENTED"
    VACANT_RENTED = "VACANT_RENTED"
    VACANT_READY = "VACANT_READY"
    VACANT_NOT_READY = "VACANT_NOT_READY"
    DOWN = "DOWN"


class Property(Versioned):
    """A place with one calendar, one currency and one law."""

    name = fields.TextField()
    line1 = fields.TextField()
    line2 = fields.TextField(null=True)
    postal_code = fields.TextField()
    city = fields.TextField()
    region = fields.TextField(null=True)
    country_code = fields.CharField(max_length=2)
    time_zone = fields.TextField()
    currency = fields.CharField(max_length=3)
    jurisdiction = fields.TextField()

    class Meta:
        table = "property"


class Building(Versioned):
    """One building of a property."""

    property_id = fields.UUIDField()
    label = fields.TextField()

    class Meta:
        table = "building"


class Unit(Versioned):
    """What a lease is about: a flat, a parking space, a storage room."""

    property_id = fields.UUIDField()
    building_id = fields.UUIDField(null=True)
    label = fields.TextField()
    kind = fields.CharEnumField(UnitKind)
    area_square_meters = fields.DecimalField(max_digits=9, decimal_places=2, null=True)
    bedroom_count = fields.IntField(null=True)
    market_rent_minor = fields.BigIntField(null=True)
    condition = fields.CharEnumField(UnitCondition, default=UnitCondition.READY)

    class Meta:
        table = "unit"
