"""Cards through Stripe's own library: they pay, are declined, and ask their bank first."""

import httpx
import pytest
import stripe

from stripe_simulator.numbers import CARD_TOKENS, CARDS, luhn
from tests.simulator.conftest import Landlord

REFUSED = {token: CARDS[number].refused for token, number in CARD_TOKENS.items() if CARDS[number].refused}


async def test_a_card_pays_at_once_and_the_balance_transaction_says_what_it_cost(landlord: Landlord) -> None:
    customer = await landlord.customer()
    paid = await landlord.pay(12_345, customer=customer.id, metadata={"payment_id": "7"}, application_fee_amount=100)
    intent = await landlord.intent(paid.id, "latest_charge.balance_transaction")
    assert (intent.status, intent.amount_received, intent.metadata["payment_id"]) == ("succeeded", 12_345, "7")
    moved = intent.latest_charge.balance_transaction
    assert (moved.amount, moved.fee, moved.net) == (12_345, 358 + 30 + 100, 12_345 - 488)
    assert [(fee.type, fee.amount) for fee in moved.fee_details] == [("stripe_fee", 388), ("application_fee", 100)]
    assert await landlord.told(paid.id) == ["payment_intent.created", "payment_intent.succeeded"]


@pytest.mark.parametrize("token", [token for token in REFUSED if "authentication" not in token])
async def test_a_declined_card_says_why_and_the_intent_waits_for_another(token: str, landlord: Landlord) -> None:
    code, decline_code = REFUSED[token] or ("", None)
    with pytest.raises(stripe.CardError) as caught:
        await landlord.pay(payment_method=token)
    error = caught.value.error
    assert (caught.value.http_status, error.code, error.decline_code) == (402, code, decline_code)
    intent = await landlord.intent(error.payment_intent.id)
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", code)
    paid = await landlord.api.payment_intents.confirm_async(
        intent.id, {"payment_method": "pm_card_visa"}, landlord.on()
    )
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)


@pytest.mark.parametrize(("agreed", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
async def test_3d_secure_waits_for_the_payer(agreed: bool, status: str, landlord: Landlord) -> None:
    more = {"payment_method": "pm_card_authenticationRequired", "return_url": "https://portal.example/back"}
    waiting = await landlord.pay(**more)
    assert (waiting.status, waiting.next_action.type) == ("requires_action", "redirect_to_url")
    assert waiting.next_action.redirect_to_url.url == f"{landlord.simulator.address}/pay/{waiting.client_secret}"
    landlord.simulator.control(f"authentications/{waiting.id}", agreed=agreed)
    intent = await landlord.intent(waiting.id)
    assert (intent.status, intent.next_action) == (status, None)
    if not agreed:
        assert intent.last_payment_error.code == "payment_intent_authentication_failure"


async def test_a_card_that_asks_its_bank_is_declined_while_nobody_is_there(landlord: Landlord) -> None:
    with pytest.raises(stripe.CardError) as caught:
        await landlord.pay(payment_method="pm_card_authenticationRequired", off_session=True)
    assert caught.value.code == "authentication_required"


async def test_a_card_that_was_set_up_asks_no_more(landlord: Landlord) -> None:
    customer = await landlord.customer()
    params = {"customer": customer.id, "payment_method": "pm_card_authenticationRequiredOnSetup", "confirm": True,
              "return_url": "https://portal.example/"}  # fmt: skip
    setup = await landlord.api.setup_intents.create_async(params, landlord.on())
    assert setup.status == "requires_action"
    landlord.simulator.control(f"authentications/{setup.id}")
    setup = await landlord.api.setup_intents.retrieve_async(setup.id, None, landlord.on())
    assert setup.status == "succeeded"
    paid = await landlord.pay(customer=customer.id, payment_method=setup.payment_method, off_session=True)
    assert paid.status == "succeeded"


async def test_methods_are_saved_listed_and_detached_for_good(landlord: Landlord) -> None:
    customer = await landlord.customer()
    card = {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}}
    method = await landlord.api.payment_methods.create_async(card, landlord.on())
    await landlord.api.payment_methods.attach_async(method.id, {"customer": customer.id}, landlord.on())
    listed = await landlord.api.customers.payment_methods.list_async(customer.id, {"type": "card"}, landlord.on())
    assert [(one.id, one.card.last4, one.customer) for one in listed.data] == [(method.id, "4242", customer.id)]
    await landlord.api.payment_methods.detach_async(method.id, None, landlord.on())
    with pytest.raises(stripe.InvalidRequestError):
        await landlord.pay(payment_method=method.id)


@pytest.mark.parametrize("number", ["4242424242424241", "4111111111111111", "1234", ""])
async def test_only_test_numbers_are_taken(number: str, landlord: Landlord) -> None:
    with pytest.raises(stripe.CardError):
        await landlord.api.payment_methods.create_async({"type": "card", "card": {"number": number}}, landlord.on())


async def test_an_intent_is_cancelled_before_but_not_after(landlord: Landlord) -> None:
    intent = await landlord.pay(confirm=False)
    gone = await landlord.api.payment_intents.cancel_async(
        intent.id, {"cancellation_reason": "abandoned"}, landlord.on()
    )
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    paid = await landlord.pay()
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await landlord.api.payment_intents.cancel_async(paid.id, None, landlord.on())
    assert caught.value.code == "payment_intent_unexpected_state"


async def test_what_belongs_to_another_account_is_not_there(landlord: Landlord) -> None:
    paid = await landlord.pay()
    other = await landlord.api.accounts.create_async({"country": "NO"})
    for account in ({"stripe_account": other.id}, None):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            await landlord.api.payment_intents.retrieve_async(paid.id, None, account)
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.PermissionError):
        await landlord.api.payment_intents.retrieve_async(paid.id, None, {"stripe_account": "acct_unknown"})


async def test_intents_are_found_by_their_metadata_and_paged(landlord: Landlord) -> None:
    made = [(await landlord.pay(metadata={"payment_id": str(place)})).id for place in range(5)]
    found = await landlord.api.payment_intents.search_async({"query": "metadata['payment_id']:'3'"}, landlord.on())
    assert [one.id for one in found.data] == [made[3]]
    page = await landlord.api.payment_intents.list_async({"limit": 2}, landlord.on())
    assert ([one.id async for one in page.auto_paging_iter()], page.has_more) == (made[::-1], True)
    back = await landlord.api.payment_intents.list_async({"limit": 2, "ending_before": made[1]}, landlord.on())
    assert [one.id for one in back.data] == [made[3], made[2]]


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 49}, "amount"),
        ({"amount": 10**9}, "amount"),
        ({"amount": "12.50"}, "amount"),
        ({"currency": "zzz"}, "currency"),
        ({"colour": "red"}, "colour"),
        ({"payment_method": "pm_unknown"}, "payment_method"),
        ({"customer": "cus_unknown"}, "customer"),
        ({"payment_method_types": ["sepa_debit"]}, "payment_method_types"),
        ({"payment_method_types": ["stones"]}, "payment_method_types"),
        ({"application_fee_amount": 20_000}, "application_fee_amount"),
        ({"metadata": {"k" * 41: "x"}}, "metadata"),
        ({"mandate_data": {"customer_acceptance": {"type": "x"}}}, "mandate_data[customer_acceptance][type]"),
        ({"off_session": True, "confirm": False}, "off_session"),
    ],
)
async def test_what_cannot_be_is_refused_by_name(params: dict[str, object], param: str, landlord: Landlord) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await landlord.pay(**{"amount": 10_000, "currency": "usd", **params})  # type: ignore[arg-type]
    assert caught.value.param == param
    assert (await landlord.api.payment_intents.list_async({}, landlord.on())).data == []


@pytest.mark.parametrize("key", ["", "sk_live_abc", "pk_test_abc", "nonsense"])
def test_only_test_keys_open_it(key: str, landlord: Landlord) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = httpx.get(f"{landlord.simulator.address}/v1/customers", headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "invalid_request_error")


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=1", b"amount[a=1", b"[x]=1", b"a=1&a=2", b"a[b]=1&a=2", b"a[b][c][d][e][f][g][h][i]=1",
             b"&" * 2000, b"metadata[]=1", b"customer[x]=1", b"amount=" + b"9" * 5000],
)  # fmt: skip
def test_nonsense_is_refused_and_not_fallen_over(body: bytes, landlord: Landlord) -> None:
    headers = {"Authorization": "Bearer sk_test_x", "Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{landlord.simulator.address}/v1/payment_intents", headers=headers, content=body)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_the_numbers_are_those_of_real_cards_in_form() -> None:
    assert all(luhn(number) for number in CARDS)
    assert not luhn("4242424242424241")
