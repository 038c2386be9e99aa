"""Sockets that are too many, too fast, too slow or half open: each has its answer, and the others notice nothing."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from app.entrypoints.headers import ALWAYS
from tests.journeys.words import INGRID, SOLVEIG, TICKETS, comment, report
from tests.serving.conftest import Serving, Start
from tests.serving.plain import frame, handshake, say
from tests.support.awake import Awake
from tests.support.client import client_of
from tests.support.processes import eventually
from tests.support.server import House
from tests.support.socket import screen

PROTOCOLS = [Subprotocol("graphql-transport-ws")]


def opened(node: Serving, headers: dict[str, str] | None = None) -> Any:
    """A socket that has said nothing yet."""
    address = f"ws://127.0.0.1:{node.port}/graphql"
    return connect(address, subprotocols=PROTOCOLS, additional_headers=headers, compression=None, proxy=None)


@asynccontextmanager
async def following(house: House, node: Serving) -> AsyncIterator[tuple[Any, Any]]:
    """Somebody who reads, on a socket from before: the client, and the stream of tickets."""
    async with client_of(house, node, INGRID) as client, screen(node, client.token) as one:  # type: ignore[arg-type]
        stream = await one.follow(TICKETS)
        await stream.ready()
        yield client, stream


async def refusal_of(node: Serving, headers: dict[str, str] | None = None) -> httpx.Response:
    """How a handshake is refused, over HTTP."""
    with pytest.raises(InvalidStatus) as refused:
        async with opened(node, headers):
            pass
    response = refused.value.response
    return httpx.Response(
        response.status_code, headers=list(response.headers.raw_items()), content=bytes(response.body or b"")
    )


async def test_a_burst_is_slowed_and_harms_nobody(house: House, start: Start) -> None:
    node = start(1, TENANTRY_SOCKETS_PER_SECOND="10")
    async with following(house, node) as (client, stream), AsyncExitStack() as stack:
        results = await asyncio.gather(
            *(stack.enter_async_context(opened(node)) for _ in range(60)), return_exceptions=True
        )
        refused = [result for result in results if isinstance(result, InvalidStatus)]
        let_in = len(results) - len(refused)
        # The burst of two seconds' worth, one of which is used, and what came back meanwhile.
        assert 19 <= let_in <= 50
        for one in refused:
            assert one.response.status_code == 503
            assert 1 <= int(one.response.headers["Retry-After"]) <= 5
        assert node.value(0, "tenantry_handshakes_refused_total", reason="pace") == len(refused)
        await report(client, "after the burst")
        await stream.event()
        await asyncio.sleep(0.5)
        await stack.enter_async_context(opened(node))


async def test_one_address_cannot_take_all(house: House, start: Start) -> None:
    node = start(1, TENANTRY_SOCKETS_PER_ADDRESS="3", TENANTRY_PROXIES="127.0.0.1")
    async with following(house, node), AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(opened(node))
        answer = await refusal_of(node)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
        (error,) = answer.json()["errors"]
        assert (error["extensions"]["code"], error["extensions"]["maximum"]) == ("LIMIT_REACHED", 3)
        # A trusted proxy tells addresses apart, and one of IPv6 is its network.
        for last in "123":
            await stack.enter_async_context(opened(node, {"X-Forwarded-For": f"2001:db8:1:2::{last}"}))
        assert (await refusal_of(node, {"X-Forwarded-For": "2001:db8:1:2:9::4"})).status_code == 429
        async with opened(node, {"X-Forwarded-For": "2001:db8:1:3::4"}):
            pass
        assert node.value(0, "tenantry_handshakes_refused_total", reason="address") == 2
    # Whoever leaves makes room.
    eventually(lambda: node.value(0, "tenantry_sockets_closed_total") >= 6)
    async with opened(node):
        pass


async def test_nobody_else_is_believed_about_addresses(start: Start) -> None:
    node = start(1, TENANTRY_SOCKETS_PER_ADDRESS="1", TENANTRY_PROXIES="192.0.2.1")
    async with opened(node, {"X-Forwarded-For": "198.51.100.1"}):
        assert (await refusal_of(node, {"X-Forwarded-For": "198.51.100.2"})).status_code == 429


async def test_there_is_room_for_so_many(start: Start) -> None:
    node = start(1, TENANTRY_SOCKETS="2")
    async with opened(node), opened(node):
        answer = await refusal_of(node)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    eventually(lambda: node.value(0, "tenantry_sockets_closed_total") == 2)
    async with opened(node):
        pass


@asynccontextmanager
async def events(node: Serving, token: str) -> AsyncIterator[httpx.Response]:
    """An event stream of somebody, or what was answered in its place."""
    headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}"}
    asked = {"query": "subscription { ticketEvents { __typename cursor } }"}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=20) as http,
        http.stream("POST", f"{node.url}/graphql", json=asked, headers=headers) as response,
    ):
        if response.status_code == 200:
            lines = response.aiter_lines()
            while not (await anext(lines)).startswith("data: "):
                pass
        yield response


async def test_an_event_stream_counts_as_a_socket(house: House, start: Start) -> None:
    node = start(1, TENANTRY_SOCKETS_PER_ADDRESS="2", TENANTRY_MODE="test")
    async with client_of(house, node, INGRID) as client:
        token = str(client.token)
        async with events(node, token) as one, opened(node):
            assert one.status_code == 200
            async with events(node, token) as another:
                assert (another.status_code, another.headers["Retry-After"]) == (429, "10")
                error = json.loads(await another.aread())["errors"][0]
                assert error["extensions"]["code"] == "LIMIT_REACHED"
            assert (await refusal_of(node)).status_code == 429
            assert node.value(0, "tenantry_event_streams") == 1
        for door in ("sse", "ws"):
            assert node.value(0, "tenantry_handshakes_refused_total", door=door, reason="address") == 1
        eventually(lambda: node.value(0, "tenantry_sockets_closed_total", door="sse", cause="client") == 1)
        assert node.value(0, "tenantry_event_streams") == 0
        async with events(node, token) as one:
            assert one.status_code == 200
    assert "cause=client" in node.said() and "deliveries=1 door=sse" in node.said()


def resident_bytes(node: Serving) -> int:
    """How much memory the server holds."""
    lines = Path(f"/proc/{node.process.pid}/status").read_text().splitlines()
    (kilobytes,) = [line.split()[1] for line in lines if line.startswith("VmRSS")]
    return int(kilobytes) * 1024


async def test_who_reads_nothing_is_dropped_soon_and_the_others_go_on(house: House, start: Start) -> None:
    node = start(1)
    async with (
        following(house, node) as (client, stream),
        client_of(house, node, SOLVEIG) as other,
        AsyncExitStack() as stack,
    ):
        ticket = await report(client, "told to all")
        await stream.event()
        stalled = [stack.enter_context(handshake(node, 4096)) for _ in range(3)]
        for plain in stalled:
            say(plain, type="connection_init", payload={"token": other.token})
            for number in range(5):
                asked = {
                    "query": "{ "
                    + " ".join(f"a{n}: __schema {{ types {{ name description }} }}" for n in range(9))
                    + " }"
                }
                say(plain, id=str(number), type="subscribe", payload=asked)
        since, before = Awake(node.process.pid), resident_bytes(node)
        waits = []
        while node.value(0, "tenantry_sockets_closed_total", cause="slow") < len(stalled):
            assert since.seconds < 12
            wait = Awake(node.process.pid)
            await comment(client, ticket, "and again")
            await stream.event()
            waits.append(wait.seconds)
        assert resident_bytes(node) - before < 60 * 1024 * 1024
        assert len(waits) > 1 and sorted(waits)[len(waits) // 2] < 1
        eventually(lambda: node.value(0, "tenantry_sockets") == 1)


def test_a_flood_of_pings_or_pongs_is_cut_off(start: Start) -> None:
    node = start(1)
    for place, opcode in enumerate((9, 10)):
        answer = b""
        with suppress(ConnectionResetError), handshake(node) as plain:
            plain.sendall(frame(opcode, b"there?") * 400)
            while part := plain.recv(65_536):
                answer += part
        # Some pongs where there were pings, then the close with its code.
        assert (4429).to_bytes(2, "big") + b"Too many frames" in answer
        eventually(lambda times=place + 1: node.value(0, "tenantry_sockets_closed_total", cause="flood") == times)


def test_a_message_in_endless_parts_is_cut_off(start: Start) -> None:
    node = start(1)
    answer = b""
    with suppress(ConnectionResetError), handshake(node) as plain:
        plain.sendall(frame(1, b"{", final=False) + frame(0, b"", final=False) * 200)
        while part := plain.recv(65_536):
            answer += part
    assert (4429).to_bytes(2, "big") + b"Too many frames" in answer


def test_what_is_no_http_is_refused_with_the_headers_of_every_answer(start: Start) -> None:
    node = start(1)
    for said in (b"NONSENSE\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"):
        answer = b""
        with socket.create_connection(("127.0.0.1", node.port), timeout=30) as plain:
            plain.sendall(said)
            with suppress(ConnectionResetError):
                while part := plain.recv(65_536):
                    answer += part
        head, _, body = answer.decode().partition("\r\n\r\n")
        lines = head.split("\r\n")
        assert lines[0] == "HTTP/1.1 400 Bad Request" and f"content-length: {len(body)}" in lines and body
        assert {f"{name}: {value}" for name, value in ALWAYS.items()} <= set(lines)


@pytest.mark.parametrize("said", [b"", b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"])
def test_a_half_open_handshake_is_dropped(start: Start, said: bytes) -> None:
    node = start(1)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", node.port), timeout=15) as plain:
        plain.sendall(said)
        with suppress(ConnectionResetError):
            assert plain.recv(100) == b""
    assert 9 < time.monotonic() - began < 12


async def test_every_socket_that_is_closed_has_a_line(house: House, start: Start) -> None:
    node = start(1, TENANTRY_MODE="test")
    async with client_of(house, node, INGRID) as client, screen(node, client.token) as one:  # type: ignore[arg-type]
        stream = await one.follow(TICKETS)
        await stream.ready()
        await one.say({"type": "nonsense"})
        assert await one.closed() == 4400
        async with screen(node, client.token) as two:  # type: ignore[arg-type]
            two.cut()
            await two.closed()
        async with screen(node, client.token):  # type: ignore[arg-type]
            pass
    wanted = [
        "closed code=4400 cause=malformed seconds=0.", "operations=1 deliveries=1 door=ws\n",
        "closed code=1006 cause=lost seconds=0.", "closed code=1000 cause=client seconds=0.",
    ]  # fmt: skip
    eventually(lambda: node.said().count("tenantry.socket") == 3)
    for words in wanted:
        assert words in node.said(), node.said()
    lines = [line for line in node.said().splitlines() if "tenantry.socket" in line]
    assert len(lines) == 3
    assert client.token not in node.said() and "ingrid" not in node.said()
