"""A session that has ended ends its sockets on all nodes: at once through Redis, within half a minute without."""

import asyncio
import time
from collections.abc import Callable

from tests.journeys.words import AMIRA, INGRID, TICKETS
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
