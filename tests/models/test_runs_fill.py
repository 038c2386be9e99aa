"""A run of a standing order whose payment was begun before tries were counted was tried once, in every organization."""

import uuid

import asyncpg

from app.services.embedded import Addresses
from tests.models.test_ledger_fill import FOLDERS, ORGANIZATION, before, run
from tests.support.services import execute, of_database

TRIES = "0029"
RUN = """
INSERT INTO autopay_run (organization_id, id, autopay_id, period_start, run_on, status, payment_id)
VALUES ($1, gen_random_uuid(), gen_random_uuid(), '2026-03-01', '2026-03-01', $2, $3)
"""


async def test_what_was_begun_was_tried_once(migrated_services: Addresses) -> None:
    name = f"fill_{uuid.uuid4().hex[:8]}"
    server = of_database(migrated_services.migrate_url, "postgres")
    await execute(server, f"CREATE DATABASE {name}")
    url, organizations = of_database(migrated_services.migrate_url, name), (uuid.uuid4(), uuid.uuid4())
    connection = await asyncpg.connect(url, server_settings={"search_path": "app,public"})
    try:
        await before(connection, TRIES)
        async with connection.transaction():
            # What the runs hang on is of no interest here.
            await connection.execute("SET LOCAL session_replication_role = replica")
            for id in organizations:
                await connection.execute(ORGANIZATION, id)
                await connection.execute("INSERT INTO organization_stream (organization_id) VALUES ($1)", id)
                await connection.execute(RUN, id, "STARTED", uuid.uuid4())
                await connection.execute(RUN, id, "SKIPPED", None)
        await run(connection, next(folder for folder in FOLDERS if folder.name == TRIES))
        found = await connection.fetch("SELECT status, tried FROM autopay_run ORDER BY status, organization_id")
        assert [tuple(row) for row in found] == [("SKIPPED", 0), ("SKIPPED", 0), ("STARTED", 1), ("STARTED", 1)]
    finally:
        await connection.close()
        await execute(server, f"DROP DATABASE {name} WITH (FORCE)")
