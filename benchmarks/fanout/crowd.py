"""Very many subscribers in one process: real sockets that speak graphql-transport-ws and count what they hear."""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

AT_ONCE = 40
READY = b'"StreamReady"'
PING, ACK, NEXT = b'"type":"ping"', b'"connection_ack"', b'"next"'


@dataclass
class Crowd:
    """The subscribers, and what they have heard together."""

    url: str
    tokens: list[str]
    document: Callable[[int], str]
    says_ready: bool
    heard: int = 0
    wanted: int = 0
    lost: int = 0
    keeps_last: bool = False
    last: Any = None
    listeners: list["Listener"] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def gather(self, count: int) -> None:
        """Open so many sockets and wait until every one of them is subscribed."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with turn:
                listener = Listener(self, number)
                await listener.arrive()
                self.listeners.append(listener)

        await asyncio.gather(*(one(len(self.listeners) + number) for number in range(count)))

    def expect(self, messages: int) -> None:
        """Begin to count anew, up to so many messages."""
        self.heard, self.wanted = 0, messages
        self.enough.clear()

    async def all_heard(self, seconds: float) -> bool:
        """Wait until all that is expected was heard; False when it takes longer than that."""
        try:
            async with asyncio.timeout(seconds):
                await self.enough.wait()
        except TimeoutError:
            return False
        return True

    def hear(self) -> None:
        """Count one event."""
        self.heard += 1
        if self.heard == self.wanted:
            self.enough.set()

    async def leave(self) -> None:
        """Close every socket."""
        for listener in self.listeners:
            listener.leave()
        await asyncio.sleep(0.5)
        self.listeners.clear()


class Listener(WSListener):
    """One subscriber."""

    def __init__(self, crowd: Crowd, number: int) -> None:
        self.crowd, self.number = crowd, number
        self.transport: WSTransport | None = None
        self.subscribed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone_at: float | None = None

    async def arrive(self) -> None:
        """Connect, say who it is, subscribe, and wait for the stream to begin."""
        headers = [("Sec-WebSocket-Protocol", "graphql-transport-ws")]
        await ws_connect(lambda: self, self.crowd.url, extra_headers=headers, websocket_handshake_timeout=60)
        await asyncio.wait_for(self.subscribed, 60)

    def leave(self) -> None:
        """Close the socket."""
        if self.transport is not None:
            self.transport.send_close(WSCloseCode.OK)
            self.transport.disconnect()

    def stall(self) -> None:
        """Read nothing more, as a telephone in a tunnel does."""
        assert self.transport is not None
        under = self.transport.underlying_transport
        # Without a bound of its own the kernel would read on for megabytes.
        under.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        under.pause_reading()

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Introduce itself."""
        self.transport = transport
        tokens = self.crowd.tokens
        payload = {"token": tokens[self.number % len(tokens)]} if tokens else {}
        self._say({"type": "connection_init", "payload": payload})

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Note when."""
        self.gone_at = time.perf_counter()
        self.crowd.lost += 1
        if not self.subscribed.done():
            self.subscribed.set_exception(ConnectionError("closed before it was subscribed"))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Hear one frame. Events are the common case, and are only counted."""
        if frame.msg_type != WSMsgType.TEXT:
            return
        text = frame.get_payload_as_bytes()
        head = text[:120]
        if NEXT in head and READY not in text:
            if self.crowd.keeps_last:
                self.crowd.last = orjson.loads(text)
            self.crowd.hear()
        elif PING in head:
            self._say({"type": "pong"})
        else:
            self._arriving(text)

    def _arriving(self, text: bytes) -> None:
        if ACK in text:
            self._say({"id": "1", "type": "subscribe", "payload": {"query": self.crowd.document(self.number)}})
        if READY in text or (ACK in text and not self.crowd.says_ready):
            self._begun()
        elif ACK not in text and not self.subscribed.done():
            self.subscribed.set_exception(ConnectionError(text[:400].decode()))

    def _begun(self) -> None:
        if not self.subscribed.done():
            self.subscribed.set_result(None)

    def _say(self, message: dict[str, Any]) -> None:
        assert self.transport is not None
        self.transport.send(WSMsgType.TEXT, orjson.dumps(message))
