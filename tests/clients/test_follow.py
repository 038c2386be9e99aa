"""What the page says about coming back, done by the clients it names: through killed servers and a killed Redis."""

import asyncio
import json
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients import node
from tests.clients.conftest import Server
from tests.docs.pages import Block, blocks, named
from tests.journeys.words import SOLVEIG, report, run
from tests.support.client import client_of
from tests.support.processes import eventually
from tests.support.server import House, Node, OwnValkey, free_port, open_house, valkey

__all__ = ["valkey"]

PAGE = named("docs/realtime.md")
HELPER = named("clients/js/follow.js")
PYTHON = ("gql", "websockets")
SECONDS = 60
"""Between two tries to connect they wait longer and longer."""

pytestmark = pytest.mark.usefixtures("npm")


def recipe(title: str, language: str) -> Block:
    """The block under a heading of the page that begins with those words."""
    below = PAGE.read_text().split(f"\n### {title}", 1)[1]
    return next(block for block in blocks(PAGE, language) if block.text in below)


RECIPES = {
    "graphql-ws": recipe("graphql-ws", "js"),
    "Apollo": recipe("Apollo Client", "js"),
    "urql": recipe("urql", "js"),
    "gql": recipe("gql", "python"),
    "websockets": recipe("websockets", "python"),
}


@dataclass
class Follower:
    """One of the recipes as a process."""

    name: str
    process: "subprocess.Popen[bytes]"
    output: Path

    def said(self) -> str:
        """What it has printed."""
        return self.output.read_text()

    def has_said(self, words: str, times: int) -> bool:
        """Whether it has printed some words so often, in small letters or large."""
        return self.said().lower().count(words.lower()) >= times

    def titles(self) -> list[str]:
        """The tickets it was told of, in order."""
        return re.findall(r"""(?:TicketEvent.*?)['"]title['"]: ?['"]([a-z]+)['"]""", self.said())


def begin(stack: ExitStack, folder: Path, port: int, token: str) -> list[Follower]:
    """Start all of them against one port."""
    environment = {**node.node().environment(), "TOKEN": token, "TENANTRY": f"ws://127.0.0.1:{port}/graphql"}
    started = []
    for name, block in RECIPES.items():
        script = folder / f"follow-{name}{'.py' if name in PYTHON else '.mjs'}"
        script.write_text(block.text)
        program = sys.executable if name in PYTHON else node.node().program
        output = folder / f"{name}.out"
        with output.open("w") as file:
            process = subprocess.Popen(
                [program, str(script)], cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
            )
        stack.callback(process.wait, 10)
        stack.callback(process.kill)
        started.append(Follower(name, process, output))
    return started


def all_told(followers: list[Follower], *titles: str) -> None:
    """Wait until each has been told of the last one, and look whether all came, in order and once."""
    for follower in followers:
        eventually(lambda one=follower: titles[-1] in one.titles() or one.process.poll() is not None, SECONDS)
        assert follower.titles() == list(titles), f"{follower.name}: {follower.said()}"


def went_on(followers: list[Follower], words: str, times: int) -> None:
    """Wait until each has said something, in small letters or large, so many times."""
    for one in followers:
        eventually(lambda one=one: one.has_said(words, times) or one.process.poll() is not None, SECONDS)
        assert one.has_said(words, times), f"{one.name}: {one.said()}"


async def test_each_client_comes_back_and_misses_nothing(demo_services: object, valkey: OwnValkey) -> None:
    valkey.start()
    with ExitStack() as stack:
        house = stack.enter_context(open_house(demo_services, valkey.url))  # type: ignore[arg-type]
        folder = stack.enter_context(node.bench(HELPER))
        port = free_port()
        (front,), (back,) = house.start(1, TENANTRY_PORT=str(port)), house.start(1)
        async with client_of(house, back, SOLVEIG) as client:
            assert client.token is not None
            followers = begin(stack, folder, port, client.token)
            went_on(followers, "StreamReady", 1)
            await report(client, "one")
            all_told(followers, "one")
            front.kill()
            await report(client, "two")
            (front,) = house.start(1, TENANTRY_PORT=str(port))
            all_told(followers, "one", "two")
            valkey.kill()
            await report(client, "three")
            all_told(followers, "one", "two", "three")
            valkey.start()
            await report(client, "four")
            all_told(followers, "one", "two", "three", "four")
            before = [one.said().count("StreamReady") for one in followers[:3]]
            await reset(house, front, port)
            # All but those of Python, which end there, load anew; not for the first time, but because of the restore.
            for one in followers:
                went_on([one], "the stream has ended: load everything anew" if one.name in PYTHON else "epoch", 1)
            for one, count in zip(followers, before, strict=False):
                went_on([one], "StreamReady", count + 1)
            await report(client, "five")
            all_told(followers[:3], "one", "two", "three", "four", "five")


async def reset(house: House, front: Node, port: int) -> None:
    """Restart as after a restore from a backup: no cursor of before fits."""
    front.kill()
    await run(house, "UPDATE organization_stream SET epoch = gen_random_uuid() RETURNING 1")
    await asyncio.to_thread(house.start, 1, TENANTRY_PORT=str(port))


def test_the_helper_outlives_a_server_in_trouble_and_ends_with_a_refusal() -> None:
    with node.bench(HELPER) as folder:
        told = json.loads(node.said([node.node().program, "follows.mjs"], folder))
    assert told == [
        *["after start", "after start", "after start", "one"],
        *["after one", "EPOCH", "EPOCH"],
        *["after anew", "two", "after two", "FORBIDDEN"],
    ]


@pytest.mark.parametrize("name", PYTHON)
def test_the_recipes_for_python_stop_when_nobody_is_signed_in(server: Server, tmp_path: Path, name: str) -> None:
    script = tmp_path / "follow.py"
    script.write_text(RECIPES[name].text)
    environment = {**node.node().environment(), "TOKEN": "nobodys", "TENANTRY": server.ws}
    ended = subprocess.run(
        [sys.executable, str(script)], check=False, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0 and "Stopped:" in ended.stdout and "4403" in ended.stdout


def test_the_page_says_after_which_codes_a_client_comes_back() -> None:
    below = PAGE.read_text().split("\n## Close codes\n", 1)[1]
    rows = re.findall(r"^\| (\d{4}) \| .+ \| (yes|no) \|$", below, re.MULTILINE)
    found = node.run("closes.mjs", {"codes": [int(code) for code, _ in rows]})
    assert {code: "yes" if back else "no" for code, back in found.items()} == dict(rows)


def test_the_helper_is_small_and_its_package_names_no_host() -> None:
    code = [line for line in HELPER.read_text().split("*/", 1)[1].splitlines() if line.strip()]
    assert len(code) <= 35
    manifest = json.loads((HELPER.parent / "package.json").read_text())
    assert manifest["exports"] == f"./{HELPER.name}" and set(manifest["peerDependencies"]) == {"graphql-ws"}
    assert "http" not in json.dumps(manifest)
