"""A slow line is not a dead one: who reads slowly is served to the end, and whose kernel says nothing is let go."""

import asyncio
import socket
import time
from pathlib import Path

from app.schema.transport.uvicorn_wire import UNHEARD_MS, Wire
from tests.journeys.words import SOLVEIG
from tests.serving.conftest import Start
from tests.serving.plain import say, shaken
from tests.support.client import client_of
from tests.support.server import House

MUCH = "{ " + " ".join(f"a{n}: __schema {{ types {{ name description }} }}" for n in range(9)) + " }"
DONE = b'"type":"complete"'


async def test_who_reads_slowly_is_served_to_the_end(house: House, start: Start) -> None:
    node = start(1)
    async with client_of(house, node, SOLVEIG) as client:
        with socket.socket() as plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1_400)  # as on a real line
            shaken(plain, node, 8_192)
            plain.settimeout(30)
            say(plain, type="connection_init", payload={"token": client.token})
            for number in range(3):
                say(plain, id=str(number), type="subscribe", payload={"query": MUCH})
            heard, until = b"", time.monotonic() + 8
            while time.monotonic() < until:
                part = plain.recv(1_024)
                assert part, "cut off for being slow"
                heard += part
                await asyncio.sleep(0.05)
            assert node.value(0, "tenantry_sockets") == 1
            assert heard.count(DONE) < 3, "nothing has waited for it"
            while heard.count(DONE) < 3:
                part = plain.recv(65_536)
                assert part
                heard += part


async def test_the_kernel_lets_go_of_a_peer_that_acknowledges_nothing(tmp_path: Path) -> None:
    found: list[int] = []

    async def bound(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        Wire(writer.transport).bound()
        line = writer.get_extra_info("socket")
        if line.family == socket.AF_INET:
            found.append(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))
        writer.write(b"bound")
        writer.close()

    async with await asyncio.start_server(bound, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"bound"
        writer.close()
    async with await asyncio.start_unix_server(bound, tmp_path / "line"):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "line")
        assert await reader.read() == b"bound"
        writer.close()
    assert found == [UNHEARD_MS]
