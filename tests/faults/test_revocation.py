"""A session that has ended ends its sockets on all nodes: at once through Redis, within half a minute without."""

import asyncio
import time
from collections.abc import Callable

from tests.journeys.words import AMIRA, INGRID, SOLVEIG, TICKETS, TOM
from tests.support.client import Client, client_of
from tests.support.server import House, OwnValkey
from tests.support.socket import screen


async def sign_out(client: Client) -> None:
    answer = await client.ask("mutation { signOut { errors { code } } }")
    assert answer["signOut"]["errors"] == []


async def test_a_sign_out_ends_the_sockets_on_other_nodes(serve: Callable[..., House], valkey: OwnValkey) -> None:
    valkey.start()
    house = serve(2, valkey.url)
    here, there = house.nodes
    async with client_of(house, here, AMIRA, fresh=True) as amira, client_of(house, here, AMIRA, fresh=True) as again:
        async with screen(there, amira.token) as ended, screen(there, again.token) as stays:
            await asyncio.sleep(1)
            await (await ended.follow(TICKETS)).ready()
            began = time.monotonic()
            await sign_out(amira)
            assert await ended.closed(2) == 4403
            assert time.monotonic() - began < 1
            # Another session of the same person is not concerned.
            await (await stays.follow(TICKETS)).ready()


async def test_who_is_shut_out_loses_every_socket_and_every_answer(
    serve: Callable[..., House], valkey: OwnValkey
) -> None:
    valkey.start()
    house = serve(2, valkey.url)
    here, there = house.nodes
    async with (
        client_of(house, here, SOLVEIG, fresh=True) as admin,
        client_of(house, there, "tom@nordlys.example") as tom,
    ):
        grants = "query($id: ID) { grants(first: 9, filter: {personId: $id}) { nodes { id isInForce } } }"
        roles = [row["id"] for row in (await admin.ask(grants, id=TOM))["grants"]["nodes"] if row["isInForce"]]
        async with screen(there, tom.token) as first, screen(here, tom.token) as again:
            for socket in (first, again):
                await (await socket.follow(TICKETS)).ready()
            await asyncio.sleep(1)
            began = time.monotonic()
            for role in roles:
                await admin.do("revokeGrant", "person { id }", grantId=role)
            assert await first.closed(2) == await again.closed(2) == 4403
            assert time.monotonic() - began < 1
        assert (await tom.ask("{ tickets(first: 1) { totalCount } }"))["tickets"]["totalCount"] == 0
        async with screen(there, tom.token) as left:
            await admin.do("deactivateMember", "person { id }", personId=TOM)
            assert await left.closed(1) == 4403
        assert (await tom.answer("{ viewer { email } }"))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_redis_that_comes_back_closes_nobodys_socket(serve: Callable[..., House], valkey: OwnValkey) -> None:
    valkey.start()
    house = serve(1, valkey.url)
    (node,) = house.nodes
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as stays:
        await asyncio.sleep(1)
        valkey.kill()
        valkey.start()
        await asyncio.sleep(4)
        await (await stays.follow(TICKETS)).ready()


async def test_without_redis_it_takes_half_a_minute_at_most(serve: Callable[..., House], valkey: OwnValkey) -> None:
    valkey.start()
    house = serve(2, valkey.url)
    here, there = house.nodes
    async with client_of(house, here, AMIRA, fresh=True) as amira, client_of(house, there, INGRID) as ingrid:
        async with screen(there, amira.token) as ended, screen(there, ingrid.token) as stays:
            valkey.kill()
            began = time.monotonic()
            await sign_out(amira)
            assert await ended.closed(35) == 4403
            assert time.monotonic() - began < 35
            await (await stays.follow(TICKETS)).ready()
