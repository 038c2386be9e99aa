"""The words of the enums of security."""

from app.models.security import SecurityEventKind
from app.schema.enums.words import describe

describe(
    SecurityEventKind,
    "What looked suspicious.",
    {
        "MASS_READ": "The contact data of unusually many people was read.",
        "DENIED_BURST": "Many refusals in a row.",
        "UNKNOWN_IDS": "Many ids were tried that are not there, or belong to others.",
        "PHISHING_REPORTED": "Somebody reported a suspicious message.",
    },
)
