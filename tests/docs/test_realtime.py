"""The page about streams: its Python client works and resumes, and its tables are those of the code."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from graphql import GraphQLEnumType, build_schema, get_named_type

from app.schema.transport import frames, gate, operations, outbox, websocket
from app.schema.transport.heart import Timing
from app.settings import Settings
from app.subscriptions.connections import MAX_SINKS_PER_PERSON
from app.subscriptions.stream import ResetReason
from tests.docs.conftest import Demo
from tests.docs.pages import blocks, named

PAGE = named("docs/realtime.md")
TICKET = "VGlja2V0OqmcvYtqslL8uBQXdiHVV1E"


@contextmanager
def client(demo: Demo, folder: Path, *arguments: str) -> Iterator[Iterator[str]]:
    """The client of the page as a process; yields the lines it prints."""
    # The last one: the others need packages of their own, and are tried beside these.
    block = blocks(PAGE, "python")[-1]
    script = folder / "follow.py"
    script.write_text(block.text)
    environment = {**os.environ, "TOKEN": demo.token, "TENANTRY": f"ws://127.0.0.1:{demo.port}/graphql"}
    process = subprocess.Popen(
        [sys.executable, "-u", str(script), *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        yield iter(process.stdout)
    finally:
        process.kill()
        process.communicate(timeout=10)


def comment(demo: Demo) -> None:
    query = "mutation ($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code } } }"
    input = {"ticketId": TICKET, "body": "Vi ser på det.", "idempotencyKey": str(uuid.uuid4())}
    answer = httpx.post(
        f"http://127.0.0.1:{demo.port}/graphql",
        json={"query": query, "variables": {"input": input}},
        headers={"Authorization": f"Bearer {demo.token}"},
    )
    assert answer.json()["data"]["commentOnTicket"]["errors"] == []


def cursor_of(line: str) -> str:
    return re.findall(r"'cursor': '([^']+)'", line)[0]


def test_the_client_of_the_page_follows_and_resumes(demo: Demo, tmp_path: Path) -> None:
    with client(demo, tmp_path) as lines:
        assert "'StreamReady'" in next(lines)
        comment(demo)
        first = next(lines)
        assert "'TicketEvent'" in first and "'COMMENTED'" in first
    comment(demo)
    with client(demo, tmp_path, cursor_of(first)) as lines:
        missed, ready = next(lines), next(lines)
        assert "'TicketEvent'" in missed and cursor_of(missed) != cursor_of(first)
        assert "'replayed': 1" in ready


def test_the_line_for_server_sent_events_follows(demo: Demo) -> None:
    commands, shown = (
        next(one for one in blocks(PAGE, kind) if "curl" in one.text or "id: …" in one.text) for kind in ("sh", "text")
    )
    environment = {**os.environ, "TOKEN": demo.token}
    process = subprocess.Popen(
        ["sh", "-c", f"exec {demo.here(commands.text)}"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    try:
        said = iter(line for line in process.stdout if line.strip() not in ("", ":"))
        heard = [next(said) for _ in range(3)]
        assert [re.sub('(?<=id: ).+|(?<="cursor":")[^"]+', "…", line) for line in heard] == shown.text.splitlines(True)
        comment(demo)
        assert '"kind":"COMMENTED"' in [next(said) for _ in range(3)][2]
    finally:
        process.kill()
        process.communicate(timeout=10)


def table(heading: str) -> dict[str, str]:
    """The first two columns of the first table below a heading."""
    below = PAGE.read_text().split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", below, re.MULTILINE)
    return {first: second for first, second in rows if not first.startswith("---")}


def test_every_subscription_is_listed_and_every_message_with_its_kinds() -> None:
    schema = build_schema(named("schema.graphql").read_text())
    assert schema.subscription_type
    page = PAGE.read_text()
    assert set(re.findall(r"^\| `([a-z]\w+)` \|", page, re.MULTILINE)) == set(schema.subscription_type.fields)
    listed = dict(re.findall(r"^\| `([A-Z][a-z]\w+)` \| ([^|]+) \|", page, re.MULTILINE))
    messages = {one.name: one for one in schema.get_implementations(schema.type_map["StreamMessage"]).objects}
    assert listed.keys() == messages.keys()
    for name, message in messages.items():
        kind = get_named_type(message.fields["kind"].type) if "kind" in message.fields else None
        kinds = set(kind.values) if isinstance(kind, GraphQLEnumType) else set()
        assert set(re.findall("`([A-Z_]+)`", listed[name])) == kinds, name


def test_every_close_code_is_listed() -> None:
    codes = {str(value) for name, value in vars(frames.Close).items() if not name.startswith("_")}
    assert {name for name in table("Close codes") if name.isdecimal()} == codes


def test_every_reason_of_a_reset_is_listed() -> None:
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE.read_text(), re.MULTILINE))
    assert listed == {str(reason) for reason in ResetReason}


def test_the_limits_of_a_socket_are_those_of_the_code() -> None:
    shown = table("The socket")
    assert shown["operations at once on a socket"] == str(operations.MAX_OPERATIONS)
    assert shown["sockets of one person on a node"] == str(MAX_SINKS_PER_PERSON)
    assert shown["bytes in a frame"] == f"{frames.MAX_FRAME_BYTES:,}"
    pace = f"{websocket.FRAMES_PER_SECOND:g}, after a burst of {websocket.FRAMES_BURST:g}"
    assert shown["messages from the client in a second"] == pace
    assert shown["bytes that wait to be sent"] == f"{outbox.MAX_SIZE:,}"
    assert shown["sockets of one address on a node"] == str(gate.Limits().per_address)
    assert shown["sockets on a node"] == f"{gate.Limits().total:,}"
    per_second = gate.Limits().per_second
    burst = per_second * gate.BURST_SECONDS
    assert shown["sockets let in by a node in a second"] == f"{per_second}, after a burst of {burst:,}"
    usual = Settings()
    assert gate.Limits(usual.max_sockets, usual.max_sockets_per_address, usual.sockets_per_second) == gate.Limits()
    assert (Timing().init, Timing().ping, Timing().dead) == (10, 20, 45)
