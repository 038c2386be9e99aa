"""Attacks on the wire: documents that are too much, bodies whose end is in doubt, and doors that should not be."""

import asyncio
import json
import time

import httpx

from tests.attack.arena import AMIRA, Arena

SECONDS = 2
"""So soon must even the worst request be answered; the short form runs beside other tests and is patient."""


PAGES = """{ tickets(first: 100) { nodes { comments(first: 100) { nodes { author { id } } }
    events(first: 100) { nodes { ticket { comments(first: 100) { nodes { id } } } } } } } }"""


async def too_much(arena: Arena) -> None:
    """Documents that are too long, too deep, too wide or too clever are refused at once."""
    deep = "{ viewer " + "{ organization " * 3_000 + "{ id }" + " }" * 3_001
    fragments = "{ ...a }" + " ".join(
        f"fragment {chr(97 + n)} on Query {{ ...{chr(97 + (n + 1) % 26)} }}" for n in range(26)
    )
    double = (
        "query { ...f0 } "
        + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(60))
        + " fragment f60 on Query { __typename }"
    )
    documents = {
        "a deep document": deep,
        "10,000 aliases": "{ " + " ".join(f"a{n}: __typename" for n in range(10_000)) + " }",
        "10,000 times one field": "{ " + "__typename " * 10_000 + "}",
        "fragments in a circle": fragments,
        "fragments that double": double,
        "10,000 directives": "{ __typename " + "@include(if: true) " * 10_000 + "}",
        "a page in a page in a page": PAGES,
        "a number without end": "{ tickets(first: " + "9" * 100_000 + ") { totalCount } }",
        "a string without end": '{ node(id: "' + "a" * 900_000 + '") { id } }',
        "the schema of the schema": "{ __schema { types " + "{ fields { type " * 6 + "{ name }" + " } }" * 6 + " } }",
    }
    for name, document in documents.items():
        await _judged(arena, name, json.dumps({"query": document}).encode())
    bodies = {
        "20 MB": b'{"query": "' + b" " * 20_000_000 + b'{ __typename }"}',
        "brackets in brackets": b'{"variables": ' + b"[" * 100_000 + b"]" * 100_000 + b', "query": "{ __typename }"}',
        "two queries in one body": b'{"query": "{ __typename }", "query": "mutation { signOut { errors { code } } }"}',
        "a number that breaks floats": b'{"query": "{ __typename }", "variables": {"a": 1e999999}}',
        "no text at all": b'\xff\xfe{"query": "{ __typename }"}',
        "half a surrogate": b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    }
    for name, body in bodies.items():
        await _judged(arena, name, body)
    alive = await arena.post({"query": "{ __typename }"})
    arena.check("the server has lost its head", alive.status_code != 200, alive.text)


async def _judged(arena: Arena, name: str, body: bytes) -> None:
    start = time.perf_counter()
    try:
        response = await arena.post(body)
    except httpx.TransportError:
        # The server has hung up before it has read all of it.
        arena.check(name, time.perf_counter() - start > arena.size(SECONDS, 10))
        return
    taken = time.perf_counter() - start
    answered = response.json().get("data") if response.headers["content-type"].startswith("application") else None
    is_bad = response.status_code >= 500 or taken > arena.size(SECONDS, 10) or bool(answered)
    arena.check(name, is_bad, (response.status_code, round(taken, 2), response.text[:200]))


GET = b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SMUGGLED = {
    "length and chunks": POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET,
    "chunks and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + GET,
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 35\r\n\r\n" + GET,
    "two lengths in one": POST + b"Content-Length: 0, 35\r\n\r\n" + GET,
    "a length below zero": POST + b"Content-Length: -1\r\n\r\n" + GET,
    "a length with a plus": POST + b"Content-Length: +0\r\n\r\n" + GET,
    "a length in hex": POST + b"Content-Length: 0x0\r\n\r\n" + GET,
    "chunks in another word": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + GET,
    "chunks twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + GET,
    "chunks and identity": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + GET,
    "a space before the colon": POST + b"Content-Length : 35\r\n\r\n" + GET,
    "a folded header": POST + b"X-A: b\r\n Content-Length: 35\r\nTransfer-Encoding:\r\n chunked\r\n\r\n" + GET,
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + GET,
    "a chunk with a sign": POST + b"Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n" + GET,
    "a zero in a name": POST + b"X-A\x00: b\r\nContent-Length: 0\r\n\r\n" + GET,
}


async def smuggling(arena: Arena) -> None:
    """Whatever is doubtful about the end of a request, nothing behind it is read as another one."""
    for name, sent in SMUGGLED.items():
        said = await _raw(arena, sent)
        through = said.count(b"HTTP/1.1 200")
        arena.check(name, through, said)
    honest = await _raw(arena, GET + GET)
    assert honest.count(b"HTTP/1.1 200") == 2, honest


async def _raw(arena: Arena, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", arena.node.port)
    said = b""
    try:
        writer.write(sent)
        await writer.drain()
        # The first word may take a while on a busy machine; what was smuggled would follow at once.
        while chunk := await asyncio.wait_for(reader.read(65_536), 0.3 if said else 5.0):
            said += chunk
    except (TimeoutError, OSError):
        pass
    finally:
        writer.close()
    return said


async def other_doors(arena: Arena) -> None:
    """Files, debug pages and methods that nobody has opened; answers that a browser could run."""
    paths = (
        *(
            "/.git/config",
            "/.env",
            "/metrics",
            "/debug",
            "/admin",
            "/docs",
            "/openapi.json",
            "/var/secret",
        ),
        *("/graphql/../.git/config", "/%2e%2e/%2e%2e/etc/passwd", "/static/../app/settings.py", "/%2Fevil.example"),
    )
    for path in paths:
        response = await arena.http.get(path)
        arena.check(f"GET {path}", response.status_code == 200, response.text)
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "CONNECT"):
        response = await arena.http.request(method, "/graphql")
        arena.check(f"{method} /graphql", response.status_code < 400, response.status_code)
    token = await arena.token_of(AMIRA)
    for name in ("X_HTTP_Method_Override", "X_Original_URL", "X_Rewrite_URL"):
        response = await arena.http.get("/livez", headers={name.replace("_", "-"): "/metrics"})
        arena.check(f"{name} to another door", "tenantry_" in response.text, response.text)
    for host in ("evil.example", "127.0.0.1@evil.example"):
        response = await arena.post({"query": "{ viewer { email } }"}, Authorization=f"Bearer {token}", Host=host)
        arena.check(
            f"the name of the host {host} in an answer", "evil" in response.text + str(response.headers), response.text
        )


ATTACKS = {
    "too much": too_much,
    "request smuggling": smuggling,
    "other doors": other_doors,
}
