"""What a socket has received and nobody has taken: the part of a queue that one reader needs."""

import asyncio
from collections import deque
from typing import Any


class Inbox:
    """Messages in order, for one reader."""

    __slots__ = ("_loop", "_messages", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._messages: deque[Any] = deque()
        self._waiting: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._messages)

    def empty(self) -> bool:
        """Say whether there is nothing to take."""
        return not self._messages

    def put_nowait(self, message: Any) -> None:
        """Add one message; whoever puts bounds how many wait."""
        self._messages.append(message)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get(self) -> Any:
        """Take the first message, as soon as there is one."""
        while not self._messages:
            self._waiting = self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return self._messages.popleft()
