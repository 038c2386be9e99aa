"""The keys that encrypt fields: one ring for each organization and one for accounts, wrapped by the master key."""

import os
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import alone, current, writing
from app.auth.sealing import KEY_BYTES, Damaged, Place, blind, open_sealed, seal, version_of
from app.auth.viewer import Viewer

FRESH_SECONDS = 60.0
SEAL, INDEX = "SEAL", "INDEX"

LOAD = "SELECT purpose, version, wrapped FROM data_key WHERE scope = $1"
ADD = """
INSERT INTO data_key (scope, purpose, version, wrapped, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Ring:
    """The unwrapped keys of one scope, by version. The newest seals; all of them open."""

    scope: UUID
    keys: dict[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    loaded_at: float = field(default_factory=time.monotonic)

    @property
    def newest(self) -> int:
        """Return the version that seals."""
        return max(self.keys)

    @property
    def is_fresh(self) -> bool:
        """Say whether another node's rotation can hardly have been missed."""
        return time.monotonic() - self.loaded_at < FRESH_SECONDS

    def seal(self, place: Place, content: bytes) -> bytes:
        """Return the content sealed for its place."""
        self._check(place)
        return seal(self.keys[self.newest], self.newest, place, content)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Return what was sealed for this place; raises `Damaged`."""
        self._check(place)
        key = self.keys.get(version_of(sealed))
        if key is None:
            raise Damaged("The key of this value is gone.")
        return open_sealed(key, place, sealed)

    def blind(self, place: Place, content: bytes) -> bytes:
        """Return the blind index of a value: equal for equal values of the column, in this organization alone."""
        self._check(place)
        return blind(self.index, place.table, place.column, content)

    def _check(self, place: Place) -> None:
        if place.scope != self.scope:
            raise RuntimeError("A ring seals and opens in its own scope alone.")


class Secrets:
    """Seals and opens fields. Keys are loaded with no scope open, so that nobody holds two connections."""

    def __init__(self, master: bytes, before: bytes = b"") -> None:
        """Take the master key, and the one before while data keys are still wrapped by it."""
        self._masters = (master, *([before] if before else ()))
        self._rings: dict[UUID, Ring] = {}

    async def seal(self, place: Place, content: bytes) -> bytes:
        """Return the content sealed with the newest key of its scope, which is made on first use."""
        return (await self.ring(place.scope)).seal(place, content)

    async def open(self, place: Place, sealed: bytes) -> bytes:
        """Return what was sealed for this place; raises `Damaged`."""
        ring = await self.ring(place.scope)
        if version_of(sealed) not in ring.keys:
            ring = await self._load(place.scope)
        return ring.open(place, sealed)

    async def open_here(self, place: Place, sealed: bytes) -> bytes:
        """Return what was sealed for this place, by the connection of the scope that is open; raises `Damaged`."""
        ring = self._rings.get(place.scope)
        if ring is None or version_of(sealed) not in ring.keys:
            with door("secrets.load"):
                ring = self._ring(place.scope, self._unwrapped(place.scope, await current().rows(LOAD, place.scope)))
        return ring.open(place, sealed)

    async def resealed(self, place: Place, sealed: bytes) -> bytes | None:
        """Return the value sealed anew, or None when the newest key has sealed it already. Raises `Damaged`."""
        ring = await self.ring(place.scope)
        if version_of(sealed) == ring.newest:
            return None
        return ring.seal(place, await self.open(place, sealed))

    async def blind(self, place: Place, content: bytes) -> bytes:
        """Return the blind index of a value, for looking up what is encrypted."""
        return (await self.ring(place.scope)).blind(place, content)

    async def rotate(self, scope: UUID) -> int:
        """Make a new key that seals from now on; returns its version. Old values stay readable until `resealed`."""
        newest = (await self._load(scope)).newest
        await self._add(scope, {(SEAL, newest + 1)})
        return (await self._load(scope)).newest

    async def rotate_all(self) -> int:
        """Make a new key for every scope that has one; returns how many were made."""
        with door("secrets.rotate_all"):
            rows = await alone("SELECT DISTINCT scope FROM data_key ORDER BY scope")
        for row in rows:
            await self.rotate(row["scope"])
        return len(rows)

    async def ring(self, scope: UUID) -> Ring:
        """Return the keys of a scope."""
        ring = self._rings.get(scope)
        return ring if ring is not None and ring.is_fresh else await self._load(scope)

    async def _load(self, scope: UUID) -> Ring:
        found = await self._found(scope)
        missing = {(SEAL, 1), (INDEX, 1)} - found.keys()
        if missing:
            await self._add(scope, missing)
            found = await self._found(scope)
        return self._ring(scope, found)

    def _ring(self, scope: UUID, found: dict[tuple[str, int], bytes]) -> Ring:
        keys = {version: key for (purpose, version), key in found.items() if purpose == SEAL}
        if not keys or (INDEX, 1) not in found:
            raise Damaged("The keys of this value are gone.")
        self._rings[scope] = Ring(scope, keys, found[(INDEX, 1)])
        return self._rings[scope]

    async def _found(self, scope: UUID) -> dict[tuple[str, int], bytes]:
        with door("secrets.load"):
            return self._unwrapped(scope, await alone(LOAD, scope))

    def _unwrapped(self, scope: UUID, rows: list[Any]) -> dict[tuple[str, int], bytes]:
        wrapped = {(row["purpose"], row["version"]): row["wrapped"] for row in rows}
        return {name: _unwrapped(self._masters, _place(scope, name[0]), text) for name, text in wrapped.items()}

    async def _add(self, scope: UUID, names: set[tuple[str, int]]) -> None:
        async with writing(Viewer.anonymous()) as opened:
            with door("secrets.add"):
                for purpose, version in sorted(names):
                    # Whoever comes second finds the key of the first one.
                    wrapped = seal(self._masters[0], version, _place(scope, purpose), os.urandom(KEY_BYTES))
                    await opened.rows(ADD, scope, purpose, version, wrapped, clock.now())


def rewrapped(row: Any, master: bytes, before: bytes) -> bytes | None:
    """Return a data key under the new master key, None when it is under it already; raises `Damaged` for neither."""
    place = _place(UUID(bytes=row["scope"].bytes), row["purpose"])
    try:
        open_sealed(master, place, row["wrapped"])
    except Damaged:
        return seal(master, row["version"], place, open_sealed(before, place, row["wrapped"]))
    return None


def _unwrapped(masters: tuple[bytes, ...], place: Place, wrapped: bytes) -> bytes:
    for older in masters[:-1]:
        try:
            return open_sealed(older, place, wrapped)
        except Damaged:
            continue
    return open_sealed(masters[-1], place, wrapped)


def _place(scope: UUID, purpose: str) -> Place:
    return Place(scope, "data_key", purpose, scope)
