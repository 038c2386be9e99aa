"""Writes at the end of a turn of the loop what many sockets are told in it: whoever reads them all is woken once."""

import asyncio
from collections.abc import Callable


class Together:
    """Calls back when all that is ready in this turn has been done, in the order asked for."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._calls: list[Callable[[], None]] = []

    def at_end(self, call: Callable[[], None]) -> None:
        """Call at the end of this turn."""
        if not self._calls:
            self.loop.call_soon(self._end)
        self._calls.append(call)

    def _end(self) -> None:
        calls, self._calls = self._calls, []
        for call in calls:
            try:
                call()
            except Exception as error:  # the others have to be called all the same
                self.loop.call_exception_handler({"message": "a socket could not be written", "exception": error})


_newest: list[Together] = []


def together() -> Together:
    """Return that of the running loop. A process has one loop; where it has more, one keeps several."""
    loop = asyncio.get_running_loop()
    if not _newest or _newest[0].loop is not loop:
        _newest[:] = [Together(loop)]
    return _newest[0]
