"""Recomputes the books of every organization once an hour, and freezes those that do not come out."""

import logging
from typing import Any
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.scope import reading, writing
from app.auth.viewer import Viewer
from app.models.books import Examined, examine

logger = logging.getLogger("tenantry.errors")

LONG = (
    "SELECT set_config(name, '600s', true) "
    "FROM unnest(ARRAY['statement_timeout', 'idle_in_transaction_session_timeout']) name"
)
KEEP = """
INSERT INTO ledger_state AS s (organization_id, checked_at, checked_entries, frozen_at, differences)
VALUES ($1, $2, $3, $4, $5::jsonb) ON CONFLICT (organization_id) DO UPDATE
   SET checked_at = EXCLUDED.checked_at, checked_entries = EXCLUDED.checked_entries, differences = EXCLUDED.differences,
       frozen_at = coalesce(s.frozen_at, EXCLUDED.frozen_at)
"""


async def check_books(organization_id: UUID) -> Examined:
    """Recompute the books of one organization, as of one instant, and keep what came out.

    With any difference its money can no longer be moved (LEDGER_FROZEN), until `tenantry ledger thaw` finds none.
    """
    house = Viewer.system_of(organization_id, "the books")
    async with reading(house) as scope:
        with door("books.check"):
            await scope.rows(LONG)

            async def fetch(sql: str, *args: Any) -> list[Any]:
                return await scope.rows(sql, *args)

            report = await examine(organization_id, fetch)
    await _keep(house, report)
    return report


async def _keep(house: Viewer, report: Examined) -> None:
    now = clock.now()
    if report.differences:
        first = report.differences[0]
        logger.error(
            "the books of organization %s do not come out and are frozen: %d differences, the first: %s (%s)",
            *(report.organization_id, len(report.differences), first.check, first.subject),
        )
    said = [[one.check, one.subject, one.wanted, one.found] for one in report.differences]
    frozen = now if report.differences else None
    async with writing(house) as scope:
        with door("books.keep"):
            await scope.rows(KEEP, report.organization_id, now, report.entries, frozen, orjson.dumps(said).decode())
