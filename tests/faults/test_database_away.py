"""The database goes away under a running node: it is told in time and without our secrets, and nothing is lost."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import httpx

from tests.journeys.words import AMIRA, INGRID, TICKETS, comment, nordlys, report
from tests.support.client import SIGN_IN, Client, client_of
from tests.support.server import House
from tests.support.socket import screen

Serve = Callable[..., House]
ASK = "{ tickets(first: 1) { nodes { title } } }"
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


@asynccontextmanager
async def postgres(house: House) -> AsyncIterator[asyncpg.Connection]:
    """The server, past the database of the house."""
    connection = await asyncpg.connect(house.database.superuser_url.replace(f"/{house.database.name}?", "/postgres?"))
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def away(house: House) -> AsyncIterator[None]:
    """No database: every connection is cut, and no new one is let in."""
    async with postgres(house) as server:
        await server.execute(f"ALTER DATABASE {house.database.name} ALLOW_CONNECTIONS false")
        await server.execute(END, house.database.name)
        try:
            yield
        finally:
            await server.execute(f"ALTER DATABASE {house.database.name} ALLOW_CONNECTIONS true")


def unavailable(response: httpx.Response) -> None:
    assert response.status_code == 503, response.text
    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert "Retry-After" in response.headers
    for secret in ("Traceback", "asyncpg", "postgres", "SELECT", "tn_app"):
        assert secret not in response.text


async def back(client: Client) -> None:
    """Wait until the node answers again."""
    async with asyncio.timeout(8):
        while (await client.send(ASK)).status_code != 200:  # noqa: ASYNC110 - it is the node's to say
            await asyncio.sleep(0.05)


async def test_without_a_database_every_answer_says_so_and_then_all_is_well(serve: Serve) -> None:
    house = serve(1)
    async with client_of(house, house.node(), INGRID, fresh=True) as ingrid:
        async with away(house):
            for _ in range(12):
                unavailable(await ingrid.send(ASK))
            nobody = Client(ingrid.http)
            answer = await nobody.answer(SIGN_IN, input={"email": AMIRA, "password": "wrong"})
            assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
            assert (await ingrid.http.get("/livez")).status_code == 200
            async with asyncio.timeout(8):
                while (await ingrid.http.get("/readyz")).status_code != 503:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        await back(ingrid)
        answers = await asyncio.gather(*(ingrid.send(ASK) for _ in range(30)))
        assert {answer.status_code for answer in answers} == {200}


async def test_open_sockets_go_on_without_loss(serve: Serve) -> None:
    house = serve(1)
    node = house.node()
    async with client_of(house, node, INGRID, fresh=True) as ingrid, screen(node, ingrid.token) as his:
        ticket = await report(ingrid, "Strømmen gikk")
        stream = await his.follow(TICKETS, ticketId=ticket)
        await stream.ready()
        for place in range(2):
            async with away(house):
                asked = await his.follow(ASK)
                assert await asked.refusal() == "UNAVAILABLE"
                await asyncio.sleep(1.1)
            await back(ingrid)
            for body in (f"{place} a", f"{place} b"):
                await comment(ingrid, ticket, body)
            heard = [await stream.event() for _ in range(2)]
            assert [event["comment"]["body"] for event in heard] == [f"{place} a", f"{place} b"]
        assert (stream.waiting(), his.close_code) == (0, None)


async def test_a_pool_that_is_used_up_is_told_within_a_second(serve: Serve) -> None:
    house = serve(1, TENANTRY_POOL="1")
    async with client_of(house, house.node(), INGRID, fresh=True) as ingrid:
        blocker = await asyncpg.connect(house.database.superuser_url, server_settings={"search_path": "app,public"})
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE ticket IN ACCESS EXCLUSIVE MODE")
            holding = asyncio.create_task(ingrid.send(ASK))
            await asyncio.sleep(0.2)
            started = time.perf_counter()
            unavailable(await ingrid.send("{ units(first: 1) { nodes { label } } }"))
            assert time.perf_counter() - started < 1.6
            assert (await holding).json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        await blocker.close()
        assert (await ingrid.send(ASK)).status_code == 200


async def test_a_locked_ticket_is_busy_and_nothing_is_half_done(serve: Serve) -> None:
    house = serve(1)
    async with client_of(house, house.node(), INGRID, fresh=True) as ingrid:
        leak = nordlys("Ticket", "ticket", "leak")
        blocker = await asyncpg.connect(house.database.superuser_url, server_settings={"search_path": "app,public"})
        # Rent is charged meanwhile: what the house does by itself is none of this.
        told = "SELECT organization_id, max(seq) FROM event WHERE noun = 'ticket' GROUP BY 1 ORDER BY 1"
        before = await blocker.fetch(told)
        async with blocker.transaction():
            await blocker.execute("SELECT FROM ticket FOR UPDATE")
            query = "mutation($i: AssignTicketInput!) { assignTicket(input: $i) { errors { code } } }"
            answer = await ingrid.answer(query, i={"ticketId": leak})
            assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert await blocker.fetch(told) == before
        await blocker.close()
        await ingrid.do("assignTicket", "ticket { id }", ticketId=leak)
