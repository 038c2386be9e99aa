"""A landlord's own list, from a file into an organization: by a command, or by a job for whoever asked for it."""

import asyncio
import logging
import tempfile
from pathlib import Path
from uuid import UUID

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.integrations.files.port import Away, Files, Gone
from app.integrations.queue.port import Job
from app.integrations.sheets.reader import Unreadable, rows
from app.models.imports import Fault, ImportStatus, Plan, plan
from app.resolvers.imports import Outcome, Told, bring_in, runs
from app.resolvers.organizations import only_one
from app.settings import Settings

logger = logging.getLogger("tenantry.imports")


def look(path: Path) -> Plan:
    """Read a file and find everything that is wrong with it; nothing is written. Raises `Unreadable`."""
    return plan(rows(path))


async def write(settings: Settings, wanted: Plan, told: Told, is_trial: bool = False) -> Outcome:
    """Write the good rows of a plan, or try it; raises `Conflict` unless there is exactly one organization."""
    await open_database(settings.database_url, 2)
    try:
        viewer = Viewer.system_of(await only_one(), "an import")
        return await bring_in(viewer, wanted.homes, told, is_trial)
    finally:
        await close_database()


def import_jobs(files: Files) -> list[Job]:
    """Return what workers do with imports."""

    async def run(organization_id: str, import_id: str) -> None:
        await run_import(files, UUID(organization_id), UUID(import_id))

    return [Job(runs.RUN, run)]


async def run_import(files: Files, organization_id: UUID, id: UUID) -> None:
    """Bring in what somebody asked for, from the beginning, or again after a worker died: nothing comes twice."""
    house = Viewer.system_of(organization_id, "an import")
    work = await runs.begin(house, id)
    if work is None:
        return
    try:
        await _run(files, house, work)
    except Unreadable as error:
        await runs.end(house, id, ImportStatus.REFUSED, str(error))
    except Gone:
        await runs.end(house, id, ImportStatus.FAILED, "The file is not there any more.")
    except Away as error:
        logger.warning("the file of import %s cannot be fetched: %s", id, error)
        await runs.end(house, id, ImportStatus.FAILED, "The store of files does not answer; start again in a moment.")


async def _run(files: Files, house: Viewer, work: runs.Work) -> None:
    content = await files.read(work.key, work.most_bytes)
    found = await asyncio.to_thread(_look, content, work.ending)
    await runs.read(house, work.id, len(found.homes), found.faults)
    if found.faults and not (work.skips_bad or work.is_trial):
        return await runs.end(house, work.id, ImportStatus.REFUSED, "Nothing was written: some rows have faults.")
    seen = Outcome()

    async def told(done: int, outcome: Outcome) -> None:
        made = {noun: count - seen.made[noun] for noun, count in outcome.made.items()}
        fresh: list[Fault] = outcome.faults[len(seen.faults) :]
        await runs.progressed(house, work.id, done, made, list(map(found.called, fresh)))
        seen.made, seen.faults = dict(outcome.made), list(outcome.faults)

    await bring_in(house, found.homes, told, work.is_trial)
    await runs.end(house, work.id, ImportStatus.DONE)


def _look(content: bytes, ending: str) -> Plan:
    with tempfile.TemporaryDirectory(prefix="tenantry-sheet-") as folder:
        path = Path(folder) / f"sheet.{ending}"
        path.write_bytes(content)
        return look(path)
