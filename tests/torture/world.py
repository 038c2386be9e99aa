"""The world of a run: durable services, nodes behind a proxy, and people who have signed in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx

from app.auth.backend import close_database, open_database
from app.auth.passwords import Passwords
from app.auth.viewer import Role, Viewer
from app.entrypoints.demo import PASSWORD, demo_id, organization_id, prepare_demo
from app.models.migrate import migrate
from app.models.people import Member
from app.resolvers.organizations import NewAccount, register
from app.resolvers.people import NewGrant, grant_role
from app.services import embedded
from app.services.children import Child
from app.settings import Settings
from app.subscriptions.transaction import transaction
from tests.support.client import SIGN_IN
from tests.support.server import House, Node
from tests.support.services import Database, open_folder
from tests.torture.proxy import Proxy

T = TypeVar("T")
NORDLYS = organization_id("nordlys")
VENDOR = "vera"
VENDOR_TICKETS = ("leak", "ants")
PATIENCE_SECONDS = 30.0


def email_of(person: str) -> str:
    """Return the address with which somebody signs in."""
    return f"{person}@{'harbor' if person in ('casey', 'dana') else 'nordlys'}.example"


@dataclass
class World:
    """Everything that a run kills, and what it needs to look at the damage."""

    house: House
    valkey: Child
    postgres: Child
    proxy: Proxy
    nodes: list[Node] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What nodes have logged that were killed."""

    async def sql(self, statement: str, *args: Any) -> list[asyncpg.Record]:
        """Run one statement past all rules, as soon as the database answers."""
        return await persist(lambda: self._sql(statement, *args))

    async def _sql(self, statement: str, *args: Any) -> list[asyncpg.Record]:
        path = {"search_path": "app,public"}
        connection = await asyncpg.connect(self.house.database.superuser_url, server_settings=path, timeout=3)
        try:
            return await connection.fetch(statement, *args, timeout=5)
        finally:
            connection.terminate()

    async def start_node(self) -> Node:
        """Start one more node and let the proxy use it."""
        (node,) = await asyncio.to_thread(self.house.start, 1, TENANTRY_POOL="6")
        self.nodes.append(node)
        self.proxy.ports.append(node.port)
        return node

    def forget(self, node: Node) -> None:
        """Let the proxy use a node no longer."""
        self.nodes.remove(node)
        self.proxy.ports.remove(node.port)

    async def sign_in(self, person: str) -> str:
        """Start a session; return its token."""
        values = {"input": {"email": email_of(person), "password": PASSWORD}}

        async def attempt() -> str:
            async with httpx.AsyncClient(base_url=f"http://{self.proxy.address}", timeout=5, trust_env=False) as http:
                answer = await http.post("/graphql", json={"query": SIGN_IN, "variables": values})
            token: str = answer.json()["data"]["signIn"]["token"]
            return token

        return await persist(attempt)


async def persist(attempt: Callable[[], Awaitable[T]], seconds: float = PATIENCE_SECONDS) -> T:
    """Try until it works; the last failure is raised when it does not for that long."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        try:
            return await attempt()
        except Exception:
            if loop.time() > deadline:
                raise
        await asyncio.sleep(0.05)


@contextmanager
def durable_services() -> Iterator[tuple[embedded.Running, Path]]:
    """Valkey, and PostgreSQL that keeps what it has acknowledged, with the demo world in it; on a disk in memory."""
    with open_folder() as folder:
        settings = Settings.from_environment(
            {"TENANTRY_MODE": "test", "TENANTRY_PASSWORD_COST": "test", "TENANTRY_VAR": str(folder / "var")}
        )
        with embedded.start(settings, lambda _: None, durable=True) as running:
            asyncio.run(migrate(running.addresses.migrate_url, lambda _: None))
            asyncio.run(prepare_demo(replace(settings, database_url=running.addresses.app_url)))
            yield running, folder


@asynccontextmanager
async def opened(running: embedded.Running, folder: Path, seed: int, nodes: int = 3) -> AsyncIterator[World]:
    """Nodes that serve, a proxy before them, and a vendor at work; everything ends with the block."""
    urls = running.addresses
    house = House(Database("tenantry", urls.app_url, urls.migrate_url, urls.migrate_url), urls.redis_url, folder)
    valkey, postgres = running.children
    world = World(house, valkey, postgres, Proxy(seed))
    await world.proxy.start()
    await open_database(urls.app_url, 2)
    try:
        await hire_vendor(world)
        await asyncio.gather(*(world.start_node() for _ in range(nodes)))
        yield world
    finally:
        await world.proxy.stop()
        await close_database()
        await asyncio.to_thread(house.close)


async def hire_vendor(world: World) -> None:
    """Let a vendor sign in who works on two tickets."""
    address = email_of(VENDOR)
    hashed = await Passwords("test").hash(PASSWORD)
    async with transaction(Viewer.system_of(NORDLYS, "torture")) as tx:
        person_id = await register(tx, NewAccount(address, "Vera Vik", hashed))
        member = await tx.create(Member, person_id=person_id, display_name="Vera Vik", email=address)
        await grant_role(tx, member, NewGrant(member.id, Role.VENDOR))
    tickets = [demo_id("nordlys", "ticket", key) for key in VENDOR_TICKETS]
    await world.sql("UPDATE ticket SET vendor_ids = ARRAY[$1::uuid] WHERE id = ANY($2::uuid[])", member.id, tickets)
