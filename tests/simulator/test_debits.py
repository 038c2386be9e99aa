"""Debits: a mandate, days of waiting on a clock that can be moved, and an answer of the bank."""

from typing import Any

import pytest
import stripe

from tests.simulator.conftest import Landlord

SEPA = {"type": "sepa_debit", "billing_details": {"name": "Jo Doe", "email": "jo@example.com"}}


async def debit(
    landlord: Landlord, mandate: dict[str, Any], token: str = "pm_usBankAccount_success", **more: Any
) -> Any:
    return await landlord.pay(100_000, payment_method=token, mandate_data=mandate, **more)


async def iban(landlord: Landlord, number: str) -> str:
    method = await landlord.api.payment_methods.create_async({**SEPA, "sepa_debit": {"iban": number}}, landlord.on())
    return str(method.id)


async def test_a_debit_takes_days_and_then_the_money_is_there(landlord: Landlord, mandate: dict[str, Any]) -> None:
    started = await debit(landlord, mandate)
    assert (started.status, started.amount_received) == ("processing", 0)
    landlord.simulator.advance(3.9)
    assert (await landlord.intent(started.id)).status == "processing"
    landlord.simulator.advance(0.2)
    intent = await landlord.intent(started.id, "latest_charge.balance_transaction")
    moved = intent.latest_charge.balance_transaction
    assert (intent.status, intent.latest_charge.status) == ("succeeded", "succeeded")
    assert (moved.type, moved.fee, moved.status) == ("payment", 500, "pending")
    assert await landlord.told(started.id, intent.latest_charge.id) == [
        "payment_intent.created", "charge.pending", "payment_intent.processing", "charge.succeeded",
        "payment_intent.succeeded",
    ]  # fmt: skip
    landlord.simulator.advance(2)
    balance = await landlord.api.balance.retrieve_async(None, landlord.on())
    assert [(one.amount, one.currency) for one in balance.available] == [(99_500, "usd")]


@pytest.mark.parametrize(
    ("token", "code"),
    [("insufficientFunds", "insufficient_funds"), ("accountClosed", "account_closed"), ("noAccount", "no_account"),
     ("debitNotAuthorized", "debit_not_authorized")],
)  # fmt: skip
async def test_a_bank_refuses(token: str, code: str, landlord: Landlord, mandate: dict[str, Any]) -> None:
    started = await debit(landlord, mandate, f"pm_usBankAccount_{token}")
    landlord.simulator.advance(4.1)
    intent = await landlord.intent(started.id, "latest_charge")
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert (intent.latest_charge.status, intent.latest_charge.failure_code) == ("failed", code)
    assert intent.last_payment_error.decline_code == code
    assert (await landlord.api.balance_transactions.list_async({}, landlord.on())).data == []


@pytest.mark.parametrize(
    ("number", "days", "status"),
    [
        ("AT611904300234573201", 5.1, "succeeded"),
        ("AT321904300235473204", 0.01, "succeeded"),
        ("AT861904300235473202", 5.1, "requires_payment_method"),
        ("DE89370400440532013000", 4.9, "processing"),
    ],
)
async def test_ibans_of_the_documentation(
    number: str, days: float, status: str, landlord: Landlord, mandate: dict[str, Any]
) -> None:
    method = await iban(landlord, number)
    started = await landlord.pay(50_000, "eur", payment_method=method, mandate_data=mandate,
                                 payment_method_types=["sepa_debit"])  # fmt: skip
    assert started.status == "processing"
    landlord.simulator.advance(days)
    assert (await landlord.intent(started.id)).status == status


@pytest.mark.parametrize("number", ["AT611904300234573202", "NO8330001234567", "AT00", ""])
async def test_other_ibans_are_refused(number: str, landlord: Landlord) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await iban(landlord, number)


async def test_a_debit_needs_a_mandate(landlord: Landlord) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await landlord.pay(payment_method="pm_usBankAccount_success")
    assert caught.value.param == "mandate_data"


async def test_a_mandate_is_made_once_and_serves_later_debits(landlord: Landlord, mandate: dict[str, Any]) -> None:
    customer = await landlord.customer()
    params = {"customer": customer.id, "payment_method": "pm_usBankAccount_success", "mandate_data": mandate,
              "confirm": True, "payment_method_types": ["us_bank_account"]}  # fmt: skip
    setup = await landlord.api.setup_intents.create_async(params, landlord.on())
    agreed = await landlord.api.mandates.retrieve_async(setup.mandate, None, landlord.on())
    assert (setup.status, agreed.status, agreed.type) == ("succeeded", "active", "multi_use")
    assert agreed.customer_acceptance.online.ip_address == "203.0.113.7"
    later = await landlord.pay(customer=customer.id, payment_method=setup.payment_method, off_session=True)
    charge = (await landlord.intent(later.id, "latest_charge")).latest_charge
    assert charge.payment_method_details.us_bank_account.mandate == agreed.id


async def test_small_deposits_prove_an_account(landlord: Landlord, mandate: dict[str, Any]) -> None:
    account = {"account_number": "000123456789", "routing_number": "110000000", "account_holder_type": "individual"}
    data = {"type": "us_bank_account", "us_bank_account": account, "billing_details": {"name": "Jo Doe"}}
    method = await landlord.api.payment_methods.create_async(data, landlord.on())
    waiting = await debit(landlord, mandate, method.id)
    assert waiting.next_action.type == "verify_with_microdeposits"
    verify = landlord.api.payment_intents.verify_microdeposits_async
    with pytest.raises(stripe.InvalidRequestError):
        await verify(waiting.id, {"amounts": [1, 2]}, landlord.on())
    assert (await verify(waiting.id, {"amounts": [32, 45]}, landlord.on())).status == "processing"


@pytest.mark.parametrize(("fails", "status"), [(None, "succeeded"), ("account_closed", "requires_payment_method")])
async def test_a_debit_is_answered_at_once_on_order(
    fails: str | None, status: str, landlord: Landlord, mandate: dict[str, Any]
) -> None:
    started = await debit(landlord, mandate, "pm_usBankAccount_processing")
    landlord.simulator.control(f"debits/{started.id}", fails=fails)
    assert (await landlord.intent(started.id)).status == status


@pytest.mark.parametrize(
    ("code", "reason"),
    [("R01", "insufficient_funds"), ("R10", "debit_not_authorized"), ("R02", "incorrect_account_details")],
)
async def test_a_debit_comes_back_days_after_it_had_arrived(
    code: str, reason: str, landlord: Landlord, mandate: dict[str, Any]
) -> None:
    started = await debit(landlord, mandate)
    landlord.simulator.advance(4.1)
    landlord.simulator.control(f"returns/{started.id}", code=code)
    intent = await landlord.intent(started.id, "latest_charge")
    assert (intent.status, intent.latest_charge.disputed) == ("succeeded", True)
    found = await landlord.api.disputes.list_async({"payment_intent": intent.id}, landlord.on())
    (dispute,) = found.data
    assert (dispute.status, dispute.reason, dispute.network_reason_code) == ("lost", reason, code)
    (moved,) = dispute.balance_transactions
    assert (moved.type, moved.amount, moved.fee, moved.net) == ("adjustment", -100_000, 400, -100_400)
    kinds = ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]
    assert await landlord.told(dispute.id) == kinds
