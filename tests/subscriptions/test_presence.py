"""Rooms of several nodes over a real Valkey, at a pace that a test can wait for."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from uuid import UUID

import pytest

from app.auth.sessions import Sessions
from app.auth.viewer import Viewer
from app.entrypoints.demo.world import demo_id
from app.errors import Forbidden, RateLimited
from app.integrations.bus.gathering import RedisGathering
from app.integrations.bus.port import Away
from app.integrations.bus.redis import RedisBus
from app.subscriptions.feed import Feeds
from app.subscriptions.presence import Change, Pace, Presence, Presences, State
from tests.subscriptions.conftest import Live
from tests.support.processes import CLONE
from tests.support.server import OwnValkey, valkey
from tests.support.services import Database

__all__ = ["valkey"]

QUICK = Pace(beat=0.2, here=0.6, typing=0.5, typing_again=0.3, away=0.1)
SLACK_SECONDS = 2.0
TALK = demo_id("nordlys", "conversation", "leak")


@asynccontextmanager
async def node(sessions: Sessions, url: str) -> AsyncIterator[Presences]:
    """The rooms of one node."""
    bus, feeds = RedisBus(url), Feeds(lambda _: None, lambda _: None)
    presences = Presences(RedisGathering(url), bus, feeds, sessions.recheck, QUICK)

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


@contextmanager
def elsewhere(database_url: str, redis_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Another node, in a process of its own, where Ingrid looks at the conversation."""
    command = [sys.executable, "-m", "tests.subscriptions.elsewhere", database_url, redis_url]
    process = subprocess.Popen(command, cwd=CLONE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Screen:
    """One stream, and what it shows."""

    def __init__(self, presences: Presences, viewer: Viewer) -> None:
        self.viewer = viewer
        self.shown: dict[UUID, Presence] = {}
        self.states = 0
        self.revision = 0
        self._news = asyncio.Condition()
        self.task = asyncio.create_task(self._follow(presences))

    async def _follow(self, presences: Presences) -> None:
        async for message in presences.follow(lambda: self.viewer, TALK):
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

    async def until(self, holds: Any, seconds: float = 5) -> None:
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: holds(self.shown))

    async def end(self) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


async def test_a_node_that_is_killed_takes_its_people_with_it(
    live: Live, database: Database, valkey: OwnValkey
) -> None:
    valkey.start()
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    async with node(live.sessions, valkey.url) as here:
        hers = Screen(here, amira)
        both = {amira.member_id, ingrid.member_id}
        with elsewhere(database.app_url, valkey.url) as there:
            await hers.until(lambda shown: set(shown) == both, 60)
            # Longer than a word counts: who is still there says so again.
            await asyncio.sleep(2 * QUICK.here)
            assert set(hers.shown) == both
            there.kill()
            await asyncio.to_thread(there.wait)
            killed_at = time.monotonic()
            await hers.until(lambda shown: set(shown) == {amira.member_id})
            assert time.monotonic() - killed_at < QUICK.here + SLACK_SECONDS
        await hers.end()
        assert not here._rooms


async def test_two_screens_are_one_person(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    async with node(live.sessions, valkey.url) as here:
        hers, first, second = Screen(here, amira), Screen(here, ingrid), Screen(here, ingrid)
        await hers.until(lambda shown: len(shown) == 2)
        await first.end()
        await asyncio.sleep(2 * QUICK.beat)
        assert ingrid.member_id in hers.shown
        await second.end()
        await hers.until(lambda shown: len(shown) == 1)
        await hers.end()


async def test_a_session_that_was_renewed_goes_on(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira = await live.person("amira")
    async with node(live.sessions, valkey.url) as here:
        screen = Screen(here, amira)
        await screen.until(lambda shown: len(shown) == 1)
        screen.viewer = await live.person("amira")
        await live.sessions.sign_out(amira)
        await asyncio.sleep(5 * QUICK.beat)
        assert not screen.task.done()
        # And a session that ends without another ends the stream.
        await live.sessions.sign_out(screen.viewer)
        with pytest.raises(Forbidden):
            await asyncio.wait_for(screen.task, 30)


async def test_typing_is_throttled_and_forgotten(live: Live, valkey: OwnValkey) -> None:
    valkey.start()
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    async with node(live.sessions, valkey.url) as here, node(live.sessions, valkey.url) as there:
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
    async with node(live.sessions, valkey.url) as here:
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
