"""One timer for thousands of clocks that may be a little late: a timer each costs more than what it watches."""

import asyncio
import math
from collections.abc import Callable
from heapq import heappop, heappush

TICK = 0.05
"""In seconds: how late a call may be, beside what the loop is late itself. It is never early."""


class Turn:
    """One call that is due; `cancel` it when it is not wanted any more."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """Forget what was to be called."""
        self.call = None


class Wheel:
    """Calls back at about the time asked for."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._due: dict[int, list[Turn]] = {}
        self._ticks: list[int] = []
        self._timer: asyncio.TimerHandle | None = None

    def later(self, seconds: float, call: Callable[[], None]) -> Turn:
        """Call after so many seconds."""
        turn, tick = Turn(call), math.ceil((self.loop.time() + seconds) / TICK)
        turns = self._due.get(tick)
        if turns is not None:
            turns.append(turn)
            return turn
        self._due[tick] = [turn]
        heappush(self._ticks, tick)
        if self._ticks[0] == tick:
            self._set()
        return turn

    def _set(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_at(self._ticks[0] * TICK, self._turn) if self._ticks else None

    def _turn(self) -> None:
        now = self.loop.time() / TICK
        while self._ticks and self._ticks[0] <= now:
            for turn in self._due.pop(heappop(self._ticks)):
                if turn.call is not None:
                    self._call(turn.call)
        self._set()

    def _call(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:  # the others have to be called all the same
            self.loop.call_exception_handler({"message": "a clock of a connection failed", "exception": error})


_newest: list[Wheel] = []


def wheel() -> Wheel:
    """Return the wheel of the running loop. A process has one loop; where it has more, one keeps several wheels."""
    loop = asyncio.get_running_loop()
    if not _newest or _newest[0].loop is not loop:
        _newest[:] = [Wheel(loop)]
    return _newest[0]
