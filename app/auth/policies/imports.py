"""Who brings lists in, and sees what became of them: who runs or manages the whole organization."""

from typing import Any
from uuid import UUID

from app.auth.doors import door
from app.auth.policy import Policy
from app.auth.rules import Org
from app.auth.scope import current
from app.auth.viewer import Role
from app.models.imports import Import

R = Role


class ImportPolicy(Policy[Import]):
    """The office, for the whole of the organization."""

    model = Import
    see = Org((R.ADMIN, R.MANAGER))
    start = Org((R.ADMIN, R.MANAGER))


FAULTS = """
SELECT row_number, column_name, message FROM import_fault
 WHERE organization_id = (SELECT app.current_org()) AND import_id = $1 AND place >= $2 ORDER BY place LIMIT $3
"""


async def faults_of(import_id: UUID, start: int, most: int) -> list[Any]:
    """Return some faults of an import that the viewer sees, in the order of the list."""
    with door("faults_of"):
        return await current().rows(FAULTS, import_id, start, most)
