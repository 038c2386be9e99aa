"""The provider answers badly, or not at all, before or after it did the work: money moves once."""

import pytest

from app.integrations.stripe import client
from app.resolvers.payments.attempts import send_due
from tests.paying.till import CARD, Till

FAULTS = [(kind, when) for kind in ("409", "429", "500", "timeout", "cut") for when in ("before", "after")]
SECONDS_PASS = "UPDATE payment_attempt SET due_at = now() WHERE state = 'PLANNED'"
INTENTS, REFUNDS, SETUPS = "/v1/payment_intents", "/v1/refunds", "/v1/setup_intents"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time-out is a time-out, also after half a second."""
    monkeypatch.setattr(client, "SECONDS", 0.5)


async def order(till: Till, fault: tuple[str, str], path: str, count: int = 2) -> None:
    """Order a fault for the next requests."""
    kind, when = fault
    await till.control("faults", kind=kind, when=when, path=path, count=count, seconds=60)


async def try_again(till: Till) -> None:
    """Send again and again what has no answer yet, once the provider lets go what it holds."""
    for _ in range(3):
        await till.rows(SECONDS_PASS)
        await send_due(till.provider, till.organization_id)
    await till.control("faults", clear=True)
    await till.rows(SECONDS_PASS)
    await send_due(till.provider, till.organization_id)
    assert await till.rows("SELECT kind, state FROM payment_attempt WHERE state <> 'DONE'") == []


@pytest.mark.parametrize("fault", FAULTS, ids="-".join)
async def test_a_payment_begins_once(till: Till, fault: tuple[str, str]) -> None:
    await till.charge("100.00")
    await order(till, fault, INTENTS)
    payment = await till.start("100.00")
    assert (payment["status"], payment["nextAction"]) == ("CREATED", None)
    await try_again(till)
    begun = await till.payment(payment["id"])
    assert begun["status"] == "REQUIRES_ACTION"
    assert len(await till.listed(INTENTS)) == 1
    await till.enter_card(begun)
    await till.told()
    assert (await till.payment(payment["id"]))["status"] == "SUCCEEDED"
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


@pytest.mark.parametrize("fault", FAULTS, ids="-".join)
async def test_money_goes_back_once(till: Till, fault: tuple[str, str]) -> None:
    await till.charge("100.00")
    payment = await till.paid("100.00")
    await order(till, fault, REFUNDS)
    given = {"paymentId": payment["id"], "amount": {"amount": "40", "currency": "NOK"}, "reason": "Paid twice"}
    await till.do("admin", "refundPayment", "payment { id }", **given, **till.key())
    await try_again(till)
    await till.told()
    assert (await till.payment(payment["id"]))["refunded"]["minor"] == "4000"
    assert [one["amount"] for one in await till.listed(REFUNDS)] == [4_000]
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


@pytest.mark.parametrize("fault", [("500", "after"), ("cut", "after"), ("429", "before")], ids="-".join)
async def test_a_card_is_saved_once(till: Till, fault: tuple[str, str]) -> None:
    await order(till, fault, SETUPS)
    await till.do("tenant", "startPaymentMethodSetup", "paymentMethod { id }", method="CARD", **till.key())
    await try_again(till)
    (setup,) = await till.listed(SETUPS)
    url = f"{till.simulator.address}/pay/{setup['client_secret']}"
    await till.enter({"url": url}, number="4242424242424242", **CARD)
    await till.told()
    found = await till.rows("SELECT status FROM payment_method WHERE label LIKE '%4242'")
    assert [row[0] for row in found] == ["ACTIVE"]


async def test_an_error_that_stays_is_looked_for_after_a_day(till: Till) -> None:
    await till.charge("100.00")
    await till.control("faults", kind="500", when="after", sticky=True, path=INTENTS)
    payment = await till.start("100.00")
    for _ in range(2):
        await till.rows(SECONDS_PASS)
        await send_due(till.provider, till.organization_id)
    assert (await till.payment(payment["id"]))["status"] == "CREATED"
    await till.rows("UPDATE payment_attempt SET sent_at = sent_at - interval '24 hours' WHERE state = 'PLANNED'")
    await try_again(till)
    assert (await till.payment(payment["id"]))["status"] == "REQUIRES_ACTION"
    assert len(await till.listed(INTENTS)) == 1
