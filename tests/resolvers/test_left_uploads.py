"""Uploads that were begun and left, a store that is away for an hour, and workers that come twice: nothing is lost."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app import clock
from app.entrypoints.uploads import sweep_orphans, sweep_uploads
from app.errors import Unavailable
from app.integrations.depot import Depot
from app.integrations.files.folder import FolderFiles
from app.integrations.files.port import Away, Gone
from app.integrations.files.s3 import S3Files
from app.models.files import Wanted
from app.models.tickets import Ticket
from app.resolvers import files
from app.resolvers.files import Target, incoming_key
from tests.auth.desk import Desk
from tests.corpora.uploads import PAPER
from tests.support.depot import nanio_on
from tests.support.server import free_port
from tests.support.world import World


@pytest.fixture(autouse=True)
async def nothing_left(world: World) -> None:
    """The world has files that never came, which is not what these tests look at."""
    async with world.superuser() as boss:
        await boss.execute("DELETE FROM file WHERE status = 'PENDING'")


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass."""
    passed = [timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + passed[0])

    def wait(span: timedelta) -> None:
        passed[0] += span

    return wait


async def announced(desk: Desk, world: World, content: bytes = PAPER) -> UUID:
    wanted = Wanted("a.pdf", "application/pdf", len(content), hashlib.sha256(content).hexdigest())
    target = Target("Ticket", world.a.id(Ticket, "leak"))
    id, _ = await files.request(depot_of(desk), world.viewer_of("manager"), target, wanted)
    return id


def depot_of(desk: Desk) -> Depot:
    return desk.services.runtime.depot


async def come(desk: Desk, world: World, id: UUID, content: bytes = PAPER) -> None:
    await depot_of(desk).files.write(incoming_key(world.a.organization_id, id), content, "application/pdf")


async def hours_pass(world: World, hours: int) -> None:
    async with world.superuser() as boss:
        await boss.execute("UPDATE file SET created_at = created_at - make_interval(hours => $1)", hours)


async def status(world: World, id: UUID) -> str:
    async with world.superuser() as boss:
        return str(await boss.fetchval("SELECT status FROM file WHERE id = $1", id))


async def test_what_was_left_is_settled(desk: Desk, world: World) -> None:
    here, wrong, never = [await announced(desk, world) for _ in range(3)]
    await come(desk, world, here)
    await come(desk, world, wrong, PAPER[:-1] + b"x")
    assert await sweep_uploads(depot_of(desk)) == 0, "whoever sends it has an hour"
    await hours_pass(world, 2)
    assert await sweep_uploads(depot_of(desk)) == 2
    assert [await status(world, id) for id in (here, wrong, never)] == ["READY", "REJECTED", "PENDING"]
    await hours_pass(world, 23)
    assert await sweep_uploads(depot_of(desk)) == 1 and await status(world, never) == "REJECTED"
    assert await sweep_uploads(depot_of(desk)) == 0


TOLD = "SELECT count(*) FROM event WHERE subject_id = $1 AND noun = 'file' AND kind = 'ADDED'"


async def test_a_store_that_is_away_for_an_hour_loses_nothing(
    desk: Desk, world: World, tmp_path: Path, hour: Callable[[timedelta], None]
) -> None:
    """S3 goes away with files in it, and is back an hour later: each is there once, and nobody was told a lie."""
    port, manager = free_port(), world.viewer_of("manager")
    store = S3Files(f"http://key:secretsecret@127.0.0.1:{port}/bucket")
    depot = replace(depot_of(desk), files=store)
    came, late = [await announced(desk, world) for _ in range(4)], await announced(desk, world)
    organization = world.a.organization_id
    async with nanio_on(port, tmp_path):
        await asyncio.to_thread(store._client.create_bucket, Bucket="bucket")
        for id in came:
            await store.write(incoming_key(organization, id), PAPER, "application/pdf")
    for _ in range(60):
        hour(timedelta(minutes=1))
        with pytest.raises(Unavailable):
            await files.complete(depot, manager, came[0])
    with pytest.raises(Away):
        await store.write(incoming_key(organization, late), PAPER, "application/pdf")
    hour(timedelta(minutes=1))
    assert await sweep_uploads(depot) == 0
    assert {await status(world, id) for id in (*came, late)} == {"PENDING"}
    async with nanio_on(port, tmp_path):
        assert await files.complete(depot, manager, came[0]) == came[0]
        assert await sweep_uploads(depot) == 3
        await store.write(incoming_key(organization, late), PAPER, "application/pdf")
        assert await sweep_uploads(depot) == 1 and await sweep_uploads(depot) == 0
        for id in (*came, late):
            assert await files.complete(depot, manager, id) == id, "a client that comes later is told so"
            async with world.superuser() as boss:
                key = await boss.fetchval("SELECT stored_key FROM file WHERE id = $1 AND status = 'READY'", id)
                assert await boss.fetchval(TOLD, id) == 1
            assert await store.read(key, 10_000_000) == PAPER
    store._client.close()


async def test_what_a_worker_left_in_the_store_when_it_died_goes_after_a_day(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, organization = depot_of(desk).files, world.a.organization_id
    assert isinstance(store, FolderFiles)
    good, waiting = [await announced(desk, world) for _ in range(2)]
    await come(desk, world, good)
    await files.complete(depot_of(desk), world.viewer_of("manager"), good)
    await come(desk, world, waiting)
    async with world.superuser() as boss:
        kept = str(await boss.fetchval("SELECT stored_key FROM file WHERE id = $1", good))
        logo = f"out/{organization}/{uuid4()}"
        await boss.execute("UPDATE organization SET logo_key = $2 WHERE id = $1", organization, logo)
    # What is written before its row, or left after it: as a process leaves it that is killed in between.
    orphans = [f"out/{organization}/{uuid4()}", incoming_key(organization, good), incoming_key(organization, uuid4())]
    for key in (*orphans, f"{orphans[0]}.thumb", logo, f"{logo}.thumb"):
        await store.write(key, PAPER, "application/pdf")
    half = store.path(kept).with_name("a.0123.new")
    half.write_bytes(b"half")
    await sweep_orphans(depot_of(desk))
    assert await store.read(orphans[0], 10_000_000), "it may still be on its way into a row"
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr("app.entrypoints.uploads.clock.now", lambda: later)
    # Other tests leave some too.
    assert await sweep_orphans(depot_of(desk)) >= len(orphans) + 1
    assert await sweep_orphans(depot_of(desk)) == 0 and not half.exists()
    for key in (*orphans, f"{orphans[0]}.thumb"):
        with pytest.raises(Gone):
            await store.read(key, 10_000_000)
    for key in (kept, logo, f"{logo}.thumb", incoming_key(organization, waiting)):
        assert await store.read(key, 10_000_000)
