"""The registry of open sinks."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.subscriptions.connections import Connections, Identity
from app.subscriptions.revocation import REVOKED, Revocation

ADA, BOB = UUID(int=1), UUID(int=2)
FIRST, SECOND = UUID(int=11), UUID(int=12)


@dataclass(eq=False)
class ToySink:
    """Remembers how it was closed, and leaves the registry as sockets do."""

    identity: Identity = field(default_factory=Identity)
    closed: list[tuple[int, str]] = field(default_factory=list)
    silent_seconds: float = 0.0
    registry: Connections | None = None

    def send(self, frame: str) -> None:
        """Take a frame."""

    def close(self, code: int, reason: str) -> None:
        """Be closed."""
        self.closed.append((code, reason))
        if self.registry is not None:
            self.registry.remove(self)


def test_a_person_has_a_limit_and_strangers_have_none() -> None:
    connections = Connections(per_person=2)
    sinks = [ToySink(Identity(ADA, FIRST)) for _ in range(3)]
    assert [connections.add(sink) for sink in sinks] == [True, True, False]
    assert connections.add(ToySink(Identity(BOB, SECOND)))
    assert all(connections.add(ToySink()) for _ in range(5))
    connections.remove(sinks[0])
    assert connections.add(sinks[2])
    assert len(connections) == 8


def test_who_comes_back_over_a_bad_line_takes_the_place_of_a_dead_connection() -> None:
    connections = Connections(per_person=3)
    sinks = [ToySink(Identity(ADA, FIRST), silent_seconds=silent) for silent in (24.0, 41.0, 26.0)]
    others = [ToySink(Identity(BOB, SECOND), silent_seconds=44.0), ToySink(Identity(ADA, FIRST))]
    assert all(connections.add(sink) for sink in (*sinks, *others))
    assert [len(sink.closed) for sink in sinks + others] == [0, 1, 0, 0, 0]
    assert sinks[1].closed == [(4408, "No sign of life")] and sinks[1] not in connections.of_person(ADA)
    assert connections.add(ToySink(Identity(ADA, FIRST))) and sinks[2].closed
    assert not connections.add(ToySink(Identity(ADA, FIRST))), "all that are left live"


def test_removing_twice_or_a_stranger_is_no_error() -> None:
    connections = Connections()
    sink = ToySink(Identity(ADA, FIRST))
    connections.remove(sink)
    connections.add(sink)
    connections.remove(sink)
    connections.remove(sink)
    assert len(connections) == 0 and connections.of_person(ADA) == ()


def test_closes_by_session_by_person_and_all() -> None:
    connections = Connections()
    sinks = [ToySink(Identity(*who), registry=connections) for who in ((ADA, FIRST), (ADA, SECOND), (BOB, None))]
    for sink in sinks:
        connections.add(sink)
    assert connections.close_session(FIRST, 4403, "Forbidden") == 1
    assert connections.close_session(FIRST, 4403, "Forbidden") == 0
    assert connections.close_person(ADA, 4403, "Forbidden") == 1
    assert connections.close_all(1012, "Restart") == 1
    assert [sink.closed for sink in sinks] == [[(4403, "Forbidden")], [(4403, "Forbidden")], [(1012, "Restart")]]


def test_who_arrives_with_a_session_that_has_just_ended_is_closed() -> None:
    connections = Connections()
    connections.end_session(FIRST, 4403, "Forbidden")
    late, other = ToySink(Identity(ADA, FIRST), registry=connections), ToySink(Identity(ADA, SECOND))
    assert connections.add(late) and connections.add(other)
    assert (late.closed, other.closed) == ([(4403, "Forbidden")], [])


def test_a_renewed_session_moves_the_sink() -> None:
    connections = Connections(per_person=1)
    sink = ToySink(Identity(ADA, FIRST))
    connections.add(sink)
    sink.identity = Identity(ADA, SECOND)
    assert connections.change(sink)
    assert connections.close_session(FIRST, 4403, "") == 0
    assert connections.close_session(SECOND, 4403, "") == 1


def test_draining_is_spread_over_time_and_catches_late_comers() -> None:
    connections = Connections()
    sinks = [ToySink(registry=connections) for _ in range(5)]
    for sink in sinks:
        connections.add(sink)
    started = time.monotonic()
    asyncio.run(connections.drain(1012, "Restart", 0.1))
    assert 0.06 < time.monotonic() - started < 0.5
    assert all(sink.closed == [(1012, "Restart")] for sink in sinks)
    late = ToySink()
    connections.add(late)
    assert connections.is_draining and late.closed == [(1012, "Restart")]
    asyncio.run(Connections().drain(1012, "Restart", 5))


async def test_a_look_after_a_missed_word_ends_dead_sessions_and_nobody_else() -> None:
    connections, asked = Connections(), list[set[UUID]]()
    lives, dead, nobody = (ToySink(who) for who in (Identity(ADA, FIRST, ADA), Identity(BOB, SECOND, BOB), Identity()))
    for sink in (lives, dead, nobody):
        connections.add(sink)

    async def living(ids: Iterable[UUID]) -> set[UUID]:
        asked.append(set(ids))
        return {FIRST}

    revocation = Revocation(connections, living)
    revocation.look()
    async with asyncio.timeout(1):
        while not dead.closed:  # noqa: ASYNC110 - closing has no event of its own
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asked == [{FIRST, SECOND}], "a member's id is no session that could be found dead"
    assert (lives.closed, dead.closed, nobody.closed) == ([], [REVOKED], [])
    await revocation.ended(ADA)
    assert lives.closed == [REVOKED], "a membership that ends closes what lives on it"
