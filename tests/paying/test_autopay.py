"""Standing orders: once a month, never more than is due and not on its way, and not at all when asked."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from app.models.autopay import AutopayTiming, Owed, RentDays, again_on, amount_of, run_on
from app.models.ids import from_global
from app.models.leases import Lease
from app.resolvers.payments import runs
from app.resolvers.payments.attempts import send
from app.resolvers.payments.calendar import Due
from app.resolvers.payments.places import house
from app.subscriptions.transaction import next_number, transaction
from tests.paying.till import Till
from tests.resolvers.office import day
from tests.resolvers.test_billing import ahead

NEXT = "query($id: ID!) { node(id: $id) { ... on Autopay { nextOn nextAmount { minor } } } }"
AUTOPAY = "autopay { id status share skipsNext nextOn nextAmount { minor } cap { minor } version }"
D, M = AutopayTiming.DUE_DATE, AutopayTiming.DAY_OF_MONTH


@pytest.mark.parametrize(
    ("timing", "due_day", "chosen", "period", "expected"),
    [
        (D, 1, None, date(2026, 3, 1), date(2026, 3, 1)),
        (D, 31, None, date(2026, 2, 1), date(2026, 2, 28)),
        (D, 31, None, date(2028, 2, 1), date(2028, 2, 29)),
        (M, 20, 5, date(2026, 3, 1), date(2026, 3, 5)),
        (M, 1, 25, date(2026, 3, 1), date(2026, 2, 25)),
        (M, 1, 31, date(2026, 3, 1), date(2026, 2, 28)),
        (M, 1, 28, date(2026, 1, 1), date(2025, 12, 28)),
        (M, 28, 31, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_the_day_of_a_run(timing: Any, due_day: int, chosen: int | None, period: date, expected: date) -> None:
    assert run_on(timing, chosen, RentDays(due_day, date(2020, 1, 1), 60), period) == expected


@pytest.mark.parametrize(
    ("owed", "share", "cap", "expected"),
    [
        (Owed(1_000, 0, 0, 0), 1_000_000, None, 1_000),
        (Owed(1_000, 0, 300, 0), 1_000_000, None, 700),
        (Owed(1_000, 0, 1_200, 0), 1_000_000, None, 0),
        (Owed(1_000, 0, 0, 0), 1_000_000, 250, 250),
        (Owed(1_000, 0, 0, 0), 500_000, None, 500),
        (Owed(500, 500, 0, 0), 500_000, None, 500),
        (Owed(500, 500, 0, 500), 500_000, None, 0),
        (Owed(1_000, 0, 500, 500), 500_000, None, 0),
        (Owed(999, 0, 0, 0), 333_333, None, 333),
        (Owed(0, 0, 0, 0), 1_000_000, None, 0),
    ],
)
def test_the_amount_of_a_run(owed: Owed, share: int, cap: int | None, expected: int) -> None:
    assert amount_of(owed, share, cap) == expected


@pytest.mark.parametrize(
    ("code", "tried", "expected"),
    [
        ("insufficient_funds", 1, date(2026, 3, 4)),
        ("insufficient_funds", 2, None),
        ("generic_decline", 1, date(2026, 3, 4)),
        *[(code, 1, None) for code in ("stolen_card", "account_closed", "debit_not_authorized", "expired_card", None)],
    ],
)
def test_only_what_was_refused_for_now_is_tried_again_and_once(code: str | None, tried: int, expected: Any) -> None:
    assert again_on(code, tried, date(2026, 3, 1)) == expected


async def _order(till: Till, who: str = "co_tenant", **more: Any) -> Any:
    """A standing order that runs today."""
    given = {
        "leaseId": till.id(Lease, "north_1"),
        "paymentMethodId": more.pop("method", None) or await till.saved(who),
        "timing": "DUE_DATE",
        **till.key(),
        **more,
    }
    await till.falls_due(day(0))
    return await till.do(who, "setAutopay", AUTOPAY, **given)


async def _runs(till: Till) -> list[tuple[Any, ...]]:
    found = await till.rows(
        "SELECT r.status, r.why, r.amount_minor, p.status FROM autopay_run r LEFT JOIN payment p ON p.id = r.payment_id"
        " WHERE r.period_start > current_date - 60 ORDER BY r.created_at"
    )
    return [tuple(row) for row in found]


@pytest.fixture
async def home(till: Till) -> Till:
    """The home of the tenant with nothing owed, and no other standing order."""
    await till.let_in("NOK")
    # Those of the world run on days of their own, of which today may be one.
    await till.rows("UPDATE autopay SET status = 'PAUSED' WHERE status = 'ACTIVE'")
    return till


async def test_it_runs_once_and_takes_what_is_due(home: Till) -> None:
    await home.charge("120.00")
    await home.charge("80.00", due=60)
    order = await _order(home)
    assert (order["nextOn"], order["nextAmount"]["minor"]) == (str(day(0)), "12000")
    assert await runs.run_due(home.provider, home.organization_id) == 1
    assert await runs.run_due(home.provider, home.organization_id) == 0
    await home.told()
    assert await _runs(home) == [("STARTED", None, 12_000, "SUCCEEDED")]
    assert await home.open_minor() == 8_000
    assert await home.balance("PROVIDER_CLEARING") == await home.at_provider()


async def test_it_leaves_one_run_out_when_asked_and_is_edited_in_place(home: Till) -> None:
    await home.charge("120.00")
    order = await _order(home, skipNext=True)
    assert await runs.run_due(home.provider, home.organization_id) == 0
    assert await _runs(home) == [("SKIPPED", "asked", 0, None)]
    money = {"amount": "50.00", "currency": "NOK"}
    edited = await _order(home, cap=money, share="0.5", expectedVersion=order["version"] + 1)
    assert (edited["id"], edited["cap"]["minor"], edited["share"], edited["skipsNext"]) == (
        *(order["id"], "5000", "0.5"),
        False,
    )
    assert len(await _runs(home)) == 1


async def test_it_takes_nothing_while_it_rests_or_while_something_is_on_its_way(home: Till) -> None:
    await home.charge("120.00")
    order = await _order(home)
    step = {"autopayId": order["id"], **home.key()}
    paused = await home.do("co_tenant", "changeAutopayStatus", AUTOPAY, to="PAUSED", **step)
    assert (paused["status"], paused["nextOn"]) == ("PAUSED", None)
    assert await runs.run_due(home.provider, home.organization_id) == 0
    await home.do("co_tenant", "changeAutopayStatus", AUTOPAY, to="ACTIVE", autopayId=order["id"], **home.key())
    await home.start("120.00")
    assert await runs.run_due(home.provider, home.organization_id) == 0
    assert await _runs(home) == [("SKIPPED", "in_flight", 0, None)]


async def test_roommates_pay_their_shares_and_see_the_pot(home: Till) -> None:
    await home.charge("1000.01")
    await _order(home, "tenant", share="0.5")
    await _order(home, "co_tenant", share="0.5")
    # Two workers at once, each with several runs on the way.
    begun = await asyncio.gather(*(runs.run_due(home.provider, home.organization_id) for _ in range(2)))
    assert sum(begun) + await runs.run_due(home.provider, home.organization_id) == 2
    await home.told()
    amounts = sorted(row[2] for row in await _runs(home))
    assert (sum(amounts), await home.open_minor()) == (100_001, 0)
    pot = """query($id: ID!) { node(id: $id) { ... on Lease { householdPot {
        due { minor } paid { minor } shares { isViewer expected { minor } paid { minor } } } } } }"""
    found = (await home.ask("tenant", pot, id=home.id(Lease, "north_1")))["node"]["householdPot"]
    assert (found["due"]["minor"], found["paid"]["minor"]) == ("100001", "100001")
    assert sum(int(share["expected"]["minor"]) for share in found["shares"]) == 100_001
    assert [share["isViewer"] for share in found["shares"]].count(True) == 1


async def _refused(home: Till) -> Any:
    """A standing order whose card is refused today, for a passing reason."""
    await home.reachable("co_tenant")
    await home.charge("120.00")
    form = {"type": "card", "number": "4000000000000341", "expires": "12/40", "cvc": "123"}
    order = await _order(home, method=await home.saved("co_tenant", **form))
    assert await runs.run_due(home.provider, home.organization_id) == 1
    await home.told()
    assert await _runs(home) == [("RETRYING", None, 12_000, "FAILED")]
    return order


async def _mails(home: Till) -> list[str]:
    """What the mails about standing orders say, the oldest first."""
    sql = "SELECT contents::text, recipient FROM mail WHERE template = 'mail-autopay' ORDER BY created_at, id"
    rows = await home.rows(sql)
    assert {row[1] for row in rows} <= {"co_tenant.a@world.example"}, "the account's, whatever the house wrote down"
    return [next(what for what in ("announced", "failed", "retried", "returned") if what in row[0]) for row in rows]


async def test_a_card_that_is_refused_for_now_is_tried_once_more_three_days_later(home: Till) -> None:
    order = await _refused(home)
    shown = await home.ask("co_tenant", NEXT, id=order["id"])
    assert shown["node"] == {"nextOn": str(day(3)), "nextAmount": {"minor": "12000"}}
    await ahead(home, 2)
    assert await runs.run_due(home.provider, home.organization_id) == 0
    await ahead(home, 3)
    begun = await asyncio.gather(*(runs.run_due(home.provider, home.organization_id) for _ in range(2)))
    assert sum(begun) == 1
    await home.told()
    assert await _runs(home) == [("FAILED", None, 12_000, "FAILED")]
    await ahead(home, 6)
    assert await runs.run_due(home.provider, home.organization_id) == 0
    assert (await _mails(home), await home.open_minor()) == (["retried", "failed"], 12_000)


async def test_a_second_try_takes_what_is_still_due_from_where_the_payer_says_by_then(home: Till) -> None:
    await _refused(home)
    await home.paid("50.00")
    await _order(home, method=await home.saved("co_tenant"))
    await ahead(home, 3)
    assert await runs.run_due(home.provider, home.organization_id) == 1
    await home.told()
    assert await _runs(home) == [("STARTED", None, 7_000, "SUCCEEDED")]
    assert await home.open_minor() == 0


GONE = "UPDATE payment_method SET status = 'REMOVED'"


@pytest.mark.parametrize(
    ("days", "to", "why", "mails"),
    [
        (3, "PAUSED", "paused", ["retried"]),
        (7, None, "late", ["retried", "failed"]),
        (3, "paid", "nothing_due", ["retried"]),
        (3, "gone", "payment_method", ["retried", "failed"]),
    ],
)
async def test_no_second_try_when_it_rests_comes_too_late_or_is_paid(
    home: Till, days: int, to: str | None, why: str, mails: list[str]
) -> None:
    order = await _refused(home)
    # As a run was written down before its tries were counted.
    await home.rows("UPDATE autopay_run SET tried = 0")
    if to == "paid":
        await home.paid("120.00")
    elif to == "gone":
        await home.rows(GONE)
    elif to is not None:
        await home.do("co_tenant", "changeAutopayStatus", AUTOPAY, to=to, autopayId=order["id"], **home.key())
    await ahead(home, days)
    for _ in range(2):
        assert await runs.run_due(home.provider, home.organization_id) == 0
    assert await _runs(home) == [("FAILED", why, 12_000, "FAILED")]
    assert await _mails(home) == mails


async def test_a_second_try_of_another_day_is_not_made_again(home: Till) -> None:
    await _refused(home)
    sql = "SELECT r.*, a.lease_id FROM autopay_run r JOIN autopay a ON a.id = r.autopay_id WHERE r.status = 'RETRYING'"
    (run,) = await home.rows(sql)
    facts = (run["autopay_id"], run["lease_id"], run["period_start"], run["run_on"], run["run_on"])
    assert not await runs._make(home.provider, home.organization_id, Due(*facts, run["retry_on"] - timedelta(1)))
    assert await _runs(home) == [("RETRYING", None, 12_000, "FAILED")]
    assert await runs._make(home.provider, home.organization_id, Due(*facts, run["retry_on"]))


async def test_an_order_that_rests_when_its_payment_fails_promises_no_second_try(home: Till) -> None:
    await home.reachable("co_tenant")
    await home.charge("120.00")
    form = {"type": "card", "number": "4000000000000341", "expires": "12/40", "cvc": "123"}
    order = await _order(home, method=await home.saved("co_tenant", **form))
    viewer = house(home.organization_id)
    number = await next_number(viewer, "payment")
    async with transaction(viewer) as tx:
        days = (day(0).replace(day=1), day(0), day(0))
        due = Due(from_global(order["id"])[1], home.id_of(Lease, "north_1"), *days)
        attempt = await runs._run(tx, due, number)
    assert attempt is not None
    await home.do("co_tenant", "changeAutopayStatus", AUTOPAY, to="PAUSED", autopayId=order["id"], **home.key())
    await send(home.provider, home.organization_id, attempt)
    await home.told()
    assert (await _runs(home), await _mails(home)) == ([("FAILED", None, 12_000, "FAILED")], ["failed"])


async def test_the_payer_is_told_three_days_before_once(home: Till) -> None:
    await home.reachable("co_tenant")
    await home.charge("120.00", due=3)
    given = {"leaseId": home.id(Lease, "north_1"), "paymentMethodId": await home.saved("co_tenant")}
    await home.falls_due(day(3))
    await home.do("co_tenant", "setAutopay", AUTOPAY, **given, timing="DUE_DATE", **home.key())
    for _ in range(2):
        assert await runs.run_due(home.provider, home.organization_id) == 0
    mails = await home.rows("SELECT contents::text FROM mail WHERE template = 'mail-autopay'")
    assert len(mails) == 1 and "announced" in mails[0][0] and "12000" in mails[0][0]
    assert await _runs(home) == [("ANNOUNCED", None, 12_000, None)]
