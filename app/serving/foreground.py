"""Work in the foreground of the console script, which Ctrl-C always ends."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

_pressed: list[int] = []


def remember_ctrl_c() -> None:
    """Let Ctrl-C raise `KeyboardInterrupt`, and know later that it did.

    Where it strikes inside a callback that may not raise, such as one of a weak reference, Python drops the exception.
    """
    _pressed.clear()
    signal.signal(signal.SIGINT, _interrupted)


def heed_ctrl_c() -> None:
    """Raise `KeyboardInterrupt` when Ctrl-C came before."""
    if _pressed:
        raise KeyboardInterrupt


def _interrupted(*_: object) -> NoReturn:
    _pressed.append(signal.SIGINT)
    raise KeyboardInterrupt


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run the work to its end and return what it returns; raises `KeyboardInterrupt` when Ctrl-C came meanwhile.

    `asyncio.run` alone may lose it: before Python 3.12, a `wait_for` inside a library can swallow the cancellation.
    """
    before = signal.getsignal(signal.SIGINT)

    async def watched() -> T:
        task = asyncio.ensure_future(work)

        def stop() -> None:
            _pressed.append(signal.SIGINT)
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop)
        return await task

    try:
        result = asyncio.run(watched())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        # The loop leaves Python's own handler behind.
        signal.signal(signal.SIGINT, before)
    heed_ctrl_c()
    return result
