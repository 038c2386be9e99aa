"""PostgreSQL restarts under load: errors only while it is away, a whole pool afterwards, nothing acknowledged lost."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx

from app.entrypoints.demo import prepare_demo
from app.models.examine import examine
from app.services import look
from app.settings import Settings
from tests.journeys.words import HOME, INGRID, TICKETS
from tests.serving.conftest import Serving, free_ports
from tests.support.client import Client
from tests.support.commands import command, lines_until
from tests.support.processes import alive_under, eventually
from tests.support.server import Node, free_port
from tests.support.services import open_folder
from tests.support.socket import Screen, Stream, screen

WRITERS = 8
FAULTS = (signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT)
"""PostgreSQL's immediate shutdown, which is a crash, and the fast one, which ends all sessions first."""

BETWEEN_SECONDS = 1.0
LATE_SECONDS = 2.0
"""So long after PostgreSQL lets anybody in again a request may still fail."""

CREATE = """mutation($input: CreateTicketInput!) { createTicket(input: $input) {
  ticket { id title } errors { code } } }"""


@dataclass
class Writing:
    """What the writers were told, and when."""

    stopped: bool = False
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Title to id."""
    successes: list[float] = field(default_factory=list)
    errors: list[tuple[float, str]] = field(default_factory=list)

    async def write(self, client: Client, name: str) -> None:
        """Report one thing after the other, each until it is acknowledged, always under its own key."""
        number = 0
        while not self.stopped:
            number += 1
            await self._until_acknowledged(client, f"{name}-{number}", str(uuid4()))

    async def _until_acknowledged(self, client: Client, title: str, key: str) -> None:
        given = {"unitId": HOME, "title": title, "category": "PLUMBING", "idempotencyKey": key}
        for _ in range(200):
            response = await client.send(CREATE, input=given)
            answer = response.json()
            if "errors" in answer:
                assert response.status_code in (200, 503), answer
                self.errors.append((time.monotonic(), answer["errors"][0]["extensions"]["code"]))
                await asyncio.sleep(0.1)
                continue
            payload = answer["data"]["createTicket"]
            if [error["code"] for error in payload["errors"]] == ["IDEMPOTENCY_IN_PROGRESS"]:
                await asyncio.sleep(0.1)
                continue
            assert payload["errors"] == []
            self.acknowledged[title] = payload["ticket"]["id"]
            self.successes.append(time.monotonic())
            return
        raise AssertionError(f"{title} was never acknowledged: {self.errors[-3:]}")


@dataclass
class Running:
    """Two workers with services of their own, and the demo world in them."""

    node: Serving
    var: Path
    app_url: str

    def restart_database(self, how: signal.Signals) -> None:
        """End PostgreSQL; its guard starts it again."""
        os.kill(int((self.var / "postgres/data/postmaster.pid").read_text().split()[0]), how)


@asynccontextmanager
async def running() -> AsyncIterator[Running]:
    with open_folder() as folder:
        port, numbers, var = free_port(), free_ports(2), folder / "var"
        given = {"TENANTRY_VAR": str(var), "TENANTRY_PORT": str(port), "TENANTRY_METRICS_PORT": str(numbers)}
        log = folder / "log"
        with log.open("w") as errors:
            process = command(["serve", "--workers", "2"], errors, **given)
        try:
            await asyncio.to_thread(lines_until, process, "Tenantry serves")
            found = look.running(var)
            assert found is not None
            settings = Settings.from_environment({"TENANTRY_MODE": "test", "TENANTRY_PASSWORD_COST": "test"})
            sown = replace(settings, database_url=found.app_url, redis_url=found.redis_url, var_folder=folder)
            await prepare_demo(sown)
            yield Running(Serving(process, port, log, [numbers, numbers + 1]), var, found.app_url)
        finally:
            process.terminate()
            await asyncio.to_thread(process.communicate, timeout=30)
            eventually(lambda: not alive_under(folder))


async def told(stream: Stream, wanted: int) -> list[str]:
    """The tickets a stream tells of, in order, until there are as many as wanted."""
    found: list[str] = []
    while len(found) < wanted:
        found.append((await stream.event(10))["ticket"]["id"])
    return found


@asynccontextmanager
async def watching(node: Node, token: str | None) -> AsyncIterator[tuple[Screen, Stream]]:
    async with screen(node, token) as one:
        stream = await one.follow(TICKETS)
        await stream.ready()
        yield one, stream


async def test_restarts_under_load_lose_nothing() -> None:
    async with running() as house, httpx.AsyncClient(base_url=house.node.url, timeout=15, trust_env=False) as http:
        client = await Client(http).sign_in(INGRID)
        async with watching(house.node, client.token) as (_, one), watching(house.node, client.token) as (_, other):
            writing = Writing()
            async with asyncio.TaskGroup() as group:
                for place in range(WRITERS):
                    group.create_task(writing.write(client, f"writer {place}"))
                struck = await strike(house, writing)
            check_errors(writing, struck)
            await check_database(house, writing)
            for stream in (one, other):
                heard = await told(stream, len(writing.acknowledged))
                assert Counter(heard) == Counter(writing.acknowledged.values())
        await check_pools(house.node, client)
        away = ", ".join(f"{up - down:.2f}" for down, up in struck)
        late = max(at - max(up for down, up in struck if down <= at) for at, _ in writing.errors)
        print(
            f"{len(writing.acknowledged)} acknowledged, {len(writing.errors)} errors; away {away} s, last {late:+.2f} s"
        )
        said = house.node.said()
        assert "Traceback" not in said, said[said.index("Traceback") - 300 :][:6000]


async def strike(house: Running, writing: Writing) -> list[tuple[float, float]]:
    """Restart the database again and again under the writers; returns when, and when it was back."""
    struck = []
    for fault in FAULTS:
        await asyncio.sleep(BETWEEN_SECONDS)
        began = time.monotonic()
        house.restart_database(fault)
        await felt(writing, began)
        struck.append((began, await answers(house.app_url)))
        await written(writing, struck[-1][1])
    await asyncio.sleep(0.5)
    writing.stopped = True
    return struck


async def felt(writing: Writing, since: float) -> None:
    """Wait until the fault has hit somebody."""
    for _ in range(500):
        if writing.errors and writing.errors[-1][0] >= since:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the fault has hit nobody")


async def answers(url: str) -> float:
    """Return the moment at which PostgreSQL lets us in again."""
    while True:
        try:
            connection = await asyncpg.connect(url, timeout=2)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            await asyncio.sleep(0.02)
        else:
            connection.terminate()
            return time.monotonic()


async def written(writing: Writing, since: float) -> None:
    """Wait until something was acknowledged after that moment."""
    deadline = since + LATE_SECONDS + 1
    while writing.successes[-1] < since:
        assert time.monotonic() < deadline, "it does not come back"
        await asyncio.sleep(0.02)


def check_errors(writing: Writing, struck: list[tuple[float, float]]) -> None:
    """Errors are UNAVAILABLE alone, and come while the database is away alone."""
    assert {code for _, code in writing.errors} == {"UNAVAILABLE"}
    outside = [at for at, _ in writing.errors if not any(down <= at <= up + LATE_SECONDS for down, up in struck)]
    assert outside == []
    assert len(writing.acknowledged) > 5 * WRITERS


async def check_database(house: Running, writing: Writing) -> None:
    """Each acknowledged ticket is there once, and none that was given up is there twice."""
    connection = await asyncpg.connect(house.app_url.replace("tn_app@", "postgres@"))
    rows = await connection.fetch("SELECT title FROM app.ticket WHERE title LIKE 'writer %'")
    await connection.close()
    assert Counter(row["title"] for row in rows) == Counter(list(writing.acknowledged))
    assert all(stream.is_whole for stream in (await examine(house.app_url)).streams)


async def check_pools(node: Serving, client: Client) -> None:
    """No connection has leaked: all are idle, and as many requests as there are connections work at once."""
    answers = await asyncio.gather(*(client.ask("{ tickets(first: 1) { nodes { id } } }") for _ in range(32)))
    assert len(answers) == 32
    eventually(lambda: node.values("tenantry_pool_size") == node.values("tenantry_pool_idle"))
    assert (await asyncio.to_thread(node.get, "/readyz")).json()["postgresql"] == "up"
