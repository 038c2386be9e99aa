"""Who comes alone is let in at once; who comes with a thousand others shares a statement, and still is oneself."""

import asyncio
from typing import Any

import pytest

from app.auth import lookups
from app.auth.credentials import Carrier, Credentials
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.viewer import Viewer
from app.errors import Unauthenticated, Unavailable
from tests.support.world import ROLES, World, token_of


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many sessions each statement has asked for; the statements themselves are run."""
    asked: list[int] = []
    real = lookups.alone

    async def counted(sql: str, hashes: list[bytes | None], *rest: Any) -> list[Any]:
        asked.append(len(hashes))
        return await real(sql, hashes, *rest)

    monkeypatch.setattr(lookups, "alone", counted)
    return asked


def shown(token: str) -> Credentials:
    return Credentials(token, Carrier.BEARER)


async def test_a_thousand_at_once_are_few_statements_and_each_is_oneself(
    still_world: World, statements: list[int]
) -> None:
    sessions = Sessions(Passwords("test"))
    people = [(role, key) for role in ROLES for key in "AB"] * 50
    tokens = [token_of(*person) for person in people]
    asked = [sessions.authenticate(shown(token)) for token in [*tokens, "never-given"]]
    *viewers, nobody = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(nobody, Unauthenticated)
    for person, viewer in zip(people, viewers, strict=True):
        expected = still_world.viewer_of(*person)
        assert isinstance(viewer, Viewer)
        assert (viewer.person_id, viewer.organization_id) == (expected.person_id, expected.organization_id)
        assert {grant.role for grant in viewer.grants} == {grant.role for grant in expected.grants}
    assert sum(statements) == len(asked)
    assert len(statements) <= len(asked) // lookups.BATCH + 3 and max(statements) <= lookups.BATCH
    again = await asyncio.gather(*(sessions.recheck(viewer) for viewer in viewers if isinstance(viewer, Viewer)))
    assert again == viewers


async def test_who_has_given_up_is_not_asked_for(still_world: World, statements: list[int]) -> None:
    sessions = Sessions(Passwords("test"))
    tasks = [asyncio.create_task(sessions.authenticate(shown(token_of("manager", "A")))) for _ in range(40)]
    await asyncio.sleep(0)
    for task in tasks[10:]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, Viewer) for result in results[:10])
    assert sum(statements) == 10


async def test_the_queue_has_an_end(still_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "MAX_WAITING", 5)
    sessions = Sessions(Passwords("test"))
    asked = [sessions.authenticate(shown(token_of("manager", "A"))) for _ in range(9)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(result) for result in results].count(Unavailable) == 4
    # And it serves again as soon as it has room.
    assert (await sessions.authenticate(shown(token_of("manager", "A")))).person_id is not None


async def test_a_database_that_is_away_is_told_to_all_who_wait(
    still_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions(Passwords("test"))
    with monkeypatch.context() as broken:
        broken.setattr("app.auth.scope.ACQUIRE_SECONDS", 0.0)
        asked = [sessions.authenticate(shown(token_of("manager", "A"))) for _ in range(3)]
        assert [type(one) for one in await asyncio.gather(*asked, return_exceptions=True)] == [Unavailable] * 3
    assert (await sessions.authenticate(shown(token_of("manager", "A")))).person_id is not None


async def test_a_statement_that_is_held_up_holds_up_nobody_else(
    still_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked, held = lookups.alone, asyncio.Event(), asyncio.Event()

    async def first_held(*args: Any) -> list[Any]:
        if not asked.is_set():
            asked.set()
            await held.wait()
        return await real(*args)

    monkeypatch.setattr(lookups, "alone", first_held)
    sessions = Sessions(Passwords("test"))
    first = asyncio.create_task(sessions.authenticate(shown(token_of("manager", "A"))))
    async with asyncio.timeout(30):
        await asked.wait()
        for role in ROLES:
            viewer = await sessions.authenticate(shown(token_of(role, "A")))
            assert viewer.person_id == still_world.viewer_of(role, "A").person_id
    assert not first.done()
    held.set()
    assert (await first).person_id == still_world.viewer_of("manager", "A").person_id
