"""The words of the enums of late fees."""

from app.ledger.fees import FeeKind, FeeRepeat
from app.schema.enums.words import describe

describe(
    FeeKind,
    "How a late fee is reckoned.",
    {
        "FLAT": "An amount.",
        "PERCENT_OF_RENT": "A part of what was charged.",
        "PERCENT_OF_OPEN": "A part of what is still open.",
        "DAILY": "An amount for each day after the grace.",
        "TIERED": "An amount in all, which depends on how late it is.",
        "GREATER_OF": "The greater of an amount and a part of what was charged.",
        "LESSER_OF": "The lesser of both.",
    },
)
describe(
    FeeRepeat,
    "How often a late fee is charged for one charge that stays open.",
    {
        "ONCE": "Once.",
        "DAILY": "For each day after the grace.",
        "MONTHLY": "Once after the grace, and again each month from then on.",
    },
)
