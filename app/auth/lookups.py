"""Looks sessions up for all who wait at the same moment: one statement for many, and a queue with an end."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import alone
from app.errors import Unavailable

BATCH = 100
PACES = (0.0, 0.005)
"""Seconds for which people gather before a statement. Two run side by side, no more: thousands who come at once must
not take the pool from everybody else. The second is for when the first is held up; without its pause each would serve
three where one serves ten."""

MAX_WAITING = 20_000

# The function may be asked about each in turn: it names the person to row-level security itself.
SQL = """
SELECT w.place, s.*
  FROM unnest($1::bytea[], $2::uuid[]) WITH ORDINALITY AS w (hash, wanted, place)
 CROSS JOIN LATERAL app.session_by(w.hash, w.wanted, $3) AS s
"""


@dataclass(eq=False, slots=True)
class Wanted:
    """One who waits for the rows of a session, named by the hash of its token or by its id."""

    hash: bytes | None
    id: UUID | None
    found: asyncio.Future[list[Any]]


class Lookups:
    """The queue. Who comes alone is served at once; who comes while others are served shares the next statement."""

    def __init__(self) -> None:
        self._waiting: deque[Wanted] = deque()
        self._working: dict[float, asyncio.Task[None]] = {}

    async def by_hash(self, token_hash: bytes) -> list[Any]:
        """Return the rows of the session with that token, none when it has ended; raises `Unavailable`."""
        return await self._ask(token_hash, None)

    async def by_id(self, session_id: UUID) -> list[Any]:
        """Return the rows of the session with that id, none when it has ended; raises `Unavailable`."""
        return await self._ask(None, session_id)

    async def _ask(self, token_hash: bytes | None, session_id: UUID | None) -> list[Any]:
        if len(self._waiting) >= MAX_WAITING:
            raise Unavailable("Too many want to come in at the same moment; try again.")
        wanted = Wanted(token_hash, session_id, asyncio.get_running_loop().create_future())
        self._waiting.append(wanted)
        for pace in PACES:
            if pace not in self._working:
                self._working[pace] = asyncio.create_task(self._work(pace))
                break
        return await wanted.found

    async def _work(self, pace: float) -> None:
        try:
            await asyncio.sleep(pace)
            while batch := self._next():
                await self._serve(batch)
                await asyncio.sleep(pace)
        finally:
            # At once, not by a callback: whoever comes next must not count on one that has just stopped looking.
            del self._working[pace]

    async def _serve(self, batch: list[Wanted]) -> None:
        try:
            rows = await self._rows(batch)
        except Exception as error:
            for wanted in batch:
                if not wanted.found.done():
                    wanted.found.set_exception(error)
            return
        for place, wanted in enumerate(batch, 1):
            if not wanted.found.done():
                wanted.found.set_result(rows.get(place, []))

    def _next(self) -> list[Wanted]:
        """Take those who have waited longest, without those who have given up."""
        batch: list[Wanted] = []
        while self._waiting and len(batch) < BATCH:
            wanted = self._waiting.popleft()
            if not wanted.found.done():
                batch.append(wanted)
        return batch

    async def _rows(self, batch: list[Wanted]) -> dict[int, list[Any]]:
        with door("sessions.find"):
            rows = await alone(SQL, [one.hash for one in batch], [one.id for one in batch], clock.now())
        found: dict[int, list[Any]] = {}
        for row in rows:
            found.setdefault(row["place"], []).append(row)
        return found
