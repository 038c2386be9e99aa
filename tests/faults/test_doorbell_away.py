"""Redis dies, hangs, or was never there: events come a second later, none is lost, none comes twice."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.words import AMIRA, INGRID, TICKETS, comment, report
from tests.support.client import Client, client_of
from tests.support.server import House, Node, OwnValkey
from tests.support.socket import Stream, screen

Serve = Callable[..., House]
LATE = 1.2


async def told(client: Client, ticket: str, body: str, stream: Stream) -> float:
    """Say something; return how long it takes to the screen."""
    started = time.perf_counter()
    _, event = await asyncio.gather(comment(client, ticket, body), stream.event())
    assert event["comment"]["body"] == body
    return stream.at - started


async def ready_says(client: Client, wanted: str) -> None:
    """Wait until the node says so of its Redis."""
    async with asyncio.timeout(8):
        while (await client.http.get("/readyz")).json()["redis"] != wanted:  # noqa: ASYNC110 - it is the node's to say
            await asyncio.sleep(0.05)


async def test_events_survive_a_killed_redis(
    serve: Serve, valkey: OwnValkey, capsys: pytest.CaptureFixture[str]
) -> None:
    valkey.start()
    house = serve(2, valkey.url)
    writing, reading = house.nodes
    async with client_of(house, writing, INGRID) as ingrid, client_of(house, reading, AMIRA) as amira:
        async with screen(reading, amira.token) as hers:
            ticket = await report(amira, "Brannvarsleren piper")
            stream = await hers.follow(TICKETS, ticketId=ticket)
            await stream.ready()
            await both_say(ingrid, amira, "up")
            waits = {"with": [await told(ingrid, ticket, f"før {n}", stream) for n in range(5)]}
            valkey.kill()
            waits["without"] = [await told(ingrid, ticket, f"uten {n}", stream) for n in range(2)]
            await both_say(ingrid, amira, "degraded")
            valkey.start()
            await both_say(ingrid, amira, "up")
            waits["again"] = [await told(ingrid, ticket, f"etter {n}", stream) for n in range(5)]
            assert stream.waiting() == 0
    with capsys.disabled():
        print("\n  Redis, worst:", *(f"{name} {max(found) * 1000:.0f} ms" for name, found in waits.items()))
    assert max(waits["without"]) < LATE
    assert sorted(waits["again"])[2] < 0.2


async def both_say(one: Client, other: Client, wanted: str) -> None:
    await ready_says(one, wanted)
    await ready_says(other, wanted)


async def test_events_survive_a_redis_that_hangs(serve: Serve, valkey: OwnValkey) -> None:
    valkey.start()
    house = serve(1, valkey.url)
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as his:
        ticket = await report(ingrid, "Vinduet")
        stream = await his.follow(TICKETS, ticketId=ticket)
        await stream.ready()
        valkey.freeze()
        during = [await told(ingrid, ticket, f"frossen {n}", stream) for n in range(2)]
        started = time.perf_counter()
        await ingrid.ask("{ viewer { email } }")
        assert time.perf_counter() - started < 1
        valkey.thaw()
        await ready_says(ingrid, "up")
        after = [await told(ingrid, ticket, f"tint {n}", stream) for n in range(3)]
        assert stream.waiting() == 0
    assert max(during) < LATE
    assert sorted(after)[1] < 0.2


async def test_a_node_starts_without_redis_and_is_fast_once_it_is_there(serve: Serve, valkey: OwnValkey) -> None:
    house = serve(1, valkey.url)
    node = house.node()
    async with client_of(house, node, INGRID, fresh=True) as ingrid, screen(node, ingrid.token) as his:
        ready = await ingrid.http.get("/readyz")
        assert (ready.status_code, ready.json()["redis"]) == (200, "degraded")
        ticket = await report(ingrid, "Gjerdet")
        stream = await his.follow(TICKETS, ticketId=ticket)
        await stream.ready()
        assert await told(ingrid, ticket, "uten", stream) < LATE
        await signed_out_at_once(house, node)
        valkey.start()
        await ready_says(ingrid, "up")
        waits = [await told(ingrid, ticket, f"med {n}", stream) for n in range(3)]
    assert sorted(waits)[1] < 0.2
    assert "Traceback" not in node.said()


async def signed_out_at_once(house: House, node: Node) -> None:
    """The sockets of a session end with it, also when Redis cannot tell."""
    async with client_of(house, node, AMIRA, fresh=True) as amira, screen(node, amira.token) as hers:
        answer: Any = await amira.ask("mutation { signOut { errors { code } } }")
        assert answer["signOut"]["errors"] == []
        assert await hers.closed(1) == 4403


async def test_a_sign_out_that_redis_could_not_tell_ends_the_socket_when_it_is_back(
    serve: Serve, valkey: OwnValkey
) -> None:
    valkey.start()
    house = serve(2, valkey.url)
    writing, reading = house.nodes
    async with client_of(house, writing, AMIRA, fresh=True) as amira, screen(reading, amira.token) as hers:
        async with client_of(house, reading, INGRID) as ingrid, screen(reading, ingrid.token) as his:
            await both_say(amira, ingrid, "up")
            valkey.kill()
            await both_say(amira, ingrid, "degraded")
            assert (await amira.ask("mutation { signOut { errors { code } } }"))["signOut"]["errors"] == []
            await asyncio.sleep(1)
            valkey.start()
            await ready_says(ingrid, "up")
            assert await hers.closed(1) == 4403
            stream = await his.follow(TICKETS)
            await stream.ready()
