"""Several processes on one socket: one server to everybody outside, whatever falls inside."""

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack

import httpx
import pytest

from app.serving.listeners import Unusable, listening
from app.serving.workers import Workers
from app.settings import Settings
from tests.journeys.words import INGRID, TICKETS, report
from tests.serving.conftest import Serving, Start
from tests.support.client import client_of
from tests.support.processes import command_of, eventually
from tests.support.server import House, free_port
from tests.support.socket import Screen, screen

SECONDS = 30.0


async def opened(stack: AsyncExitStack, node: Serving, token: str | None) -> list[Screen]:
    """Sockets at both workers. Which one takes a connection is nobody's to say: several come at once, until both do."""
    screens: list[Screen] = []
    deadline = time.monotonic() + SECONDS
    while len(screens) < 12 or min(node.values("tenantry_sockets")) < 1:
        assert time.monotonic() < deadline, "both workers hold sockets"
        for one in screens[6:]:
            await one.end()
        entering = [stack.enter_async_context(screen(node, token)) for _ in range(6)]
        screens = [*screens[:6], *await asyncio.gather(*entering)]
    return screens


async def test_what_is_written_through_one_arrives_at_the_others(house: House, start: Start) -> None:
    node = start(2)

    async def write(number: int) -> str:
        # A connection each, so that both workers write.
        async with client_of(house, node, INGRID) as writer:
            return await report(writer, f"through somebody {number}")

    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(client_of(house, node, INGRID))
        screens = await opened(stack, node, client.token)
        streams = [await one.follow(TICKETS) for one in screens]
        for stream in streams:
            await stream.ready(SECONDS)
        written: list[str] = []
        deadline = time.monotonic() + SECONDS
        while len(written) < 8 or min(node.values("tenantry_transactions_total", ended="committed")) < 1:
            assert time.monotonic() < deadline, "both workers wrote"
            written += await asyncio.gather(*(write(len(written) + number) for number in range(4)))
        told = [[(await stream.event(SECONDS))["ticket"]["id"] for _ in written] for stream in streams]
        assert sorted(told[0]) == sorted(written)
        assert all(heard == told[0] for heard in told), "everybody hears it in the same order"
        assert sum(node.values("tenantry_deliveries_total")) >= len(streams) * len(written)
        assert [node.value(place, "tenantry_process", worker=str(place + 1)) for place in (0, 1)] == [1, 1]


def test_a_fallen_worker_is_started_again_and_nobody_is_refused(start: Start) -> None:
    node = start(2)
    stays, falls = node.workers()
    assert all("app.serving.worker" in command_of(pid) for pid in (stays, falls))
    answers = []
    for wait in ("0.1", "0.5"):
        os.kill(falls, signal.SIGKILL)
        served = node.said().count("tenantry.server: serving")
        deadline = time.monotonic() + SECONDS
        while node.said().count("tenantry.server: serving") == served:
            assert time.monotonic() < deadline
            answers.append(node.get("/livez").status_code)
        assert f"fell (status -9): again in {wait} s" in node.said()
        (falls,) = set(node.workers()) - {stays}
    assert len(answers) > 1
    assert set(answers) == {200}


def test_workers_end_with_their_parent_whatever_it_died_of(start: Start) -> None:
    node = start(2)
    workers = node.workers()
    node.process.kill()
    eventually(lambda: not any(command_of(pid) for pid in workers))
    with pytest.raises(httpx.ConnectError):
        node.get("/livez")


def test_a_worker_that_cannot_start_ends_the_command(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    nowhere = Settings.from_environment(
        {**house.environment(), "DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "TENANTRY_PORT": str(free_port())}
    )
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)}
    with listening(nowhere) as listeners, pytest.raises(Unusable, match=r"Worker \d ended before it served"):
        Workers(nowhere, listeners, 2).run(lambda: pytest.fail("it serves"))
    assert "Application startup failed" in capfd.readouterr().err
    assert {number: signal.getsignal(number) for number in before} == before
