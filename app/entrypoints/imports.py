"""A landlord's own list, from a file into the one organization of a database."""

from collections.abc import Callable
from pathlib import Path

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.integrations.sheets.reader import rows
from app.models.imports import Plan, plan
from app.resolvers.imports import Outcome, bring_in
from app.resolvers.organizations import only_one
from app.settings import Settings


def look(path: Path) -> Plan:
    """Read a file and find everything that is wrong with it; nothing is written. Raises `Unreadable`."""
    return plan(rows(path))


async def write(settings: Settings, wanted: Plan, told: Callable[[int], None], is_trial: bool = False) -> Outcome:
    """Write the good rows of a plan, or try it; raises `Conflict` unless there is exactly one organization."""
    await open_database(settings.database_url, 2)
    try:
        viewer = Viewer.system_of(await only_one(), "an import")
        return await bring_in(viewer, wanted.homes, told, is_trial)
    finally:
        await close_database()
