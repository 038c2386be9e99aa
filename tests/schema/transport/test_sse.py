"""Server-sent events: who may open them, what each operation says, how they end, and what a slow reader gets."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.schema.conftest import ToyServer
from tests.schema.toy import ADA, SESSIONS, Subscription
from tests.schema.transport.asking import ask, code, post
from tests.schema.transport.talking import wait_for

EVENTS = "text/event-stream"
COUNT = "subscription { count(to: 3) { id context } }"
LONG = "subscription { count(to: 1000, delay: 0.1) { id } }"


def parts(text: str) -> list[tuple[str, Any]]:
    """The events of a whole response: name and data."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in block.split("\n"))
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"]) if lines["data"] else None))
    return found


@contextmanager
def opened(client: httpx.Client, query: str, path: str = "/graphql", **headers: str) -> Iterator[Iterator[str]]:
    """A stream that goes on, line by line."""
    given = {"Accept": EVENTS, **headers}
    with client.stream("POST", path, json={"query": query}, headers=given) as response:
        assert response.status_code == 200, response.read()
        yield response.iter_lines()


def first(lines: Iterator[str], start: str) -> str:
    """The next line that begins so."""
    return next(line for line in lines if line.startswith(start))


def test_a_subscription_is_told_event_by_event(client: httpx.Client) -> None:
    response = ask(client, COUNT, Accept=EVENTS)
    assert response.headers["content-type"] == f"{EVENTS}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    told = parts(response.text)
    assert [name for name, _ in told] == ["next"] * 3 + ["complete"]
    assert [data["data"]["count"]["id"] for _, data in told[:3]] == ["0", "1", "2"]
    assert len({data["data"]["count"]["context"] for _, data in told[:3]}) == 3


def test_queries_and_mutations_are_told_once(client: httpx.Client) -> None:
    for query, data in (("{ hello }", {"hello": "hello"}), ("mutation { signOut }", {"signOut": True})):
        (one, last) = parts(ask(client, query, Accept=EVENTS).text)
        assert (one[0], one[1]["data"], last) == ("next", data, ("complete", None))


def test_a_browser_that_signs_in_so_gets_its_cookie(client: httpx.Client, server: ToyServer) -> None:
    own = {"Accept": EVENTS, "Origin": f"http://{server.address}"}
    response = ask(client, "mutation { signIn { token } }", **own)
    assert parts(response.text)[0][1]["data"] == {"signIn": {"token": None}}
    assert "__Host-tenantry=ada" in response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { fails(after: 0) }", "FORBIDDEN"),
        ('subscription { fails(after: 0, how: "bug") }', "INTERNAL_SERVER_ERROR"),
    ],
)
def test_errors_are_told_and_end_it(client: httpx.Client, query: str, expected: str) -> None:
    (name, data), last = parts(ask(client, query, Accept=EVENTS).text)
    assert (name, data["errors"][0]["extensions"]["code"], last) == ("next", expected, ("complete", None))
    assert "secret detail" not in json.dumps(data)


@pytest.mark.parametrize(
    "accept", ["text/event-stream, application/json", "text/event-stream, */*;q=0.1", "text/event-stream;q=0"]
)
def test_json_wins_unless_events_are_asked_for_alone(client: httpx.Client, accept: str) -> None:
    response = ask(client, "{ hello }", Accept=accept)
    assert response.headers["content-type"].startswith("application/json")
    assert response.status_code == (406 if "q=0" in accept and "*/*" not in accept else 200)


def test_a_subscription_as_json_is_told_where_to_go(client: httpx.Client) -> None:
    response = ask(client, COUNT, Accept="application/json")
    assert code(response) == "GRAPHQL_VALIDATION_FAILED"
    assert "text/event-stream" in response.json()["errors"][0]["message"]


def test_the_door_is_the_same_as_for_json(client: httpx.Client) -> None:
    assert ask(client, COUNT, Accept=EVENTS, Origin="https://evil.example").status_code == 403
    assert ask(client, COUNT, Accept=EVENTS, Authorization="Bearer stale").status_code == 401
    assert post(client, b"[]", Accept=EVENTS).status_code == 400
    assert client.get("/graphql", params={"query": COUNT}, headers={"Accept": EVENTS}).status_code == 403
    asked = {"Accept": EVENTS, "GraphQL-Require-Preflight": "1"}
    assert parts(client.get("/graphql", params={"query": COUNT}, headers=asked).text)[-1] == ("complete", None)
    ((_, refused), _) = parts(client.get("/graphql", params={"query": "mutation { signOut }"}, headers=asked).text)
    assert refused["errors"][0]["message"] == "Mutations need POST."
    listed = ask(client, COUNT, Accept=EVENTS, Origin="https://partner.example")
    assert listed.headers["access-control-allow-origin"] == "https://partner.example"


def test_a_client_that_leaves_ends_its_operation(client: httpx.Client, server: ToyServer) -> None:
    before = Subscription.closed
    with opened(client, LONG, Authorization="Bearer ada") as lines:
        first(lines, "event: next")
        assert len(server.connections.of_person(ADA)) == 1
    wait_for(lambda: Subscription.closed == before + 1)
    wait_for(lambda: not server.connections.of_person(ADA))


def test_silence_is_broken_and_a_session_that_ends_is_told(client: httpx.Client, server: ToyServer) -> None:
    with opened(client, "subscription { count(to: 9, delay: 60) { id } }", "/quick/graphql") as lines:
        assert [first(lines, ":") for _ in range(3)] == [":"] * 3
    for token in ("brief", "ada"):
        with opened(client, LONG, "/quick/graphql", Authorization=f"Bearer {token}") as lines:
            first(lines, "event: next")
            began = time.monotonic()
            if token == "ada":
                server.authenticator.ended.add(SESSIONS["ada"])
            rest = "\n".join(lines)
            server.authenticator.ended.clear()
        assert '"UNAUTHENTICATED"' in rest and rest.rstrip("\n").endswith("event: complete\ndata:")
        assert time.monotonic() - began < 1.5


def test_a_revoked_session_ends_at_once(client: httpx.Client, server: ToyServer) -> None:
    with opened(client, LONG, Authorization="Bearer bob") as lines:
        first(lines, "event: next")
        server.connections.close_session(SESSIONS["bob"], 4403, "Forbidden")
        assert '"UNAUTHENTICATED"' in "\n".join(lines)


def test_a_restart_says_when_to_come_back_and_does_not_complete(client: httpx.Client, server: ToyServer) -> None:
    with opened(client, LONG, Authorization="Bearer ada") as lines:
        first(lines, "event: next")
        for sink in server.connections.of_person(ADA):
            sink.close(1012, "Restarting")
        rest = list(lines)
    assert "event: complete" not in rest
    assert 500 <= int(first(iter(rest), "retry: ").removeprefix("retry: ")) <= 3_000


def test_a_node_on_its_way_out_opens_nothing(client: httpx.Client, server: ToyServer) -> None:
    server.leaving.close_all(1012, "Restarting")
    response = ask(client, COUNT, "/leaving/graphql", Accept=EVENTS)
    assert (response.status_code, code(response), response.headers["retry-after"]) == (503, "UNAVAILABLE", "1")
    assert parts(ask(client, "{ hello }", "/leaving/graphql", Accept=EVENTS).text)[0][0] == "next"


def test_one_person_has_so_many_and_sockets_count_too(client: httpx.Client, server: ToyServer) -> None:
    class Open:
        identity = type("Identity", (), {"person_id": ADA, "session_id": None, "member_id": None})()
        silent_seconds = 0.0

        def close(self, code: int, reason: str) -> None: ...

    many: list[Any] = [Open() for _ in range(20)]
    for sink in many:
        assert server.connections.add(sink)
    try:
        response = ask(client, COUNT, Accept=EVENTS, Authorization="Bearer ada")
        assert (response.status_code, code(response)) == (429, "RATE_LIMITED")
    finally:
        for sink in many:
            server.connections.remove(sink)
    assert parts(ask(client, COUNT, Accept=EVENTS, Authorization="Bearer ada").text)[-1] == ("complete", None)


FLOOD = json.dumps({"query": "subscription { flood(size: 100000) }"})


@contextmanager
def plain(server: ToyServer) -> Iterator[socket.socket]:
    """A client that has asked for more than it will read."""
    head = f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: {EVENTS}\r\n"
    before = len(server.connections)
    with socket.socket() as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1_400)  # as on a real line
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        line.connect(("127.0.0.1", server.port))
        line.sendall(f"{head}Content-Length: {len(FLOOD)}\r\n\r\n{FLOOD}".encode())
        wait_for(lambda: len(server.connections) > before)
        yield line
    wait_for(lambda: len(server.connections) == before)


def test_who_reads_slowly_is_served(server: ToyServer) -> None:
    before, heard, until = len(server.connections), 0, time.monotonic() + 8
    with plain(server) as line:
        line.settimeout(30)
        while time.monotonic() < until:
            heard += len(line.recv(1_024))
            time.sleep(0.05)
        # One event takes longer than anybody is waited for who takes nothing.
        assert 10_000 < heard < 200_000
        assert len(server.connections) == before + 1
        assert len(line.recv(1_024))


def test_who_reads_nothing_is_cut_off(server: ToyServer) -> None:
    before = len(server.connections)
    with plain(server) as line:
        wait_for(lambda: len(server.connections) == before, 15)
        line.settimeout(5)
        kept = b"".join(iter(lambda: line.recv(1 << 20), b""))
    assert not kept.endswith(b"0\r\n\r\n") and len(kept) < 2_000_000
