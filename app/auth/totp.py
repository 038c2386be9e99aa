"""Codes of an authenticator app: RFC 6238 with its usual numbers, SHA-1, six digits, thirty seconds."""

import hmac
import re
from datetime import datetime

import pyotp

STEP_SECONDS = 30
AROUND = 1
SKEW_STEPS = 20
CODE = re.compile(r"[0-9]{6}")
ISSUER = "Tenantry"


def fresh_secret() -> str:
    """Return 160 random bits in base32."""
    return pyotp.random_base32()


def uri_of(secret: str, account: str) -> str:
    """Return what an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def step_of(now: datetime) -> int:
    """Return the number of the time step."""
    return int(now.timestamp()) // STEP_SECONDS


def plain(code: str) -> str:
    """Return a code without the spaces that apps show."""
    return code.replace(" ", "").replace("\u00a0", "")


def matched(secret: str, code: str, now: datetime, after: int | None) -> int | None:
    """Return the step the code belongs to: this one or a neighbour, and later than `after`; None for a wrong code.

    Every step is compared whatever the others said, so that the time tells nothing.
    """
    wanted, found = plain(code), None
    for step in range(step_of(now) - AROUND, step_of(now) + AROUND + 1):
        fits = CODE.fullmatch(wanted) is not None and _is(secret, step, wanted)
        if fits and found is None and (after is None or step > after):
            found = step
    return found


def skew_seconds(secret: str, code: str, now: datetime) -> int | None:
    """Return how far the clock of the app is off, up to ten minutes, ahead being positive; None when it is not that."""
    wanted, here = plain(code), step_of(now)
    if CODE.fullmatch(wanted) is None:
        return None
    far = [step for step in range(here - SKEW_STEPS, here + SKEW_STEPS + 1) if abs(step - here) > AROUND]
    found = [step - here for step in far if _is(secret, step, wanted)]
    return min(found, key=abs) * STEP_SECONDS if found else None


def _is(secret: str, step: int, code: str) -> bool:
    return hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step), code)
