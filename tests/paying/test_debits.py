"""Bank debits take days: on their way, arrived, refused, and taken back when everybody thought they were there."""

import math
from datetime import date, timedelta

import pytest

from app import clock
from app.ledger.proration import add_months
from app.models.ids import from_global
from app.models.leases import Lease
from app.resolvers.payments import runs
from tests.paying.till import PAYMENT, Till
from tests.resolvers.office import day
from tests.resolvers.test_billing import ahead

GOOD, POOR, TAKEN_BACK = "AT611904300234573201", "AT861904300235473202", "AT591904300235473203"


@pytest.fixture
async def debit(till: Till) -> Till:
    """The till of a home that is let in euro."""
    await till.let_in("EUR")
    return till


async def _begun(till: Till, iban: str) -> str:
    payment = await till.start("100.00", method="SEPA_DEBIT", currency="EUR")
    await till.enter(payment["nextAction"], type="sepa_debit", iban=iban, name="Tove Test")
    await till.told()
    return str(payment["id"])


async def test_a_debit_is_on_its_way_until_the_bank_answers(debit: Till) -> None:
    await debit.charge("100.00", currency="EUR")
    id = await _begun(debit, GOOD)
    assert (await debit.payment(id))["status"] == "PROCESSING"
    assert (await debit.balance("IN_TRANSIT_IN"), await debit.open_minor()) == (10_000, 10_000)
    await debit.days(6)
    assert (await debit.payment(id))["status"] == "SUCCEEDED"
    assert (await debit.balance("IN_TRANSIT_IN"), await debit.open_minor()) == (0, 0)
    assert await debit.balance("PROVIDER_CLEARING") == await debit.at_provider()


async def test_a_debit_that_the_bank_refuses_leaves_no_trace_in_the_debt(debit: Till) -> None:
    await debit.charge("100.00", currency="EUR")
    id = await _begun(debit, POOR)
    await debit.days(6)
    payment = await debit.payment(id)
    assert (payment["status"], payment["failure"]["code"]) == ("FAILED", "insufficient_funds")
    assert "not enough money" in payment["failure"]["text"]
    assert (await debit.balance("IN_TRANSIT_IN"), await debit.open_minor()) == (0, 10_000)


async def test_a_debit_that_comes_back_opens_its_charges_again_and_costs_what_the_house_says(debit: Till) -> None:
    await debit.rule(returned_fee_minor=2_000)
    await debit.charge("100.00", currency="EUR", due=-3)
    id = await _begun(debit, TAKEN_BACK)
    await debit.days(40)
    payment = await debit.payment(id)
    assert (payment["status"], payment["failure"]["code"]) == ("RETURNED", "debit_not_authorized")
    charges = await debit.rows(
        "SELECT code, status, open_minor, due_on < current_date FROM charge WHERE currency = 'EUR' ORDER BY code"
    )
    assert [tuple(row) for row in charges] == [
        ("OTHER", "POSTED", 10_000, True),
        ("RETURNED_PAYMENT_FEE", "POSTED", 2_000, False),
    ]
    assert await debit.balance("PROVIDER_CLEARING") == await debit.at_provider()
    await debit.told()
    assert len(await debit.rows("SELECT FROM charge WHERE code = 'RETURNED_PAYMENT_FEE'")) == 1


DAY = 86_400
DAYS = """
SELECT j.effective_on FROM journal_entry j LEFT JOIN journal_entry e ON e.organization_id = j.organization_id
   AND e.id = j.reverses_id WHERE coalesce(e.kind, j.kind) = $1 AND (j.reverses_id IS NOT NULL) = $2
"""
CLOSE = """
INSERT INTO accounting_period (organization_id, id, first_on, closed_at)
VALUES ($1, gen_random_uuid(), date_trunc('month', $2::date), now())
"""


async def _days(till: Till, kind: str, is_reversal: bool = False) -> list[date]:
    """The accounting days of entries of a kind, or of what takes such entries back."""
    return [row[0] for row in await till.rows(DAYS, kind, is_reversal)]


async def _level(till: Till) -> int:
    """Let the landlord's clock stand where the simulator's stands; returns by how many days that is ahead."""
    said = await till.control("clock", advance=0)
    seconds = said["now"] - clock.now().timestamp()
    days = max(0, math.ceil(seconds / DAY - 0.0001))
    await till.control("clock", advance=max(0, days * DAY - seconds))
    await ahead(till, days)
    return days


async def _heard(till: Till, days: int) -> None:
    """Let the landlord's clock go on to so many days from now, and only then hear what has happened."""
    await ahead(till, days)
    await till.told()


@pytest.mark.parametrize("is_closed", [False, True])
async def test_what_a_bank_took_back_counts_from_that_day_however_late_it_is_heard(
    debit: Till, is_closed: bool
) -> None:
    await debit.rule(returned_fee_minor=2_000)
    await debit.charge("100.00", currency="EUR")
    now = await _level(debit)
    id = await _begun(debit, GOOD)
    await ahead(debit, now + 6)
    await debit.days(6)
    assert (await debit.payment(id))["status"] == "SUCCEEDED"
    await debit.control("clock", advance=2 * DAY)
    await debit.control(f"returns/{await debit.intent(id)}", code="AM04")
    counts_from = day(now + 8)
    if is_closed:
        await debit.rows(CLOSE, debit.organization_id, counts_from)
        counts_from = add_months(counts_from.replace(day=1), 1)
    await _heard(debit, now + 70)
    assert (await debit.payment(id))["status"] == "RETURNED"
    assert await _days(debit, "PAYMENT_RETURNED") == [counts_from]
    assert await _days(debit, "ALLOCATION", is_reversal=True) == [counts_from]
    then = "query($id: ID!, $on: Date) { node(id: $id) { ... on Lease { balance(asOf: $on) { due { minor } } } } }"
    for on, due in ((counts_from - timedelta(days=1), "0"), (counts_from, "10000")):
        found = await debit.ask("tenant", then, id=debit.id(Lease, "north_1"), on=str(on))
        assert found["node"]["balance"]["due"]["minor"] == due, on
    (fee,) = await debit.rows("SELECT due_on FROM charge WHERE code = 'RETURNED_PAYMENT_FEE'")
    assert fee["due_on"] == day(now + 70), "nobody could pay it before"
    assert await debit.balance("PROVIDER_CLEARING") == await debit.at_provider()


async def test_a_debit_that_the_bank_refused_is_on_its_way_until_that_day(debit: Till) -> None:
    await debit.charge("100.00", currency="EUR")
    now = await _level(debit)
    id = await _begun(debit, POOR)
    await debit.control("clock", advance=6 * DAY)
    await _heard(debit, now + 30)
    assert (await debit.payment(id))["status"] == "FAILED"
    assert await _days(debit, "PROCESSING", is_reversal=True) == [day(now + 5)]


async def test_money_that_was_paid_back_counts_from_the_day_it_left(debit: Till) -> None:
    await debit.charge("100.00", currency="EUR")
    now = await _level(debit)
    id = await _begun(debit, GOOD)
    await ahead(debit, now + 14)
    await debit.days(14)
    back = {"paymentId": id, "amount": {"amount": "40.00", "currency": "EUR"}, "reason": "Too much"}
    await debit.do("admin", "refundPayment", PAYMENT, **back, **debit.key())
    await debit.control("clock", advance=5 * DAY)
    await _heard(debit, now + 40)
    assert (await debit.payment(id))["status"] == "PARTIALLY_REFUNDED"
    assert await _days(debit, "REFUND") == [day(now + 14)]
    (charge,) = await debit.rows("SELECT open_minor, late_from FROM charge WHERE currency = 'EUR'")
    assert tuple(charge) == (4_000, day(now + 40))


async def test_a_debit_that_comes_back_costs_no_more_than_the_law_of_the_place_allows(debit: Till) -> None:
    await debit.rule(returned_fee_minor=2_000)
    await debit.rows("UPDATE property SET jurisdiction = 'NO'")
    await debit.charge("100.00", currency="EUR")
    await _begun(debit, TAKEN_BACK)
    await debit.days(40)
    charges = await debit.rows("SELECT code FROM charge WHERE currency = 'EUR'")
    assert [row["code"] for row in charges] == ["OTHER"]


async def test_a_standing_order_debits_a_saved_account_and_rests_when_the_bank_takes_it_back(debit: Till) -> None:
    form = {"type": "sepa_debit", "iban": TAKEN_BACK, "name": "Tove Test"}
    await debit.reachable("co_tenant")
    saved = await debit.saved("co_tenant", "SEPA_DEBIT", **form)
    await debit.charge("100.00", currency="EUR")
    await debit.falls_due(day(0))
    given = {"leaseId": debit.id(Lease, "north_1"), "paymentMethodId": saved, "timing": "DUE_DATE"}
    order = await debit.do("co_tenant", "setAutopay", "autopay { id status }", **given, **debit.key())
    assert await runs.run_due(debit.provider, debit.organization_id) == 1
    payments = "SELECT status FROM payment WHERE source = 'AUTOPAY'"
    assert [row[0] for row in await debit.rows(payments)] == ["PROCESSING"]
    await debit.days(40)
    assert [row[0] for row in await debit.rows(payments)] == ["RETURNED"]
    status = await debit.rows("SELECT status FROM autopay WHERE id = $1", from_global(order["id"])[1])
    assert [row[0] for row in status] == ["PAUSED"]
    whats = await debit.rows("SELECT contents::text FROM mail WHERE template = 'mail-autopay'")
    assert [("returned" in row[0]) for row in whats] == [True]
    assert await debit.balance("PROVIDER_CLEARING") == await debit.at_provider()


@pytest.mark.parametrize(
    ("account", "code"), [("000111111113", "account_closed"), ("000333333335", "debit_not_authorized")]
)
async def test_what_a_bank_refuses_for_good_is_not_tried_again_and_the_payer_is_told(
    till: Till, account: str, code: str
) -> None:
    await till.let_in("USD")
    await till.rows("UPDATE autopay SET status = 'PAUSED' WHERE status = 'ACTIVE'")
    await till.rows("DELETE FROM notification")
    await till.reachable("co_tenant")
    form = {"type": "us_bank_account", "routing_number": "110000000", "account_number": account, "name": "Tove Test"}
    saved = await till.saved("co_tenant", "ACH_DEBIT", **form)
    await till.charge("100.00", currency="USD")
    await till.falls_due(day(0))
    given = {"leaseId": till.id(Lease, "north_1"), "paymentMethodId": saved, "timing": "DUE_DATE"}
    order = await till.do("co_tenant", "setAutopay", "autopay { id }", **given, **till.key())
    assert await runs.run_due(till.provider, till.organization_id) == 1
    await till.days(6)
    query = "query($id: ID!) { node(id: $id) { ... on Autopay { nextOn } } }"
    shown = await till.ask("co_tenant", query, id=order["id"])
    for days in (3, 6):
        await ahead(till, days)
        assert await runs.run_due(till.provider, till.organization_id) == 0
    runs_made = await till.rows(
        "SELECT r.status, r.retry_on, p.status, p.failure_code FROM autopay_run r JOIN payment p ON p.id = r.payment_id"
    )
    assert [tuple(row) for row in runs_made] == [("FAILED", None, "FAILED", code)]
    assert shown["node"]["nextOn"] > str(day(20)), "the next run is that of another month"
    mails = await till.rows("SELECT contents::text FROM mail WHERE template = 'mail-autopay'")
    assert [("failed" in row[0]) for row in mails] == [True]
    bell = "{ notifications(first: 20) { nodes { kind } } }"
    told = [each["kind"] for each in (await till.ask("co_tenant", bell))["notifications"]["nodes"]]
    assert told.count("PAYMENT_FAILED") == 1
    assert (await till.balance("IN_TRANSIT_IN"), await till.open_minor()) == (0, 10_000)
