"""The doorbell over a real Valkey: what it carries, what it survives, and that nobody misses a wake-up."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from app.integrations.bus.redis import CONTROL, RedisBus, channel
from tests.support.server import OwnValkey

ALL = None
SECONDS = 6.0


class Ears:
    """One node as the bus sees it: what it was told, in order."""

    def __init__(self, bus: RedisBus) -> None:
        self.bus = bus
        self.woken: asyncio.Queue[UUID | None] = asyncio.Queue()
        self.ended: asyncio.Queue[UUID] = asyncio.Queue()

    def begin_anew(self) -> None:
        """Forget what was heard."""
        while not self.woken.empty():
            self.woken.get_nowait()

    async def end(self, session_id: UUID) -> None:
        self.ended.put_nowait(session_id)

    async def hears(self, wanted: UUID | None) -> None:
        """Wait until it is woken for that one; other wake-ups are no harm."""
        async with asyncio.timeout(SECONDS):
            while await self.woken.get() != wanted:
                pass

    async def is_up(self, wanted: bool = True) -> None:
        async with asyncio.timeout(SECONDS):
            while self.bus.is_up is not wanted:  # noqa: ASYNC110 - a probe as /readyz makes it
                await asyncio.sleep(0.02)


@asynccontextmanager
async def node(url: str) -> AsyncIterator[Ears]:
    """A bus that runs."""
    bus = RedisBus(url)
    ears = Ears(bus)
    await bus.start(ears.woken.put_nowait, ears.end)
    try:
        yield ears
    finally:
        await bus.stop()


async def test_a_ring_reaches_every_node_that_listens_and_no_other(valkey: OwnValkey) -> None:
    valkey.start()
    wanted, other = uuid4(), uuid4()
    async with node(valkey.url) as ringing, node(valkey.url) as listening, node(valkey.url) as deaf:
        for ears in (ringing, listening, deaf):
            await ears.hears(ALL)
        listening.bus.listen_to(wanted)
        await listening.hears(wanted)
        ringing.bus.ring(other, 7)
        ringing.bus.ring(wanted, 8)
        await listening.hears(wanted)
        assert deaf.woken.empty()
        assert listening.woken.empty()


async def test_rings_that_wait_together_become_one(valkey: OwnValkey) -> None:
    valkey.start()
    wanted = uuid4()
    async with node(valkey.url) as ears, Redis.from_url(valkey.url) as client, client.pubsub() as probe:
        await ears.is_up()
        await probe.subscribe(channel(wanted), CONTROL)
        for head in range(100):
            ears.bus.ring(wanted, head)
        ears.bus.end_session(uuid4())
        said = everything(probe)
        first, second = await anext(said), await anext(said)
    assert (first["data"], second["channel"]) == (b"99", CONTROL.encode())


async def everything(probe: PubSub) -> AsyncIterator[dict[str, Any]]:
    """What is said on the channels of the probe."""
    async with asyncio.timeout(SECONDS):
        while True:
            message = await probe.get_message(ignore_subscribe_messages=True, timeout=1)
            if message is not None:
                yield message


async def test_what_is_forgotten_wakes_no_longer(valkey: OwnValkey) -> None:
    valkey.start()
    first, second = uuid4(), uuid4()
    async with node(valkey.url) as ears, Redis.from_url(valkey.url) as probe:
        ears.bus.listen_to(first)
        ears.bus.listen_to(second)
        await ears.hears(first)
        ears.bus.forget(first)
        async with asyncio.timeout(SECONDS):
            while (await probe.pubsub_numsub(channel(first)))[0][1]:  # noqa: ASYNC110 - it is the server's to say
                await asyncio.sleep(0.01)
        ears.begin_anew()
        ears.bus.ring(first, 1)
        ears.bus.ring(second, 1)
        ears.bus.end_session(uuid4())
        # Here and over the line: what was said before it has been heard by then.
        for _ in range(2):
            await asyncio.wait_for(ears.ended.get(), SECONDS)
        heard = [ears.woken.get_nowait() for _ in range(ears.woken.qsize())]
        assert second in heard and first not in heard
        assert (await probe.pubsub_numsub(channel(second)))[0][1] == 1


async def test_an_ended_session_is_told_to_every_node(valkey: OwnValkey) -> None:
    valkey.start()
    session = uuid4()
    async with node(valkey.url) as here, node(valkey.url) as there:
        await there.hears(ALL)
        here.bus.end_session(session)
        assert await asyncio.wait_for(here.ended.get(), SECONDS) == session
        assert await asyncio.wait_for(there.ended.get(), SECONDS) == session


async def test_an_ended_session_ends_here_at_once_without_redis(valkey: OwnValkey) -> None:
    session = uuid4()
    async with node(valkey.url) as ears:
        ears.bus.end_session(session)
        assert await asyncio.wait_for(ears.ended.get(), 0.5) == session
        async with Redis.from_url(valkey.url) as client, client.pubsub() as probe:
            valkey.start()
            await probe.subscribe(CONTROL)
            heard = await anext(everything(probe))
    assert heard["data"].decode() == str(session)


async def test_a_bus_ends_in_the_middle_of_its_work(valkey: OwnValkey) -> None:
    valkey.start()
    for pause in range(40):
        async with asyncio.timeout(SECONDS), node(valkey.url) as ears:
            await ears.hears(ALL)
            ears.bus.ring(uuid4(), pause)
            ears.bus.listen_to(uuid4())
            for _ in range(pause % 10):
                await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_new_connection_wakes_everybody(valkey: OwnValkey) -> None:
    valkey.start()
    wanted = uuid4()
    async with node(valkey.url) as ears:
        ears.bus.listen_to(wanted)
        await ears.hears(wanted)
        valkey.kill()
        await ears.is_up(False)
        ears.bus.ring(wanted, 2)
        valkey.start()
        await ears.hears(ALL)
        await ears.hears(wanted)
        await ears.is_up()
        ears.bus.ring(wanted, 3)
        await asyncio.wait_for(ears.hears(wanted), 0.5)


async def test_a_frozen_server_is_noticed_and_works_again_after(valkey: OwnValkey) -> None:
    valkey.start()
    wanted = uuid4()
    async with node(valkey.url) as ears:
        ears.bus.listen_to(wanted)
        await ears.hears(wanted)
        await ears.is_up()
        valkey.freeze()
        ears.bus.ring(wanted, 1)
        await ears.is_up(False)
        valkey.thaw()
        await ears.is_up()
        ears.bus.ring(wanted, 2)
        await asyncio.wait_for(ears.hears(wanted), 0.5)


async def test_a_cut_connection_of_either_kind_is_made_anew(valkey: OwnValkey) -> None:
    valkey.start()
    async with node(valkey.url) as ears, Redis.from_url(valkey.url) as killer:
        await ears.hears(ALL)
        for kind in ("pubsub", "normal"):
            await killer.client_kill_filter(_type=kind, skipme=True)
            await ears.is_up(False) if kind == "pubsub" else None
            await ears.is_up()
            session = uuid4()
            ears.bus.end_session(session)
            assert [await asyncio.wait_for(ears.ended.get(), SECONDS) for _ in range(2)] == [session, session]


async def test_nonsense_on_the_control_channel_is_passed_over(valkey: OwnValkey) -> None:
    valkey.start()
    async with node(valkey.url) as ears, Redis.from_url(valkey.url) as stranger:
        await ears.hears(ALL)
        for nonsense in (b"not an id", b"\xff\xfe", b""):
            await stranger.publish(CONTROL, nonsense)
        session = uuid4()
        await stranger.publish(CONTROL, str(session))
        assert await asyncio.wait_for(ears.ended.get(), SECONDS) == session
        assert ears.woken.empty()


async def test_a_server_that_is_not_there_costs_one_line_of_log(
    valkey: OwnValkey, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "tenantry.bus"):
        async with node(valkey.url) as ears:
            for head in range(10):
                ears.bus.ring(uuid4(), head)
            await asyncio.sleep(0.5)
            assert not ears.bus.is_up
            valkey.start()
            await ears.is_up()
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["redis is away (ConnectionError): events come up to a second later, none is lost"]
