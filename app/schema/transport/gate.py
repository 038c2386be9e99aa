"""Whether there is room for one socket or event stream more: in all, from one address, and at this moment."""

import ipaddress
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from app import metrics
from app.errors import LimitReached, RateLimited, TenantryError, Unavailable
from app.schema.transport.pace import Bucket

BURST_SECONDS = 2
"""A burst may be as large as what is let in during so many seconds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one process; 0 is no limit."""

    total: int = 12_000
    per_address: int = 200
    per_second: int = 500


@dataclass(frozen=True, slots=True)
class Turned:
    """Who will have no socket or event stream: how HTTP says it, and after how many seconds to try again."""

    status: int
    error: TenantryError
    reason: str
    wait: int | None = None


class Gate:
    """Counts sockets from the handshake to the end, so that half-open ones count too, and event streams."""

    def __init__(self, limits: Limits | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._limits = limits or Limits()
        pace = self._limits.per_second
        self._bucket = Bucket(pace, pace * BURST_SECONDS, clock)
        self._by_network: Counter[str] = Counter()
        self.open = 0

    def enter(self, network: str | None) -> Turned | None:
        """Let one in, who has to `leave` one day; or say why not."""
        limits = self._limits
        if limits.per_address and network is not None and self._by_network[network] >= limits.per_address:
            error = LimitReached("Too many sockets are open from this address.", maximum=limits.per_address)
            return Turned(429, error, "address", 10)
        if limits.total and self.open >= limits.total:
            return Turned(503, Unavailable("This server has no room for another socket."), "total", 5)
        if limits.per_second and not self._bucket.take():
            # Not all at the same second again.
            return Turned(503, RateLimited("Too many come at once.", 1), "pace", random.randint(1, 5))  # noqa: S311 - no secret
        self.open += 1
        if network is not None:
            self._by_network[network] += 1
        return None

    def leave(self, network: str | None) -> None:
        """Make room again."""
        self.open -= 1
        if network is not None:
            self._by_network[network] -= 1
            if not self._by_network[network]:
                del self._by_network[network]


def network_of(address: str | None) -> str | None:
    """Return what counts as one address: it itself for IPv4, its /64 for IPv6; None for a socket of the machine.

    One of IPv4 counts the same when a socket that listens on `::` writes it as one of IPv6.
    """
    if address is None or ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(found.ipv4_mapped or ipaddress.IPv6Network((found, 64), strict=False))


def note_refused(door: str, reason: str) -> None:
    """Count who did not become a socket (door `ws`) or an event stream (`sse`)."""
    metrics.handshakes_refused.labels(door, reason).inc()
