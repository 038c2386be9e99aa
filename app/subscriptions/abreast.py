"""Several pieces of work abreast, where one that takes long must not hold up what the others have made."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from time import monotonic
from typing import Any, TypeVar

from app import metrics

logger = logging.getLogger("tenantry.hub")

T = TypeVar("T")

AT_ONCE = 3
LATE_SECONDS = 1.0
"""So long everybody waits for the last of them, once nothing else is left to do."""

REMEMBERED_SECONDS = 30.0
MOST_REMEMBERED = 256


async def abreast(works: Sequence[Callable[[], Awaitable[T]]]) -> list[T | None]:
    """Return what each of them has made, None for who was late and is given up; raises what the first has raised."""
    if len(works) == 1:
        return [await works[0]()]
    made: list[T | None] = [None] * len(works)
    left = iter(enumerate(works))

    async def work() -> None:
        for place, make in left:
            made[place] = await make()

    tasks = [asyncio.create_task(work()) for _ in range(min(AT_ONCE, len(works)))]
    try:
        done, busy = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if busy and all(task.exception() is None for task in done):
            more, _ = await asyncio.wait(busy, timeout=LATE_SECONDS, return_when=asyncio.FIRST_EXCEPTION)
            done |= more
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.add_done_callback(_heard)
            task.cancel()
    return made


def _heard(task: asyncio.Task[None]) -> None:
    """Nobody waits any more for what this one has to say."""
    if not task.cancelled():
        task.exception()


class Late:
    """Which documents were late lately: nobody waits for them again and again."""

    def __init__(self) -> None:
        self._until: OrderedDict[Any, float] = OrderedDict()

    def add(self, key: Any) -> None:
        """Remember one, for a while."""
        logger.warning("a document takes longer than all others: who asked with it goes on alone")
        metrics.left_alone.inc()
        self._until[key] = monotonic() + REMEMBERED_SECONDS
        self._until.move_to_end(key)
        if len(self._until) > MOST_REMEMBERED:
            self._until.popitem(last=False)

    def among(self, keys: Iterable[Any]) -> list[Any]:
        """Return those of the keys that are remembered."""
        now = monotonic()
        while self._until and next(iter(self._until.values())) <= now:
            self._until.popitem(last=False)
        return [key for key in keys if key in self._until] if self._until else []
