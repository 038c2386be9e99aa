"""The words of the enums of deposits."""

from app.models.deposits import DepositStatus
from app.schema.enums.words import describe

describe(
    DepositStatus,
    "Where a deposit stands.",
    {"EXPECTED": "Not paid in yet.", "HELD": "Held, in part at least.", "RETURNED": "Given back."},
)
