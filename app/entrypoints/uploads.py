"""Files that somebody announced and left: what has come is looked at, what has not come is given up after a day."""

import logging
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.policies.files import FilePolicy
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict, Unavailable
from app.integrations.depot import Depot
from app.integrations.queue.port import Job
from app.models.files import FileStatus
from app.resolvers import files
from app.subscriptions.files import of_file
from app.subscriptions.transaction import transaction

logger = logging.getLogger("tenantry.files")

LEFT_FOR, GIVEN_UP_AFTER = timedelta(hours=1), timedelta(hours=24)
AT_ONCE = 200
REASON = "uploads that were left"
LEFT = """
SELECT id, created_at FROM file WHERE organization_id = app.current_org() AND status = 'PENDING' AND created_at < $1
 ORDER BY created_at LIMIT $2
"""
ORGANIZATIONS = "SELECT organization_id FROM organization_stream ORDER BY organization_id"


def upload_jobs(depot: Depot) -> list[Job]:
    """Return what workers do with uploads."""

    async def sweep() -> None:
        await sweep_uploads(depot)

    return [Job("files.sweep", sweep, "37 * * * *")]


async def sweep_uploads(depot: Depot) -> int:
    """Settle what was left for an hour or more; returns how many files were. A store that is away is asked again."""
    settled = 0
    async with reading(Viewer.anonymous()) as scope:
        with door("uploads.organizations"):
            found = await scope.rows(ORGANIZATIONS)
    for organization_id in [row["organization_id"] for row in found]:
        house = Viewer.system_of(organization_id, REASON)
        async with reading(house) as scope:
            with door("uploads.left"):
                left = await scope.rows(LEFT, clock.now() - LEFT_FOR, AT_ONCE)
        for row in left:
            try:
                settled += await _settle(depot, house, row["id"], row["created_at"] < clock.now() - GIVEN_UP_AFTER)
            except Unavailable as error:
                logger.warning("uploads wait for the next time: %s", error.message)
                return settled
    return settled


async def _settle(depot: Depot, house: Viewer, id: UUID, is_old: bool) -> bool:
    try:
        await files.complete(depot, house, id)
    except BadInput:
        return True
    except Conflict:
        if not is_old:
            return False
        await _give_up(house, id)
    return True


async def _give_up(house: Viewer, id: UUID) -> None:
    async with transaction(house) as tx:
        row = await FilePolicy.lock(house, id, to=FilePolicy.complete)
        if row.status == FileStatus.PENDING:
            row.status = FileStatus.REJECTED
            await tx.save(row, "status")
            tx.announce(row, "REJECTED", of_file(row))
