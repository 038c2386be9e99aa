"""What was mailed, and what an authenticator app shows: the things a person has beside the screen."""

import asyncio
import re
import time
from typing import Any

import pyotp

from tests.portal.conftest import Somebody

PATIENCE_SECONDS = 15.0
LINK = re.compile(r"https?://[^/\s]+(/[a-z-]+#[\w.-]+)")


async def link_in_mail(somebody: Somebody, to: str, page: str) -> str:
    """Return the newest link to a page that was mailed to an address: its path and its fragment."""
    for _ in range(int(PATIENCE_SECONDS / 0.2)):
        answer = await somebody.page.request.get(f"{somebody.base}/dev/mail.json", params={"to": to})
        letters: list[dict[str, Any]] = await answer.json()
        found = [link for letter in letters for link in LINK.findall(letter["text"]) if link.startswith(f"/{page}#")]
        if found:
            return str(found[0])
        await asyncio.sleep(0.2)
    raise AssertionError(f"no link to {page} was mailed to {to}")


def code_of(secret: str, later_seconds: int = 0) -> str:
    """Return what an app shows for a secret, now or some seconds later."""
    return pyotp.TOTP(secret.replace(" ", "")).at(int(time.time()) + later_seconds)
