"""Whoever had charges and payments before there were books has them in the books afterwards, in every organization."""

import uuid
from datetime import date
from pathlib import Path

import asyncpg

from app.models import migrate
from app.models.books import examine
from app.services.embedded import Addresses
from tests.support.services import execute, of_database

BOOKS = "0019"
FOLDERS = sorted(path for path in migrate.SQL.iterdir() if path.is_dir())
ORGANIZATION = """
INSERT INTO organization (id, name, currency, time_zone) VALUES ($1, 'A house', 'NOK', 'Europe/Oslo')
"""
PROPERTY = """
INSERT INTO property
    (organization_id, id, name, line1, postal_code, city, country_code, time_zone, currency, jurisdiction)
VALUES ($1, $2, 'A place', 'A street', '0150', 'Oslo', 'NO', 'Europe/Oslo', 'NOK', 'NO')
"""
LEASE = """
INSERT INTO lease (organization_id, id, property_id, number, type, status, start_on, rent_minor, currency, due_day)
VALUES ($1, $2, $3, $4, 'AT_WILL', 'ACTIVE', '2026-01-01', 1000, 'NOK', 1)
"""
CHARGE = """
INSERT INTO charge
    (organization_id, id, property_id, lease_id, code, status, due_on, amount_minor, open_minor, currency)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1000, $8, 'NOK')
"""
PAYMENT = """
INSERT INTO payment
    (organization_id, id, property_id, lease_id, number, method, status, amount_minor, currency, effective_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'NOK', '2026-02-01')
"""
CHARGES = (
    ("DEPOSIT", "SETTLED", date(2026, 1, 1), 0),
    ("RENT", "SETTLED", date(2026, 2, 1), 0),
    ("RENT", "PARTIALLY_SETTLED", date(2026, 3, 1), 400),
    ("LATE_FEE", "POSTED", date(2026, 3, 9), 1000),
    ("OTHER", "REVERSED", date(2026, 3, 9), 1000),
    ("RENT", "SCHEDULED", date(2026, 4, 1), 1000),
)
PAYMENTS = (("CARD", "SUCCEEDED", 1_500), ("CASH", "CLEARED", 500), ("CARD", "FAILED", 700), ("CARD", "RETURNED", 900))


async def before(connection: asyncpg.Connection, first: str = BOOKS) -> None:
    """Bring an empty database to the schema before a migration, by default that of the books, as the migrator does."""
    for name in ("roles.sql", "schema.sql"):
        await connection.execute((migrate.SQL / name).read_text())
    for folder in FOLDERS:
        if folder.name < first:
            await run(connection, folder)


def texts(folder: Path) -> list[str]:
    """The files of one migration."""
    return [path.read_text() for path in sorted(folder.glob("*.sql"))]


async def run(connection: asyncpg.Connection, folder: Path) -> None:
    """Run the files of one migration in one transaction, as the owner of the tables."""
    async with connection.transaction():
        await connection.execute("SET LOCAL ROLE tn_owner")
        for text in texts(folder):
            await connection.execute(text)


async def furnish(connection: asyncpg.Connection, organization_id: uuid.UUID) -> None:
    """Give an organization a lease with a history."""
    place, lease = uuid.uuid4(), uuid.uuid4()
    await connection.execute(ORGANIZATION, organization_id)
    await connection.execute("INSERT INTO organization_stream (organization_id) VALUES ($1)", organization_id)
    await connection.execute(PROPERTY, organization_id, place)
    await connection.execute(LEASE, organization_id, lease, place, str(lease))
    for charge in CHARGES:
        await connection.execute(CHARGE, organization_id, uuid.uuid4(), place, lease, *charge)
    for number, payment in enumerate(PAYMENTS):
        await connection.execute(PAYMENT, organization_id, uuid.uuid4(), place, lease, f"{lease}/{number}", *payment)


async def test_what_was_there_goes_into_the_books(migrated_services: Addresses) -> None:
    name = f"fill_{uuid.uuid4().hex[:8]}"
    server = of_database(migrated_services.migrate_url, "postgres")
    await execute(server, f"CREATE DATABASE {name}")
    url, organizations = of_database(migrated_services.migrate_url, name), (uuid.uuid4(), uuid.uuid4())
    connection = await asyncpg.connect(url, server_settings={"search_path": "app,public"})
    try:
        await before(connection)
        for organization_id in organizations:
            await furnish(connection, organization_id)
        for folder in FOLDERS:
            if folder.name >= BOOKS:
                await run(connection, folder)
        for organization_id in organizations:
            async with connection.transaction():
                await connection.execute("SELECT set_config('app.organization', $1, true)", str(organization_id))
                report = await examine(organization_id, connection.fetch)
            assert report.differences == []
            assert await kinds(connection, organization_id) == {
                **{"CHARGE": 4, "PAYMENT": 2, "ALLOCATION": 4, "OPENING": 1},
            }
    finally:
        await connection.close()
        await execute(server, f"DROP DATABASE {name} WITH (FORCE)")


async def kinds(connection: asyncpg.Connection, organization_id: uuid.UUID) -> dict[str, int]:
    """How many entries there are of each kind."""
    sql = "SELECT kind, count(*) AS n FROM journal_entry WHERE organization_id = $1 GROUP BY 1"
    return {row["kind"]: row["n"] for row in await connection.fetch(sql, organization_id)}
