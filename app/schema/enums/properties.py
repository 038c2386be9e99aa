"""The words of the enums of properties."""

from app.models.properties import UnitCondition, UnitKind, UnitOccupancy
from app.schema.enums.words import describe

describe(
    UnitKind,
    "What a unit is.",
    {
        "FLAT": "A flat.",
        "HOUSE": "A house.",
        "ROOM": "A room.",
        "PARKING": "A place for a car.",
        "STORAGE": "A store room.",
        "COMMERCIAL": "A shop or office.",
    },
)
describe(
    UnitCondition,
    "Whether somebody could move in, were the unit free.",
    {
        "READY": "Ready to be lived in.",
        "NOT_READY": "Being made ready.",
        "DOWN": "Out of use.",
    },
)
describe(
    UnitOccupancy,
    "Whether a unit is lived in and let.",
    {
        "OCCUPIED": "Lived in.",
        "NOTICE_UNRENTED": "Notice given, nobody follows yet.",
        "NOTICE_RENTED": "Notice given, the next lease is signed.",
        "VACANT_RENTED": "Empty, the next lease is signed.",
        "VACANT_READY": "Empty and ready.",
        "VACANT_NOT_READY": "Empty and not ready.",
        "DOWN": "Empty and out of use.",
    },
)
