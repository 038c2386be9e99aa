"""The words of the enums of second factors."""

from app.auth.challenges import PasskeyPurpose
from app.auth.proofs import FactorKind
from app.schema.enums.words import describe

describe(
    FactorKind,
    "What can stand beside a password.",
    {
        "TOTP": "A code of an authenticator app.",
        "PASSKEY": "A passkey of this site.",
        "RECOVERY_CODE": "A code on paper, for a lost factor; it works once.",
    },
)
describe(
    PasskeyPurpose,
    "What a passkey signs for; a signature for one purpose is worth nothing for another.",
    {
        "SIGN_IN": "Signing in without a password.",
        "CONFIRM": "Completing a sign-in, or proving anew who is asking.",
    },
)
