"""The end in good order: readiness first, then the sockets spread over a span, then requests, then the pools."""

import asyncio
import re
import signal
import socket
import time
from contextlib import AsyncExitStack

import pytest
from websockets.exceptions import InvalidStatus

from tests.journeys.words import INGRID, TICKETS
from tests.serving.conftest import Serving, Start
from tests.support.awake import Awake
from tests.support.client import client_of
from tests.support.processes import command_of, eventually
from tests.support.server import House
from tests.support.socket import screen

BODY = b'{"query": "{ __typename }"}'
HEAD = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"


async def ready(node: Serving) -> tuple[int, str]:
    """What `/readyz` answers."""
    response = await asyncio.to_thread(node.get, "/readyz")
    return response.status_code, response.json()["status"]


async def test_sockets_are_closed_one_after_the_other_with_1012(house: House, start: Start) -> None:
    node = start(2, TENANTRY_DRAIN_SECONDS="2")
    assert await ready(node) == (200, "ready")
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(client_of(house, node, INGRID))
        screens = [await stack.enter_async_context(screen(node, client.token)) for _ in range(12)]
        streams = [await one.follow(TICKETS) for one in screens]
        for stream in streams:
            await stream.ready()
        node.process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        await asyncio.sleep(0.4)
        assert await ready(node) == (503, "draining")
        with pytest.raises(InvalidStatus) as refused:
            async with screen(node, client.token):
                pass
        assert refused.value.response.status_code == 503
        # Requests are answered as long as there is a socket open: clients come from elsewhere only little by little.
        assert (await client.ask("{ __typename }"))["__typename"] == "Query"

        async def end(of: int) -> float:
            assert await screens[of].closed(5) == 1012
            return time.monotonic() - began

        ends = sorted(await asyncio.gather(*(end(of) for of in range(len(screens)))))
    assert ends[0] < 1
    assert 1.2 < ends[-1] < 3
    hints = [re.fullmatch(r"Restarting; retry-after-ms=(\d+)", one.close_reason) for one in screens]
    assert len({hint[1] for hint in hints if hint and 500 <= int(hint[1]) <= 3000}) > 6
    halves = [sum(low <= moment < low + 1 for moment in ends) for low in (0, 1)]
    assert min(halves) >= 3, ends
    workers = node.workers()
    assert await asyncio.to_thread(node.process.wait, 10) == 0
    assert not any(command_of(pid) for pid in workers)
    assert node.said().count("tenantry.server: ended") == 2
    assert "Traceback" not in node.said()


def test_a_request_that_is_on_its_way_is_answered(start: Start) -> None:
    node = start(1, TENANTRY_DRAIN_SECONDS="0")
    with socket.create_connection(("127.0.0.1", node.port), timeout=10) as client:
        client.sendall(HEAD.encode() + BODY[:5])
        time.sleep(0.2)
        node.process.send_signal(signal.SIGTERM)
        time.sleep(1.5)
        assert node.process.poll() is None
        client.sendall(BODY[5:])
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
    assert node.process.wait(5) == 0


async def test_a_second_ctrl_c_ends_at_once(house: House, start: Start) -> None:
    node = start(2, TENANTRY_DRAIN_SECONDS="60")
    async with client_of(house, node, INGRID) as client, screen(node, client.token) as one:
        stream = await one.follow(TICKETS)
        await stream.ready()
        node.process.send_signal(signal.SIGINT)
        await asyncio.to_thread(eventually, lambda: node.said().count("tenantry.server: draining") == 2, 30)
        node.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert node.process.poll() is None, "a second SIGTERM, as systemd sends to every process, changes nothing"
        since = Awake(node.process.pid, *node.workers())
        node.process.send_signal(signal.SIGINT)
        while node.process.poll() is None:
            assert since.seconds < 2
            await asyncio.sleep(0.02)
        assert node.process.returncode == 0
    assert "Traceback" not in node.said()
