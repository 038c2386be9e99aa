"""Work in the foreground of the console script, which Ctrl-C always ends."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run the work to its end and return what it returns; raises `KeyboardInterrupt` when Ctrl-C came meanwhile.

    `asyncio.run` alone may lose it: before Python 3.12, a `wait_for` inside a library can swallow the cancellation.
    """
    pressed: list[int] = []

    async def watched() -> T:
        task = asyncio.ensure_future(work)

        def stop() -> None:
            pressed.append(signal.SIGINT)
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop)
        return await task

    try:
        result = asyncio.run(watched())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    if pressed:
        raise KeyboardInterrupt
    return result
