"""The words of the enums of leases."""

from app.models.leases import LeaseEventKind, LeasePartyRole, LeasePartyStatus, LeaseStatus, LeaseType, ProrationMethod
from app.schema.enums.words import describe

describe(
    LeaseType,
    "How a lease ends.",
    {
        "FIXED": "On a day.",
        "FIXED_WITH_ROLLOVER": "On a day, then goes on by the month.",
        "AT_WILL": "By notice only.",
    },
)
describe(
    LeaseStatus,
    "Where a lease stands.",
    {
        "DRAFT": "Being written.",
        "OFFERED": "Sent for signature.",
        "SIGNED": "Signed, starts later.",
        "ACTIVE": "In force.",
        "HOLDOVER": "Past its end and still in force.",
        "NOTICE_GIVEN": "Notice given, still in force.",
        "ENDED": "Over, accounts open.",
        "CLOSED": "Over and settled.",
        "CANCELLED": "Never came into force.",
    },
)
describe(
    LeasePartyRole,
    "Capacity in a lease.",
    {
        "TENANT": "First tenant.",
        "CO_TENANT": "Shares the lease.",
        "GUARANTOR": "Answers for it without living there.",
        "OCCUPANT": "Lives there without answering for it.",
    },
)
describe(
    LeasePartyStatus,
    "Where a party stands.",
    {
        "FUTURE": "Moves in later.",
        "CURRENT": "Lives there.",
        "NOTICE": "Has given notice.",
        "PAST": "Has left.",
    },
)
describe(
    ProrationMethod,
    "How part months are counted.",
    {
        "ACTUAL_DAYS": "By the days of that month.",
        "THIRTY_DAYS": "As if every month had 30 days.",
        "YEAR_365": "By the year of 365 days.",
        "YEAR_ACTUAL": "By the year of 365 or 366 days.",
    },
)
describe(
    LeaseEventKind,
    "What can happen to a lease.",
    {
        "CREATED": "It was drafted.",
        "UPDATED": "What is agreed was changed, such as its rent, or how its household is shown.",
        "STATUS_CHANGED": "It was offered, signed, begun, ended or the like.",
        "PAPER_ADDED": "A paper was put beside it.",
    },
)
