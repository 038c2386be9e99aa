"""Whether a webhook is Stripe's: signed with one of our secrets, over these very bytes, at about this moment."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from app.integrations.stripe.port import Forged

TOLERANCE_SECONDS = 300
"""Both ways: Stripe's own library takes a signature from the future."""

MOST_PARTS = 20


def verify(body: bytes, header: str | None, secrets: Iterable[str], now: datetime) -> None:
    """Raise `Forged` unless the header signs the body with one of the secrets, within five minutes of now."""
    parts = [part.partition("=")[::2] for part in (header or "").split(",")[:MOST_PARTS]]
    stamps = [value for name, value in parts if name.strip() == "t"]
    signed = [value for name, value in parts if name.strip() == "v1"]
    if len(stamps) != 1 or not stamps[0].isascii() or not stamps[0].isdigit() or len(stamps[0]) > 12 or not signed:
        raise Forged("There is no signature.")
    if abs(now.timestamp() - int(stamps[0])) > TOLERANCE_SECONDS:
        raise Forged("The signature is not of this moment.")
    payload = stamps[0].encode() + b"." + body
    made = [hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest() for secret in secrets]
    # All are compared: how long it takes says nothing about which one it was.
    if not any([hmac.compare_digest(one.encode(), other.encode(errors="replace")) for one in made for other in signed]):
        raise Forged("The signature is another.")
