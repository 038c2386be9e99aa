"""Looks at a database before anything is served from it."""

import asyncpg

from app.models.database import credentials
from app.models.migrate import known


class Unfit(Exception):
    """The database cannot be served from; the message is one sentence that says what to do."""


async def inspect(url: str) -> None:
    """Raise `Unfit` for a role that could see through the walls, and for a schema that is not this code's."""
    try:
        connection = await asyncpg.connect(**credentials(url), timeout=5)
    except asyncpg.PostgresError as error:
        raise Unfit(f"The database refuses the role of DATABASE_URL: {error}.") from error
    try:
        role = await connection.fetchrow(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        if role["rolsuper"] or role["rolbypassrls"]:
            raise Unfit(f"The role {role['rolname']} can see through row-level security: serve as tn_app.")
        applied = await _applied(connection)
    finally:
        await connection.close()
    if known() - applied:
        raise Unfit("The database has an older schema than this code: run `tenantry migrate` first.")
    if applied - known():
        raise Unfit("The database has a newer schema than this code: install the newest Tenantry.")


async def _applied(connection: asyncpg.Connection) -> set[str]:
    try:
        rows = await connection.fetch("SELECT name FROM app.tortoise_migrations WHERE app = 'models'")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return set()
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unfit("The role of DATABASE_URL has no rights on the schema: serve as tn_app.") from error
    return {row["name"] for row in rows}
