"""Every answer that leaves a server holds browsers back: whoever made it, and before the application, too."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest

from app.entrypoints.headers import ALWAYS, HSTS
from app.serving.heads import MOST_HEAD_BYTES
from tests.journeys.words import INGRID, TICKETS
from tests.serving.conftest import Serving, Start, serving
from tests.support.client import client_of
from tests.support.processes import eventually
from tests.support.server import House

KEY = "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="
SOCKET = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
SPOKEN = (*SOCKET, KEY, "Sec-WebSocket-Protocol: graphql-transport-ws")
JSON = "Content-Type: application/json"
QUERY = b'{"query": "{ __typename }"}'
BEHIND_HTTPS = {"TENANTRY_PUBLIC_URL": "https://portal.example"}
STRIPE = {
    "STRIPE_API_KEY": "sk_test_nobody_knows",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_nobody_knows",
    "STRIPE_WEBHOOK_SECRETS": "whsec_nobody_knows",
}


@dataclass(frozen=True)
class Answered:
    """What came back on a connection: the first answer, and everything."""

    status: int
    headers: dict[str, str]
    body: bytes
    everything: bytes

    @property
    def code(self) -> str:
        """The code of the one error in the body."""
        (error,) = json.loads(self.body)["errors"]
        assert error["message"]
        return str(error["extensions"]["code"])


def head(line: str, *headers: str, host: str | None = "127.0.0.1") -> bytes:
    """The head of a request as it goes over the wire."""
    lines = [line, *([f"Host: {host}"] if host is not None else []), *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def post(body: bytes = QUERY, *headers: str) -> bytes:
    """A whole request of GraphQL."""
    return head("POST /graphql HTTP/1.1", JSON, f"Content-Length: {len(body)}", *headers) + body


def said(port: int, sent: bytes) -> bytes:
    """Everything that a server says to these bytes until it hangs up."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as plain, suppress(ConnectionError):
        # It may hang up before it has read all of it.
        with suppress(ConnectionError):
            plain.sendall(sent)
        while part := plain.recv(65_536):
            heard += part
    return heard


def ask(port: int, sent: bytes) -> Answered:
    """Send bytes that end the connection, and read what comes first."""
    heard = said(port, sent)
    top, _, body = heard.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        assert name.lower() not in headers, f"{name} is said twice"
        headers[name.lower()] = value
    return Answered(int(first.split(" ")[1]), headers, body, heard)


CLOSE = "Connection: close"
PLAIN = {
    "a query": (200, post(QUERY, CLOSE)),
    "no query": (400, post(b"{", CLOSE)),
    "another type of body": (415, head("POST /graphql HTTP/1.1", "Content-Type: text/plain", CLOSE)),
    "parts of a form": (415, head("POST /graphql HTTP/1.1", "Content-Type: multipart/form-data; boundary=x", CLOSE)),
    "a method that is none here": (405, head("PUT /graphql HTTP/1.1", CLOSE)),
    "another way to ask first": (204, head("OPTIONS /graphql HTTP/1.1", CLOSE)),
    "a GET without its header": (403, head("GET /graphql?query=%7B__typename%7D HTTP/1.1", CLOSE)),
    "a page of somebody else": (403, post(QUERY, "Origin: https://evil.example", CLOSE)),
    "a token that is none": (401, post(QUERY, "Authorization: Bearer x", CLOSE)),
    "too long a body": (413, head("POST /graphql HTTP/1.1", JSON, "Content-Length: 200000", "Expect: 100-continue")),
    "an event stream": (200, post(QUERY, "Accept: text/event-stream", CLOSE)),
    "an event stream of a foreign page": (
        403, post(QUERY, "Accept: text/event-stream", "Origin: https://evil.example", CLOSE),
    ),
    "nothing there": (404, head("GET /nowhere HTTP/1.1", CLOSE)),
    "nearly there": (404, head("GET /livez/ HTTP/1.1", CLOSE, host="evil.example")),
    "a part of a page that is not there": (404, head("GET /assets/nothing.js HTTP/1.1", CLOSE)),
    "a part of a page": (200, head("GET /graphiql/assets/ide.js HTTP/1.1", CLOSE)),
    "a way out of the folder": (404, head("GET /assets/../../settings/values.py HTTP/1.1", CLOSE)),
    "a page": (200, head("GET /graphiql HTTP/1.1", CLOSE)),
    "a file that nobody signed for": (403, head("GET /files/x HTTP/1.1", CLOSE)),
    "a head without a body": (200, head("HEAD /graphiql HTTP/1.1", CLOSE)),
    "whether it lives": (200, head("GET /livez HTTP/1.1", CLOSE)),
    "whether it is ready": (200, head("GET /readyz HTTP/1.1", CLOSE)),
    "the numbers at the wrong door": (404, head("GET /metrics HTTP/1.1", CLOSE)),
    "a forged word of the provider": (400, head("POST /webhooks/stripe HTTP/1.1", "Content-Length: 2", CLOSE) + b"{}"),
    "a provider that asks": (405, head("GET /webhooks/stripe HTTP/1.1", CLOSE)),
    "too long a word of the provider": (
        413, head("POST /webhooks/stripe HTTP/1.1", "Content-Length: 600000", CLOSE) + b" " * 600_000,
    ),
}  # fmt: skip
HANDSHAKES = {
    "a foreign page": (403, head("GET /graphql HTTP/1.1", *SPOKEN, "Origin: https://evil.example")),
    "another address": (403, head("GET /nowhere HTTP/1.1", *SPOKEN)),
    "no key": (400, head("GET /graphql HTTP/1.1", *SOCKET)),
    "an old version": (400, head("GET /graphql HTTP/1.1", *SOCKET[:2], KEY, "Sec-WebSocket-Version: 8")),
    "another method": (405, head("POST /graphql HTTP/1.1", *SPOKEN)),
    "too many headers": (431, head("GET /graphql HTTP/1.1", *SPOKEN, *(f"X-{n}: y" for n in range(300)))),
    "one header that is too long": (431, head("GET /graphql HTTP/1.1", *SPOKEN, f"X: {'y' * 20_000}")),
    "too long an address": (414, head(f"GET /graphql?{'x' * 20_000} HTTP/1.1", *SPOKEN)),
    "an address that the library cannot read": (400, head("GET /\xe9 HTTP/1.1", *SPOKEN)),
}
GARBAGE = {
    "no HTTP": b"NONSENSE\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "HTTP of another kind": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two ways to end": head("POST /graphql HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"),
    "a zero in a name": head("GET / HTTP/1.1", "X\x00: y"),
    "a chunk that is none": head("POST /graphql HTTP/1.1", JSON, "Transfer-Encoding: chunked") + b"xyz\r\n",
    "an address that is none": head("GET http:// HTTP/1.1"),
}
PADDED = "x" * (MOST_HEAD_BYTES + 1)
LONG = {
    "an address": head(f"GET /{PADDED} HTTP/1.1"),
    "a header": head("GET / HTTP/1.1", f"X: {PADDED}"),
    "a header without an end": head("GET / HTTP/1.1", f"X: {PADDED}")[:-4] + b"x" * 400_000,
    "many headers": head("GET / HTTP/1.1", *(f"X-{n}: y" for n in range(MOST_HEAD_BYTES // 8))),
    "many headers of a handshake": head("GET /graphql HTTP/1.1", *SPOKEN, *(f"X-{n}: y" for n in range(9_000))),
}


def held_back(answered: Answered) -> None:
    """It carries all that every answer does; a page has a policy of its own, which allows nothing more by default."""
    for name, value in ALWAYS.items():
        found = answered.headers[name.lower()]
        if name == "Content-Security-Policy":
            assert "default-src 'none'" in found and "frame-ancestors 'none'" in found and "unsafe" not in found
        else:
            assert found == value, name
    assert answered.headers["strict-transport-security"] == HSTS
    assert answered.headers["cache-control"]


@pytest.fixture(scope="module")
def node(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server behind https, with every door open."""
    with serving(house, tmp_path_factory.mktemp("answers"), 1, **BEHIND_HTTPS, **STRIPE) as started:
        yield started


def test_whatever_is_asked(node: Serving) -> None:
    for what, (status, sent) in {**PLAIN, **HANDSHAKES}.items():
        answered = ask(node.port, sent)
        # A busy machine is late to live, and says so.
        late = {503} if what.startswith("whether") else set()
        assert answered.status in {status, *late}, (what, answered.everything[:600])
        held_back(answered)
        assert "location" not in answered.headers and b"evil" not in answered.everything
        if what in HANDSHAKES:
            assert answered.code in ("BAD_USER_INPUT", "FORBIDDEN"), what
    for what, sent in GARBAGE.items():
        answered = ask(node.port, sent)
        assert (answered.status, answered.code) == (400, "BAD_USER_INPUT"), (what, answered.everything[:600])
        held_back(answered)
    for what, sent in LONG.items():
        answered = ask(node.port, sent)
        assert (answered.status, answered.code) == (431, "OPERATION_LIMIT_EXCEEDED"), (what, answered.everything[:600])
        held_back(answered)
    numbers = [ask(node.numbers[0], head(f"{line} HTTP/1.0")) for line in ("GET /metrics", "GET /", "PUT /metrics")]
    assert [one.status for one in numbers] == [200, 404, 501]
    for one in numbers:
        assert {name: one.headers[name.lower()] for name in ALWAYS} == ALWAYS


async def test_who_is_too_many(house: House, start: Start) -> None:
    node = start(1, TENANTRY_SOCKETS_PER_ADDRESS="1", **BEHIND_HTTPS)
    async with client_of(house, node, INGRID) as client:
        headers = (f"Authorization: Bearer {client.token}", "Accept: text/event-stream")
        body = json.dumps({"query": TICKETS}).encode()
        with socket.create_connection(("127.0.0.1", node.port), timeout=30) as first:
            first.sendall(post(body, *headers))
            heard = b""
            while b"event: next" not in heard:
                heard += first.recv(65_536)
            assert b"strict-transport-security" in heard.lower() and b"content-security-policy" in heard.lower()
            for sent in (post(body, *headers, CLOSE), head("GET /graphql HTTP/1.1", *SPOKEN)):
                answered = ask(node.port, sent)
                assert (answered.status, answered.code) == (429, "LIMIT_REACHED")
                held_back(answered)


@contextmanager
def spoken(node: Serving, sent: bytes) -> Iterator[Any]:
    """A connection on which something was said already."""
    with socket.create_connection(("127.0.0.1", node.port), timeout=30) as plain:
        plain.sendall(sent)
        yield plain


WAYS = {
    "http": ("POST /graphql HTTP/1.1", (JSON, f"Content-Length: {len(QUERY)}", CLOSE), QUERY),
    "events": (
        "POST /graphql HTTP/1.1", (JSON, f"Content-Length: {len(QUERY)}", "Accept: text/event-stream", CLOSE), QUERY,
    ),
    "socket": ("GET /graphql HTTP/1.1", SPOKEN, b""),
    "an unusual socket": ("GET /graphql HTTP/1.1", (*SPOKEN, "Cookie: " + "x" * 8_100), b""),
    "a page": ("GET / HTTP/1.1", (CLOSE,), b""),
}  # fmt: skip
HOSTS = {
    "none": (),
    "two": ("Host: portal.example", "Host: evil.example"),
    "the same twice": ("Host: portal.example", "host: portal.example"),
    "two in one": ("Host: portal.example, evil.example",),
    "an empty one": ("Host:",),
    "a space in it": ("Host: portal example",),
    "somebody before it": ("Host: portal.example@evil.example",),
    "a path behind it": ("Host: portal.example/evil",),
    "no port": ("Host: portal.example:http",),
    "no address": ("Host: [::1",),
    "other letters": ("Host: pörtal.example",),
}


def test_a_request_is_for_one_host(node: Serving) -> None:
    for way, (line, headers, body) in WAYS.items():
        for what, hosts in HOSTS.items():
            answered = ask(node.port, head(line, *hosts, *headers, host=None) + body)
            assert (answered.status, answered.code) == (400, "BAD_USER_INPUT"), (way, what, answered.everything[:600])
            assert b"evil" not in answered.everything
            held_back(answered)
        for host in ("portal.example", "PORTAL.example:443", "127.0.0.1:8000", "[::1]:8000", "under_score"):
            if way not in ("socket", "an unusual socket"):
                answered = ask(node.port, head(line, *headers, host=host) + body)
                assert answered.status in (200, 503), (way, host, answered.everything[:600])
                continue
            with spoken(node, head(line, *headers, host=host)) as plain:
                assert plain.recv(65_536).startswith(b"HTTP/1.1 101 "), (way, host)


def test_the_address_and_the_header_name_one_host(node: Serving) -> None:
    one = ask(node.port, head("GET http://portal.example/graphiql HTTP/1.1", CLOSE, host="Portal.example"))
    assert one.status == 200
    other = ask(node.port, head("GET http://evil.example/graphiql HTTP/1.1", CLOSE, host="portal.example"))
    assert (other.status, other.code) == (400, "BAD_USER_INPUT")
    # HTTP/1.0 knows no hosts, and those who watch over servers still speak it.
    assert ask(node.port, head("GET /graphiql HTTP/1.0", host=None)).status == 200
    assert ask(node.port, head("GET /graphiql HTTP/1.0", "Host: a", "Host: b", host=None)).status == 400


def test_what_follows_a_body_is_no_header(node: Serving) -> None:
    sent = head("POST /graphql HTTP/1.1", JSON, "Transfer-Encoding: chunked", CLOSE)
    sent += b"%x\r\n%s\r\n0\r\n" % (len(QUERY), QUERY)
    for late in ("Origin: https://evil.example", "Authorization: Bearer x", "Host: evil.example"):
        answered = ask(node.port, sent + f"{late}\r\nX: y\r\n\r\n".encode())
        assert answered.status == 200, (late, answered.everything[:600])


def test_nothing_is_said_in_the_middle_of_another_answer(node: Serving) -> None:
    """Whoever reads answers in turn would take the refusal of the second for the answer to the first."""
    two = said(node.port, head("GET /readyz HTTP/1.1") + head("GET /graphiql HTTP/1.1", "Host: evil.example"))
    assert b"400" not in two.partition(b"\r\n")[0]
    eventually(lambda: ask(node.port, head("GET /graphiql HTTP/1.1", CLOSE)).status == 200)


def test_a_word_after_the_answer_buys_no_time(node: Serving) -> None:
    with spoken(node, head("GET /graphiql HTTP/1.1")) as plain:
        assert plain.recv(65_536).startswith(b"HTTP/1.1 200 ")
        plain.sendall(b"\r\n")
        # The server hangs up: `recv` would wait for 30 seconds and raise.
        with suppress(ConnectionError):
            while plain.recv(65_536):
                continue
