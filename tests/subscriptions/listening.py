"""A listener that keeps what it hears."""

import asyncio
from typing import Any

import orjson

from app.auth.viewer import Viewer
from app.schema.arrival import Arrival, new_request_id
from app.schema.execute import Api, Opened, stream
from app.schema.request import Answer, Request


class Ear:
    """One subscription, served by the hub as a socket's would be; `heard` holds the payloads as they came."""

    def __init__(
        self, api: Api, viewer: Viewer, document: str, variables: dict[str, Any], known_since: float | None = None
    ) -> None:
        self.viewer = viewer
        self.is_open = True
        self.heard: list[bytes] = []
        self.refused: Answer | Exception | None = None
        self._api = api
        self._request = Request(document, variables=variables)
        self._news = asyncio.Condition()
        self._known_since = known_since
        self._task = asyncio.create_task(self._serve())

    async def _serve(self) -> None:
        try:
            async for step in stream(self._api, lambda: self.viewer, Arrival(new_request_id()), self._request):
                if isinstance(step, Opened):
                    await self._api.live.serve(self, step.asked, step.stream, self._known_since)
                else:
                    self.refused = step
        except Exception as error:
            self.refused = error
        async with self._news:
            self._news.notify_all()

    def tell(self, payload: bytes) -> None:
        self.heard.append(payload)
        asyncio.get_running_loop().create_task(self._notify())

    async def tell_in_turn(self, payload: bytes) -> None:
        self.heard.append(payload)
        await self._notify()

    async def _notify(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def hears(self, count: int, seconds: float = 30.0) -> list[dict[str, Any]]:
        """Wait until so many payloads have come; return all of them, read."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count or self.refused is not None)
        assert len(self.heard) >= count, self.refused
        return self.messages

    async def ends(self, seconds: float = 30.0) -> None:
        """Wait until the stream has ended by itself."""
        async with asyncio.timeout(seconds):
            await asyncio.shield(self._task)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [next(iter(orjson.loads(bytes(payload))["data"].values())) for payload in self.heard]

    @property
    def last_cursor(self) -> str:
        return self.messages[-1]["cursor"]

    async def close(self) -> None:
        self.is_open = False
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
