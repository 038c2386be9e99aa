"""The words of the enums of properties."""

from app.models.properties import UnitKind
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
