"""Who is connected to this process: open sinks by person and by session, however they speak."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

MAX_SINKS_PER_PERSON = 20
ENDED_KEPT = 10_000
SILENT_SECONDS = 25.0
"""Whoever lives answers the ping of every 20 seconds."""

SILENT = (4408, "No sign of life")


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose connection it is; nobody's before sign-in. A token stands in for the person and for the session."""

    person_id: UUID | None = None
    session_id: UUID | None = None
    member_id: UUID | None = None


class Sink(Protocol):
    """One open connection. Neither method waits: a slow reader is the sink's own affair."""

    @property
    def identity(self) -> Identity:
        """Whose connection it is; the same until `Connections.change`."""

    @property
    def silent_seconds(self) -> float:
        """For how long the other side has left unanswered what it has to answer; 0 where it never has to."""

    def send(self, frame: str) -> None:
        """Queue one frame, or close when too much is queued."""

    def close(self, code: int, reason: str) -> None:
        """End the connection soon; a second call changes nothing."""


class Connections:
    """The registry. All of it runs in one event loop."""

    def __init__(self, *, per_person: int = MAX_SINKS_PER_PERSON) -> None:
        self._per_person = per_person
        self._sinks: dict[Sink, Identity] = {}
        self._by_person: defaultdict[UUID, set[Sink]] = defaultdict(set)
        # A connection lives on its session and on its membership, and ends with either.
        self._by_session: defaultdict[UUID, set[Sink]] = defaultdict(set)
        self._by_member: defaultdict[UUID, set[Sink]] = defaultdict(set)
        self._draining: tuple[int, str] | None = None
        self._ended: dict[UUID, tuple[int, str]] = {}
        """The last sessions that have ended: a socket may have been looked up before, and arrive after."""

    def __len__(self) -> int:
        return len(self._sinks)

    def __iter__(self) -> Iterator[Sink]:
        return iter(tuple(self._sinks))

    @property
    def is_draining(self) -> bool:
        """Say whether the process is on its way out."""
        return self._draining is not None

    @property
    def sessions(self) -> tuple[UUID, ...]:
        """Return the sessions and tokens that something here lives on."""
        found = {identity.session_id: None for identity in self._sinks.values()}
        return tuple(id for id in found if id is not None)

    def add(self, sink: Sink) -> bool:
        """Register a sink under its identity; False when that person has too many already, all of them alive."""
        identity = sink.identity
        person_id = identity.person_id
        if person_id is not None and not self._has_room(person_id):
            return False
        self._sinks[sink] = identity
        if person_id is not None:
            self._by_person[person_id].add(sink)
        if identity.session_id is not None:
            self._by_session[identity.session_id].add(sink)
        if identity.member_id is not None:
            self._by_member[identity.member_id].add(sink)
        why = self._draining or (self._ended.get(identity.session_id) if identity.session_id else None)
        if why is not None:
            sink.close(*why)
        return True

    def _has_room(self, person_id: UUID) -> bool:
        """Say whether a person may have one more.

        Who comes back again and again over a bad line leaves many behind: what is dead most likely is closed for it.
        """
        sinks = self._by_person.get(person_id, ())
        if len(sinks) < self._per_person:
            return True
        quiet = max(sinks, key=lambda sink: sink.silent_seconds, default=None)
        if quiet is None or quiet.silent_seconds < SILENT_SECONDS:
            return False
        self.remove(quiet)
        quiet.close(*SILENT)
        return True

    def remove(self, sink: Sink) -> None:
        """Forget a sink; one that is not registered is no error."""
        identity = self._sinks.pop(sink, None)
        if identity is None:
            return
        grounds = ((self._by_session, identity.session_id), (self._by_member, identity.member_id))
        for index, key in ((self._by_person, identity.person_id), *grounds):
            if key is not None and key in index:
                index[key].discard(sink)
                if not index[key]:
                    del index[key]

    def change(self, sink: Sink) -> bool:
        """Register a sink again after its identity has changed (a renewed session)."""
        self.remove(sink)
        return self.add(sink)

    def of_person(self, person_id: UUID) -> tuple[Sink, ...]:
        """Return the sinks of one person."""
        return tuple(self._by_person.get(person_id, ()))

    def close_person(self, person_id: UUID, code: int, reason: str) -> int:
        """Close everything a person has open; returns how many."""
        return close_each(self._by_person.get(person_id, ()), code, reason)

    def close_session(self, id: UUID, code: int, reason: str) -> int:
        """Close everything that lives on one session, or on one membership by its member's id; returns how many."""
        return close_each({*self._by_session.get(id, ()), *self._by_member.get(id, ())}, code, reason)

    def end_session(self, id: UUID, code: int, reason: str) -> int:
        """Close the same for good: a session does not live again, and what arrives with it later is closed too."""
        while len(self._ended) >= ENDED_KEPT:
            del self._ended[next(iter(self._ended))]
        self._ended[id] = code, reason
        return self.close_session(id, code, reason)

    def close_all(self, code: int, reason: str) -> int:
        """Close everything now, and whatever still arrives; returns how many."""
        self._draining = (code, reason)
        return close_each(self._sinks, code, reason)

    async def drain(self, code: int, reason: str, over_seconds: float, retry_ms: tuple[int, int] | None = None) -> None:
        """Close everything spread over that time, so that the clients do not all come back at once.

        `retry_ms`: each is told to come back after another moment between these two.
        """
        self._draining = (code, reason)
        sinks = list(self._sinks)
        random.shuffle(sinks)
        loop = asyncio.get_running_loop()
        started = loop.time()
        for place, sink in enumerate(sinks):
            wait = started + over_seconds * place / len(sinks) - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            hint = f"; retry-after-ms={random.randint(*retry_ms)}" if retry_ms else ""  # noqa: S311 - no secret
            sink.close(code, reason + hint)


def close_each(sinks: Iterable[Sink], code: int, reason: str) -> int:
    """Close a copy of the set, since closing takes sinks out of it."""
    closing = tuple(sinks)
    for sink in closing:
        sink.close(code, reason)
    return len(closing)
