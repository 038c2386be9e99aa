"""The words of the enums of people."""

from app.auth.viewer import Role, SignInStep
from app.schema.enums.words import describe

describe(
    Role,
    "What somebody is to an organization.",
    {
        "TENANT": "Lives there under a lease.",
        "GUARANTOR": "Answers for a lease without living there.",
        "OWNER": "Owns the property the grant names; sees its figures and approves its costs.",
        "ADMIN": "Runs the organization: settings, people, payouts; the landlord.",
        "MANAGER": "Manages the properties in scope.",
        "ACCOUNTANT": "Keeps the books.",
        "MAINTENANCE": "Repairs, employed.",
        "VENDOR": "Repairs, from outside.",
        "AUDITOR": "Reads everything, changes nothing.",
    },
)
describe(
    SignInStep,
    "What a sign-in still asks for.",
    {
        "ENTER_CODE": "Sign in again with a code of the second factor.",
        "SET_UP_SECOND_FACTOR": "Set up a second factor: this role needs one.",
    },
)
