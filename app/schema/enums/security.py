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
        "NEW_DEVICE": "A sign-in from a device that was never seen before.",
        "CODE_REPLAYED": "A code of an authenticator app was shown a second time.",
        "PASSKEY_COUNT_WENT_BACK": "A passkey counted backwards: there may be a copy of it.",
        "PASSWORD_CHANGED": "The password of an account was changed, or set anew by mail.",
        "EMAIL_CHANGED": "The address of an account was changed, or changed back.",
        "FACTOR_ADDED": "A second factor was set up.",
        "FACTOR_REMOVED": "A second factor was taken away.",
        "RECOVERY_CODE_USED": "A recovery code stood in for a second factor.",
        "SUCCESS_AFTER_FAILURES": "The right password came after many wrong ones.",
        "TOKEN_FROM_NEW_NETWORK": "A partner's token came from a network that it had not come from before.",
        "PASSWORDS_GUESSED": "More than a thousand wrong passwords within an hour at accounts of the organization. "
        "Until the hour is over, a password alone opens none of them from a device that is not known.",
    },
)
