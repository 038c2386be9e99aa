"""The clocks of a socket: initialisation, pings, silence, and the end of the session. One timer stands for all."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

from app.schema.transport.frames import Cause, Close, SocketClosed, plain
from app.schema.transport.outbox import Outbox
from app.schema.transport.session import SocketSession, forbidden
from app.schema.transport.wheel import Turn, wheel


@dataclass(frozen=True, slots=True)
class Timing:
    """The clocks of a socket, in seconds."""

    init: float = 10.0
    ping: float = 20.0
    dead: float = 45.0
    recheck: float = 30.0


class Heart:
    """Calls `end` when a clock runs out. `start` it once, and `stop` it."""

    __slots__ = (
        "_checking",
        "_dues",
        "_end",
        "_heard_at",
        "_loop",
        "_outbox",
        "_session",
        "_timer",
        "_timing",
        "_wheel",
    )

    def __init__(
        self, session: SocketSession, outbox: Outbox, timing: Timing, end: Callable[[SocketClosed | None], None]
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._timing = timing
        self._end = end
        self._loop, self._wheel = asyncio.get_running_loop(), wheel()
        self._heard_at = self._loop.time()
        self._dues: tuple[float, float] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._timer: Turn | None = None

    def start(self) -> None:
        """Wait for the first message of the protocol, for a while."""
        self._set(self._timing.init)

    def heard(self) -> None:
        """Note a sign of life."""
        self._heard_at = self._loop.time()

    @property
    def silent_seconds(self) -> float:
        """Return for how long the other side has said nothing."""
        return self._loop.time() - self._heard_at

    def acknowledged(self) -> None:
        """Begin to ping, and to look after the session."""
        now = self._loop.time()
        self._dues = (now + self._timing.ping, now + self._until_recheck())
        self._turn()

    def renewed(self) -> None:
        """Look at the new end of the session."""
        self._turn()

    def stop(self) -> None:
        """Rest."""
        for part in (self._timer, self._checking):
            if part is not None:
                part.cancel()

    def _turn(self) -> None:
        now = self._loop.time()
        if self._dues is None:
            return self._end(SocketClosed(Close.TIMEOUT, "Connection initialisation timeout", Cause.NO_INIT))
        left, dead_at = self._session.seconds_left(), self._heard_at + self._timing.dead
        if left is not None and left <= 0:
            return self._end(forbidden())
        if now >= dead_at:
            return self._end(SocketClosed(Close.TIMEOUT, "No sign of life", Cause.SILENT))
        ping_at, recheck_at = self._dues
        if now >= ping_at:
            ping_at = now + self._timing.ping
            # Whoever still has something to read is not asked whether they are there.
            if not self._outbox.is_full:
                self._outbox.push(plain("ping"))
        if now >= recheck_at:
            recheck_at = now + self._until_recheck()
            self._recheck()
        self._dues = ping_at, recheck_at
        self._set(min(ping_at, dead_at, recheck_at, now + (left if left is not None else self._timing.dead)) - now)

    def _set(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._wheel.later(seconds, self._turn)

    def _until_recheck(self) -> float:
        # Thousands who came together are not asked about together.
        return self._timing.recheck * random.uniform(0.8, 1.0)  # noqa: S311 - no secret

    def _recheck(self) -> None:
        if not self._session.viewer.is_anonymous and (self._checking is None or self._checking.done()):
            self._checking = asyncio.create_task(self._check())

    async def _check(self) -> None:
        try:
            await self._session.recheck()
        except SocketClosed as closed:
            self._end(closed)
