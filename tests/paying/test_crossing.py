"""What crosses on its way: a refund that is under way while the payer's bank takes the whole back."""

import pytest

from app.resolvers.payments import hints, sweeps
from tests.paying.test_debits import GOOD
from tests.paying.test_orders import HOURS_PASS
from tests.paying.till import PAYMENT, Till

PENDING_CARD, FAILING_CARD = "4000000000007726", "4000000000005126"
STATE = """
SELECT p.status, p.credited_minor, p.refunded_minor, r.status FROM payment p JOIN refund r ON r.payment_id = p.id
 WHERE p.currency = 'EUR'
"""


@pytest.fixture
async def debit(till: Till) -> Till:
    """The till of a home that is let in euro, where debits are paid back as soon as they have come."""
    await till.let_in("EUR")
    await till.rule(debit_refund_days=0)
    await till.charge("1000.00", currency="EUR")
    return till


async def _debited(debit: Till) -> str:
    payment = await debit.start("1000.00", method="SEPA_DEBIT", currency="EUR")
    await debit.enter(payment["nextAction"], type="sepa_debit", iban=GOOD, name="Tove Test")
    await debit.days(6)
    return str(payment["id"])


async def _refund(till: Till, payment: str, amount: str, currency: str = "EUR") -> str:
    money = {"amount": amount, "currency": currency}
    given = {"paymentId": payment, "amount": money, "reason": "Agreed", **till.key()}
    await till.do("admin", "refundPayment", PAYMENT, **given)
    return str((await till.listed("/v1/refunds"))[0]["id"])


async def _repair(till: Till) -> None:
    for statement in HOURS_PASS.split(";"):
        await till.rows(statement)
    for deed in (sweeps.look_again, sweeps.read_events, hints.work):
        await deed(till.provider, till.organization_id)


async def _whole(till: Till) -> None:
    """Nothing is under way, and the provider has what the books say."""
    assert await till.balance("IN_TRANSIT_REFUND") == 0
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()
    assert await till.rows("SELECT FROM provider_event WHERE state <> 'DONE'") == []


@pytest.mark.parametrize("order", ["refund first", "return first", "nothing told"])
async def test_a_debit_that_comes_back_while_its_refund_is_under_way_is_lost_twice(debit: Till, order: str) -> None:
    payment = await _debited(debit)
    refund = await _refund(debit, payment, "400.00")
    if order == "refund first":
        await debit.control(f"refunds/{refund}")
        await debit.told()
    if order == "nothing told":
        await debit.control("webhooks/rules", hold=True)
    await debit.control(f"returns/{await debit.intent(payment)}")
    if order == "nothing told":
        await debit.control("clock", advance=5 * 86_400)
        await _repair(debit)
        await debit.control("webhooks/rules", hold=False)
    await debit.days(5)
    assert [tuple(row) for row in await debit.rows(STATE)] == [("RETURNED", 0, 40_000, "SUCCEEDED")]
    assert (await debit.open_minor(), await debit.balance("BAD_DEBT")) == (100_000, 40_000)
    await _whole(debit)
    # And the refund was not taken by the payer's bank after all: that makes up for what was lost, and is no credit.
    await debit.control(f"refunds/{refund}", fails=True)
    await debit.told()
    assert [tuple(row) for row in await debit.rows(STATE)] == [("RETURNED", 0, 0, "FAILED")]
    assert (await debit.open_minor(), await debit.balance("BAD_DEBT")) == (100_000, 0)
    await _whole(debit)


@pytest.mark.parametrize("is_early", [True, False])
async def test_an_objection_that_is_lost_before_the_refund_arrives_takes_the_fee_too(
    debit: Till, is_early: bool
) -> None:
    await debit.price("EUR", "CARD", bps=300)
    payment = (await debit.paid("1000.00", number=PENDING_CARD, currency="EUR", fee="30.00"))["id"]
    refund = await _refund(debit, payment, "400.00")
    if is_early:
        await debit.control(f"refunds/{refund}")
        await debit.told()
    dispute = await debit.control(f"disputes/{await debit.intent(payment)}")
    await debit.told()
    await debit.control(f"disputes/{dispute['id']}", won=False)
    await debit.days(2)
    assert [tuple(row) for row in await debit.rows(STATE)] == [("CHARGED_BACK", 0, 40_000, "SUCCEEDED")]
    assert (await debit.open_minor(), await debit.balance("OTHER_INCOME")) == (100_000, -100_000)
    assert await debit.balance("BAD_DEBT") == 0
    await _whole(debit)
    await debit.control(f"refunds/{refund}", fails=True)
    await debit.told()
    assert [tuple(row) for row in await debit.rows(STATE)] == [("CHARGED_BACK", 37_000, 0, "FAILED")]
    assert (await debit.open_minor(), await debit.balance("OTHER_INCOME")) == (63_000, -103_000)
    await _whole(debit)


async def test_a_card_in_a_currency_that_stripe_counts_in_hundredths_of_nothing(till: Till) -> None:
    await till.let_in("ISK")
    await till.charge("12300", currency="ISK")
    payment = await till.paid("12300", currency="ISK")
    assert (payment["status"], await till.open_minor()) == ("SUCCEEDED", 0)
    assert await till.balance("PROVIDER_CLEARING") * 100 == await till.at_provider()


async def test_what_nobody_can_read_keeps_no_other_from_being_looked_at(till: Till) -> None:
    await till.charge("300.00")
    await till.control("webhooks/rules", hold=True)
    odd, good = await till.start("100.00"), await till.start("100.00")
    for payment in (odd, good):
        await till.enter_card(payment)
    await till.rows("UPDATE payment SET amount_minor = 9900 WHERE number = $1", odd["number"])
    await till.rows(
        "UPDATE provider_object SET looked_at = looked_at - interval '13 hours' WHERE looked_at IS NOT NULL"
    )
    await sweeps.look_again(till.provider, till.organization_id)
    await till.control("webhooks/rules", hold=False)
    assert [(await till.payment(each["id"]))["status"] for each in (odd, good)] == ["REQUIRES_ACTION", "SUCCEEDED"]
