"""Payments where the clock is ahead: what waits for its day begins, and seconds of ours are days of theirs."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.ledger.fees import FeeKind
from app.models.ids import from_global
from app.models.leases import Lease
from app.resolvers import daily
from app.resolvers.late_charges import assess_all
from app.resolvers.payments import runs
from app.resolvers.payments.day import Day, lived_with
from app.resolvers.payments.places import sent
from app.resolvers.reminders import remind_all
from tests.paying.till import Till
from tests.resolvers.office import day
from tests.resolvers.test_billing import ahead

CHALLENGED = "4000002760003184"
STATUS = "SELECT status FROM payment WHERE id = $1"
RUNS = "SELECT r.status, r.why FROM autopay_run r WHERE r.autopay_id = $1"


async def _status(till: Till, payment: Any) -> str:
    return str((await till.rows(STATUS, from_global(payment["id"])[1]))[0]["status"])


async def _orders(till: Till) -> Any:
    given = {"leaseId": till.id(Lease, "north_1"), "paymentMethodId": await till.saved("co_tenant"), **till.key()}
    order = await till.do("co_tenant", "setAutopay", "autopay { id nextOn }", timing="DUE_DATE", **given)
    return from_global(order["id"])[1]


@pytest.fixture
async def home(till: Till) -> Till:
    """The home of the tenant with nothing owed, and no other standing order."""
    await till.let_in("NOK")
    await till.rows("UPDATE autopay SET status = 'PAUSED' WHERE status = 'ACTIVE'")
    return till


async def test_what_is_scheduled_begins_when_the_sandboxs_day_comes(home: Till) -> None:
    await home.charge("100.00")
    payment = await home.start("100.00", paymentMethodId=await home.saved(), scheduledOn=day(10))
    await ahead(home, 9)
    await home.swept()
    assert await _status(home, payment) == "CREATED"
    await ahead(home, 10)
    await home.swept()
    await home.told()
    assert (await _status(home, payment), await home.open_minor()) == ("SUCCEEDED", 0)


async def test_what_was_left_keeps_nobody_from_paying_on_a_later_day(home: Till) -> None:
    await home.charge("100.00")
    payment = await home.start("100.00")
    await home.enter_card(payment, CHALLENGED)
    await home.told()
    await home.falls_due(day(2))
    order = await _orders(home)
    await ahead(home, 2)
    await home.swept()
    assert await runs.run_due(home.provider, home.organization_id) == 1
    await home.told()
    found = await home.rows(RUNS, order)
    assert ([tuple(row) for row in found], await _status(home, payment)) == ([("STARTED", None)], "EXPIRED")


async def test_what_is_begun_where_the_clock_is_ahead_is_under_way(home: Till) -> None:
    await ahead(home, 45)
    await home.charge("100.00")
    await home.falls_due(day(45))
    order = await _orders(home)
    payment = await home.start("100.00")
    await home.enter_card(payment, CHALLENGED)
    await home.told()
    await home.swept()
    assert await _status(home, payment) == "REQUIRES_ACTION"
    assert await runs.run_due(home.provider, home.organization_id) == 0
    assert [tuple(row) for row in await home.rows(RUNS, order)] == [("SKIPPED", "in_flight")]


async def test_an_order_makes_up_for_no_run_from_before_it_was_given(home: Till) -> None:
    await ahead(home, 45)
    await home.charge("100.00")
    await home.falls_due(day(44))
    order = await _orders(home)
    assert await runs.run_due(home.provider, home.organization_id) == 0
    assert await home.rows(RUNS, order) == []


async def test_money_counts_from_the_day_it_came_however_late_that_is_heard(home: Till) -> None:
    now = datetime.fromtimestamp((await home.control("clock"))["now"], UTC)
    at_provider = (now.astimezone(ZoneInfo("Europe/Oslo")).date() - day(0)).days
    await ahead(home, at_provider)
    await home.charge("100.00")
    payment = await home.start("100.00")
    await home.control("webhooks/rules", hold=True)
    await home.enter_card(payment)
    await ahead(home, at_provider + 5)
    await home.control("webhooks/rules", hold=False)
    await home.told()
    assert await _status(home, payment) == "SUCCEEDED"
    id = from_global(payment["id"])[1]
    (came,) = await home.rows("SELECT sent_on, effective_on FROM payment WHERE id = $1", id)
    assert came["effective_on"] == came["sent_on"] <= day(at_provider + 1)
    booked = "SELECT effective_on FROM journal_entry WHERE source_id = $1 AND kind = 'PAYMENT'"
    assert [row["effective_on"] for row in await home.rows(booked, id)] == [came["effective_on"]]


async def test_what_the_landlord_pays_back_makes_nobody_late_from_long_ago(home: Till) -> None:
    whole, part = await home.charge("100.00"), await home.charge("50.00", due=1)
    payment = await home.paid("120.00")
    await ahead(home, 20)
    money = {"amount": "30.00", "currency": "NOK"}
    given = {"paymentId": payment["id"], "amount": money, "reason": "A gift", **home.key()}
    await home.do("admin", "refundPayment", "payment { id }", **given)
    await home.told()
    charges = {row["id"]: row for row in await home.rows("SELECT id, open_minor, late_from FROM charge")}
    found = [charges[from_global(each["id"])[1]] for each in (whole, part)]
    # The one that was never paid in full is late as it was.
    assert [(row["open_minor"], row["late_from"]) for row in found] == [(1_000, day(20)), (5_000, None)]


def test_banks_answer_before_anything_is_late(till: Till) -> None:
    steps = lived_with(daily.STEPS, till.provider)
    place = next(place for place, step in enumerate(steps) if isinstance(step, Day))
    assert steps[place + 1 :] == [assess_all, remind_all]
    assert lived_with(lived_with(steps, till.provider), None) == [step for step in steps if not isinstance(step, Day)]


async def _late_costs(till: Till) -> None:
    """Let paying late cost something from the first day on, where no law is known that forbids it."""
    await till.let_in("USD")
    await till.rows("UPDATE property SET jurisdiction = 'DE'")
    await till.rows("UPDATE autopay SET status = 'PAUSED' WHERE status = 'ACTIVE'")
    await till.rows(POLICY, till.organization_id, FeeKind.FLAT, day(-400))
    # The simulator is ahead, as other tests may leave it: it cannot say when.
    await till.days(3)


SENT = "SELECT sent_on FROM payment WHERE id = $1"


@pytest.mark.parametrize(
    ("begun", "said", "expected"),
    [(0, 2, 2), (0, None, 0), (None, None, 9), (None, 3, 3), (5, 3, 5), (5, 12, 5), (None, 12, 9)],
)
def test_when_a_payment_was_sent(begun: int | None, said: int | None, expected: int) -> None:
    moments = {hour: datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in range(13)} | {None: None}
    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert sent(moments[begun], moments[said], now) == moments[expected]


async def test_a_payment_was_sent_when_its_payer_let_it_go(till: Till) -> None:
    await _late_costs(till)
    charge = await till.charge("1000.00", code="RENT", currency="USD")
    form = {"type": "us_bank_account", "routing_number": "110000000", "account_number": "000123456789"}
    payment = await till.start("1000.00", method="ACH_DEBIT", currency="USD")
    await till.control("webhooks/rules", hold=True)
    await till.enter(payment["nextAction"], **form, name="Tove Test")
    # Nobody has told, and the day is over: it is noticed on the next one only.
    await ahead(till, 1)
    await till.control("webhooks/rules", hold=False)
    await till.told()
    assert await _status(till, payment) == "PROCESSING"
    assert (await till.rows(SENT, from_global(payment["id"])[1]))[0]["sent_on"] == day(0)
    await assess_all(till.organization_id)
    assert await till.rows("SELECT FROM charge WHERE late_charge_id = $1", from_global(charge["id"])[1]) == []


async def test_a_fee_is_taken_back_when_it_turns_out_that_the_payer_was_in_time(till: Till) -> None:
    await _late_costs(till)
    charge = await till.charge("1000.00", code="RENT", currency="USD")
    payment = await till.start("1000.00", currency="USD", fee="29.30")
    await till.control("webhooks/rules", hold=True)
    await till.enter_card(payment)
    await ahead(till, 1)
    fees = "SELECT status FROM charge WHERE late_charge_id = $1"
    about = from_global(charge["id"])[1]
    await assess_all(till.organization_id)
    assert [row["status"] for row in await till.rows(fees, about)] == ["POSTED"]
    await till.control("webhooks/rules", hold=False)
    await till.told()
    assert await _status(till, payment) == "SUCCEEDED"
    assert [row["status"] for row in await till.rows(fees, about)] == ["REVERSED"]
    assert await till.open_minor() == 0


POLICY = """
INSERT INTO late_fee_policy (organization_id, id, property_id, number, kind, grace_days, counts_business_days,
                             amount_minor, rate_bps, min_open_minor, covers_all, currency, starts_on)
SELECT organization_id, gen_random_uuid(), property_id, 77, $2, 0, false, 5000, 0, 0, false, 'USD', $3 FROM lease
 WHERE organization_id = $1 AND currency = 'USD'
"""
