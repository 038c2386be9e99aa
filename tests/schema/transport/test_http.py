"""GraphQL over HTTP, as decent clients and hostile ones speak it."""

import json
import logging
import socket
from typing import Any

import httpx
import pytest

from tests.schema.conftest import ToyServer
from tests.schema.transport.asking import GRAPHQL, JSON, ask, code, post

GET_HEADERS = {"graphql-require-preflight": "1"}


def test_answers_a_query_with_every_protective_header(client: httpx.Client) -> None:
    response = ask(client, "{ hello }")
    assert (response.status_code, response.json()["data"]) == (200, {"hello": "hello"})
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert len(response.headers["x-request-id"]) >= 16


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        (None, 200, JSON),
        ("", 200, JSON),
        ("*/*", 200, JSON),
        ("application/*", 200, JSON),
        (GRAPHQL, 200, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", 200, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", 200, GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.5", 200, JSON),
        (f"{JSON};q=0, */*", 200, GRAPHQL),
        ("APPLICATION/JSON; charset=UTF-8", 200, JSON),
        ("text/event-stream, application/json", 200, JSON),
        ("text/html", 406, JSON),
        (f"{JSON};q=0", 406, JSON),
        (f"{JSON};charset=latin1", 406, JSON),
        (f"{JSON};q=nonsense", 406, JSON),
        (",;=,;;q=,", 406, JSON),
    ],
)
def test_negotiates_the_media_type(server: ToyServer, accept: str | None, status: int, media_type: str) -> None:
    with httpx.Client() as bare:
        del bare.headers["accept"]
        headers = {} if accept is None else {"accept": accept}
        response = bare.post(f"http://{server.address}/graphql", json={"query": "{ hello }"}, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query ($n: Int!) { number(n: $n) }", "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", "BAD_USER_INPUT"),
        ("subscription { count(to: 1) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("type Query { a: Int }", "GRAPHQL_VALIDATION_FAILED"),
        ("{" + "a " * 3000 + "}", "OPERATION_LIMIT_EXCEEDED"),
        ('{ echo(text: "\\u0000") }', "BAD_USER_INPUT"),
        ("{ number(n: " + "9" * 5000 + ") }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ find(by: {id: 1, name: "a"}) }', "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_request_errors_have_no_data_and_a_status_that_fits_the_media_type(
    client: httpx.Client, query: str, expected: str
) -> None:
    modern, old = ask(client, query, accept=GRAPHQL), ask(client, query, accept=JSON)
    assert code(modern) == code(old) == expected
    assert (modern.status_code, old.status_code) == (400, 200)
    assert "data" not in modern.json()


BAD_BODIES = [
    b"",
    b"null",
    b"1",
    b'"text"',
    b"[]",
    b'[{"query": "{ hello }"}]',
    b"{}",
    b'{"query": null}',
    b'{"query": 1}',
    b'{"query": {"a": 1}}',
    b'{"query": "{ hello }", "variables": []}',
    b'{"query": "{ hello }", "variables": "{}"}',
    b'{"query": "{ hello }", "operationName": 1}',
    b'{"query": "{ hello }", "operationName": []}',
    b'{"query": "{ hello }", "extensions": []}',
    b'{"query": "{ hello }"',
    b'{"query": "{ hello }"} trailing',
    b"\xef\xbb\xbf{}",
    b'{"query": "\xff"}',
    b'{"query": "\\ud800"}',
    b'{"query": "\xed\xa0\x80"}',
    b'{"query": "a\x00b"}',
    b'{"query": "{ hello }", "variables": {"a": "\\u0000"}}',
    b'{"query": "{ hello }", "variables": {"\\u0000": 1}}',
    b'{"query": "{ hello }", "variables": {"a": NaN}}',
    b'{"query": "{ hello }", "variables": {"a": ' + b"9" * 5000 + b"}}",
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b'{"query": "{ hello }", "variables": {"a": ' + b"[" * 64 + b"]" * 64 + b"}}",
    b'"' + b'\\"' * 60_000,
    b"query=%7Bhello%7D",
]


@pytest.mark.parametrize("body", BAD_BODIES)
def test_bad_bodies_are_a_400_in_both_media_types(client: httpx.Client, body: bytes) -> None:
    for accept in (GRAPHQL, JSON):
        response = post(client, body, accept=accept)
        assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")
        assert "data" not in response.json()


def test_brackets_and_escapes_inside_strings_are_no_depth(client: httpx.Client) -> None:
    text = "[{" * 200 + '\\"' + "]}"
    response = post(client, {"query": "query ($t: String!) { echo(text: $t) }", "variables": {"t": text}})
    assert response.json()["data"] == {"echo": text}
    assert post(client, b'{"query": "{ echo(text: \\"\\\\\\\\u0000\\") }"}').json()["data"] == {"echo": "\\u0000"}


def test_inputs_of_which_one_is_chosen_work_inside_fragments(client: httpx.Client) -> None:
    query = "fragment F on Query { find(by: {id: $n}) } query ($n: Int!) { ...F }"
    assert post(client, {"query": query, "variables": {"n": 4}}).json()["data"] == {"find": "4"}
    query = "fragment F on Query { find(by: $b) } query ($b: By!) { ...F }"
    response = post(client, {"query": query, "variables": {"b": {"id": 1, "name": "a"}}})
    assert code(response) == "BAD_USER_INPUT"


def test_unknown_keys_and_nulls_are_ignored(client: httpx.Client) -> None:
    body = {"query": "{ hello }", "id": 7, "variables": None, "operationName": None, "extensions": None}
    assert post(client, body).json()["data"] == {"hello": "hello"}


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('application/json;charset="UTF-8"', 200),
        ("application/json; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/graphql", 415),
        ("text/plain; application/json", 415),
        ("", 415),
    ],
)
def test_only_json_is_let_in(client: httpx.Client, content_type: str, status: int) -> None:
    response = client.post("/graphql", content=b'{"query":"{hello}"}', headers={"Content-Type": content_type})
    assert response.status_code == status


def test_compressed_bodies_are_refused(client: httpx.Client) -> None:
    assert ask(client, "{ hello }", **{"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "TRACE", "PROPFIND"])
def test_other_methods_are_a_405_with_allow(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST, OPTIONS")


def test_get_answers_queries_only_and_only_with_a_header_no_page_can_send(client: httpx.Client) -> None:
    hello = {"query": "query A { hello } query B { who }", "operationName": "A", "variables": '{"a": 1}'}
    assert client.get("/graphql", params=hello, headers=GET_HEADERS).json()["data"] == {"hello": "hello"}
    assert client.get("/graphql", params=hello).status_code == 403
    mutation = client.get("/graphql", params={"query": "mutation { signOut }"}, headers=GET_HEADERS)
    assert (mutation.status_code, mutation.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "variables={}",
        "query={hello}&query={hello}",
        "query={hello}&variables=[]",
        "query={hello}&variables={",
        "query=%00",
        "query=%ff",
        "query={hello}&extensions=1",
        "query={hello}&variables=%5B" + "%5B" * 5000,
    ],
)
def test_bad_addresses_are_a_400(client: httpx.Client, query: str) -> None:
    response = client.get(f"/graphql?{query}", headers=GET_HEADERS)
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


def test_long_bodies_are_a_413_declared_or_not(client: httpx.Client) -> None:
    body = json.dumps({"query": "{ hello }", "extensions": {"a": "x" * 128 * 1024}}).encode()
    assert post(client, body).status_code == 413
    chunks = client.post(
        "/graphql", content=(body[i : i + 9000] for i in range(0, len(body), 9000)), headers={"Content-Type": JSON}
    )
    assert (chunks.status_code, code(chunks)) == (413, "OPERATION_LIMIT_EXCEEDED")
    fits = json.dumps({"query": "{ hello }", "extensions": {"a": "x" * 127 * 1024}}).encode()
    assert post(client, fits).status_code == 200


def raw(server: ToyServer, data: bytes, *, cut: bool = False) -> bytes:
    """Say something on a bare socket and return the whole answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as bare:
        bare.sendall(data)
        if cut:
            bare.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: bare.recv(65536), b""))


@pytest.mark.parametrize(("length", "status"), [("9" * 30, 400), ("-1", 400), ("99999999", 413), ("200000", 413)])
def test_a_lying_content_length_is_refused_before_the_body_is_there(
    server: ToyServer, length: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.schema.transport.body.DRAIN_SECONDS", 0.1)
    head = f"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: {JSON}\r\nContent-Length: {length}\r\n\r\n{{}}"
    assert f" {status} ".encode() in raw(server, head.encode())[:40]


def test_a_body_that_does_not_come_is_a_408(server: ToyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.schema.transport.body.BODY_SECONDS", 0.1)
    head = f"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: {JSON}\r\nContent-Length: 50\r\n\r\n{{"
    assert b" 408 " in raw(server, head.encode())[:40]


def test_a_body_that_is_cut_off_harms_nobody(server: ToyServer, client: httpx.Client) -> None:
    raw(
        server,
        b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
        cut=True,
    )
    assert ask(client, "{ hello }").status_code == 200


def test_strangers_learn_nothing_about_the_schema_in_production(client: httpx.Client) -> None:
    introspection = "{ __schema { types { name } } }"
    refused = ask(client, introspection, "/production/graphql", accept=GRAPHQL)
    assert (refused.status_code, code(refused)) == (400, "GRAPHQL_VALIDATION_FAILED")
    assert "data" in ask(client, introspection, "/production/graphql", Authorization="Bearer ada").json()
    assert "data" in ask(client, introspection, "/development/graphql").json()
    for query, variables in (("{ helo }", {}), ("query ($p: Paint!) { thing(paint: $p) { id } }", {"p": {"txt": "a"}})):
        body = {"query": query, "variables": variables}
        assert "Did you mean" not in post(client, body, "/production/graphql").text
        assert "Did you mean" in post(client, body, "/development/graphql").text


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("boom", {"code": "INTERNAL_SERVER_ERROR"}),
        ("huge", {"code": "INTERNAL_SERVER_ERROR"}),
        ("down", {"code": "UNAVAILABLE", "retryable": True}),
        ("conflict", {"code": "CONFLICT", "path": ["input", "version"], "version": 7}),
    ],
)
def test_errors_are_shown_or_masked(client: httpx.Client, field: str, expected: dict[str, Any]) -> None:
    response = ask(client, f"{{ hello {field} }}", accept=GRAPHQL)
    (error,) = response.json()["errors"]
    extensions = dict(error["extensions"])
    if expected["code"] == "INTERNAL_SERVER_ERROR":
        assert extensions.pop("requestId") == response.headers["x-request-id"]
    assert extensions == expected
    assert response.json()["data"] == {"hello": "hello", field: None}
    assert response.status_code == 200
    assert "secret" not in response.text and "10.0.0.1" not in response.text


def test_at_most_five_errors_and_short_messages(client: httpx.Client) -> None:
    fields = " ".join(f"b{n}: boom" for n in range(9))
    assert len(ask(client, f"{{ {fields} }}").json()["errors"]) == 5
    nothing = " ".join(f"x{n}" for n in range(9))
    assert len(ask(client, f"{{ {nothing} }}").json()["errors"]) == 5
    (error,) = ask(client, f'{{ number(n: "{"y" * 5000}") }}').json()["errors"]
    assert len(error["message"]) <= 500


def test_writes_one_line_without_personal_data(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tenantry.request"):
        body = {"query": "query Greeting($t: String!) { echo(text: $t) }", "variables": {"t": "private"}}
        response = post(client, body, Authorization="Bearer ada")
    (record,) = [record for record in caplog.records if record.name == "tenantry.request"]
    text = record.getMessage()
    assert "method=POST status=200 operation_kind=query operation_name=Greeting code=- ms=" in text
    assert response.headers["x-request-id"] in text
    assert "private" not in text and "ada" not in text
