"""Two processes, and two hundred attempts on the same money: one wins, and the books say so."""

import asyncio
import sys
from pathlib import Path

from app.models.books import examine, opened
from app.models.charges import Charge
from tests.auth.conftest import world, world_database, world_template
from tests.support.world import World

__all__ = ["world", "world_database", "world_template"]
CLONE = Path(__file__).parents[2]


async def racer(world: World, times: int) -> int:
    """A process of its own that tries to take the same charge back."""
    facts = (world.database.app_url, str(world.a.organization_id), str(world.a.id(Charge, "south_1")), str(times))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.money.race", *facts), cwd=CLONE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 0
    return int(out)


async def test_of_two_hundred_reversals_through_two_processes_one_wins(world: World) -> None:
    won = await asyncio.gather(racer(world, 100), racer(world, 100))
    assert sum(won) == 1
    async with world.superuser() as boss:
        reversals = (
            "SELECT count(*) FROM journal_entry WHERE organization_id = $1 AND kind = 'REVERSAL' AND owed_minor <> 0"
        )
        assert await boss.fetchval(reversals, world.a.organization_id) == 1
    async with opened(world.database.app_url, world.a.organization_id) as fetch:
        assert (await examine(world.a.organization_id, fetch)).differences == []
