"""The hourly look at the books: what does not come out is frozen, and stays so until it does."""

import pytest

from app.entrypoints.books import check_books
from app.entrypoints.jobs import check_all_books
from app.errors import LedgerFrozen
from app.models import books
from app.models.charges import ChargeCode
from app.models.leases import Lease
from app.resolvers.allocations import lock_lease
from app.resolvers.charges import NewCharge, post_charge
from app.subscriptions.transaction import transaction
from tests.auth.conftest import world, world_database, world_template
from tests.support.world import World

__all__ = ["world", "world_database", "world_template"]

BREAK = """
UPDATE account_balance SET amount_minor = amount_minor + $2 WHERE account_id = (
    SELECT min(account_id::text)::uuid FROM account_balance WHERE organization_id = $1 AND sign = 0)
"""


async def _post(world: World) -> None:
    async with transaction(world.viewer_of("manager")) as tx:
        lease = await lock_lease(tx, world.a.id(Lease, "north_1"))
        today = world.a.now.date()
        await post_charge(tx, lease.books, NewCharge(ChargeCode.OTHER, 5, today, today))


async def test_books_that_do_not_come_out_are_frozen_alone(world: World) -> None:
    await check_all_books()
    await _post(world)
    async with world.superuser() as boss:
        assert (
            await boss.fetchval("SELECT count(*) FROM ledger_state WHERE frozen_at IS NULL AND checked_entries > 9")
            == 3
        )
        await boss.execute(BREAK, world.a.organization_id, 1)
        await check_all_books()
        frozen = await boss.fetch("SELECT organization_id, differences FROM ledger_state WHERE frozen_at IS NOT NULL")
        assert [row["organization_id"] for row in frozen] == [world.a.organization_id]
        assert "M5" in frozen[0]["differences"]
        with pytest.raises(LedgerFrozen):
            await _post(world)
        assert (await books.thaw(world.database.app_url, world.a.organization_id)).differences
        await boss.execute(BREAK, world.a.organization_id, -1)
        assert not (await check_books(world.a.organization_id)).differences
    with pytest.raises(LedgerFrozen):
        await _post(world)
    assert not (await books.thaw(world.database.app_url, world.a.organization_id)).differences
    await _post(world)
