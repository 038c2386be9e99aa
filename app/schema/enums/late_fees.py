"""The words of the enums of late fees."""

from app.ledger.fees import FeeKind
from app.schema.enums.words import describe

describe(
    FeeKind,
    "How a late fee is reckoned.",
    {
        "FLAT": "An amount.",
        "PERCENT_OF_RENT": "A part of what was charged.",
        "PERCENT_OF_OPEN": "A part of what is still open.",
        "DAILY": "An amount for each day after the grace.",
        "GREATER_OF": "The greater of an amount and a part of what was charged.",
        "LESSER_OF": "The lesser of both.",
    },
)
