"""Wraps every data key of a database anew, all of them or none."""

from collections.abc import Callable
from typing import Any

import asyncpg

from app.models.database import credentials

ALL = "SELECT scope, purpose, version, wrapped FROM app.data_key ORDER BY scope, purpose, version FOR UPDATE"
WRAP = "UPDATE app.data_key SET wrapped = $4 WHERE scope = $1 AND purpose = $2 AND version = $3"
SECONDS = 60.0


async def wrap_anew(url: str, again: Callable[[Any], bytes | None]) -> tuple[int, int]:
    """Give each row of the keys to `again`, and keep what it returns; None leaves the row as it is.

    Returns how many were wrapped, and how many there are. The role of `url` must own the table; nobody makes a new key
    meanwhile. Whatever `again` raises leaves all as it was.
    """
    connection = await asyncpg.connect(**credentials(url), timeout=10, command_timeout=SECONDS)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE app.data_key IN SHARE ROW EXCLUSIVE MODE")
            rows = await connection.fetch(ALL)
            wrapped = [(row, fresh) for row in rows if (fresh := again(row)) is not None]
            for row, fresh in wrapped:
                await connection.execute(WRAP, row["scope"], row["purpose"], row["version"], fresh)
    finally:
        await connection.close()
    return len(wrapped), len(rows)
