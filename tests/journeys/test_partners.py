"""A partner's day: a token over HTTP, sockets and server-sent events, its budget, and its end."""

import asyncio
import json
import time
from datetime import timedelta
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app import clock
from tests.journeys.words import HOME, INGRID, SOLVEIG, TICKETS, comment, report
from tests.support.client import Client, client_of
from tests.support.events import events
from tests.support.server import House, Node
from tests.support.socket import screen

CREATE = "token apiToken { id name }"


async def made(admin: Client, **more: Any) -> tuple[Client, str]:
    """A fresh token of an admin, as a client, and its id."""
    wanted = {"scopes": ["TICKETS_WRITE", "PROPERTIES_READ", "EVENTS_READ"], "name": "Plumbers", **more}
    wanted.setdefault("expiresAt", (clock.now() + timedelta(days=30)).isoformat())
    payload = await admin.do("createApiToken", CREATE, **wanted)
    return Client(admin.http, payload["token"]), payload["apiToken"]["id"]


async def test_a_token_works_everywhere_and_ends_within_a_second(house: House) -> None:
    node, other = house.node(), house.node()
    async with client_of(house, node, SOLVEIG, fresh=True) as admin, client_of(house, node, INGRID) as ingrid:
        partner, id = await made(admin)
        ticket = await report(partner, "Røret lekker", unitId=HOME)
        async with screen(node, partner.token) as here, screen(other, partner.token) as there:
            streams = [await one.follow(TICKETS, ticketId=ticket) for one in (here, there)]
            for stream in streams:
                await stream.ready()
            async with events(other, partner.token, TICKETS, ticketId=ticket) as sent:
                assert (await sent.message("ticketEvents"))[0]["__typename"] == "StreamReady"
                await comment(ingrid, ticket, "Vi ser på det")
                heard = [await stream.event() for stream in streams] + [(await sent.message("ticketEvents"))[0]]
                assert {event["comment"]["body"] for event in heard} == {"Vi ser på det"}
                started = time.perf_counter()
                await admin.do("revokeApiToken", "apiToken { isInForce }", apiTokenId=id)
                assert await asyncio.gather(here.closed(2), there.closed(2)) == [4403, 4403]
                assert (await sent.next()).data["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
                assert time.perf_counter() - started < 1
        refusal = await partner.send("{ tickets(first: 1) { totalCount } }")
        assert (refusal.status_code, refusal.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_a_refusal_names_the_scope(house: House) -> None:
    node = house.node()
    async with client_of(house, node, SOLVEIG, fresh=True) as admin:
        partner, _ = await made(admin)
        refusal = await partner.send("{ payments(first: 1) { totalCount } }")
        assert refusal.status_code == 403 and "data" not in refusal.json()
        assert refusal.json()["errors"][0]["extensions"]["missingScopes"] == ["payments:read"]
        closed = await partner.answer("{ auditLog(first: 1) { totalCount } }")
        assert closed["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "__schema" in (await partner.ask("{ __schema { queryType { name } } }"))


async def test_a_token_is_no_cookie_and_comes_from_its_addresses(house: House) -> None:
    node = house.node()
    async with client_of(house, node, SOLVEIG, fresh=True) as admin:
        partner, _ = await made(admin)
        assert await as_cookie(node, partner.token or "") == {"viewer": None, "tickets": {"totalCount": 0}}
        elsewhere, _ = await made(admin, addressList=["192.0.2.0/24"])
        refusal = await elsewhere.send("{ tickets(first: 1) { totalCount } }")
        assert (refusal.status_code, refusal.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
        assert await refused_socket(node, elsewhere.token or "") == 4403
        assert await refused_socket(node, (elsewhere.token or "")[:-1] + "!") == 4403
        own, _ = await made(admin, addressList=["127.0.0.0/8"])
        assert (await own.ask("{ tickets(first: 1) { totalCount } }"))["tickets"]["totalCount"] > 0


async def refused_socket(node: Node, token: str) -> int | None:
    """The code with which a socket is closed that shows a token; None when it is let in."""
    address = f"ws://127.0.0.1:{node.port}/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"token": token}}))
        try:
            await asyncio.wait_for(socket.recv(), 5)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
    return None


async def as_cookie(node: Node, token: str) -> Any:
    """What somebody gets who sends a token as if it were a session."""
    query = {"query": "{ viewer { id } tickets(first: 1) { totalCount } }"}
    cookies = {"Cookie": f"tenantry_session={token}; __Host-tenantry={token}"}
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        return (await http.post("/graphql", json=query, headers=cookies)).json()["data"]


async def test_each_token_has_a_budget_of_its_own(house: House) -> None:
    node = house.node()
    async with client_of(house, node, SOLVEIG, fresh=True) as admin:
        limits = {}
        for pace in (1, 2_000):
            partner, _ = await made(admin, pointsPerSecond=pace)
            answer = await partner.answer("{ tickets(first: 100) { nodes { id } } }")
            limits[pace] = answer["extensions"]["cost"]["throttle"]
        assert (limits[1]["restorePerSecond"], limits[1]["limit"]) == (1, 2_000)
        assert (limits[2_000]["restorePerSecond"], limits[2_000]["limit"]) == (2_000, 40_000)
