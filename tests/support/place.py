"""A server over the small world, with mail that arrives and files that hold something."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from app.integrations.files.folder import FolderFiles
from app.models.files import File
from app.models.ids import to_global
from tests.factories.tokens import secret_of
from tests.support.client import Client
from tests.support.mail import Box, listening
from tests.support.server import House, Node, free_port
from tests.support.services import open_folder
from tests.support.world import HOUSES, World, token_of


@dataclass
class Place:
    """A server over the world, what it mails, and all that each reader of organization A, B or C was told."""

    world: World
    house: House
    node: Node
    box: Box
    metrics: int
    told: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def client(self, who: str, key: str, http: httpx.AsyncClient) -> Client:
        """Somebody of the world over HTTP; whoever is shared names where they are."""
        if who == "partner":
            return Client(http, secret_of("partner", key))
        if who == "shared":
            here = to_global("Organization", self.world.house(key).organization_id)
            http.headers["Tenantry-Organization"] = here
        return Client(http, None if who == "anonymous" else token_of(who, key))

    def all_of(self, key: str) -> str:
        """Everything that was told to readers of one organization."""
        return "\n".join(text for (_, of), texts in self.told.items() if of == key for text in texts)


@pytest.fixture
async def place(world: World, redis_url: str) -> AsyncIterator[Place]:
    """The server, with mail that arrives and files that hold canaries."""
    async with world.superuser() as boss:
        await boss.execute("UPDATE member SET email = lower(email) || '@world.example' WHERE email LIKE 'CANARY%'")
    box, metrics = Box(), free_port()
    async with listening(box) as port:
        with open_folder() as folder:
            house = House(world.database, redis_url, folder)
            try:
                more = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "TENANTRY_METRICS_PORT": str(metrics)}
                await fill(world, house, folder)
                (node,) = await asyncio.to_thread(house.start, 1, TENANTRY_LOG_LEVEL="debug", **more)
                yield Place(world, house, node, box, metrics)
            finally:
                house.close()


async def fill(world: World, house: House, folder: Path) -> None:
    """Give every file of the world bytes of its own."""
    files = FolderFiles(folder / "var" / "files", house.settings().secret_key, "http://here")
    for key in HOUSES:
        for name, row in world.house(key).rows[File].items():
            if row.stored_key is not None:  # type: ignore[attr-defined]
                content = world.house(key).text(File, name, "bytes").encode()
                await files.write(row.stored_key, content, row.content_type)  # type: ignore[attr-defined]
