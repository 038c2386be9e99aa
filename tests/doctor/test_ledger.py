"""`tenantry ledger` as people meet it: right, wrong, frozen, written out, and asked wrongly."""

import asyncio

from tests.models.conftest import world, world_database, world_template
from tests.support.bookkeepers import by_beancount
from tests.support.commands import command
from tests.support.world import World

__all__ = ["world", "world_database", "world_template"]
BREAK = "UPDATE account_balance SET amount_minor = amount_minor + $2 WHERE organization_id = $1 AND sign = 0"


async def ledger(world: World, *words: str) -> tuple[int, str]:
    """Status and words of the command."""
    environment = {"DATABASE_URL": world.database.app_url, "REDIS_URL": "redis://127.0.0.1:1/0"}
    process = command(["ledger", *words], TENANTRY_SECRET=b"another secret of thirty-two byte".hex(), **environment)
    out, errors = await asyncio.to_thread(process.communicate, timeout=60)
    return process.returncode, out + errors


async def test_the_books_are_verified_written_out_and_opened_again(world: World) -> None:
    here = ("--organization", str(world.a.organization_id))
    status, words = await ledger(world, "verify")
    assert status == 0 and words.count(": right (") == 3, words
    status, words = await ledger(world, "export", *here)
    assert status == 0 and by_beancount(words)[0] == []
    status, words = await ledger(world, "export")
    assert status == 1 and str(world.a.organization_id) in words
    async with world.superuser() as boss:
        await boss.execute(BREAK, world.a.organization_id, 1)
        await boss.execute("UPDATE ledger_state SET frozen_at = now()")
        status, words = await ledger(world, "verify")
        assert status == 1 and "M5" in words
        assert (words.count(": right ("), words.count(": WRONG (")) == (2, 1)
        assert (await ledger(world, "thaw", *here))[0] == 1
        await boss.execute(BREAK, world.a.organization_id, -1)
        assert (await ledger(world, "thaw", *here))[0] == 0
        assert await boss.fetchval("SELECT count(*) FROM ledger_state WHERE frozen_at IS NULL") == 1
    assert (await ledger(world, "thaw"))[0] == 1
    assert (await ledger(world, "verify", "--organization", "nonsense"))[0] == 1
