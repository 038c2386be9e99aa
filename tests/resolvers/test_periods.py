"""Months of the books: closed, open again, and nothing slips in between, however many try at once."""

import asyncio
import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app import clock
from app.errors import PeriodClosed
from app.ledger.proration import add_months
from app.ledger.templates import Fact, credited
from app.models.leases import Lease
from app.resolvers.allocations import lock_lease
from app.resolvers.ledger import open_day, post
from app.subscriptions.transaction import transaction
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import AHEAD

PERIOD = "period { id firstOn isClosed closedAt }"
LAST_MONTH = day(0).replace(day=1).replace(day=1) - (day(1) - day(0))


def month(**changed: Any) -> dict[str, Any]:
    """Input about last month."""
    return {"month": LAST_MONTH, "idempotencyKey": str(uuid.uuid4()), **changed}


async def posted(office: Office, on: Any) -> None:
    """Give a small credit that counts from a day."""
    viewer = office.world.viewer_of("manager")
    async with transaction(viewer) as tx:
        lease = await lock_lease(tx, office.world.a.id(Lease, "north_1"))
        await post(tx, credited(lease.books, Fact(uuid.uuid4(), on, 5)))
        tx.record(office.world.a.rows[Lease]["north_1"], "CREDITED")


async def refused(office: Office) -> int:
    """Try to post into last month; says whether the closed month refused it."""
    try:
        await posted(office, LAST_MONTH)
    except PeriodClosed:
        return 1
    return 0


async def test_nothing_is_posted_into_a_closed_month(office: Office) -> None:
    assert await refused(office) == 0
    closed = await office.do("accountant", "closeAccountingPeriod", PERIOD, **month())
    assert (closed["firstOn"], closed["isClosed"]) == (str(LAST_MONTH.replace(day=1)), True)
    assert await refused(office) == 1
    async with transaction(office.world.viewer_of("manager")) as tx:
        assert await open_day(tx, LAST_MONTH) == day(0).replace(day=1)
        assert await open_day(tx, day(0)) == day(0)
    assert (await office.refused("accountant", "closeAccountingPeriod", **month()))[0] == "CONFLICT"
    opened = await office.do("admin", "reopenAccountingPeriod", PERIOD, **month(reason="An invoice came late"))
    assert (opened["id"], opened["isClosed"]) == (closed["id"], False)
    assert await refused(office) == 0
    assert (await office.refused("admin", "reopenAccountingPeriod", **month(reason="Again")))[0] == "CONFLICT"


async def test_a_month_that_is_not_over_stays_open(office: Office) -> None:
    for ahead in (0, 40):
        code, path = await office.refused("accountant", "closeAccountingPeriod", **month(month=day(ahead)))
        assert (code, path) == ("BAD_USER_INPUT", ["input", "month"])


async def test_no_entry_slips_into_a_month_while_it_is_being_closed(office: Office) -> None:
    closing = asyncio.create_task(office.do("accountant", "closeAccountingPeriod", PERIOD, **month()))
    answers = await asyncio.gather(*(refused(office) for _ in range(12)))
    await closing
    assert await refused(office) == 1
    late = await office.rows(
        "SELECT count(*) FROM journal_entry j JOIN accounting_period p ON p.organization_id = j.organization_id"
        " AND p.first_on = date_trunc('month', j.effective_on) WHERE p.closed_at < j.posted_at"
    )
    assert late[0][0] == 0 and sum(answers) <= 12


async def test_a_month_is_over_when_it_is_over_at_every_property(office: Office) -> None:
    first = add_months(day(0).replace(day=1), 1)
    early = datetime(first.year, first.month, 1, 6, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    await office.rows("UPDATE organization SET time_zone = 'Pacific/Kiritimati'")
    await office.rows("UPDATE property SET time_zone = 'Pacific/Niue'")
    wanted = month(month=day(0).replace(day=1))
    for hours, codes in ((0, ["BAD_USER_INPUT"]), (24, [])):
        seconds = int((early - clock.now()).total_seconds()) + hours * 3_600
        await office.rows(AHEAD, office.world.a.organization_id, seconds)
        payload = await office.attempt("accountant", "closeAccountingPeriod", PERIOD, **wanted)
        assert [error["code"] for error in payload["errors"]] == codes
