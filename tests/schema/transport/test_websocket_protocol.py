"""graphql-transport-ws as a decent client speaks it, and every way to speak it wrongly."""

import json
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.schema.conftest import ToyServer
from tests.schema.toy import Subscription, ToyContext
from tests.schema.transport.talking import talk, wait_for

HELLO = {"id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}


def test_queries_mutations_and_subscriptions(server: ToyServer) -> None:
    with talk(server) as it:
        assert it.socket.subprotocol == "graphql-transport-ws"
        it.init()
        assert it.result("query ($t: String!) { echo(text: $t) }", t="é") == {"data": {"echo": "é"}}
        assert it.result("mutation { signIn { token } }") == {"data": {"signIn": {"token": "ada"}}}
        it.subscribe("s", "subscription { count(to: 2) { id colour inner { id } } }")
        for number in ("0", "1"):
            thing = {"id": number, "colour": "RED", "inner": {"id": f"{number}."}}
            assert it.hear() == {"id": "s", "type": "next", "payload": {"data": {"count": thing}}}
        assert it.hear() == {"id": "s", "type": "complete"}
        it.say({"type": "ping", "payload": {"any": "thing"}})
        assert it.hear() == {"type": "pong", "payload": {"any": "thing"}}


def test_each_event_has_a_context_of_its_own_and_all_are_left(server: ToyServer) -> None:
    with talk(server) as it:
        it.init().subscribe("s", "subscription { count(to: 3) { context inner { context } } }")
        payloads = [it.hear()["payload"]["data"]["count"] for _ in range(3)]
        assert all(payload["context"] == payload["inner"]["context"] for payload in payloads)
        assert len({payload["context"] for payload in payloads}) == 3
        assert it.hear()["type"] == "complete"
    wait_for(lambda: ToyContext.open_count == 0)


def test_complete_ends_the_source_and_frees_the_id(server: ToyServer) -> None:
    closed = Subscription.closed
    with talk(server) as it:
        it.init().subscribe("s", "subscription { count(to: 1000, delay: 0.05) { id } }")
        assert it.hear()["type"] == "next"
        it.say({"id": "s", "type": "complete"})
        wait_for(lambda: Subscription.closed == closed + 1)
        it.say({"id": "never-started", "type": "complete"})
        it.subscribe("s", "subscription { count(to: 1) { id } }")
        answers = [it.hear() for _ in range(2)]
        while answers[-1]["type"] != "complete":
            answers.append(it.hear())
    wait_for(lambda: Subscription.closed == closed + 2)


def test_leaving_ends_every_source(server: ToyServer) -> None:
    closed = Subscription.closed
    with talk(server) as it:
        it.init()
        for number in range(5):
            it.subscribe(str(number), "subscription { count(to: 1000, delay: 0.05) { id } }")
        it.hear()
    wait_for(lambda: Subscription.closed == closed + 5 and ToyContext.open_count == 0)
    wait_for(lambda: len(server.connections) == 0)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { count(to: 1) { id } fails(after: 1) }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription ($n: Int!) { count(to: $n) { id } }", "BAD_USER_INPUT"),
        ("{" + "a " * 3000 + "}", "OPERATION_LIMIT_EXCEEDED"),
        ("subscription { fails(after: 0) }", "FORBIDDEN"),
        ('subscription { fails(after: 0, how: "bug") }', "INTERNAL_SERVER_ERROR"),
    ],
)
def test_a_bad_operation_is_an_error_for_its_id_alone(server: ToyServer, query: str, code: str) -> None:
    with talk(server) as it:
        it.init().subscribe("bad", query)
        answer = it.hear()
        assert (answer["id"], answer["type"], answer["payload"][0]["extensions"]["code"]) == ("bad", "error", code)
        assert "secret" not in json.dumps(answer)
        assert it.result("{ hello }") == {"data": {"hello": "hello"}}


@pytest.mark.parametrize("text", ["\x00", "half \ud800"])
def test_a_text_that_cannot_be_kept_is_an_error_for_its_id(server: ToyServer, text: str) -> None:
    with talk(server) as it:
        it.init().subscribe("bad", "query ($t: String!) { echo(text: $t) }", t=text)
        answer = it.hear()
        assert (answer["id"], answer["type"]) == ("bad", "error")
        assert answer["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert it.result("{ hello }") == {"data": {"hello": "hello"}}
        it.subscribe("twice", "subscription { count(to: 9, delay: 5) { id } }")
        it.subscribe("twice", "query ($t: String!) { echo(text: $t) }", t=text)
        assert it.closed()[0] == 4409
    with talk(server) as it:
        it.subscribe("early", "query ($t: String!) { echo(text: $t) }", t=text)
        assert it.closed() == (4401, "Unauthorized")


def test_a_source_that_fails_later_ends_with_an_error(server: ToyServer) -> None:
    with talk(server) as it:
        it.init().subscribe("s", "subscription { fails(after: 2) }")
        assert [it.hear()["payload"] for _ in range(2)] == [{"data": {"fails": 0}}, {"data": {"fails": 1}}]
        assert it.hear()["payload"][0]["message"] == "Not any more."


def test_one_operation_more_than_allowed_is_an_error_for_its_id(server: ToyServer) -> None:
    with talk(server) as it:
        it.init()
        for number in range(51):
            it.subscribe(str(number), "subscription { count(to: 2, delay: 60) { id } }")
        answer = it.hear()
        assert (answer["id"], answer["payload"][0]["extensions"]["code"]) == ("50", "LIMIT_REACHED")


BAD_FRAMES = [
    "", "null", "1", "true", '"text"', "[]", "[1]", "{}", "{", "nonsense", "NaN",
    b"binary", b"\xff\xfe", b'{"type": "connection_init"}',
    '{"type": null}', '{"type": 1}', '{"type": []}', '{"type": {}}', '{"type": ""}', '{"type": "nothing"}',
    '{"type": "' + "x" * 500 + '"}', '{"type": "' + "é" * 500 + '"}', '{"type": "start", "id": "1"}',
    '{"type": "next", "id": "1", "payload": {}}', '{"type": "error", "id": "1"}', '{"type": "connection_ack"}',
    '{"type": "connection_init", "payload": []}', '{"type": "connection_init", "payload": "text"}',
    '{"type": "connection_init", "payload": 1}', '{"type": "ping", "payload": {"token": 1}}',
    '{"type": "ping", "payload": {"a": "\\u0000"}}', '{"type": "ping", "payload": {"a": "\\ud800"}}',
    '{"type": "ping", "payload": "text"}', '{"type": "pong", "payload": [1]}', '{"type": "ping", "payload": 0}',
    '{"type": "subscribe"}', '{"type": "subscribe", "id": "1"}', '{"type": "subscribe", "id": "1", "payload": null}',
    '{"type": "subscribe", "id": "1", "payload": "text"}', '{"type": "subscribe", "id": "1", "payload": []}',
    '{"type": "subscribe", "id": "1", "payload": {}}', '{"type": "subscribe", "id": "1", "payload": {"query": null}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{hello}", "variables": []}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{hello}", "operationName": 1}}',
    '{"type": "subscribe", "id": "1", "payload": {"query": "{hello}", "extensions": "x"}}',
    '{"type": "subscribe", "id": "", "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": [], "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": {}, "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": 1, "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": null, "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": "' + "x" * 300 + '", "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": "\\u0000", "payload": {"query": "{hello}"}}',
    '{"type": "subscribe", "id": "\\udc00", "payload": {"query": "{hello}"}}',
    '{"type": "complete"}', '{"type": "complete", "id": []}', '{"type": "complete", "id": ""}',
    "[" * 60_000, '{"a":' * 12_000, '{"type": "ping", "payload": {"n": ' + "9" * 5000 + "}}", '"' + '\\"' * 30_000,
]  # fmt: skip


@pytest.mark.parametrize("frame", BAD_FRAMES, ids=range(len(BAD_FRAMES)))
def test_a_frame_of_the_wrong_shape_is_closed_with_4400(server: ToyServer, frame: str | bytes) -> None:
    with talk(server) as it:
        it.init().say(frame)
        code, reason = it.closed()
        assert code == 4400
        assert 0 < len(reason.encode()) <= 120


@pytest.mark.parametrize(
    "frame",
    [
        '{"type": "connection_init"}',
        '{"type": "connection_init", "payload": null}',
        '{"type": "connection_init", "payload": {"extra": [1, {"a": null}]}, "id": 7, "more": true}',
    ],
)
def test_frames_that_are_only_unusual_are_accepted(server: ToyServer, frame: str) -> None:
    with talk(server) as it:
        it.say(frame)
        assert it.hear() == {"type": "connection_ack"}
        it.say('{"type": "ping", "payload": null}')
        assert it.hear() == {"type": "pong"}
        it.say('{"type": "pong"}')
        assert it.result("{ hello }") == {"data": {"hello": "hello"}}


@pytest.mark.parametrize("payload", ["1", "[]", '{"token": 1}', '{"organization": []}', '{"authorization": {}}'])
def test_a_first_frame_of_the_wrong_shape_is_closed_too(server: ToyServer, payload: str) -> None:
    with talk(server) as it:
        it.say(f'{{"type": "connection_init", "payload": {payload}}}')
        assert it.closed()[0] == 4400


def test_wrong_order_has_codes_of_its_own(server: ToyServer) -> None:
    with talk(server) as it:
        it.say(HELLO)
        assert it.closed() == (4401, "Unauthorized")
    with talk(server) as it:
        it.init().say({"type": "connection_init"})
        assert it.closed() == (4429, "Too many initialisation requests")
    with talk(server) as it:
        it.init()
        for _ in range(2):
            it.subscribe("twice", "subscription { count(to: 9, delay: 5) { id } }")
        assert it.closed() == (4409, "Subscriber for twice already exists")
    with talk(server) as it:
        it.init()
        for _ in range(2):
            it.subscribe("é" * 200, "subscription { count(to: 9, delay: 5) { id } }")
        assert it.closed()[0] == 4409


def test_frames_that_are_too_long_are_closed_with_1009(server: ToyServer) -> None:
    with talk(server) as it:
        it.init().say({"type": "ping", "payload": {"a": "x" * 70_000}})
        assert it.closed()[0] == 1009


def test_a_flood_of_frames_is_closed_with_4429(server: ToyServer) -> None:
    with talk(server) as it:
        it.init()
        with suppress(ConnectionClosed):
            for _ in range(500):
                it.say({"type": "pong"})
        assert it.closed() == (4429, "Too many messages")


@pytest.mark.parametrize("protocol", [None, "graphql-ws", "nothing"])
def test_other_subprotocols_are_closed_with_4406(server: ToyServer, protocol: str | None) -> None:
    with talk(server, protocol=protocol) as it:
        assert it.closed() == (4406, "Subprotocol not acceptable")
