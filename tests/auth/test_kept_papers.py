"""Whoever has moved out keeps the papers of their own time, and reads none about those who live there now."""

from dataclasses import replace

from app.auth.viewer import Viewer
from app.models.files import File
from app.models.leases import Lease
from tests.auth.desk import Desk
from tests.support.world import World


async def read(desk: Desk, world: World, viewer: Viewer) -> set[str]:
    """Which papers of leases somebody reads."""
    nodes = (await desk.ask(viewer, "{ files(first: 24) { nodes { id } } }"))["data"]["files"]["nodes"]
    names = {world.a.global_id(File, name): name for name in ("paper", "old_paper")}
    return {names[row["id"]] for row in nodes if row["id"] in names}


async def come_now(world: World, name: str) -> None:
    """Let a paper have come just now."""
    async with world.superuser() as connection:
        await connection.execute("UPDATE file SET created_at = now() WHERE id = $1", world.a.id(File, name))


async def test_papers_of_a_home_that_others_live_in_are_those_of_ones_own_time(desk: Desk, world: World) -> None:
    stays = world.viewer_of("co_tenant")
    left = replace(stays, grants=tuple(replace(grant, ends_at=world.a.ago(1)) for grant in stays.grants))
    assert await read(desk, world, left) == {"paper"}
    await come_now(world, "paper")
    assert (await read(desk, world, stays), await read(desk, world, left)) == ({"paper"}, set())


async def test_what_comes_of_a_lease_that_ended_is_for_those_who_stayed_until_then(desk: Desk, world: World) -> None:
    await come_now(world, "old_paper")
    former, id = world.viewer_of("former_tenant"), world.a.id(Lease, "north_old")
    for status in ("ENDED", "CLOSED"):
        async with world.superuser() as connection:
            await connection.execute("UPDATE lease SET status = $2 WHERE id = $1", id, status)
        assert await read(desk, world, former) == {"old_paper"}, status
    early = replace(former, grants=tuple(replace(grant, ends_at=world.a.ago(900)) for grant in former.grants))
    assert await read(desk, world, early) == set()
