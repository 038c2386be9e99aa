"""The words of the enums of what is charged by itself."""

from app.ledger.schedule import Frequency
from app.models.charge_templates import TemplateCode
from app.schema.enums.words import describe

describe(
    TemplateCode,
    "What is charged again and again.",
    {
        "RENT": "Rent.",
        "UTILITY": "Electricity, water, heating.",
        "PARKING": "Parking.",
        "STORAGE": "Storage.",
        "OTHER": "Something else.",
    },
)
describe(
    Frequency,
    "How often something is charged; periods begin where the calendar year does.",
    {"MONTHLY": "Each month.", "QUARTERLY": "Each quarter of the year.", "YEARLY": "Each year."},
)
