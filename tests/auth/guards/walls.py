"""Every policy of row-level security, opened in a copy of the database."""

from collections.abc import Iterator
from typing import Any

import asyncpg

from tests.auth.guards.mutants import Mutant
from tests.models.catalogue import POLICIES, TABLES, ask

TESTS = ("tests/models/test_wall.py", "tests/models/test_catalogue.py")
"""Who is asked about a wall."""


async def known(url: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """All tables and all policies of the schema, as PostgreSQL knows them."""
    connection = await asyncpg.connect(url)
    try:
        policies = sorted(await ask(connection, POLICIES), key=lambda row: (row["table"], row["name"]))
        return await ask(connection, TABLES), policies
    finally:
        await connection.close()


def of_walls(found: list[dict[str, Any]]) -> Iterator[Mutant]:
    """Each policy open to read, each open to write, and each table without any."""
    for row in found:
        name = f"{row['table']}.{row['name']}"
        alter = f"ALTER POLICY {row['name']} ON app.{row['table']}"
        if row["qual"] != "true":
            yield Mutant(f"wall {name} open to read", sql=f"{alter} USING (true)")
        if row["with_check"]:
            yield Mutant(f"wall {name} open to write", sql=f"{alter} WITH CHECK (true)")
    for table in sorted({row["table"] for row in found}):
        off = f"ALTER TABLE app.{table} DISABLE ROW LEVEL SECURITY"
        yield Mutant(f"wall {table} switched off", sql=off)
