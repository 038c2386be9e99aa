"""The words of the enums of people."""

from app.auth.strength import Hint
from app.auth.viewer import Role, SignInStep
from app.models.people import Appearance
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
    Appearance,
    "How somebody wants pages to look.",
    {"SYSTEM": "As the device says.", "LIGHT": "Light.", "DARK": "Dark."},
)
describe(
    SignInStep,
    "What a sign-in still asks for.",
    {
        "SECOND_FACTOR": "Prove the second factor: `completeSignIn`.",
        "SET_UP_SECOND_FACTOR": "Set up a second factor: one's role needs it in this organization.",
    },
)
describe(
    Hint,
    "What makes a password weak, or would make it stronger.",
    {
        "STRAIGHT_ROW": "Keys beside each other.",
        "KEYBOARD_PATTERN": "A short pattern on the keyboard; a longer one with more turns is better.",
        "REPEAT": "Repeated words or characters.",
        "SEQUENCE": "A sequence, such as abc or 6543.",
        "YEAR": "A recent year, or one that has to do with you.",
        "DATE": "A date.",
        "COMMON_PASSWORD": "Many people use it, or something like it.",
        "SINGLE_WORD": "One word by itself.",
        "NAME": "A common name.",
        "TOO_SHORT": "Fewer than 12 characters.",
        "ADD_WORDS": "Another word or two help more than symbols; uncommon ones are best.",
        "CAPITALS_HELP_LITTLE": "Capitals do not help much.",
        "REVERSING_HELPS_LITTLE": "Words read backwards are not much harder.",
        "SUBSTITUTIONS_HELP_LITTLE": "@ in place of a does not help much.",
    },
    name="PasswordHint",
)
