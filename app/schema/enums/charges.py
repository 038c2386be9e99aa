"""The words of the enums of charges."""

from app.models.charges import ChargeCode, ChargeStatus
from app.schema.enums.words import describe

describe(
    ChargeCode,
    "What a charge is for.",
    {
        "RENT": "Rent.",
        "UTILITY": "Electricity, water, heating.",
        "PARKING": "Parking.",
        "STORAGE": "Storage.",
        "LATE_FEE": "Paying late.",
        "RETURNED_PAYMENT_FEE": "A payment the bank took back.",
        "DAMAGE": "Damage.",
        "DEPOSIT": "Deposit.",
        "OTHER": "Something else.",
    },
)
describe(
    ChargeStatus,
    "Where a charge stands.",
    {
        "SCHEDULED": "Not owed yet.",
        "POSTED": "Owed.",
        "PARTIALLY_SETTLED": "Partly paid.",
        "SETTLED": "Paid.",
        "REVERSED": "Taken back.",
        "CANCELLED": "Never became owed.",
    },
)
