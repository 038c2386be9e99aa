"""Idempotency keys, and answers that are wrong or missing: what was done under a key is done once."""

import asyncio
from typing import Any

import pytest
import stripe

from tests.simulator.conftest import Landlord

PAY = {"amount": 10_000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}


async def pay(landlord: Landlord, key: str, **more: Any) -> Any:
    return await landlord.api.payment_intents.create_async({**PAY, **more}, landlord.on(key))


async def count(landlord: Landlord) -> int:
    return len((await landlord.api.payment_intents.list_async({"limit": 100}, landlord.on())).data)


async def test_a_key_gives_the_same_answer_again(landlord: Landlord) -> None:
    first, second = await pay(landlord, "k1"), await pay(landlord, "k1")
    assert first.to_dict() == second.to_dict()
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.request_id
    assert await count(landlord) == 1


async def test_a_key_is_for_one_request_alone(landlord: Landlord) -> None:
    await pay(landlord, "k1")
    with pytest.raises(stripe.IdempotencyError) as caught:
        await pay(landlord, "k1", amount=10_001)
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        await landlord.api.customers.create_async({"name": "A"}, landlord.on("k1"))
    assert await count(landlord) == 1


async def test_the_same_key_of_another_account_is_another_key(landlord: Landlord) -> None:
    other = await landlord.api.accounts.create_async({"country": "US"})
    first = await pay(landlord, "k1")
    second = await landlord.api.payment_intents.create_async(PAY, {"stripe_account": other.id, "idempotency_key": "k1"})
    assert first.id != second.id


async def test_a_decline_is_replayed_and_a_mistake_is_not_kept(landlord: Landlord) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            await pay(landlord, "declined", payment_method="pm_card_visa_chargeDeclined")
    assert await count(landlord) == 1
    with pytest.raises(stripe.InvalidRequestError):
        await pay(landlord, "mistake", amount=1)
    assert (await pay(landlord, "mistake")).status == "succeeded"


async def test_a_key_is_forgotten_after_a_day(landlord: Landlord) -> None:
    first = await pay(landlord, "k1")
    landlord.simulator.advance(1.01)
    assert (await pay(landlord, "k1")).id != first.id


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("kind", "error"),
    [("409", stripe.APIError), ("429", stripe.RateLimitError), ("500", stripe.APIError),
     ("cut", stripe.APIConnectionError)],
)  # fmt: skip
async def test_after_a_fault_the_same_key_brings_one_payment(
    kind: str, error: type[Exception], when: str, landlord: Landlord
) -> None:
    landlord.simulator.control("faults", kind=kind, when=when, path="/v1/payment_intents")
    with pytest.raises(error):
        await pay(landlord, "k1")
    assert await count(landlord) == (1 if when == "after" else 0)
    assert (await pay(landlord, "k1")).status == "succeeded"
    assert await count(landlord) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_time_out_and_a_second_try_meanwhile(when: str, landlord: Landlord) -> None:
    landlord.simulator.control("faults", kind="timeout", when=when, seconds=0.6, path="/v1/payment_intents")
    slow = asyncio.create_task(pay(landlord, "k1"))
    await asyncio.sleep(0.2)
    with pytest.raises(stripe.APIError) as caught:
        await pay(landlord, "k1")
    assert (caught.value.http_status, caught.value.error.code) == (409, "idempotency_key_in_use")
    with pytest.raises(stripe.APIConnectionError):
        await slow
    assert (await pay(landlord, "k1")).status == "succeeded"
    assert await count(landlord) == 1


async def test_an_error_can_stay_under_its_key(landlord: Landlord) -> None:
    landlord.simulator.control("faults", kind="500", when="after", sticky=True, path="/v1/payment_intents")
    for _ in range(3):
        with pytest.raises(stripe.APIError):
            await pay(landlord, "k1")
    assert await count(landlord) == 1
