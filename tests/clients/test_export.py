"""Files in the making: too long, too dear for the moment, and broken off."""

from collections.abc import AsyncIterator

import pytest

from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.entrypoints.demo import PASSWORD
from app.errors import LimitReached, Unavailable
from app.schema.arrival import Arrival
from app.schema.budget import Budgets
from app.schema.request import Request
from app.schema.transport import export
from app.schema.transport.export import Export, start
from tests.auth.desk import Desk
from tests.clients.conftest import ADMIN
from tests.support.server import House

LIST = Request("{ tickets(first: 4, orderBy: { number: ASC }) { nodes { number } } }")
PAGE_COSTS = 5.0


@pytest.fixture
async def desk(house: House) -> AsyncIterator[Desk]:
    """The program in process, over the demo world."""
    settings = house.settings().listening_on(8000)
    await open_database(settings.database_url, 2)
    async with Desk.over(settings) as made:
        yield made
    await close_database()


@pytest.fixture
async def admin(desk: Desk) -> Viewer:
    """Somebody of the staff."""
    return (await desk.services.sessions.sign_in(ADMIN, PASSWORD, "127.0.0.1")).viewer


async def begun(desk: Desk, viewer: Viewer) -> Export:
    """A file whose first page is read."""
    made = await start(desk.api, viewer, Arrival("r"), LIST)
    assert isinstance(made, Export)
    return made


async def test_what_is_too_long_for_a_file_is_refused_before_the_first_row(
    desk: Desk, admin: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MAX_ROWS", 3)
    with pytest.raises(LimitReached) as refused:
        await begun(desk, admin)
    assert refused.value.details == {"maximum": 3}


async def test_an_empty_budget_makes_a_file_wait(desk: Desk, admin: Viewer) -> None:
    desk.api.budgets = Budgets(PAGE_COSTS, 10)
    made = await begun(desk, admin)
    assert desk.api.budgets.left((admin.session_id, admin.organization_id)) < PAGE_COSTS
    content = b"".join([part async for part in made.content()]).decode()
    assert made.first.data is not None
    assert len(content.splitlines()) - 1 == made.first.data["rows"]["exportCount"] > 8


async def test_what_fails_in_the_middle_is_broken_off(
    desk: Desk, admin: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MAX_WAITS", 1)
    desk.api.budgets = Budgets(PAGE_COSTS, 1000, clock=lambda: 0.0)
    parts = []
    with pytest.raises(Unavailable):
        async for part in (await begun(desk, admin)).content():
            parts.append(part)
    assert len(parts) == 2
