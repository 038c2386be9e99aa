"""Those who listen over server-sent events: they go on by `Last-Event-ID`, as clients behind proxies do."""

import json
from typing import Any

import httpx

from tests.torture.subscribers import Subscriber

TIMEOUT = httpx.Timeout(5, read=25)
"""In seconds; the server says something every 20."""


class EventSubscriber(Subscriber):
    """One screen whose operation is a response of its own."""

    async def _session(self) -> None:
        address = f"http://{self._world.proxy.address}"
        try:
            async with httpx.AsyncClient(base_url=address, timeout=TIMEOUT, trust_env=False) as http:
                await self._follow(http)
        except httpx.HTTPError as error:
            raise OSError(str(error)) from error

    async def _follow(self, http: httpx.AsyncClient) -> None:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Accept": "text/event-stream",
            "Last-Event-ID": self.cursor,
        }
        body = {"query": self.topic.document, "variables": self.topic.variables}
        async with http.stream("POST", "/graphql", json=body, headers=headers) as response:
            if response.status_code != 200:
                raise OSError(f"status {response.status_code}")
            self.connects += 1
            kind = ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data" and kind == "next":
                    await self._told(json.loads(value))
                elif line.startswith("data") and kind == "complete":
                    return await self._completed()

    async def _told(self, payload: Any) -> None:
        if payload.get("data") is None:
            self.refused = payload["errors"][0]["extensions"]["code"]
            await self._refused(self.refused)
        else:
            self._message(payload)

    async def _completed(self) -> None:
        if self.refused:
            self.refused = ""
            return
        await super()._completed()
