"""Shares of a rent: roommates' parts add up, whatever was owed before or forgiven, and in whatever steps."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.integrations.stripe.amounts import MOST, limits, to_stripe
from app.ledger.fees import Late, fee
from app.models.autopay import Owed, amount_of
from app.models.late_fees import rule_of
from app.models.leases import Lease, Tenant
from app.models.payment_terms import Price
from app.money import Money, step_of
from app.resolvers.payments import runs
from app.resolvers.payments.attempts import send_due
from app.resolvers.payments.outlook import _agreed
from app.resolvers.payments.places import Account
from app.schema.payment_words import failure
from tests.paying.till import PAYMENT, Till
from tests.resolvers.office import day

POT = """query($id: ID!) { node(id: $id) { ... on Lease { householdPot {
  due { minor } paid { minor } shares { hasLeft expected { minor } paid { minor } } } } } }"""


async def _pot(home: Till) -> list[Any]:
    found = (await home.ask("tenant", POT, id=home.id(Lease, "north_1")))["node"]["householdPot"]["shares"]
    return list(found)


@pytest.fixture
async def home(till: Till) -> Till:
    """The home of the tenant, in which two roommates share what falls due today."""
    await till.let_in("NOK")
    await till.rows("UPDATE autopay SET status = 'PAUSED' WHERE status = 'ACTIVE'")
    await till.falls_due(day(0))
    return till


async def _shares(home: Till, who: str, share: str = "0.5") -> None:
    given = {"leaseId": home.id(Lease, "north_1"), "paymentMethodId": await home.saved(who), "share": share}
    await home.do(who, "setAutopay", "autopay { id }", **given, timing="DUE_DATE", **home.key())


async def _ran(home: Till) -> list[int]:
    """Make the runs that are due; returns what was taken, the first first."""
    await runs.run_due(home.provider, home.organization_id)
    await home.told()
    found = await home.rows("SELECT amount_minor FROM payment WHERE source = 'AUTOPAY' ORDER BY created_at, id")
    return [row["amount_minor"] for row in found]


async def test_what_was_owed_before_is_shared_like_the_month(home: Till) -> None:
    await home.charge("500.00", due=-40)
    await home.charge("1000.00")
    await _shares(home, "tenant")
    assert await _ran(home) == [75_000]
    await _shares(home, "co_tenant")
    assert await _ran(home) == [75_000, 75_000]
    assert await home.open_minor() == 0


async def test_what_is_forgiven_is_nobodys_share(home: Till) -> None:
    await home.charge("1000.00")
    money = {"amount": "200.00", "currency": "NOK"}
    given = {"leaseId": home.id(Lease, "north_1"), "reason": "A broken heater", "amount": money}
    await home.do("admin", "createCredit", "lease { id }", **given, **home.key())
    await _shares(home, "tenant")
    assert await _ran(home) == [40_000]
    await _shares(home, "co_tenant")
    assert await _ran(home) == [40_000, 40_000]
    pot = (await home.ask("tenant", POT, id=home.id(Lease, "north_1")))["node"]["householdPot"]
    assert (pot["due"]["minor"], pot["paid"]["minor"]) == ("80000", "80000")
    assert [(each["expected"]["minor"], each["paid"]["minor"]) for each in pot["shares"]] == [("40000", "40000")] * 2


async def test_what_a_roommate_who_left_did_not_pay_is_owed_by_who_stays(home: Till) -> None:
    await home.charge("1000.00")
    await _shares(home, "co_tenant")
    await home.paid("300.00", "co_tenant")
    assert [(each["expected"]["minor"], each["hasLeft"]) for each in await _pot(home)] == [("50000", False)] * 2
    await home.rows("UPDATE lease_party SET status = 'PAST' WHERE tenant_id = $1", home.id_of(Tenant, "co_tenant"))
    found = {each["hasLeft"]: (each["expected"]["minor"], each["paid"]["minor"]) for each in await _pot(home)}
    assert found == {False: ("70000", "0"), True: ("30000", "30000")}


def test_what_a_standing_order_of_who_left_would_pay_is_shared_by_those_who_stay() -> None:
    assert _agreed([500_000, 250_000], 90_000, is_whole=True) == [60_000, 30_000]
    assert _agreed([500_000, 250_000], 90_000, is_whole=False) == [45_000, 22_500]
    assert _agreed([500_000, None], 90_000, is_whole=True) == [45_000, 45_000]


def test_in_larger_steps_parts_add_up_and_stay_within_what_is_open() -> None:
    open_minor, taken = 1_000_000, list[int]()
    for share in (333_333, 333_333, 333_334):
        taken.append(amount_of(Owed(open_minor - sum(taken), sum(taken), 0, 0), share, None, step_of("KWD")))
    assert (sum(taken), {amount % 10 for amount in taken}) == (open_minor, {0})
    assert amount_of(Owed(1_005, 0, 0, 0), 1_000_000, None, 10) == 1_000
    assert amount_of(Owed(1_000, 0, 0, 0), 1_000_000, 777, 10) == 770


def test_fees_are_in_steps_that_can_be_paid() -> None:
    fee = Price(fee_bps=290).fee(101_000, step_of("KWD"))
    assert (fee, to_stripe(101_000 + fee, "KWD")) == (2_930, 103_930)
    assert (Price(fee_bps=290, fee_flat_minor=5).fee(100, 10), Price(fee_bps=290).fee(100)) == (10, 3)
    account = Account(uuid.uuid4(), "acct", application_fee_bps=150)
    assert (account.application_fee(101_110, 10), account.application_fee(101_110)) == (1_510, 1_516)


async def test_thousandths_are_paid_and_paid_back_in_tens(till: Till) -> None:
    await till.let_in("KWD")
    await till.rule("KWD", proved_refund_minor=10_000_000)
    await till.price("KWD", "CARD", 290)
    await till.rows("UPDATE provider_account SET application_fee_bps = 150")
    await till.charge("101.000", currency="KWD")
    payment = await till.paid("101.000", currency="KWD", fee="2.930")
    assert payment["status"] == "SUCCEEDED"
    back = {"paymentId": payment["id"], "reason": "Too much", "amount": {"amount": "0.005", "currency": "KWD"}}
    assert (await till.refused("admin", "refundPayment", **back, **till.key()))[0] == "BAD_USER_INPUT"
    back["amount"]["amount"] = "0.010"
    await till.do("admin", "refundPayment", PAYMENT, **back, **till.key())
    await till.told()
    assert (await till.payment(payment["id"]))["refunded"]["minor"] == "10"


async def test_what_cannot_be_paid_in_steps_keeps_nobody_from_paying_and_is_not_late(till: Till) -> None:
    await till.let_in("KWD")
    await till.rule("KWD", allows_ahead=False, allows_partial=False)
    await till.charge("450.125", currency="KWD")
    assert (await till.refused("tenant", "startPayment", **till.wish("450.130", currency="KWD")))[0] == "LIMIT_REACHED"
    assert (await till.refused("tenant", "startPayment", **till.wish("450.110", currency="KWD")))[0] == "LIMIT_REACHED"
    assert (await till.paid("450.120", currency="KWD"))["status"] == "SUCCEEDED"
    assert await till.open_minor() == 5
    given: dict[str, Any] = {"grace_days": 0, "counts_business_days": False, "rate_bps": 0, "total_max_minor": None}
    given |= {"daily_max_minor": None, "tier_days": [], "tier_minors": [], "min_open_minor": 0}
    row = SimpleNamespace(kind="FLAT", repeat="ONCE", currency="KWD", **given)
    late = Late(date(2026, 3, 1), 450_125, 5)
    assert fee(rule_of(row, "KW", 5_000), late, date(2026, 4, 1)) is None
    assert fee(rule_of(row, "KW", 5_000), replace(late, open_minor=10), date(2026, 4, 1)) is not None


async def test_what_can_never_be_taken_fails_for_good_and_at_once(till: Till) -> None:
    await till.let_in("KWD")
    payment = await till.start("100.000", currency="KWD", paymentMethodId=await till.saved(), scheduledOn=day(5))
    # As it was written down before amounts were looked at.
    written = "UPDATE payment SET amount_minor = 333333, scheduled_on = $1 WHERE scheduled_on IS NOT NULL"
    await till.rows(written, day(0) - timedelta(days=1))
    await till.swept()
    assert await send_due(till.provider, till.organization_id) == 0
    found: Any = await till.payment(payment["id"])
    assert (found["status"], found["failure"]["code"]) == ("FAILED", "amount_not_taken")
    asked, step = (Money(minor, "KWD").formatted("en") for minor in (333_333, 10))
    assert found["failure"]["text"] == f"{asked} cannot be paid exactly: amounts are taken in steps of {step}."


@pytest.mark.parametrize(
    ("currency", "step", "most"),
    [("NOK", 1, 99_999_999), ("JPY", 1, 99_999_999), ("KWD", 10, 99_999_990), ("ISK", 1, 999_999), ("MGA", 1, None)],
)
def test_limits_are_told_in_the_units_of_the_currency(currency: str, step: int, most: int | None) -> None:
    found_step, found_most = limits(currency)
    assert found_step >= step and most in (None, found_most)
    assert to_stripe(found_most, currency) <= MOST < to_stripe(found_most, currency) + to_stripe(found_step, currency)
    for minor in (found_most + found_step, found_most):
        said = failure("amount_not_taken", Money(minor, currency), "en")
        assert (Money(found_most, currency).formatted("en") in said) is (minor > found_most)


async def test_whoever_pays_more_than_is_taken_at_once_is_told_how_much_is(till: Till) -> None:
    await till.rule("NOK")
    query = "mutation($input: StartPaymentInput!) { startPayment(input: $input) { errors { code path message } } }"
    (error,) = (await till.ask("tenant", query, input=till.wish("1000000.00")))["startPayment"]["errors"]
    assert (error["code"], error["path"]) == ("BAD_USER_INPUT", ["input", "amount", "amount"])
    assert "At most 999999.99 NOK" in error["message"] and "1000000.00 is more" in error["message"]
