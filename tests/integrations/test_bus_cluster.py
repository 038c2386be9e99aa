"""The doorbell over a cluster of two: a ring goes to the member that carries it, and nodes follow when that changes."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis
from redis.crc import key_slot

from app.integrations.bus.gathering import RedisGathering
from app.integrations.bus.port import Away
from app.integrations.bus.redis import channel
from app.services import binaries, places
from tests.integrations.test_bus import ALL, SECONDS, node
from tests.support.processes import eventually
from tests.support.server import free_port
from tests.support.services import open_folder

SLOTS = 16_384


class Grown:
    """One member of a cluster, at first alone; started again it is the same member."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.port, bus = free_port(), free_port()
        home = folder / str(self.port)
        home.mkdir()
        options = {
            "port": self.port,
            "cluster-port": bus,
            "cluster-enabled": "yes",
            "cluster-node-timeout": 1_000,
            "save": "",
            "dir": home,
            "bind": "127.0.0.1",
        }
        self.words = [str(program), *(str(part) for name, value in options.items() for part in (f"--{name}", value))]
        self.url = f"redis://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.words, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


async def introduced(first: Redis, second: Redis, ports: list[int]) -> None:
    """Let two members know each other, and give each half of the slots."""
    for member, slots in ((first, (0, SLOTS // 2 - 1)), (second, (SLOTS // 2, SLOTS - 1))):
        await member.execute_command("CLUSTER", "ADDSLOTSRANGE", *slots)
    bus = (await second.config_get("cluster-port"))["cluster-port"]
    await first.execute_command("CLUSTER", "MEET", "127.0.0.1", ports[1], bus)
    async with asyncio.timeout(15):
        for member in (first, second):
            while "cluster_state:ok" not in str(await member.execute_command("CLUSTER", "INFO")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
async def members() -> AsyncIterator[list[Grown]]:
    """Two members of one cluster, each with half of the slots."""
    with open_folder() as folder:
        (folder / "var").mkdir()
        program = binaries.find_valkey(places.prepare(folder / "var"))
        members = [Grown(program, folder) for _ in range(2)]
        try:
            ports = [member.port for member in members]
            await asyncio.to_thread(eventually, lambda: all(answers(port) for port in ports))
            async with Redis.from_url(members[0].url) as first, Redis.from_url(members[1].url) as second:
                await introduced(first, second, ports)
            yield members
        finally:
            for member in members:
                member.kill()


def carried_by(place: int) -> UUID:
    """An organization whose doorbell is in the first or in the second half of the slots."""
    return next(id for id in iter(uuid4, None) if key_slot(channel(id).encode()) // (SLOTS // 2) == place)


async def heard_at(member: Grown) -> set[str]:
    """The doorbells that somebody hears at a member."""
    async with Redis.from_url(member.url, decode_responses=True) as client:
        return set(await client.execute_command("PUBSUB", "SHARDCHANNELS"))


async def are_heard(member: Grown, wanted: set[str]) -> None:
    async with asyncio.timeout(SECONDS):
        while await heard_at(member) != wanted:  # noqa: ASYNC110 - it is the server's to say
            await asyncio.sleep(0.02)


async def test_a_ring_reaches_nodes_at_every_member_of_a_cluster(members: list[Grown]) -> None:
    wanted, other, session = carried_by(0), carried_by(1), uuid4()
    async with node(members[0].url) as here, node(members[1].url) as there:
        for ears in (here, there):
            await ears.hears(ALL)
            await ears.is_up()
            for organization in (wanted, other):
                ears.bus.listen_to(organization)
                await ears.hears(organization)
        for ringing, listening in ((here, there), (there, here)):
            for organization in (wanted, other):
                ringing.bus.ring(organization, 7)
                await asyncio.wait_for(listening.hears(organization), 2)
        here.bus.end_session(session)
        assert await asyncio.wait_for(there.ended.get(), 2) == session


async def test_a_doorbell_is_heard_at_its_own_member_alone(members: list[Grown]) -> None:
    first, second = carried_by(0), carried_by(1)
    async with node(members[0].url) as ears:
        for organization in (first, second):
            ears.bus.listen_to(organization)
            await ears.hears(organization)
        assert await heard_at(members[0]) == {channel(first)}
        assert await heard_at(members[1]) == {channel(second)}
        ears.bus.forget(second)
        await are_heard(members[1], set())


async def test_a_doorbell_that_moves_to_another_member_is_followed(members: list[Grown]) -> None:
    moving = carried_by(0)
    slot = key_slot(channel(moving).encode())
    async with node(members[0].url) as here, node(members[1].url) as there:
        for ears in (here, there):
            ears.bus.listen_to(moving)
            await ears.hears(moving)
        async with Redis.from_url(members[0].url) as first, Redis.from_url(members[1].url) as second:
            old, new = [(await client.execute_command("CLUSTER", "MYID")).decode() for client in (first, second)]
            for client, *words in (
                (second, "IMPORTING", old),
                (first, "MIGRATING", new),
                (second, "NODE", new),
                (first, "NODE", new),
            ):
                await client.execute_command("CLUSTER", "SETSLOT", slot, *words)
        await are_heard(members[0], set())
        await are_heard(members[1], {channel(moving)})
        for ears in (here, there):
            await ears.is_up()
        there.begin_anew()
        here.bus.ring(moving, 2)
        await asyncio.wait_for(there.hears(moving), 2)


async def test_a_member_that_comes_back_wakes_everybody_and_rings_again(members: list[Grown]) -> None:
    lost = carried_by(1)
    async with node(members[0].url) as here, node(members[1].url) as there:
        for ears in (here, there):
            ears.bus.listen_to(lost)
            await ears.hears(lost)
            await ears.is_up()
        members[1].kill()
        for ears in (here, there):
            await ears.is_up(False)
            ears.begin_anew()
        here.bus.ring(lost, 2)
        members[1].start()
        await there.hears(ALL)
        await are_heard(members[1], {channel(lost)})
        for ears in (here, there):
            await ears.is_up()
            ears.begin_anew()
        there.bus.ring(lost, 3)
        await asyncio.wait_for(here.hears(lost), 2)


async def test_who_is_somewhere_is_unknown_while_their_member_is_away(members: list[Grown]) -> None:
    place = str(uuid4())
    while key_slot(f"tenantry:at:{place}".encode()) < SLOTS // 2:
        place = str(uuid4())
    gathering = RedisGathering(members[0].url)
    await gathering.stay(place, ["a"], 30)
    members[1].kill()
    async with asyncio.timeout(20):
        with pytest.raises(Away):
            await gathering.look(place)
        members[1].start()
        while True:
            with suppress(Away):
                await gathering.stay(place, ["b"], 30)
                break
            await asyncio.sleep(0.1)
    assert "b" in await gathering.look(place)
    await gathering.close()


async def test_who_is_somewhere_is_known_over_all_members(members: list[Grown]) -> None:
    places = [carried_by(0), carried_by(1), uuid4(), uuid4()]
    here, there = RedisGathering(members[0].url), RedisGathering(members[1].url)
    for place in map(str, places):
        await here.stay(place, ["a", "b"], 30)
        assert set(await there.look(place)) == {"a", "b"}
        await there.leave(place, ["a"])
        assert set(await here.look(place)) == {"b"}
        assert [await one.first(f"once {place}", 30) for one in (here, there)] == [True, False]
    for one in (here, there):
        await one.close()
