"""The short ways through the server's protocols: what takes them arrives as by the long ones, the rest goes there."""

import asyncio
import base64
import contextlib
import struct
import time

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN, SERVER
from websockets.server import ServerProtocol

from app.schema.transport.inbox import Inbox
from app.schema.transport.packets import header, text_in
from app.schema.transport.upgrade import upgrade_of
from app.schema.transport.uvicorn_short import Parser, is_between
from app.schema.transport.wheel import TICK, wheel

LONGEST = 65_536
KEY = base64.b64encode(b"0123456789abcdef")
HEADERS = [
    (b"host", b"x"),
    (b"upgrade", b"WebSocket"),
    (b"connection", b"keep-alive, Upgrade"),
    (b"sec-websocket-key", KEY),
    (b"sec-websocket-version", b"13"),
    (b"sec-websocket-protocol", b"graphql-transport-ws, other"),
]


def frame(payload: bytes, opcode: Opcode = Opcode.TEXT, fin: bool = True, mask: bool = True) -> bytes:
    """One frame as a client sends it."""
    return Frame(opcode, payload, fin).serialize(mask=mask)


def head(headers: list[tuple[bytes, bytes]] = HEADERS, line: bytes = b"GET /graphql?a=b HTTP/1.1") -> bytes:
    """A request without a body, as it is sent."""
    return b"\r\n".join([line, *(name + b": " + value for name, value in headers), b"", b""])


class Heard:
    """What the usual parser of HTTP makes of a request."""

    def __init__(self, packet: bytes) -> None:
        self.url, self.headers = b"", list[tuple[bytes, bytes]]()
        self.parser = httptools.HttpRequestParser(self)
        with contextlib.suppress(httptools.HttpParserUpgrade):
            self.parser.feed_data(packet)

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        # RFC 9110, 5.5: what surrounds a value is no part of it; this parser keeps what follows it.
        self.headers.append((name.lower(), value.strip(b" \t")))


def without(name: bytes, *more: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The usual headers but one, and others."""
    return [*(one for one in HEADERS if one[0] != name), *more]


@given(st.text(max_size=300))
def test_a_packet_that_is_one_whole_text_is_read(text: str) -> None:
    assert text_in(frame(text.encode()), LONGEST) == text


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535])
def test_texts_of_every_length_that_a_header_tells_apart(length: int) -> None:
    packet = frame(b"x" * length)
    assert text_in(packet, LONGEST) == "x" * length
    assert header(length) + b"x" * length == frame(b"x" * length, mask=False)
    for cut in range(min(len(packet), 15)):
        assert text_in(packet[:cut], LONGEST) is None


@pytest.mark.parametrize(
    "packet",
    [
        frame(b"a", mask=False),
        frame(b"a", fin=False),
        frame(b"a", Opcode.BINARY),
        frame(b"", Opcode.PING),
        frame(struct.pack("!H", 1000), Opcode.CLOSE),
        frame(b"a") + frame(b"b"),
        frame(b"a") + b"\x81",
        frame(b"\xff"),
        frame(b"x" * 70_000),
        b"\xf1" + frame(b"a")[1:],
    ],
    # The masks are others each time, and names must not be.
    ids=["bare", "part", "binary", "ping", "close", "two", "more", "broken", "long", "reserved"],
)
def test_every_other_packet_goes_the_long_way(packet: bytes) -> None:
    assert text_in(packet, LONGEST) is None


def test_a_text_that_is_too_long_goes_the_long_way() -> None:
    assert text_in(frame(b"x" * 11), 10) is None


@pytest.mark.parametrize("length", [3, 200])
def test_the_short_way_is_open_between_frames_alone(length: int) -> None:
    whole = frame(b"a" * length)
    for cut in range(1, len(whole)):
        parser = Parser(SERVER, state=OPEN)
        assert is_between(parser)
        parser.receive_data(frame(b"b") + whole[:cut])
        assert not is_between(parser), "a head that has been read leaves nothing in the buffer"
        parser.receive_data(whole[cut:])
        assert is_between(parser)
        parser.receive_data(frame(b"a", fin=False))
        assert not is_between(parser)


def test_the_usual_handshake_is_answered_as_by_the_library() -> None:
    upgrade = upgrade_of(head())
    assert upgrade is not None
    assert (upgrade.target, upgrade.host, upgrade.headers) == (b"/graphql?a=b", b"x", HEADERS)
    assert upgrade.subprotocols == ["graphql-transport-ws", "other"]
    answer = upgrade.answer([(b"date", b"now")], "graphql-transport-ws")
    library = ServerProtocol()
    library.receive_data(head())
    (request,) = library.events_received()
    accepted = library.accept(request)  # type: ignore[arg-type]
    assert accepted.headers["Sec-WebSocket-Accept"].encode() in answer
    assert answer.startswith(b"HTTP/1.1 101 ") and answer.endswith(b"\r\n\r\n")
    assert b"\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n" in answer and b"\r\ndate: now\r\n" in answer


BITS = st.sampled_from(
    [b"", b" ", b"\t", b"\r", b"\n", b"\r\n", b":", b"\0", b"\x7f", b"\xe9", b"x", b", ", b"/", b"#"]
)


@given(st.data(), st.lists(st.tuples(st.integers(0, 400), BITS), min_size=1, max_size=3))
def test_whatever_goes_the_short_way_is_read_as_by_the_usual_parser(
    data: st.DataObject, changes: list[tuple[int, bytes]]
) -> None:
    packet = head(data.draw(st.permutations([*HEADERS, (b"User-Agent", b"it\xe9  x "), (b"cookie", b"a=b; c=d")])))
    for place, bit in changes:
        packet = packet[:place] + bit + packet[place:]
    upgrade = upgrade_of(packet)
    if upgrade is not None:
        heard = Heard(packet)
        assert heard.parser.should_upgrade() and heard.parser.get_http_version() == "1.1"
        assert (upgrade.target, upgrade.headers) == (heard.url, heard.headers)


@pytest.mark.parametrize(
    "packet",
    [
        head(line=b"POST / HTTP/1.1"),
        head(line=b"GET / HTTP/1.0"),
        head(line=b"GET http://x/ HTTP/1.1"),
        head(line="GET /é HTTP/1.1".encode()),
        head(line=b"GET /#a HTTP/1.1"),
        head(line=b"GET  / HTTP/1.1"),
        head(line=b"GET /" + b"x" * 9_000 + b" HTTP/1.1"),
        head(without(b"host")),
        head([*HEADERS, (b"host", b"y")]),
        head(without(b"upgrade")),
        head(without(b"upgrade", (b"upgrade", b"h2c, websocket"))),
        head(without(b"connection", (b"connection", b"close"))),
        head(without(b"sec-websocket-key")),
        head(without(b"sec-websocket-key", (b"sec-websocket-key", b"short"))),
        head(without(b"sec-websocket-key", (b"sec-websocket-key", b"QUJD"))),
        head([*HEADERS, (b"sec-websocket-key", KEY)]),
        head(without(b"sec-websocket-version", (b"sec-websocket-version", b"8"))),
        head([*HEADERS, (b"content-length", b"3")]),
        head([*HEADERS, (b"transfer-encoding", b"chunked")]),
        head([*HEADERS, (b"cookie", b"x" * 9_000)]),
        head([*HEADERS, *[(b"x", b"y")] * 100]),
        head([*HEADERS, (b"x", b"a\r\n b")]),
        head([*HEADERS, (b"x ", b"y")]),
        head().replace(b"\r\n", b"\n"),
        head()[:-1],
        head() + b"\x81",
    ],
)
def test_every_other_handshake_goes_the_long_way(packet: bytes) -> None:
    assert upgrade_of(packet) is None


def test_no_packet_takes_long_to_look_at() -> None:
    hostile = [b"GET /" + b"/" * 7_000, head()[:-2] + b"x:" + b" " * 7_000 + b"\0", head([(b"a", b"b")] * 900)]
    spent = time.process_time()
    for packet in hostile * 100:
        upgrade_of(packet)
    assert time.process_time() - spent < 1


async def test_the_wheel_calls_in_time_and_never_early() -> None:
    loop, called = asyncio.get_running_loop(), []
    reported: list[object] = []
    loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))

    def fails() -> None:
        raise ValueError("one of many")

    began, turns = loop.time(), wheel()
    assert wheel() is turns
    for seconds in (0.3, 0.1, 0.2, 0.1):
        turns.later(seconds, lambda seconds=seconds: called.append((seconds, loop.time() - began)))  # type: ignore[misc]
    turns.later(0.1, fails)
    turns.later(0.15, lambda: called.append((0.15, 0.0))).cancel()
    async with asyncio.timeout(30):
        while len(called) < 4:  # noqa: ASYNC110 - it is the wheel that is looked at
            await asyncio.sleep(TICK)
    assert [seconds for seconds, _ in called] == [0.1, 0.1, 0.2, 0.3]
    assert all(at >= seconds for seconds, at in called)
    assert [str(error) for error in reported] == ["one of many"]


async def test_the_inbox_gives_in_order_and_outlives_who_gives_up() -> None:
    inbox = Inbox(asyncio.get_running_loop())
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    for number in range(3):
        inbox.put_nowait(number)
    assert [await waiting, await inbox.get(), await inbox.get()] == [0, 1, 2]
    assert inbox.empty() and len(inbox) == 0
