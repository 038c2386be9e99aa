"""An organization with very many leases in twelve time zones, each of which owes rent on the first of next month."""

import asyncio
import contextlib
import hashlib
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from app.models.base import new_id
from app.models.migrate import migrate
from app.services import embedded
from app.settings import Settings

ZONES = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Chicago"),
    *("America/New_York", "America/Sao_Paulo", "Europe/London", "Europe/Oslo", "Asia/Dubai", "Asia/Tokyo"),
    "Pacific/Kiritimati",
)
SMALL = """
INSERT INTO organization (id, name, currency, time_zone, is_sandbox, ahead_seconds, requires_second_factor)
VALUES ($1, 'Very many homes', 'NOK', 'UTC', true,
        extract(epoch FROM date_trunc('month', now()) + interval '1 month 18 hours' - now())::bigint, false);
"""
PLACES = """
INSERT INTO property (organization_id, id, name, line1, postal_code, city, country_code, time_zone, currency,
                      jurisdiction)
SELECT $1, gen_random_uuid(), zone, 'A street 1', '0150', 'A town', 'NO', zone, 'NOK', 'NO' FROM unnest($2::text[]) zone
"""
LEASES = """
INSERT INTO lease (organization_id, id, property_id, number, type, status, start_on, rent_minor, currency, due_day)
SELECT $1, gen_random_uuid(), p.id, 'L-' || n, 'AT_WILL', 'ACTIVE', date_trunc('month', now())::date - 365,
       1000000 + n, 'NOK', 1
  FROM generate_series(1, $2::int) n
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM property WHERE organization_id = $1) p
    ON p.place = n % $3::int
"""
TEMPLATES = """
INSERT INTO charge_template (organization_id, id, property_id, lease_id, code, frequency, currency, due_day, lead_days,
                             starts_on, billed_until, next_bill_on)
SELECT l.organization_id, gen_random_uuid(), l.property_id, l.id, 'RENT', 'MONTHLY', 'NOK', 1, 0, l.start_on, f.day,
       f.day
  FROM lease l, (SELECT (date_trunc('month', now()) + interval '1 month')::date AS day) f WHERE l.organization_id = $1
"""
STEPS = """
INSERT INTO rent_step (organization_id, id, property_id, lease_id, template_id, starts_on, amount_minor, is_applied)
SELECT t.organization_id, gen_random_uuid(), t.property_id, t.lease_id, t.id, t.starts_on, l.rent_minor, true
  FROM charge_template t JOIN lease l ON l.organization_id = t.organization_id AND l.id = t.lease_id
 WHERE t.organization_id = $1
"""


@dataclass(frozen=True)
class World:
    """What is served, who may ask, and how the database is looked at."""

    environment: dict[str, str]
    superuser_url: str
    organization_id: UUID
    token: str


@contextlib.contextmanager
def opened(leases: int) -> Iterator[World]:
    """Start the services with so many leases; they end with the block."""
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
            id, token = new_id(), secrets.token_urlsafe(32)
            asyncio.run(_fill(places.migrate_url, id, token, leases))
            yield World(environment, places.migrate_url, id, token)


async def _fill(owner: str, id: UUID, token: str, leases: int) -> None:
    await migrate(owner)
    connection = await asyncpg.connect(owner, server_settings={"search_path": "app,public"})
    try:
        await connection.execute("SELECT set_config('app.organization', $1, false)", str(id))
        await connection.execute(SMALL, id)
        await connection.execute("INSERT INTO organization_stream (organization_id) VALUES ($1)", id)
        await connection.execute(PLACES, id, list(ZONES))
        await connection.execute(LEASES, id, leases, len(ZONES))
        await connection.execute(TEMPLATES, id)
        await connection.execute(STEPS, id)
        await _admit(connection, id, token)
        # Not the books: a table that is known to be empty is read from end to end, by plans that a worker keeps.
        await connection.execute("ANALYZE property, lease, charge_template, rent_step")
    finally:
        await connection.close()


async def _admit(connection: asyncpg.Connection, id: UUID, token: str) -> None:
    person, member = new_id(), new_id()
    await connection.execute("INSERT INTO person (id, email) VALUES ($1, 'manager@bench.example')", person)
    await connection.execute(
        "INSERT INTO member (organization_id, id, person_id, display_name) VALUES ($1, $2, $3, 'Manager')",
        *(id, member, person),
    )
    await connection.execute(
        "INSERT INTO access_grant (organization_id, id, member_id, person_id, role, starts_at)"
        " VALUES ($1, $2, $3, $4, 'MANAGER', now() - interval '1 day')",
        *(id, new_id(), member, person),
    )
    await connection.execute(
        "INSERT INTO session (id, token_hash, person_id, organization_id, created_at, expires_at)"
        " VALUES ($1, $2, $3, $4, now(), now() + interval '1 day')",
        *(new_id(), hashlib.sha256(token.encode()).digest(), person, id),
    )
