"""The books of the demo come out, by ourselves and by programs of others."""

from pathlib import Path

from app.entrypoints.demo import DemoAccounts
from app.models.books import examine, opened, organizations
from app.models.exports import FORMATS
from app.settings import Settings
from tests.support.bookkeepers import by_beancount, by_hand, by_hledger, exported


async def test_the_books_of_the_demo_come_out(accounts: DemoAccounts, demo_settings: Settings, tmp_path: Path) -> None:
    ids = await organizations(demo_settings.database_url)
    assert len(ids) == 2
    for id in ids:
        async with opened(demo_settings.database_url, id) as fetch:
            report = await examine(id, fetch)
            assert report.differences == [] and report.entries > 50
            faults, sums = by_beancount(await exported(FORMATS["beancount"], fetch))
            assert faults == []
            assert by_hledger(await exported(FORMATS["hledger"], fetch), tmp_path)[0] == []
            assert by_hand(await exported(FORMATS["csv"], fetch)) == sums
