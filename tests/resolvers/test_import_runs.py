"""An import that somebody asked for: worked on by a job, told live, begun again after a worker died, and bounded."""

import hashlib
from typing import Any
from uuid import UUID

import pytest

from app import clock
from app.auth.viewer import Viewer
from app.entrypoints.imports import run_import
from app.errors import BadInput, Forbidden, LimitReached, NotFound
from app.models.files import Wanted
from app.resolvers import files
from app.resolvers.billing import bill_all
from app.resolvers.files import Target, incoming_key
from app.resolvers.imports import runs
from tests.auth.desk import Desk
from tests.auth.test_matrix_streams import REFUSED, ears, told, until
from tests.corpora.sheets import GOOD, lines, row
from tests.support.world import World

STREAM = """subscription { importEvents { __typename cursor
    ... on ImportEvent { kind import { status doneCount rowCount } } } }"""
FACTS = "status, refusal, row_count, done_count, fault_count, unit_count, lease_count"
REFUSED["importEvents"] = {
    "anonymous": "UNAUTHENTICATED",
    **dict.fromkeys(
        ("accountant", "maintenance", "auditor", "owner", "vendor", "tenant", "co_tenant", "guarantor"), "FORBIDDEN"
    ),
    "former_tenant": "FORBIDDEN",
}


async def sent(desk: Desk, world: World, content: bytes, who: str = "manager", name: str = "homes.csv") -> UUID:
    """A sheet that has come."""
    depot, viewer = desk.services.runtime.depot, world.viewer_of(who)
    wanted = Wanted(name, "text/csv", len(content), hashlib.sha256(content).hexdigest())
    id, _ = await files.request(depot, viewer, Target("Organization", world.a.organization_id), wanted)
    await depot.files.write(incoming_key(world.a.organization_id, id), content, "text/csv")
    return await files.complete(depot, viewer, id)


async def work(desk: Desk, world: World, id: UUID) -> tuple[Any, ...]:
    """Do what a worker does, and return what became of the import."""
    await run_import(desk.services.runtime.depot.files, world.a.organization_id, id)
    async with world.superuser() as boss:
        return tuple(await boss.fetchrow(f"SELECT {FACTS} FROM import WHERE id = $1", id))


async def test_it_comes_in_and_is_told_live(desk: Desk, world: World) -> None:
    manager = world.viewer_of("manager")
    file = await sent(desk, world, lines(GOOD, row(enhet_id="U2", kontrakt_id="L2")))
    async with ears(desk, world, STREAM) as found:
        for role, ear in found.items():
            assert ear.code == REFUSED["importEvents"].get(role) or role == "scoped_manager", role
        id = await runs.start(manager, file, is_trial=False, skips_bad=False)
        assert await work(desk, world, id) == ("DONE", None, 2, 2, 0, 2, 2)
        await until(lambda: len(found["admin"].heard) >= 5)
        kinds = [message["kind"] for message in told(found["admin"], "importEvents")[1:]]
        assert kinds == ["STARTED", "PROGRESSED", "PROGRESSED", "ENDED"]
        last = told(found["admin"], "importEvents")[-1]["import"]
        assert last == {"status": "DONE", "doneCount": 2, "rowCount": 2}
        assert len(found["scoped_manager"].heard) <= 1, "of the whole organization, or of nothing"
    assert await work(desk, world, id) == ("DONE", None, 2, 2, 0, 2, 2), "what has ended is not begun again"


async def test_what_came_in_charges_its_rent(desk: Desk, world: World) -> None:
    file = await sent(desk, world, lines(GOOD, row(enhet_id="U2", kontrakt_id="L2", leietaker_id="T2")))
    id = await runs.start(world.viewer_of("manager"), file, is_trial=False, skips_bad=False)
    assert (await work(desk, world, id))[0] == "DONE"
    await bill_all(world.a.organization_id)
    async with world.superuser() as boss:
        charged = await boss.fetch(
            "SELECT c.amount_minor, count(*) AS n FROM charge c JOIN external_id e ON e.row_id = c.lease_id"
            " AND e.organization_id = c.organization_id WHERE e.external_id IN ('L1', 'L2') AND c.code = 'RENT'"
            " GROUP BY 1, c.lease_id"
        )
        since = await boss.fetchval(
            "SELECT min(period_start) FROM charge c JOIN external_id e ON e.row_id = c.lease_id"
        )
    assert [row["amount_minor"] for row in charged] == [1_250_050, 1_250_050]
    assert since >= clock.today("Europe/Oslo").replace(day=1), "what was owed before is in the old books"


async def test_a_worker_that_dies_is_followed_by_another(desk: Desk, world: World) -> None:
    file = await sent(desk, world, lines(GOOD, row(enhet_id="U2", kontrakt_id="L2", leie="gratis")))
    id = await runs.start(world.viewer_of("manager"), file, is_trial=False, skips_bad=True)
    house = Viewer.system_of(world.a.organization_id, "an import")
    assert await runs.begin(house, id) is not None
    await runs.read(house, id, 1, [])
    assert await work(desk, world, id) == ("DONE", None, 1, 1, 1, 1, 1)
    async with world.superuser() as boss:
        faults = await boss.fetch("SELECT place, row_number, column_name FROM import_fault WHERE import_id = $1", id)
    assert [tuple(fault) for fault in faults] == [(0, 3, "leie")]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (lines(GOOD, row(leie="gratis")), "some rows have faults"),
        (bytes(range(256)), "not a table"),
        (b"what;is;this\n1;2;3\n", "some rows have faults"),
    ],
)
async def test_what_is_wrong_leaves_nothing(desk: Desk, world: World, content: bytes, refusal: str) -> None:
    file = await sent(desk, world, content)
    id = await runs.start(world.viewer_of("manager"), file, is_trial=False, skips_bad=False)
    status, said, *_, units, leases = await work(desk, world, id)
    assert (status, units, leases) == ("REFUSED", 0, 0) and refusal in said


async def test_a_sheet_that_is_gone_is_said(desk: Desk, world: World) -> None:
    file = await sent(desk, world, lines(GOOD))
    async with world.superuser() as boss:
        await desk.services.runtime.depot.files.remove(
            await boss.fetchval("SELECT stored_key FROM file WHERE id = $1", file)
        )
    id = await runs.start(world.viewer_of("manager"), file, is_trial=True, skips_bad=False)
    assert (await work(desk, world, id))[:2] == ("FAILED", "The file is not there any more.")


async def test_who_may_start_and_how_many(desk: Desk, world: World) -> None:
    file, manager = await sent(desk, world, lines(GOOD)), world.viewer_of("manager")
    with pytest.raises(NotFound):
        await runs.start(world.viewer_of("admin"), file, is_trial=True, skips_bad=False)
    with pytest.raises(Forbidden):
        await runs.start(world.viewer_of("scoped_manager"), file, is_trial=True, skips_bad=False)
    photo = await photo_of(world)
    with pytest.raises(BadInput):
        await runs.start(manager, photo, is_trial=True, skips_bad=False)
    for _ in range(runs.MOST_AT_ONCE):
        await runs.start(manager, file, is_trial=True, skips_bad=False)
    with pytest.raises(LimitReached):
        await runs.start(manager, file, is_trial=True, skips_bad=False)


async def photo_of(world: World) -> UUID:
    """A picture that the manager sees."""
    async with world.superuser() as boss:
        found = await boss.fetchval(
            "SELECT id FROM file WHERE organization_id = $1 AND ticket_id IS NOT NULL AND is_ready LIMIT 1",
            world.a.organization_id,
        )
    return UUID(bytes=found.bytes)
