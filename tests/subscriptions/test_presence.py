"""Rooms of several nodes over a real Valkey, at a pace that a test can wait for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import pytest

from app.auth.viewer import Viewer
from app.entrypoints.demo.world import demo_id
from app.errors import RateLimited
from app.integrations.bus.gathering import RedisGathering
from app.integrations.bus.port import Away
from app.integrations.bus.redis import RedisBus
from app.subscriptions.feed import Feeds
from app.subscriptions.presence import Change, Pace, Presence, Presences, State
from tests.subscriptions.conftest import Live
from tests.support.server import OwnValkey, valkey

__all__ = ["valkey"]

QUICK = Pace(beat=0.2, here=0.6, typing=0.5, typing_again=0.3, away=0.1)
TALK = demo_id("nordlys", "conversation", "leak")


@asynccontextmanager
async def node(live: Live, url: str) -> AsyncIterator[Presences]:
    """The rooms of one node."""
    bus, feeds = RedisBus(url), Feeds(lambda _: None, lambda _: None)
    presences = Presences(RedisGathering(url), bus, feeds, live.sessions.recheck, QUICK)

    async def ended(_: UUID) -> None:
        return None

    feeds.start()
    await bus.start(presences.wake, ended)
    try:
        yield presences
    finally:
        await presences.stop()
        await bus.stop()
        await feeds.stop()


class Screen:
    """One stream, and what it shows."""

    def __init__(self, presences: Presences, viewer: Viewer) -> None:
        self.shown: dict[UUID, Presence] = {}
        self.states = 0
        self.revision = 0
        self._news = asyncio.Condition()
        self.task = asyncio.create_task(self._follow(presences, viewer))

    async def _follow(self, presences: Presences, viewer: Viewer) -> None:
        async for message in presences.follow(viewer, TALK):
            assert message.revision == self.revision + 1
            self.revision = message.revision
            self._show(message)
            async with self._news:
                self._news.notify_all()

    def _show(self, message: State | Change) -> None:
        if isinstance(message, State):
            self.states += 1
            self.shown = {one.member_id: one for one in message.everybody}
        elif message.presence.is_here or message.presence.is_typing:
            self.shown[message.presence.member_id] = message.presence
        else:
            del self.shown[message.presence.member_id]

    async def until(self, holds: Any) -> None:
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: holds(self.shown))

    async def end(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


async def test_a_node_that_is_killed_takes_its_people_with_it(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    async with node(live, valkey.url) as here, node(live, valkey.url) as there:
        hers, his = Screen(here, amira), Screen(there, ingrid)
        both = {amira.member_id, ingrid.member_id}
        await hers.until(lambda shown: set(shown) == both)
        await his.until(lambda shown: set(shown) == both)
        # Longer than a word counts: who is still there says so again.
        await asyncio.sleep(2 * QUICK.here)
        assert set(hers.shown) == both
        for task in there._rooms[TALK].tasks:
            task.cancel()
        await hers.until(lambda shown: set(shown) == {amira.member_id})
        await his.end()
        await hers.end()
        assert not here._rooms and not there._rooms


async def test_two_screens_are_one_person(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    async with node(live, valkey.url) as here:
        hers, first, second = Screen(here, amira), Screen(here, ingrid), Screen(here, ingrid)
        await hers.until(lambda shown: len(shown) == 2)
        await first.end()
        await asyncio.sleep(2 * QUICK.beat)
        assert ingrid.member_id in hers.shown
        await second.end()
        await hers.until(lambda shown: len(shown) == 1)
        await hers.end()


async def test_typing_is_throttled_and_forgotten(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    async with node(live, valkey.url) as here, node(live, valkey.url) as there:
        hers = Screen(here, amira)
        await hers.until(lambda shown: len(shown) == 1)
        await there.typing(ingrid, TALK, True)
        with pytest.raises(RateLimited):
            await there.typing(ingrid, TALK, True)
        await hers.until(lambda shown: ingrid.member_id in shown and not shown[ingrid.member_id].is_here)
        await hers.until(lambda shown: ingrid.member_id not in shown)
        await hers.end()


async def test_a_pause_ends_with_everybody_anew(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira = await live.person("amira")
    async with node(live, valkey.url) as here:
        hers = Screen(here, amira)
        await hers.until(lambda shown: len(shown) == 1)
        valkey.kill()
        await asyncio.sleep(2 * QUICK.beat)
        await here.typing(amira, TALK, True)
        assert hers.states == 1
        valkey.start()
        await hers.until(lambda _: hers.states == 2)
        assert set(hers.shown) == {amira.member_id}
        await hers.end()


async def test_a_server_that_is_away_is_said_to_be(valkey: OwnValkey) -> None:
    gathering = RedisGathering(valkey.url)
    for work in (
        gathering.look("x"),
        gathering.stay("x", ["a"], 1),
        gathering.leave("x", ["a"]),
        gathering.first("x", 1),
    ):
        with pytest.raises(Away):
            await work
    await gathering.close()
