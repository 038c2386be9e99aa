"""Password hashes: slow on purpose, in threads, and never more at once than memory allows."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import RateLimited

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
AT_ONCE = max(1, min(4, CORES - 1))
"""Hashes at a time: one core is left for those who wait for answers."""

QUEUE = 64
STEPS_BACK = 5
T = TypeVar("T")


class Cost(NamedTuple):
    """What one hash takes."""

    passes: int
    memory_kib: int
    lanes: int


# RFC 9106, section 4: the second recommended option. The other is for tests alone.
COSTS = {"full": Cost(3, 65_536, 4), "test": Cost(1, 64, 1)}
MAX_LENGTH = 256


class Passwords:
    """Hashes and verifies with argon2id. 4 x 64 MiB at once at most; 64 more wait; the rest are told to come back.

    The threads, and those that argon2 starts in them, give way to whatever else wants to run.
    """

    def __init__(self, cost: str = "full") -> None:
        self._hasher = PasswordHasher(COSTS[cost].passes, COSTS[cost].memory_kib, COSTS[cost].lanes, type=Type.ID)
        self._threads = ThreadPoolExecutor(AT_ONCE, "argon2", _step_back)
        self._waiting = 0
        # Somebody unknown costs the same as somebody known.
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Return the hash to keep."""
        return await self._in_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Say whether the password fits; None, for somebody unknown, takes as long and never fits."""
        fits = await self._in_thread(self._fits, password_hash or self._nobody, password[:MAX_LENGTH])
        return fits and password_hash is not None and len(password) <= MAX_LENGTH

    def needs_rehash(self, password_hash: str) -> bool:
        """Say whether the hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[..., T], *args: str) -> T:
        if self._waiting >= AT_ONCE + QUEUE:
            raise RateLimited("Too many people are signing in at the moment.", retry_after_ms=1_000)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)
        finally:
            self._waiting -= 1


def _step_back() -> None:
    # On Linux alone a thread has a priority of its own, and gives it to the threads that it starts.
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STEPS_BACK)
