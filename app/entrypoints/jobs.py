"""Work that the clock asks for."""

import asyncio
import logging
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import reading, writing
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.events import TRIM

logger = logging.getLogger("tenantry.jobs")

BATCH = 5_000
EVERY_SECONDS = 3_600.0
KEYS_KEPT = timedelta(days=7)


async def trim_events(kept: timedelta) -> int:
    """Delete the events of every organization that are older than `kept`; returns how many.

    Batch by batch, and the stream's floor rises in the same transaction: who comes with an older cursor is told.
    """
    gone = 0
    for organization_id in await _organizations():
        while (deleted := await _trim(organization_id, kept)) > 0:
            gone += deleted
    return gone


async def keep_house(retention_days: int) -> None:
    """Run what is due every hour, until cancelled."""
    while True:
        try:
            await trim_events(timedelta(days=retention_days))
            await forget_keys()
        except TenantryError as error:
            logger.warning("housekeeping waits for the next hour: %s", error.message)
        await asyncio.sleep(EVERY_SECONDS)


async def forget_keys() -> None:
    """Forget idempotency keys that nobody will repeat any more."""
    for organization_id in await _organizations():
        async with writing(Viewer.system_of(organization_id, "retention")) as scope:
            with door("jobs.forget_keys"):
                await scope.rows("DELETE FROM idempotency WHERE at < $1", clock.now() - KEYS_KEPT)


async def _trim(organization_id: UUID, kept: timedelta) -> int:
    async with writing(Viewer.system_of(organization_id, "retention")) as scope:
        with door("jobs.trim_events"):
            row = await scope.row(TRIM, organization_id, clock.now() - kept, BATCH)
    return int(row["n"]) if row else 0


async def _organizations() -> list[UUID]:
    async with reading(Viewer.anonymous()) as scope:
        with door("jobs.organizations"):
            rows = await scope.rows("SELECT organization_id FROM organization_stream ORDER BY organization_id")
    return [row["organization_id"] for row in rows]
