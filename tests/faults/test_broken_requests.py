"""Broken input over the whole program: a clear code each time, nothing of ours in the answer, and the node lives on."""

import asyncio
import json
from typing import Any

import pytest

from tests.journeys.words import AMIRA, CASEY, INGRID, TICKETS, nordlys
from tests.support.client import Client, client_of
from tests.support.server import House
from tests.support.socket import screen

JSON = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
NESTED = """query($a: ID!, $b: ID!) {
  a: node(id: $a) { ... on Ticket { property { name } comments(first: 1, after: "broken") { nodes { id } } } }
  b: node(id: $b) { ... on Ticket { title property { name } unit { label } assignee { name } } } }"""


async def code(client: Client, query: str, **variables: Any) -> str:
    response = await client.send(query, **variables)
    assert response.status_code < 500, response.text
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


async def test_pages_that_cannot_be(house: House) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid, client_of(house, house.node(), CASEY) as casey:
        foreign = (await casey.ask("{ tickets(first: 1) { pageInfo { endCursor } } }"))["tickets"]["pageInfo"][
            "endCursor"
        ]
        other = (await ingrid.ask("{ units(first: 1) { pageInfo { endCursor } } }"))["units"]["pageInfo"]["endCursor"]
        for window in ("first: 0", "first: 101", "first: -1", "first: 1, last: 1", "last: 0", ""):
            arguments = f"({window})" if window else ""
            assert await code(ingrid, f"{{ tickets{arguments} {{ nodes {{ id }} }} }}") == "BAD_USER_INPUT", window
        for cursor in (foreign, other, "broken", "", "A" * 900, "ø"):
            query = "query($c: String!) { tickets(first: 1, after: $c) { nodes { id } } }"
            assert await code(ingrid, query, c=cursor) == "INVALID_CURSOR", cursor


async def test_ids_that_lead_nowhere(house: House) -> None:
    async with client_of(house, house.node(), CASEY) as casey:
        leak = nordlys("Ticket", "ticket", "leak")
        for id in (leak, nordlys("Ticket", "ticket", "none"), "broken", "", "VGlja2V0Og"):
            assert await casey.ask("query($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}
        for id, expected in ((leak, "NOT_FOUND"), ("broken", "BAD_USER_INPUT")):
            payload = await casey.attempt("commentOnTicket", "comment { id }", ticketId=id, body="Hei")
            assert payload["errors"][0]["code"] == expected


async def test_a_failed_branch_leaves_the_others_whole(house: House) -> None:
    ids = {"a": nordlys("Ticket", "ticket", "leak"), "b": nordlys("Ticket", "ticket", "radiator")}
    async with client_of(house, house.node(), INGRID) as ingrid:
        response = await ingrid.send(NESTED, **ids)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_CURSOR"]
        assert answer["data"]["a"] is None
        assert answer["data"]["b"]["property"] == {"name": "Toftes gate 27"}
        assert answer["data"]["b"]["assignee"] == {"name": "Tom Bakke"}
        async with screen(house.node(), ingrid.token) as his:
            await his.say({"id": "x", "type": "subscribe", "payload": {"query": NESTED, "variables": ids}})
            stream = his.listen("x", "b")
            frame = await asyncio.wait_for(stream.frames.get(), 5)
            assert frame["payload"]["data"]["b"]["property"] == {"name": "Toftes gate 27"}
            await stream.ended()


async def test_signed_out_and_made_up_tokens(house: House) -> None:
    async with client_of(house, house.node(), AMIRA, fresh=True) as amira:
        await amira.ask("mutation { signOut { errors { code } } }")
        for token in (amira.token, "made-up", "a" * 512):
            response = await amira.http.post(
                "/graphql", json={"query": "{ viewer { id } }"}, headers={"Authorization": f"Bearer {token}"}
            )
            assert response.status_code == 401
            assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        async with screen(house.node(), None) as nobody:
            assert await (await nobody.follow(TICKETS)).refusal() == "UNAUTHENTICATED"
            await nobody.say({"type": "ping", "payload": {"token": amira.token}})
            assert await nobody.closed() == 4403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"query": "{ viewer { id } }"' + b" " * 1_500_000 + b"}", 413),
        (b'{"query": "\xff\xfe"}', 400),
        (b'{"query": "{ viewer { id } }", "variables": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400),
        (b"[" * 60_000, 400),
        (b"17", 400),
        (b"", 400),
        (b'{"query": 17}', 400),
        (b'{"query": "query($a: Int!) { viewer { id } }", "variables": {"a": 1e400}}', 400),
    ],
)
async def test_bodies_that_are_no_request(house: House, body: bytes, status: int) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid:
        response = await ingrid.http.post("/graphql", content=body, headers=JSON)
        assert response.status_code == status, response.text
        assert response.json()["errors"][0]["extensions"]["code"]
        assert "Traceback" not in response.text
        assert (await ingrid.ask("{ viewer { email } }"))["viewer"]["email"] == INGRID


async def test_frames_that_are_no_messages_close_with_a_code(house: House) -> None:
    wrong: dict[Any, int] = {
        "17": 4400,
        "[]": 4400,
        "null": 4400,
        "{": 4400,
        b"\x00\x01": 4400,
        json.dumps({"type": "subscribe", "id": 1}): 4400,
        json.dumps({"type": "connection_init"}): 4429,
        json.dumps({"type": "ping", "payload": {"x": "y" * 70_000}}): 1009,
        "[" * 10_000: 4400,
    }
    async with client_of(house, house.node(), INGRID) as ingrid:
        for frame, expected in wrong.items():
            async with screen(house.node(), ingrid.token) as his:
                await his.say(frame)
                assert await his.closed() == expected, frame[:40]
        assert "Traceback" not in house.node().said()
