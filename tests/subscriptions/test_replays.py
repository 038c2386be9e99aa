"""Those who come back together are served together: what they missed is prepared once."""

import asyncio

import pytest

from app.entrypoints.demo import demo_id
from app.resolvers import tickets
from app.schema.live import LiveExecutor
from app.subscriptions import replays
from app.subscriptions.stream import Judge
from tests.subscriptions.conftest import Live
from tests.subscriptions.listening import Ear
from tests.subscriptions.test_hub import FIELDS, HEAD
from tests.support.roles import revoke_grant

LEAK = demo_id("nordlys", "ticket", "leak")
TEXT = HEAD + " ".join(FIELDS) + "} }"
EVENTS = 6


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done from here on."""
    done: list[str] = []
    execute, load = LiveExecutor.execute, Judge.load

    async def executed(self: LiveExecutor, *asked: object) -> bytes:
        done.append("execution")
        return await execute(self, *asked)  # type: ignore[arg-type]

    async def loaded(self: Judge, *asked: object) -> object:
        done.append("load")
        return await load(self, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(LiveExecutor, "execute", executed)
    monkeypatch.setattr(Judge, "load", loaded)
    return done


async def commented(live: Live, name: str) -> str:
    """The cursor before some comments."""
    person = await live.person(name)
    ear = live.listen(person, TEXT)
    await ear.hears(1, 60)
    for number in range(EVENTS):
        await tickets.comment(person, LEAK, f"Comment {number}.", number % 3 == 0)
    await ear.hears(1 + EVENTS, 60)
    await ear.close()
    return str(ear.messages[0]["cursor"])


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, what was prepared is still fresh."""
    monkeypatch.setattr(replays, "FRESH_SECONDS", 600.0)


async def caught_up(ear: Ear) -> None:
    async with asyncio.timeout(60):
        while not any(message["__typename"] == "StreamReady" for message in ear.messages):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_many_who_come_back_cost_as_much_as_one(live: Live, work: list[str]) -> None:
    after = await commented(live, "ingrid")
    ingrid = await live.person("ingrid")
    text = HEAD + FIELDS[0] + FIELDS[2] + FIELDS[3] + "} }"
    work.clear()
    ears = [live.listen(ingrid, text, after=after) for _ in range(20)]
    await asyncio.gather(*(ear.hears(EVENTS + 1, 60) for ear in ears))
    assert (work.count("load"), work.count("execution")) == (EVENTS, EVENTS + 1)
    assert len({tuple(ear.heard) for ear in ears}) == 1


async def test_what_is_shared_equals_what_each_gets_alone(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    after = await commented(live, "ingrid")
    viewers = [await live.person(name) for name in ("ingrid", "tom", "amira", "olav", "ingrid", "solveig", "amira")]
    together = [live.listen(viewer, TEXT, after=after) for viewer in viewers]
    for ear in together:
        await caught_up(ear)
    monkeypatch.setattr(replays, "FRESH_SECONDS", 0.0)
    for ear, viewer in zip(together, viewers, strict=True):
        alone = live.listen(viewer, TEXT, after=after)
        await caught_up(alone)
        assert alone.heard == ear.heard


async def test_a_change_of_who_may_see_ends_what_was_prepared(live: Live, work: list[str]) -> None:
    after = await commented(live, "ingrid")
    solveig, ingrid, jonas = [await live.person(name) for name in ("solveig", "ingrid", "jonas")]
    first = live.listen(ingrid, TEXT, after=after)
    await first.hears(EVENTS + 1, 60)
    await revoke_grant(solveig, jonas.grants[0].id)
    work.clear()
    second = live.listen(ingrid, TEXT, after=after)
    await second.hears(EVENTS + 1, 60)
    assert work.count("load") == EVENTS


async def test_other_news_leave_what_was_prepared(live: Live, work: list[str]) -> None:
    after = await commented(live, "ingrid")
    ingrid = await live.person("ingrid")
    first = live.listen(ingrid, TEXT, after=after)
    await first.hears(EVENTS + 1, 60)
    work.clear()
    await tickets.comment(ingrid, LEAK, "One more.", False)
    second = live.listen(ingrid, TEXT, after=after)
    await second.hears(EVENTS + 2, 60)
    assert work.count("load") < EVENTS


async def test_nothing_is_kept_of_what_nobody_asks_for_any_more(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    after = await commented(live, "ingrid")
    ear = live.listen(await live.person("ingrid"), TEXT, after=after)
    await ear.hears(EVENTS + 1, 60)
    (channel,) = live.streams.hub._channels.values()
    assert len(channel.replays) == EVENTS
    monkeypatch.setattr(replays, "FRESH_SECONDS", 0.1)
    async with asyncio.timeout(60):
        while len(channel.replays):  # noqa: ASYNC110 - the clock's work
            await asyncio.sleep(0.05)
