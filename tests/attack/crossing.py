"""Attacks across the border: other organizations, other people, other pages."""

import asyncio
import base64
import json
import uuid
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from app.models.ids import to_global
from tests.attack.arena import AMIRA, CASEY, INGRID, Arena
from tests.auth.matrix.oracle import MODELS

EVIL = "https://evil.example"
CREATE = """mutation($input: CreateTicketInput!) { createTicket(input: $input) {
    ticket { id title } errors { code } } }"""


async def foreign_sockets(arena: Arena) -> None:
    """A page of another origin opens a socket with the cookie of the victim."""
    token = await arena.token_of(AMIRA)
    url = arena.node.url.replace("http", "ws") + "/graphql"
    origins = (
        EVIL,
        "null",
        "http://127.0.0.1.evil.example",
        f"{arena.node.url}.evil.example",
        f"{arena.node.url}@evil",
    )
    for origin in origins:
        for name in ("__Host-tenantry", "tenantry_session"):
            opened = await _opens(url, {"Origin": origin, "Cookie": f"{name}={token}"})
            arena.check(f"a socket of {origin} with cookie {name}", opened, origin)


async def _opens(url: str, headers: dict[str, str]) -> str | None:
    try:
        async with connect(
            url, subprotocols=[Subprotocol("graphql-transport-ws")], additional_headers=headers, proxy=None
        ) as socket:
            await socket.send('{"type":"connection_init"}')
            await socket.recv()
            query = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { email } }"}})
            await socket.send(query)
            said = str(await asyncio.wait_for(socket.recv(), 5))
            return said if AMIRA in said else None
    except (WebSocketException, OSError, TimeoutError):
        return None


async def foreign_pages(arena: Arena) -> None:
    """A page of another origin sends what browsers send by themselves, with the cookie of the victim."""
    token = await arena.token_of(AMIRA)
    change = json.dumps({"query": 'mutation { reportPhishing(input: {description: "x"}) { errors { code } } }'})
    before = await arena.boss.fetchval("SELECT count(*) FROM app.security_event")
    kinds = (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
    )
    for name in ("__Host-tenantry", "tenantry_session"):
        for kind in kinds:
            for origin in (EVIL, "null"):
                response = await arena.post(change, content_type=kind, Cookie=f"{name}={token}", Origin=origin)
                arena.check(
                    f"a change of {origin} as {kind or 'nothing'} with {name}",
                    response.status_code == 200,
                    response.text,
                )
        for kind in kinds[1:]:
            response = await arena.post(change, content_type=kind, Cookie=f"{name}={token}")
            arena.check(f"a change as {kind or 'nothing'} with {name}", response.status_code == 200, response.text)
        for headers in ({}, {"GraphQL-Require-Preflight": "1"}):
            params = {"query": json.loads(change)["query"]}
            response = await arena.http.get("/graphql", params=params, headers={"Cookie": f"{name}={token}", **headers})
            arena.check(f"a change by GET with {name} {headers}", response.status_code == 200, response.text)
    written = await arena.boss.fetchval("SELECT count(*) FROM app.security_event")
    arena.check("something was written", written != before, written)


async def walking(arena: Arena) -> None:
    """All ids of the other organization, and of the own one out of sight, by each type's name and by wrong ones."""
    rows = await _ids(arena)
    for email in (INGRID, AMIRA, CASEY):
        client = arena.client(await arena.token_of(email))
        home = await _home(arena, email)
        foreign = [to_global(name, id) for name, id, organization in rows if organization != home]
        crossed = [to_global(other, id) for (_, id, _), other in zip(rows, _turned(rows), strict=True)]
        for asked in (foreign[: arena.size(4_000, 600)], crossed[: arena.size(2_000, 300)]):
            for start in range(0, len(asked), 100):
                ids = asked[start : start + 100]
                nodes = (await client.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids))["nodes"]
                for id, node in zip(ids, nodes, strict=True):
                    arena.check(f"{email} asks for {id}", node is not None, node)
        mine = sum(organization == home for *_, organization in rows)
        own = [to_global(name, id) for name, id, organization in rows if organization == home]
        seen = 0
        for start in range(0, len(own), 100):
            nodes = (await client.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=own[start : start + 100]))[
                "nodes"
            ]
            seen += sum(node is not None for node in nodes)
        arena.check(f"{email} sees what is not theirs at home", (seen == mine) or not seen, (seen, mine))
    client = arena.client(await arena.token_of(AMIRA))
    for bad in (
        "",
        "x",
        "VGlja2V0OjE=",
        to_global("Ticket", uuid.uuid4()),
        "../../etc/passwd",
        "1 OR 1=1",
        "\u0000",
        "A" * 5_000,
    ):
        answer = await client.answer("query($id: ID!) { node(id: $id) { id } }", id=bad)
        arena.check(f"an id that is none: {bad[:20]!r}", (answer.get("data") or {}).get("node") is not None, answer)


async def _ids(arena: Arena) -> list[tuple[str, uuid.UUID, uuid.UUID]]:
    found = []
    for name, model in MODELS.items():
        table = model._meta.db_table
        for row in await arena.boss.fetch(f"SELECT id, organization_id FROM app.{table} ORDER BY id LIMIT 400"):
            found.append((name, row["id"], row["organization_id"]))
    return found


def _turned(rows: list[tuple[str, uuid.UUID, uuid.UUID]]) -> list[str]:
    names = list(MODELS)
    return [names[(names.index(name) + 1) % len(names)] for name, *_ in rows]


async def _home(arena: Arena, email: str) -> uuid.UUID:
    sql = "SELECT m.organization_id FROM app.member m JOIN app.person p ON p.id = m.person_id WHERE p.email = $1"
    home: uuid.UUID = await arena.boss.fetchval(sql, email)
    return home


async def organizations(arena: Arena) -> None:
    """Another organization, asked for in the header, by its id in every form."""
    token, other = await arena.token_of(INGRID), await _home(arena, CASEY)
    for value in (
        str(other),
        to_global("Organization", other),
        other.hex,
        str(other).upper(),
        "Harbor Homes",
        "*",
        "%",
    ):
        response = await arena.post(
            {"query": "{ tickets(first: 5) { nodes { title } } }"},
            Authorization=f"Bearer {token}",
            Tenantry_Organization=value,
        )
        arena.check(f"the header names {value}", response.status_code == 200, response.text)
    client = arena.client(token)
    for value in (to_global("Organization", other), str(other)):
        answer = await client.answer(
            "mutation($id: ID!) { switchOrganization(input: {organizationId: $id}) { errors { code } token } }",
            id=value,
        )
        payload = (answer.get("data") or {}).get("switchOrganization")
        arena.check(f"switching to {value}", payload is not None and not payload["errors"], answer)


async def cursors(arena: Arena) -> None:
    """Places in lists and in the stream: changed in each byte, and those of another organization."""
    query = "query($after: String) { tickets(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }"
    ingrid, casey = arena.client(await arena.token_of(INGRID)), arena.client(await arena.token_of(CASEY))
    end = (await ingrid.ask(query))["tickets"]["pageInfo"]["endCursor"]
    answer = await casey.answer(query, after=end)
    mine = {row["id"] for row in (await ingrid.ask("{ tickets(first: 100) { nodes { id } } }"))["tickets"]["nodes"]}
    arena.check("a place in the list of another organization", any(id in str(answer) for id in mine), answer)
    for number in range(0, len(end), arena.size(1, 4)):
        bad = end[:number] + ("A" if end[number] != "A" else "B") + end[number + 1 :]
        response = await casey.send(query, after=bad)
        arena.check(
            f"a place in a list changed at {number}",
            response.status_code >= 500 or any(id in response.text for id in mine),
            response.text,
        )
    place = await ingrid.cursor()
    follow = "subscription($after: EventCursor) { ticketEvents(after: $after) { __typename } }"
    for number in range(0, len(place), arena.size(1, 6)):
        bad = place[:number] + ("A" if place[number] != "A" else "B") + place[number + 1 :]
        arena.check(f"a place in the stream changed at {number}", await _follows(arena, ingrid.token, follow, bad), bad)
    arena.check("a place in the stream of another organization", await _follows(arena, casey.token, follow, place))
    assert await _follows(arena, ingrid.token, follow, place), "the own place must be good"


async def _follows(arena: Arena, token: str | None, query: str, after: str) -> bool:
    """Whether a stream goes on from there."""
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
    body = {"query": query, "variables": {"after": after}}
    async with arena.http.stream("POST", "/graphql", json=body, headers=headers) as response:
        if response.status_code != 200:
            return False
        async for line in response.aiter_lines():
            if line.startswith("data:") and len(line) > 8:
                return "StreamReady" in line or "TicketEvent" in line
    return False


async def keys(arena: Arena) -> None:
    """The idempotency key of another person, and of another organization."""
    key = str(uuid.uuid4())
    ingrid = arena.client(await arena.token_of(INGRID))
    units = (await ingrid.ask("{ units(first: 1) { nodes { id } } }"))["units"]["nodes"]
    wanted = {"unitId": units[0]["id"], "title": "A secret of Ingrid", "category": "PLUMBING", "idempotencyKey": key}
    made = (await ingrid.ask(CREATE, input=wanted))["createTicket"]
    assert made["errors"] == [], made
    for email in (AMIRA, CASEY, "tom@nordlys.example"):
        client = arena.client(await arena.token_of(email))
        answer = await client.answer(CREATE, input=wanted)
        arena.check(f"the key of Ingrid used by {email}", made["ticket"]["id"] in str(answer), answer)
    again = (await ingrid.ask(CREATE, input=wanted))["createTicket"]
    assert again["ticket"]["id"] == made["ticket"]["id"], "for oneself it is a repetition"


TITLES = """
SELECT t.title, p.email FROM app.ticket t JOIN app.member m ON m.organization_id = t.organization_id
  JOIN app.person p ON p.id = m.person_id WHERE p.email = ANY($1::text[]) ORDER BY t.id
"""
LOOK = "query($text: String) { tickets(first: 20, filter: {search: $text}) { totalCount nodes { title } } }"


async def words_of_others(arena: Arena) -> None:
    """Search, filters and counts over words that only the other organization has."""
    rows = await arena.boss.fetch(
        TITLES,
        [INGRID, CASEY],
    )
    by = {email: [row["title"] for row in rows if row["email"] == email] for email in (INGRID, CASEY)}
    for asking, other in ((INGRID, CASEY), (CASEY, INGRID)):
        client = arena.client(await arena.token_of(asking))
        for title in [title for title in by[other] if title not in by[asking]][: arena.size(40, 8)]:
            for text in (title, title.split()[-1] + "%", base64.b64encode(title.encode()).decode()):
                answer = await client.answer(
                    LOOK,
                    text=text,
                )
                arena.check(f"{asking} looks for {text[:30]!r}", title in str(answer), answer)


ATTACKS: dict[str, Any] = {
    "sockets of foreign pages (CSWSH)": foreign_sockets,
    "requests of foreign pages (CSRF)": foreign_pages,
    "walking through ids": walking,
    "other organizations by header": organizations,
    "cursors changed and borrowed": cursors,
    "idempotency keys of others": keys,
    "looking for words of others": words_of_others,
}
