"""A client of server-sent events that speaks the distinct mode of `graphql-sse`, and can lose its connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.server import Node

EVENTS = "text/event-stream"
SECONDS = 30.0


@dataclass
class Told:
    """One event as a browser would dispatch it."""

    event: str = "message"
    data: Any = None
    id: str | None = None


@dataclass
class Events:
    """One response that goes on, and when it says to come back."""

    response: httpx.Response
    retry: int | None = None
    _lines: AsyncIterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._lines = self.response.aiter_lines()

    async def next(self, seconds: float = SECONDS) -> Told:
        """Return the next event; raises `EOFError` when the response has ended."""
        async with asyncio.timeout(seconds):
            return await self._event()

    async def _event(self) -> Told:
        lines: dict[str, str] = {}
        async for line in self._lines:
            if line:
                name, _, value = line.partition(":")
                lines[name] = value.removeprefix(" ")
                continue
            self.retry = int(lines.get("retry", 0)) or self.retry
            if "data" in lines:
                data = json.loads(lines["data"]) if lines["data"] else None
                return Told(lines.get("event", "message"), data, lines.get("id"))
            lines.clear()
        raise EOFError

    async def message(self, field: str, seconds: float = SECONDS) -> tuple[Any, str | None]:
        """Return the next message of a stream and the id beside it."""
        told = await self.next(seconds)
        assert told.event == "next" and "errors" not in told.data, told
        return told.data["data"][field], told.id

    async def over(self, seconds: float = SECONDS) -> None:
        """Wait for the end of the response; nothing more may be told."""
        try:
            told = await self.next(seconds)
        except EOFError:
            return
        raise AssertionError(told)


@asynccontextmanager
async def events(
    node: Node, token: str | None, query: str, last: str | None = None, **variables: Any
) -> AsyncIterator[Events]:
    """Ask for a stream as somebody; `last` is the id to go on from."""
    headers = {"Accept": EVENTS, **({"Authorization": f"Bearer {token}"} if token else {})}
    if last is not None:
        headers["Last-Event-ID"] = last
    body = {"query": query, "variables": variables}
    async with (
        httpx.AsyncClient(base_url=node.url, timeout=20) as client,
        client.stream("POST", "/graphql", json=body, headers=headers) as response,
    ):
        assert (response.status_code, response.headers["content-type"]) == (200, f"{EVENTS}; charset=utf-8")
        yield Events(response)
