"""Counts attempts to sign in, per account and per network, and makes the next ones wait."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope
from app.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures are free, how long they are remembered, and how long the wait can grow."""

    free: int
    window: timedelta
    longest_seconds: int


ACCOUNT = Allowance(free=5, window=timedelta(days=1), longest_seconds=900)
NETWORK = Allowance(free=60, window=timedelta(hours=1), longest_seconds=900)

# An attempt counts before it is judged, so that a hundred at once are not one.
ATTEMPT = """
INSERT INTO sign_in_throttle AS t (key, failures, updated_at) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.updated_at < $3 THEN 1 ELSE t.failures + 1 END,
    blocked_until = CASE WHEN t.updated_at >= $3 AND t.failures + 1 > $4
                         THEN $2::timestamptz + make_interval(secs => least(2 ^ least(t.failures - $4, 30), $5)) END,
    updated_at = $2
WHERE t.blocked_until IS NULL OR t.blocked_until <= $2
RETURNING failures
"""


def account_key(email: str) -> str:
    """Return the key of an account, known or not; the address itself is not kept."""
    return "account:" + hashlib.sha256(email.encode()).hexdigest()


def network_key(address: str | None) -> str:
    """Return the key of the network an address belongs to: /24 for IPv4, /64 for IPv6."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "network:unknown"
    return f"network:{ipaddress.ip_network((found, 24 if found.version == 4 else 64), strict=False)}"


async def attempt(scope: WriteScope, key: str, allowance: Allowance) -> None:
    """Count one attempt; raises `RateLimited` while the key has to wait."""
    now = clock.now()
    with door("throttle"):
        counted: Any = await scope.row(
            ATTEMPT, key, now, now - allowance.window, allowance.free, float(allowance.longest_seconds)
        )
        if counted is not None:
            return
        blocked = await scope.row("SELECT blocked_until FROM sign_in_throttle WHERE key = $1", key)
    wait = (blocked["blocked_until"] - now) if blocked and blocked["blocked_until"] else timedelta(seconds=1)
    raise RateLimited("Too many attempts; wait before the next one.", max(int(wait.total_seconds() * 1_000), 100))


async def forgive(scope: WriteScope, account: str, network: str) -> None:
    """Take back what a sign-in that succeeded had counted."""
    with door("throttle"):
        await scope.rows("DELETE FROM sign_in_throttle WHERE key = $1", account)
        await scope.rows("UPDATE sign_in_throttle SET failures = greatest(failures - 1, 0) WHERE key = $1", network)
