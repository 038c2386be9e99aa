"""The secret with which the first organization of an installation is made: whoever runs the server can read it."""

import base64
import hmac

from app.auth.doors import door
from app.auth.links import page_address
from app.auth.scope import current

PAGE = "found"
AWAITED = "SELECT NOT EXISTS (SELECT FROM organization_stream) AS is_awaited"


def secret_of(key: bytes) -> str:
    """Return the secret that goes with the key of an installation: the same for all its nodes, and never stored."""
    return base64.urlsafe_b64encode(hmac.digest(key, b"the first organization", "sha256")).rstrip(b"=").decode()


def opens(key: bytes, shown: str) -> bool:
    """Say whether somebody shows the secret."""
    return hmac.compare_digest(secret_of(key).encode(), shown.strip().encode())


def address(key: bytes, public_url: str) -> str:
    """Return where an organization is founded."""
    return page_address(public_url, PAGE, secret_of(key))


async def is_awaited() -> bool:
    """Say whether there is no organization here yet; everybody may know that."""
    with door("founding.is_awaited"):
        row = await current().row(AWAITED)
    return bool(row is not None and row["is_awaited"])
