"""The words of the enums of the first day."""

from app.resolvers.setup import SetUpStep
from app.schema.enums.words import describe

describe(
    SetUpStep,
    "What an organization begins with, in the order in which it is done.",
    {
        "PROPERTIES": "Enter where the homes are.",
        "UNITS": "Enter what is let.",
        "TENANTS": "Enter who rents.",
        "LEASES": "Enter who rents what.",
        "INVITATIONS": "Ask people to come in.",
    },
)
