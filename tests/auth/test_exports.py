"""Lists as files are for those who run the organization, and hold what each of them sees."""

import pytest

from app.errors import Forbidden
from app.schema.arrival import Arrival
from app.schema.request import Request
from app.schema.transport import export
from tests.auth.desk import REQUEST_ID, Desk
from tests.auth.matrix.oracle import COLUMNS, visible
from tests.support.world import World

STAFF = {"admin", "manager", "scoped_manager", "accountant", "maintenance", "auditor"}


async def test_a_list_as_a_file_is_for_staff(still_desk: Desk, still_world: World) -> None:
    wanted = Request("{ units(first: 100) { nodes { label } } }")
    for role in COLUMNS:
        making = export.start(still_desk.api, still_world.viewer_of(role), Arrival(REQUEST_ID), wanted)
        if role not in STAFF:
            with pytest.raises(Forbidden):
                await making
            continue
        made = await making
        assert isinstance(made, export.Export), role
        lines = b"".join([part async for part in made.content()]).splitlines()
        assert len(lines) == 1 + len(visible(still_world, "Unit", role)), role
