"""The demo world with as many managers as the sockets need: nobody may hold more than twenty."""

import asyncio
import contextlib
import hashlib
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.entrypoints.demo import prepare_demo
from app.entrypoints.demo.world import organization_id
from app.models.base import new_id
from app.models.ids import to_global
from app.models.migrate import migrate
from app.services import embedded
from app.settings import Settings

PER_PERSON = 20
TICKETS = "SELECT id FROM ticket WHERE organization_id = $1 ORDER BY number DESC LIMIT 5"


@dataclass(frozen=True)
class World:
    """What the servers serve, and who may ask."""

    environment: dict[str, str]
    redis_url: str
    tokens: list[str]
    tickets: list[str]


@contextlib.contextmanager
def opened(sockets: int) -> Iterator[World]:
    """Start the services with a fresh world; they end with the block."""
    with tempfile.TemporaryDirectory(prefix="tn-bench-") as folder:
        Path(folder).chmod(0o755)
        environment = {
            "TENANTRY_MODE": "test",
            "TENANTRY_PASSWORD_COST": "test",
            "TENANTRY_VAR": str(Path(folder) / "var"),
            "TENANTRY_SECRET": secrets.token_hex(32),
            "TENANTRY_MASTER_KEY": secrets.token_hex(32),
        }
        settings = Settings.from_environment(environment)
        with embedded.start(settings, lambda _: None) as running:
            places = running.addresses
            environment |= {"DATABASE_URL": places.app_url, "REDIS_URL": places.redis_url}
            tokens, tickets = asyncio.run(_fill(environment, places.migrate_url, -(-sockets // PER_PERSON) + 1))
            yield World(environment, places.redis_url, tokens, tickets)


async def _fill(environment: dict[str, str], owner: str, managers: int) -> tuple[list[str], list[str]]:
    await migrate(owner)
    await prepare_demo(Settings.from_environment(environment))
    organization = organization_id("nordlys")
    tokens = [secrets.token_urlsafe(32) for _ in range(managers)]
    people = [new_id() for _ in tokens]
    members = [new_id() for _ in tokens]
    connection = await asyncpg.connect(owner, server_settings={"search_path": "app,public"})
    try:
        await connection.executemany(
            "INSERT INTO person (id, email) VALUES ($1, $2)", [(id, f"{id}@bench.example") for id in people]
        )
        await connection.executemany(
            "INSERT INTO member (organization_id, id, person_id, display_name) VALUES ($1, $2, $3, 'Manager')",
            [(organization, member, person) for member, person in zip(members, people, strict=True)],
        )
        await connection.executemany(
            "INSERT INTO access_grant (organization_id, id, member_id, person_id, role, starts_at)"
            " VALUES ($1, $2, $3, $4, 'MANAGER', now() - interval '1 day')",
            [(organization, new_id(), member, person) for member, person in zip(members, people, strict=True)],
        )
        await connection.executemany(
            "INSERT INTO session (id, token_hash, person_id, organization_id, created_at, expires_at)"
            " VALUES ($1, $2, $3, $4, now(), now() + interval '1 day')",
            [
                (new_id(), hashlib.sha256(token.encode()).digest(), person, organization)
                for token, person in zip(tokens, people, strict=True)
            ],
        )
        found = await connection.fetch(TICKETS, organization)
    finally:
        await connection.close()
    return tokens, [to_global("Ticket", row["id"]) for row in found]
