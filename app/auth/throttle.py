"""Counts attempts to sign in, per account and per network, and makes the next ones wait."""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import WriteScope, writing
from app.auth.viewer import Viewer
from app.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures are free, how long they are remembered, and how long the wait can grow."""

    free: int
    window: timedelta
    longest_seconds: int
    locks_after: int = 2**31 - 1
    """After so many without a success between, waiting does not help any more."""


# An account that is locked opens only with a new password, set by mail.
ACCOUNT = Allowance(free=5, window=timedelta(days=1), longest_seconds=900, locks_after=100)
NETWORK = Allowance(free=60, window=timedelta(hours=1), longest_seconds=900)
# Everybody together: past that many, one attempt a second in each of the lanes. They are lanes so that two hundred who
# sign in at once do not wait for one row.
EVERYBODY = Allowance(free=500, window=timedelta(hours=1), longest_seconds=1)
LANES = 8
LINKS_OF_NETWORK = Allowance(free=30, window=timedelta(hours=1), longest_seconds=900)
LINKS_TO_ADDRESS = Allowance(free=3, window=timedelta(hours=1), longest_seconds=900)
# What nobody hears of: mail is then not sent for a while, for one organization or, in its lane, for all.
LINKS_OF_ORGANIZATION = Allowance(free=1_000, window=timedelta(hours=1), longest_seconds=60)
LINKS_OF_EVERYBODY = Allowance(free=600, window=timedelta(hours=1), longest_seconds=10)
INVITATIONS = Allowance(free=500, window=timedelta(hours=1), longest_seconds=900)
# Asked while somebody types.
STRENGTH = Allowance(free=300, window=timedelta(hours=1), longest_seconds=60)


# An attempt counts before it is judged, so that a hundred at once are not one.
ATTEMPT = """
INSERT INTO sign_in_throttle AS t (key, failures, updated_at) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.updated_at < $3 AND t.failures < $6 THEN 1 ELSE t.failures + 1 END,
    blocked_until = CASE WHEN (t.updated_at >= $3 OR t.failures >= $6) AND t.failures + 1 > $4
                         THEN $2::timestamptz + make_interval(secs => least(2 ^ least(t.failures - $4, 30), $5)) END,
    updated_at = $2
WHERE t.blocked_until IS NULL OR t.blocked_until <= $2
RETURNING failures
"""
UNLOCK_DEVICES = """
DELETE FROM sign_in_throttle WHERE key IN (
    SELECT 'device:' || encode(d.token_hash, 'hex') || ':' || p.id
      FROM known_device d JOIN person p ON p.id = d.person_id WHERE p.email = $1)
"""
FORGIVE = "UPDATE sign_in_throttle SET failures = greatest(failures - 1, 0) WHERE key = $1"


def account_key(email: str) -> str:
    """Return the key of an account, known or not; the address itself is not kept."""
    return "account:" + hashlib.sha256(email.encode()).hexdigest()


def network_of(address: str | None) -> str:
    """Return the network an address belongs to, as text: /24 for IPv4, /64 for IPv6; `unknown` for what is none."""
    return network_key(address).removeprefix("network:")


def network_key(address: str | None) -> str:
    """Return the key of the network an address belongs to: /24 for IPv4, /64 for IPv6."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "network:unknown"
    # A socket that listens on `::` writes the addresses of IPv4 so: all of them lie in one /64.
    found = getattr(found, "ipv4_mapped", None) or found
    return f"network:{ipaddress.ip_network((found, 24 if found.version == 4 else 64), strict=False)}"


async def attempt(scope: WriteScope, key: str, allowance: Allowance) -> int:
    """Count one attempt and return how many there were; raises `RateLimited` while the key has to wait."""
    now = clock.now()
    limits = (allowance.free, float(allowance.longest_seconds), allowance.locks_after)
    with door("throttle"):
        made: Any = await scope.row(ATTEMPT, key, now, now - allowance.window, *limits)
        if made is not None:
            return int(made["failures"])
        blocked = await scope.row("SELECT blocked_until FROM sign_in_throttle WHERE key = $1", key)
    wait = (blocked["blocked_until"] - now) if blocked and blocked["blocked_until"] else timedelta(seconds=1)
    raise RateLimited("Too many attempts; wait before the next one.", max(int(wait.total_seconds() * 1_000), 100))


@dataclass(slots=True)
class Tries:
    """One attempt that was counted; `attempts` are those at the account, with this one, since the last success."""

    account: str
    network: str
    lane: str
    attempts: int = 1

    @property
    def is_locked(self) -> bool:
        """Say whether no password helps any more."""
        return self.attempts > ACCOUNT.locks_after

    async def forgive(self) -> None:
        """Take back what was counted: it succeeded."""
        async with writing(Viewer.anonymous()) as scope:
            with door("throttle"):
                # In the order of `count`: two who lock the same rows in another order would wait for each other.
                await scope.rows(FORGIVE, self.network)
                await scope.rows("DELETE FROM sign_in_throttle WHERE key = $1", self.account)
                await scope.rows(FORGIVE, self.lane)


async def count(email: str, address: str | None, device: str | None = None) -> Tries:
    """Count one attempt at an account's password, from a network, and among all; raises `RateLimited`.

    From a known `device` it is counted there and not for the account.
    """
    tries = Tries(device or account_key(email), network_key(address), f"everybody:{secrets.randbelow(LANES)}")
    async with writing(Viewer.anonymous()) as scope:
        await attempt(scope, tries.network, NETWORK)
        tries.attempts = await attempt(scope, tries.account, ACCOUNT)
        # Last: its row is shared by many, and is locked until the end of this transaction.
        await attempt(scope, tries.lane, EVERYBODY)
    return tries


async def unlock(scope: WriteScope, email: str) -> None:
    """Forget the failures of an account that has a new password."""
    with door("throttle"):
        await scope.rows("DELETE FROM sign_in_throttle WHERE key = $1", account_key(email))
        await scope.rows(UNLOCK_DEVICES, email)


async def asking(email: str, address: str | None) -> bool:
    """Count one wish for a link by mail; says whether the address may have one more.

    Raises `RateLimited` for a network that asks too often; an address that is asked for too often is nobody's news.
    """
    async with writing(Viewer.anonymous()) as scope:
        await attempt(scope, f"links:{network_key(address)}", LINKS_OF_NETWORK)
    own, lane = f"links:{account_key(email)}", f"links:everybody:{secrets.randbelow(LANES)}"
    return await _silently(own, LINKS_TO_ADDRESS) and await _silently(lane, LINKS_OF_EVERYBODY)


async def mailing(organization_ids: Iterable[UUID]) -> bool:
    """Count one link to a member of these organizations; says whether it may be sent."""
    for organization_id in sorted(organization_ids):
        if not await _silently(f"links:organization:{organization_id}", LINKS_OF_ORGANIZATION):
            return False
    return True


async def _silently(key: str, allowance: Allowance) -> bool:
    try:
        async with writing(Viewer.anonymous()) as scope:
            await attempt(scope, key, allowance)
    except RateLimited:
        return False
    return True


async def rating(address: str | None) -> None:
    """Count one look at the strength of a password; raises `RateLimited` for a network that asks too often."""
    async with writing(Viewer.anonymous()) as scope:
        await attempt(scope, f"strength:{network_key(address)}", STRENGTH)


async def inviting(scope: WriteScope, organization_id: UUID) -> None:
    """Count one invitation in the name of an organization; raises `RateLimited`."""
    await attempt(scope, f"invitations:{organization_id}", INVITATIONS)
