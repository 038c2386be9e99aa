"""Messages are the same however the network cuts them, and whichever way they take through the server."""

import json
import socket
from collections.abc import Iterator

from tests.serving.conftest import Start
from tests.serving.plain import frame, handshake, shaken

PONG, CLOSE = 0x8A, 0x88


def frames(plain: socket.socket) -> Iterator[tuple[int, bytes]]:
    """What the server says: the first byte and the body of each frame."""
    reader = plain.makefile("rb")
    while head := reader.read(2):
        length = head[1] if head[1] < 126 else int.from_bytes(reader.read(2), "big")
        yield head[0], reader.read(length)


def kind(one: tuple[int, bytes]) -> str:
    """The type of a message of the protocol."""
    found: str = json.loads(one[1])["type"]
    return found


def text(kind: str, **more: object) -> bytes:
    """A message as a frame."""
    return frame(1, json.dumps({"type": kind, **more}).encode())


def test_messages_arrive_however_their_packets_are_cut(start: Start) -> None:
    node = start(1)
    with handshake(node) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.settimeout(30)
        said = frames(plain)
        plain.sendall(text("connection_init"))
        assert kind(next(said)) == "connection_ack"
        plain.sendall(text("ping"))
        assert kind(next(said)) == "pong"
        # Two at once, one byte by byte, and one that is longer than a short header can say.
        plain.sendall(text("ping") * 2)
        assert [kind(next(said)), kind(next(said))] == ["pong", "pong"]
        for byte in text("ping"):
            plain.sendall(bytes([byte]))
        assert kind(next(said)) == "pong"
        plain.sendall(text("ping", payload={"note": "x" * 300}))
        assert kind(next(said)) == "pong"
        # Parts of one message, with a ping of the network's own in between.
        whole = json.dumps({"type": "ping"}).encode()
        plain.sendall(frame(1, whole[:5], final=False) + frame(9, b"there?"))
        assert next(said) == (PONG, b"there?")
        plain.sendall(frame(0, whole[5:]))
        assert kind(next(said)) == "pong"
        # And as usual after all that; an operation beside another message.
        plain.sendall(text("subscribe", id="1", payload={"query": "{ __typename }"}) + text("ping"))
        assert sorted(kind(next(said)) for _ in range(3)) == ["complete", "next", "pong"]
        plain.sendall(text("subscribe", id="1", payload={"query": "{ __typename }"}))
        assert [kind(next(said)), kind(next(said))] == ["next", "complete"]


def test_what_needs_waiting_keeps_its_place(start: Start) -> None:
    node = start(1)
    with handshake(node) as plain:
        plain.settimeout(30)
        said = frames(plain)
        asked = {"query": "{ __typename }"}
        plain.sendall(text("connection_init") + text("subscribe", id="1", payload=asked) + text("ping"))
        answers = [kind(next(said)) for _ in range(4)]
        assert answers[0] == "connection_ack" and sorted(answers[1:]) == ["complete", "next", "pong"]
        # Nobody's session can be renewed by this token, and what comes after it is not looked at.
        plain.sendall(text("ping", payload={"token": "nobody's"}) + text("ping"))
        (opcode, body) = next(said)
        assert opcode == CLOSE and int.from_bytes(body[:2], "big") == 4403


def test_what_was_answered_is_heard_before_the_end(start: Start) -> None:
    node = start(1)
    for last, code in [(frame(1, b"\xff"), 1007), (text("nonsense"), 4400)]:
        with handshake(node) as plain:
            plain.settimeout(30)
            said = frames(plain)
            plain.sendall(text("connection_init"))
            assert kind(next(said)) == "connection_ack"
            plain.sendall(text("ping") * 3 + last)
            assert [kind(next(said)) for _ in range(3)] == ["pong"] * 3, code
            (opcode, body) = next(said)
            assert opcode == CLOSE and int.from_bytes(body[:2], "big") == code
    # A binary message waits its turn, and so does what comes after it.
    with handshake(node) as plain:
        plain.settimeout(30)
        said = frames(plain)
        plain.sendall(frame(2, b"{}") + text("connection_init") * 2)
        (opcode, body) = next(said)
        assert opcode == CLOSE and int.from_bytes(body[:2], "big") == 4400


REFUSED = [
    (frame(1, b"\xff"), 1007),
    (frame(2, b"{}"), 4400),
    (b"\x81\x00", 1002),
    (b"\x81\xff" + (70_000).to_bytes(8, "big") + bytes(4), 1009),
    (frame(8, (1000).to_bytes(2, "big")), 1000),
    (text("subscribe", id="1", payload={"query": "{ __typename }"}), 4401),
]


def test_what_no_client_may_send_is_closed_with_its_code(start: Start) -> None:
    node = start(1)
    for packet, code in REFUSED:
        with handshake(node) as plain:
            plain.settimeout(30)
            plain.sendall(packet)
            (opcode, body) = next(frames(plain))
            assert opcode == CLOSE and int.from_bytes(body[:2], "big") == code, packet


def test_a_handshake_in_two_packets_opens_a_socket(start: Start) -> None:
    node = start(1)
    with socket.socket() as plain:
        said = frames(shaken(plain, node, cut=40))
        plain.sendall(text("connection_init"))
        assert kind(next(said)) == "connection_ack"
