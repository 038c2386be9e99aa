"""Those who listen: on any node, over sockets that break, each going on from its own cursor."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from app import clock
from tests.torture.views import Topic, View
from tests.torture.world import World, persist

SILENCE_SECONDS = 2.0
HANDSHAKE_SECONDS = 4.0
BACK_OFF_SECONDS = (0.02, 0.4)
PASSING = ("UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR")


@dataclass(frozen=True)
class Delivery:
    """One event as it arrived: its id and place, what it said, and how old it was, in seconds."""

    id: str
    cursor: str
    kind: str
    text: str | None
    at: datetime
    age: float


@dataclass
class Chain:
    """What came between two loads of the whole; `resumed_from` is its first cursor."""

    resumed_from: str
    deliveries: list[Delivery] = field(default_factory=list)
    reset: tuple[str, str] | None = None
    """Cursor and reason of the reset that has ended it."""


class Ended(Exception):
    """The stream will not go on: a fault of the server, or of ours."""


class Subscriber:
    """One screen of one person."""

    def __init__(self, world: World, name: str, topic: Topic, token: str) -> None:
        self.reloads = True
        self.name, self.topic, self._token = name, topic, token
        self._world = world
        self._rng = random.Random(name)
        self.view = View(world, topic, token)
        self.chains: list[Chain] = []
        self.cursor = ""
        self.refused = ""
        self.connects = 0
        self.replayed = 0
        self.replays = 0
        self.ready = asyncio.Event()
        self.closes: Counter[str] = Counter()
        self.faults: list[str] = []

    @property
    def deliveries(self) -> list[Delivery]:
        """Return everything that came, over all chains."""
        return [delivery for chain in self.chains for delivery in chain.deliveries]

    @property
    def resets(self) -> Counter[str]:
        """Return how often it was sent back to the start, by reason."""
        return Counter(chain.reset[1] for chain in self.chains if chain.reset is not None)

    async def run(self, after: str | None = None) -> None:
        """Load and follow until cancelled. With `after`, follow from there without loading."""
        if after is None:
            await self._reload()
        else:
            self.reloads = False
            self._begin(after)
        while True:
            try:
                if self.chains[-1].reset is not None:
                    # The line has broken between the reset and its end.
                    await self._completed()
                await self._session()
            except (OSError, WebSocketException, TimeoutError, json.JSONDecodeError) as error:
                closed = error.rcvd if isinstance(error, ConnectionClosed) else None
                self.closes[f"{closed.code} {closed.reason.partition(';')[0]}" if closed else "1006"] += 1
            except Ended as ended:
                self.faults.append(str(ended))
                return
            await asyncio.sleep(self._rng.uniform(*BACK_OFF_SECONDS))

    async def _start_over(self, cursor: str) -> None:
        if self.reloads:
            await self._reload()
        else:
            self._begin(cursor)

    async def _reload(self) -> None:
        self._begin(await persist(self.view.load))

    def _begin(self, cursor: str) -> None:
        self.cursor = cursor
        self.chains.append(Chain(cursor))

    async def _session(self) -> None:
        address = f"ws://{self._world.proxy.address}/graphql"
        protocols = [Subprotocol("graphql-transport-ws")]
        async with connect(
            address,
            subprotocols=protocols,
            compression=None,
            close_timeout=0.2,
            open_timeout=HANDSHAKE_SECONDS,
            ping_interval=None,
            proxy=None,
        ) as socket:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await _say(socket, {"type": "connection_init", "payload": {"token": self._token}})
                while json.loads(await socket.recv())["type"] != "connection_ack":
                    pass
            self.connects += 1
            await self._listen(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        operation = 0
        while True:
            operation += 1
            payload = {"query": self.topic.document, "variables": {**self.topic.variables, "after": self.cursor}}
            await _say(socket, {"id": str(operation), "type": "subscribe", "payload": payload})
            await self._hear(socket, str(operation))

    async def _hear(self, socket: ClientConnection, operation: str) -> None:
        """Hear until the operation ends; after a reset everything is loaded anew."""
        while True:
            frame = await _frame(socket)
            match frame.get("type"):
                case "ping":
                    await _say(socket, {"type": "pong"})
                case "next" if frame["id"] == operation:
                    self._message(frame["payload"])
                case "error":
                    return await self._refused(frame["payload"][0]["extensions"]["code"])
                case "complete":
                    return await self._completed()

    async def _completed(self) -> None:
        reset = self.chains[-1].reset
        if reset is None:
            raise Ended("completed without a reset")
        await self._start_over(reset[0])

    async def _refused(self, code: str) -> None:
        if code not in PASSING:
            raise Ended(f"error {code}")
        self.closes[code] += 1
        await asyncio.sleep(self._rng.uniform(*BACK_OFF_SECONDS))

    def _message(self, payload: Any) -> None:
        if "errors" in payload:
            code = payload["errors"][0]["extensions"]["code"]
            if code in PASSING:
                self.closes[f"event {code}"] += 1
            else:
                raise Ended(f"an event came with the error {code}")
        message = (payload.get("data") or {}).get(self.topic.field)
        if message is None:
            raise Ended(f"an event came without data: {payload}")
        chain = self.chains[-1]
        match message["__typename"]:
            case "StreamReady":
                self.replayed += message["replayed"]
                self.replays += message["replayed"] > 0 and self.connects > 1
                self.ready.set()
            case "StreamReset":
                chain.reset = (message["cursor"], message["reason"])
            case "StreamCheckpoint":
                pass
            case _:
                at = clock.now()
                age = (at - datetime.fromisoformat(message["occurredAt"])).total_seconds()
                text = self.topic.text_of(message)
                chain.deliveries.append(Delivery(message["id"], message["cursor"], message["kind"], text, at, age))
                self.view.apply(message)
        self.cursor = message["cursor"]


async def _say(socket: ClientConnection, message: Any) -> None:
    await socket.send(json.dumps(message))


async def _frame(socket: ClientConnection) -> Any:
    """Return the next frame; who hears nothing for a while asks, and leaves when nobody answers."""
    for patience in range(2):
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                return json.loads(await socket.recv())
        except TimeoutError:
            if patience:
                socket.transport.abort()
                raise
            await _say(socket, {"type": "ping"})
    return {}
