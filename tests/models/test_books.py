"""The books recomputed: by ourselves, so that every kind of damage is named, and by programs of others."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.models import books
from app.models.books import CHECKS, Examined, examine, opened, organizations
from app.models.exports import FORMATS, account_name
from tests.support.bookkeepers import by_beancount, by_hand, by_hledger, exported
from tests.support.world import HOUSES, World

OLDEST = "SELECT id FROM journal_entry WHERE organization_id = $1 AND kind = 'CHARGE' ORDER BY position LIMIT 1"


@pytest.fixture
async def vandal(world: World) -> AsyncIterator[asyncpg.Connection]:
    """Somebody with all rights, who has switched off whatever protects the books."""
    async with world.superuser() as boss:
        for table in ("journal_entry", "posting", "ledger_account", "charge", "payment", "allocation"):
            await boss.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await boss.execute("ALTER TABLE posting DROP CONSTRAINT posting_line")
        await boss.execute("ALTER TABLE account_balance DROP CONSTRAINT account_balance_sign")
        yield boss


async def looked_at(world: World) -> Examined:
    """What recomputing the books of organization A brings."""
    async with opened(world.database.app_url, world.a.organization_id) as fetch:
        return await examine(world.a.organization_id, fetch)


async def test_the_books_of_the_world_come_out(world: World) -> None:
    found = await organizations(world.database.app_url)
    assert set(found) == {world.house(key).organization_id for key in HOUSES}
    for id in found:
        async with opened(world.database.app_url, id) as fetch:
            report = await examine(id, fetch)
        assert report.differences == [] and report.entries >= 10


DOCUMENT = "(SELECT source_id FROM journal_entry WHERE id = $1)"
ACCOUNT = "(SELECT account_id FROM posting WHERE entry_id = $1 AND line = 1)"
DAMAGES = {
    "M1": "UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry_id = $1 AND line = 1",
    "M2": "DELETE FROM posting WHERE entry_id = $1 AND line = 2",
    "M3": "UPDATE journal_entry SET reason = 'another' WHERE id = $1",
    "M4": "UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry_id = $1 AND line = 1",
    "M5": "UPDATE account_balance SET amount_minor = amount_minor + 1 WHERE account_id = " + ACCOUNT,
    **dict.fromkeys(("M6", "M7"), "UPDATE charge SET open_minor = open_minor - 1 WHERE id = " + DOCUMENT),
    "M8": "UPDATE payment SET credited_minor = credited_minor - 1 WHERE credited_minor > allocated_minor"
    " AND organization_id = (SELECT organization_id FROM journal_entry WHERE id = $1)",
    "M10": "UPDATE payment p SET status = 'PROCESSING', provider_account_id = a.id FROM provider_account a WHERE"
    " a.organization_id = p.organization_id AND p.id = (SELECT y.id FROM payment y JOIN journal_entry j"
    " ON j.organization_id = y.organization_id AND j.id = $1 LIMIT 1)",
    "M12": "UPDATE ledger_account SET kind = 'DEPOSIT_HELD', account_class = 'LIABILITY' WHERE id = " + ACCOUNT,
    "M16": "UPDATE journal_entry SET kind = 'REVERSAL', reverses_id = (SELECT id FROM journal_entry j WHERE"
    " j.kind = 'PAYMENT' AND j.lease_id = journal_entry.lease_id LIMIT 1) WHERE id = $1",
    "M17": "INSERT INTO accounting_period (organization_id, id, first_on, closed_at) SELECT organization_id,"
    " gen_random_uuid(), date_trunc('month', effective_on), posted_at - interval '1 second' FROM journal_entry"
    " WHERE id = $1",
    "M18": "UPDATE journal_entry SET lease_id = NULL WHERE id = $1",
}


@pytest.mark.parametrize("check", DAMAGES)
async def test_damage_is_named(world: World, vandal: asyncpg.Connection, check: str) -> None:
    id = await vandal.fetchval(OLDEST, world.a.organization_id)
    assert int((await vandal.execute(DAMAGES[check], id)).split()[-1]) > 0
    report = await looked_at(world)
    assert check in {difference.check.split()[0] for difference in report.differences}


def test_every_check_has_a_damage() -> None:
    assert {check.split()[0] for check in (*CHECKS, books.CHANGED)} == DAMAGES.keys()


async def test_programs_of_others_add_up_to_the_same(world: World, tmp_path: Path) -> None:
    async with opened(world.database.app_url, world.a.organization_id) as fetch:
        await _compare(fetch, tmp_path)


def test_no_account_is_the_parent_of_another() -> None:
    # Found by random months: money that came before there was a provider, and after.
    nowhere = {"kind": "PROVIDER_CLEARING", "account_class": "ASSET", "lease_id": None, "property_id": None}
    before, after = (account_name({**nowhere, "provider_account_id": id}) for id in (None, uuid4()))
    assert not after.startswith(f"{before}:") and before != after


async def _compare(fetch: Any, folder: Path) -> None:
    texts = {name: await exported(export, fetch) for name, export in FORMATS.items()}
    faults, sums = by_beancount(texts["beancount"])
    assert faults == [] and len(sums) > 5
    hledger_faults, hledger_sums = by_hledger(texts["hledger"], folder)
    assert hledger_faults == []
    assert hledger_sums == {(account.lower(), currency): amount for (account, currency), amount in sums.items()}
    assert by_hand(texts["csv"]) == sums


async def test_a_balance_that_is_wrong_does_not_pass_the_others(
    world: World, vandal: asyncpg.Connection, tmp_path: Path
) -> None:
    await vandal.execute(
        "UPDATE account_balance SET amount_minor = amount_minor + 1 WHERE organization_id = $1", world.a.organization_id
    )
    async with opened(world.database.app_url, world.a.organization_id) as fetch:
        assert by_beancount(await exported(FORMATS["beancount"], fetch))[0]
        assert by_hledger(await exported(FORMATS["hledger"], fetch), tmp_path)[0]
