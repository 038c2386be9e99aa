"""The clocks of a socket: initialisation, pings, silence, and the end of the session."""

import asyncio
from dataclasses import dataclass

from app.schema.transport.frames import Close, SocketClosed, plain
from app.schema.transport.outbox import Outbox
from app.schema.transport.protocol import Protocol
from app.schema.transport.session import SocketSession, forbidden


@dataclass(frozen=True, slots=True)
class Timing:
    """The clocks of a socket, in seconds."""

    init: float = 10.0
    ping: float = 20.0
    dead: float = 45.0
    recheck: float = 30.0


class Heart:
    """Two loops beside the conversation; each raises `SocketClosed` when a clock runs out."""

    def __init__(self, session: SocketSession, outbox: Outbox, protocol: Protocol, timing: Timing) -> None:
        self._session = session
        self._outbox = outbox
        self._protocol = protocol
        self._timing = timing
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()

    def heard(self) -> None:
        """Note a sign of life."""
        self._heard_at = self._loop.time()

    async def beat(self) -> None:
        """Wait for `connection_init`, then ping, and give up on a client that is silent."""
        try:
            async with asyncio.timeout(self._timing.init):
                await self._protocol.acknowledged.wait()
        except TimeoutError:
            raise SocketClosed(Close.TIMEOUT, "Connection initialisation timeout") from None
        ping_at = self._loop.time() + self._timing.ping
        while True:
            now = self._loop.time()
            dead_at = self._heard_at + self._timing.dead
            if now >= dead_at:
                raise SocketClosed(Close.TIMEOUT, "No sign of life")
            if now >= ping_at:
                self._outbox.push(plain("ping"))
                ping_at = now + self._timing.ping
            await asyncio.sleep(min(ping_at, dead_at) - now)

    async def watch(self) -> None:
        """End the socket with its session: at its end by the clock, or when asking again says so."""
        await self._protocol.acknowledged.wait()
        if self._session.viewer.is_anonymous:
            return
        recheck_at = self._loop.time() + self._timing.recheck
        while True:
            left = self._session.seconds_left()
            if left is not None and left <= 0:
                raise forbidden()
            wait = max(0.0, recheck_at - self._loop.time())
            if await happens(self._protocol.renewed, wait if left is None else min(wait, left)):
                self._protocol.renewed.clear()
            if self._loop.time() >= recheck_at:
                await self._session.recheck()
                recheck_at = self._loop.time() + self._timing.recheck


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Say whether the event happens within that time."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
