"""A client of graphql-transport-ws with many streams on one socket."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.support.server import Node

SECONDS = 30.0


class Refused(AssertionError):
    """The server has ended an operation with errors."""

    def __init__(self, errors: list[Any]) -> None:
        super().__init__(str(errors))
        self.errors = errors

    @property
    def code(self) -> str:
        code: str = self.errors[0]["extensions"]["code"]
        return code


class Stream:
    """One operation on a socket: what arrived, in order, each with the moment it came."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.cursor: str | None = None
        self.at = 0.0

    async def next(self, seconds: float = SECONDS) -> Any:
        """Return the next message; raises `Refused` when the stream has ended with errors."""
        frame = await asyncio.wait_for(self.frames.get(), seconds)
        if frame["type"] == "error":
            raise Refused(frame["payload"])
        assert frame["type"] == "next", frame
        assert "errors" not in frame["payload"], frame
        message = frame["payload"]["data"][self.field]
        self.cursor, self.at = message.get("cursor", self.cursor), frame["at"]
        return message

    async def event(self, seconds: float = SECONDS) -> Any:
        """Return the next message and make sure that it is an event."""
        message = await self.next(seconds)
        assert message["__typename"].endswith("Event"), message
        return message

    async def ready(self, seconds: float = SECONDS) -> tuple[list[Any], int]:
        """Return the events up to the end of the catch-up, and how many the server says they are."""
        events = []
        while (message := await self.next(seconds))["__typename"] != "StreamReady":
            events.append(message)
        return events, message["replayed"]

    async def reset(self, seconds: float = SECONDS) -> str:
        """Return why the server has sent the client back to the start; nothing but the end may follow."""
        message = await self.next(seconds)
        assert message["__typename"] == "StreamReset", message
        await self.ended(seconds)
        reason: str = message["reason"]
        return reason

    async def refusal(self, seconds: float = SECONDS) -> str:
        """Return the code with which the stream ends."""
        try:
            message = await self.next(seconds)
        except Refused as refused:
            return refused.code
        raise AssertionError(message)

    async def ended(self, seconds: float = SECONDS) -> None:
        """Wait for the end without errors."""
        frame = await asyncio.wait_for(self.frames.get(), seconds)
        assert frame["type"] == "complete", frame

    def waiting(self) -> int:
        """How many frames have arrived that nobody has looked at."""
        return self.frames.qsize()


class Screen:
    """One socket that somebody looks at."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._streams: dict[str, Stream] = {}
        self._acknowledged = asyncio.Event()
        self.close_code: int | None = None
        self.close_reason = ""
        self._reading = asyncio.create_task(self._read())

    async def init(self, token: str | None) -> None:
        """Say who one is and be accepted."""
        await self._say({"type": "connection_init", "payload": {"token": token} if token else {}})
        await asyncio.wait_for(self._acknowledged.wait(), SECONDS)

    async def follow(self, query: str, **variables: Any) -> Stream:
        """Start an operation; its root field comes first in the text after the brace."""
        id = str(len(self._streams))
        stream = self.listen(id, query.split("{", 1)[1].split("(", 1)[0].strip())
        await self._say({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})
        return stream

    def listen(self, id: str, field: str) -> Stream:
        """Keep what arrives under an id."""
        stream = self._streams[id] = Stream(field)
        return stream

    async def leave(self, stream: Stream) -> None:
        """Lose interest in an operation."""
        id = next(id for id, known in self._streams.items() if known is stream)
        await self._say({"id": id, "type": "complete"})

    async def say(self, message: Any) -> None:
        """Send anything."""
        await self._socket.send(message if isinstance(message, (str, bytes)) else json.dumps(message))

    async def closed(self, seconds: float = SECONDS) -> int | None:
        """Wait until the socket is closed; return the code."""
        await asyncio.wait_for(asyncio.shield(self._reading), seconds)
        return self.close_code

    def cut(self) -> None:
        """Lose the connection without a word."""
        self._socket.transport.abort()

    async def end(self) -> None:
        """Close, and stop reading."""
        await self._socket.close()
        await self._reading

    async def _say(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(message))

    async def _read(self) -> None:
        try:
            while True:
                message = json.loads(await self._socket.recv())
                if message["type"] == "connection_ack":
                    self._acknowledged.set()
                elif message["type"] == "ping":
                    await self._say({"type": "pong"})
                elif "id" in message:
                    self._streams[message["id"]].frames.put_nowait({**message, "at": time.perf_counter()})
        except ConnectionClosed as closed:
            self.close_code = closed.rcvd.code if closed.rcvd else 1006
            self.close_reason = closed.rcvd.reason if closed.rcvd else ""


@asynccontextmanager
async def screen(node: Node, token: str | None) -> AsyncIterator[Screen]:
    """Open a socket as somebody."""
    address = f"ws://127.0.0.1:{node.port}/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(address, subprotocols=protocols, compression=None, close_timeout=1, proxy=None) as socket:
        opened = Screen(socket)
        try:
            await opened.init(token)
            yield opened
        finally:
            await opened.end()
