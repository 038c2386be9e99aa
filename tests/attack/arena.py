"""A real server with the demo world and hashes at full cost, and what an attacker has in hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
import httpx

from app.entrypoints.demo import prepare_demo
from app.services.embedded import Addresses
from app.settings import PasswordCost
from tests.support.client import Client
from tests.support.server import House, Node
from tests.support.services import Database, migrate_template, of_database, open_folder, running_services

INGRID, AMIRA, CASEY = "ingrid@nordlys.example", "amira@nordlys.example", "casey@harbor.example"
SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { token nextStep errors { code message } } }"


@dataclass
class Arena:
    """The server, a way to look behind it, and the sizes of what is tried."""

    house: House
    node: Node
    boss: asyncpg.Connection
    http: httpx.AsyncClient
    is_short: bool
    tried: int = 0
    through: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def size(self, full: int, short: int) -> int:
        """How many tries: fewer in the short form."""
        return short if self.is_short else full

    def check(self, what: str, got_through: Any, found: Any = "") -> None:
        """Count one try, and write down what got through."""
        self.tried += 1
        if got_through:
            self.through.append(f"{what}: {str(found)[:300]}")

    def count(self, tries: int) -> None:
        """Count tries that are judged together."""
        self.tried += tries

    def tell(self, words: str) -> None:
        """Say something that was measured."""
        self.told.append(words)

    def client(self, token: str | None = None) -> Client:
        """Somebody at the server."""
        return Client(self.http, token)

    async def token_of(self, email: str) -> str:
        """A fresh session of somebody of the demo."""
        await self.forget()
        client = await self.client().sign_in(email)
        assert client.token is not None
        return client.token

    async def forget(self) -> None:
        """Forget what was counted: the next attacker comes on another day."""
        await self.boss.execute("DELETE FROM app.sign_in_throttle")

    async def post(self, body: Any, **headers: str) -> httpx.Response:
        """Send something to the door."""
        content = body if isinstance(body, bytes | str) else None
        sent = {
            "content-type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        json = None if content is not None else body
        return await self.http.post("/graphql", content=content, json=json, headers=sent)


Attack = Callable[[Arena], Awaitable[None]]


@asynccontextmanager
async def _behind(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def arena(addresses: Addresses, is_short: bool, **environment: str) -> AsyncIterator[Arena]:
    """Start a server over a database of its own with the demo world."""
    with open_folder() as folder:
        database = Database(
            "tenantry", addresses.app_url, addresses.migrate_url, of_database(addresses.migrate_url, "tenantry")
        )
        house = House(database, addresses.redis_url, folder)
        cost: PasswordCost = "test" if is_short else "full"
        await prepare_demo(replace(house.settings(), password_cost=cost))
        try:
            started = {"TENANTRY_PASSWORD_COST": cost, "TENANTRY_JOBS": "elsewhere", **environment}
            (node,) = await asyncio.to_thread(lambda: house.start(1, **started))
            async with (
                _behind(database) as boss,
                httpx.AsyncClient(base_url=node.url, timeout=30, trust_env=False) as http,
            ):
                yield Arena(house, node, boss, http, is_short)
        finally:
            await asyncio.to_thread(house.close)


def run(attacks: dict[str, Attack], is_short: bool, say: Callable[[str], None]) -> int:
    """Let all attacks loose, one after the other; returns how many tries got through."""

    async def work(addresses: Addresses) -> int:
        through = 0
        async with arena(addresses, is_short, TENANTRY_PROXIES="192.0.2.0/24") as place:
            for name, attack in attacks.items():
                before = place.tried, len(place.through)
                await place.forget()
                await attack(place)
                assert place.tried > before[0], f"{name} has tried nothing"
                worked = place.through[before[1] :]
                say(f"{name:<38} {place.tried - before[0]:>5} tried {len(worked):>3} got through")
                for line in worked:
                    say(f"    GOT THROUGH {line}")
                while place.told:
                    say(f"    {place.told.pop(0)}")
                through += len(worked)
            say(f"{place.tried} tried, {through} got through")
        return through

    with running_services() as addresses:
        migrate_template(addresses)
        return asyncio.run(work(addresses))
