"""Streams of a database that was restored are other streams: cursors from before must not fit by accident."""

import asyncpg

from app.models.database import credentials


async def settle_epochs(connection: asyncpg.Connection) -> int:
    """Give all streams a new epoch when this is not the database they were last served from; returns how many."""
    return int(await connection.fetchval("SELECT app.settle_epochs()"))


async def new_epochs(url: str) -> int:
    """Give all streams a new epoch; returns how many there are. Running servers see it within a second."""
    settings = {"search_path": "app,public"}
    connection = await asyncpg.connect(**credentials(url), timeout=5, server_settings=settings)
    try:
        return int(await connection.fetchval("SELECT app.new_epochs()"))
    finally:
        await connection.close()
