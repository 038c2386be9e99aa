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
from app.integrations.files.port import Away, folder_of
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
KEPT = """
SELECT stored_key AS key FROM file WHERE organization_id = app.current_org() AND stored_key = ANY($1::text[])
UNION ALL SELECT logo_key FROM organization WHERE id = app.current_org() AND logo_key = ANY($1::text[])
"""
AWAITED = """
SELECT w.key FROM unnest($1::text[]) AS w (key)
  JOIN file f ON f.organization_id = app.current_org() AND f.id = right(w.key, 36)::uuid AND f.status = 'PENDING'
"""
ORGANIZATIONS = "SELECT organization_id FROM organization_stream ORDER BY organization_id"


def upload_jobs(depot: Depot) -> list[Job]:
    """Return what workers do with uploads."""

    async def sweep() -> None:
        await sweep_uploads(depot)

    async def look_through() -> None:
        await sweep_orphans(depot)

    return [Job("files.sweep", sweep, "37 * * * *"), Job("files.orphans", look_through, "12 3 * * *")]


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


async def sweep_orphans(depot: Depot) -> int:
    """Remove from the store what no row names, a day after it was written; returns how many files went.

    A process that dies between keeping a file and noting it leaves one, and so does one that dies before what has
    come is put away. Whatever is younger than a day may still be on its way into a row.
    """
    gone, before = 0, clock.now() - GIVEN_UP_AFTER
    async with reading(Viewer.anonymous()) as scope:
        with door("uploads.organizations"):
            found = await scope.rows(ORGANIZATIONS)
    for organization_id in [row["organization_id"] for row in found]:
        try:
            for area, named in (("out", KEPT), ("in", AWAITED)):
                async for keys in depot.files.kept(folder_of(area, organization_id), before):
                    gone += await _forget(depot, Viewer.system_of(organization_id, REASON), named, keys)
        except Away as error:
            logger.warning("the store is looked through the next time: %s", error)
            return gone
    return gone


async def _forget(depot: Depot, house: Viewer, named: str, keys: list[str]) -> int:
    whole = [key.removesuffix(".thumb") for key in keys]
    async with reading(house) as scope:
        with door("uploads.orphans"):
            known = {row["key"] for row in await scope.rows(named, whole)}
    orphans = [key for key, of in zip(keys, whole, strict=True) if of not in known]
    for key in orphans:
        logger.info("%s is in the store, and no row names it: removed", key)
        await depot.files.remove(key)
    return len(orphans)


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
