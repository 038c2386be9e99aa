"""What happens to money that has arrived: refunds, disputes, payouts, and a balance that is always the sum of all."""

from typing import Any

import pytest
import stripe

from tests.simulator.conftest import Landlord


async def refund(landlord: Landlord, intent: str, **more: Any) -> Any:
    return await landlord.api.refunds.create_async({"payment_intent": intent, **more}, landlord.on())


async def balance(landlord: Landlord) -> int:
    """What the account has, available and pending, checked against its movements."""
    state = await landlord.api.balance.retrieve_async(None, landlord.on())
    total = sum(one.amount for one in [*state.available, *state.pending])
    page = await landlord.api.balance_transactions.list_async({"limit": 100}, landlord.on())
    assert total == sum(one.net for one in page.data)
    return int(total)


async def test_parts_are_refunded_up_to_the_whole(landlord: Landlord) -> None:
    paid = await landlord.pay(10_000)
    before = await balance(landlord)
    first = await refund(landlord, paid.id, amount=4_000, metadata={"refund_id": "7"})
    assert (first.status, first.amount, first.metadata["refund_id"]) == ("succeeded", 4_000, "7")
    with pytest.raises(stripe.InvalidRequestError):
        await refund(landlord, paid.id, amount=6_001)
    await refund(landlord, paid.id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await refund(landlord, paid.id)
    assert caught.value.code == "charge_already_refunded"
    charge = (await landlord.intent(paid.id, "latest_charge")).latest_charge
    assert (charge.refunded, charge.amount_refunded) == (True, 10_000)
    assert await balance(landlord) == before - 10_000


async def test_a_refund_waits_and_then_arrives(landlord: Landlord) -> None:
    paid = await landlord.pay(payment_method="pm_card_pendingRefund")
    made = await refund(landlord, paid.id)
    assert made.status == "pending"
    landlord.simulator.advance(1.1)
    assert (await landlord.api.refunds.retrieve_async(made.id, None, landlord.on())).status == "succeeded"
    assert await landlord.told(made.id) == ["refund.created", "refund.updated", "charge.refund.updated"]


@pytest.mark.parametrize("by_hand", [False, True])
async def test_a_refund_comes_back_after_it_had_succeeded(by_hand: bool, landlord: Landlord) -> None:
    paid = await landlord.pay(payment_method="pm_card_visa" if by_hand else "pm_card_refundFail")
    before = await balance(landlord)
    made = await refund(landlord, paid.id)
    assert (made.status, await balance(landlord)) == ("succeeded", before - 10_000)
    if by_hand:
        landlord.simulator.control(f"refunds/{made.id}", fails=True)
    else:
        landlord.simulator.advance(1.1)
    params = {"expand": ["failure_balance_transaction"]}
    failed = await landlord.api.refunds.retrieve_async(made.id, params, landlord.on())
    assert (failed.status, failed.failure_balance_transaction.amount) == ("failed", 10_000)
    assert await balance(landlord) == before
    charge = (await landlord.intent(paid.id, "latest_charge")).latest_charge
    assert (charge.refunded, charge.amount_refunded) == (False, 0)


@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_takes_the_money_until_it_is_won(won: bool, landlord: Landlord) -> None:
    paid = await landlord.pay(20_000)
    before = await balance(landlord)
    opened = landlord.simulator.control(f"disputes/{paid.id}", reason="product_not_received")
    assert (opened["status"], await balance(landlord)) == ("needs_response", before - 20_000 - 1_500)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await refund(landlord, paid.id)
    assert caught.value.code == "charge_disputed"
    evidence = {"uncategorized_text": "winning_evidence" if won else "losing_evidence"}
    closed = await landlord.api.disputes.update_async(opened["id"], {"evidence": evidence}, landlord.on())
    assert closed.status == ("won" if won else "lost")
    assert await balance(landlord) == (before if won else before - 21_500)
    with pytest.raises(stripe.InvalidRequestError):
        await landlord.api.disputes.close_async(opened["id"], None, landlord.on())
    if won:
        assert (await refund(landlord, paid.id)).status == "succeeded"
    else:
        with pytest.raises(stripe.InvalidRequestError):
            await refund(landlord, paid.id)


async def test_what_is_available_is_paid_out_and_a_payout_says_what_is_in_it(landlord: Landlord) -> None:
    for amount in (10_000, 20_000):
        await landlord.pay(amount)
    assert landlord.simulator.control(f"payouts/{landlord.account}")["payouts"] == []
    landlord.simulator.advance(2.1)
    (made,) = landlord.simulator.control(f"payouts/{landlord.account}")["payouts"]
    inside = await landlord.api.balance_transactions.list_async({"payout": made["id"], "limit": 100}, landlord.on())
    assert sum(one.net for one in inside.data) == made["amount"] and len(inside.data) == 2
    assert await balance(landlord) == 0
    landlord.simulator.advance(2.1)
    payout = await landlord.api.payouts.retrieve_async(made["id"], None, landlord.on())
    assert payout.status == "paid"
    landlord.simulator.control(f"payouts/{made['id']}", fails=True)
    assert await balance(landlord) == made["amount"]
    assert await landlord.told(made["id"]) == ["payout.created", "payout.paid", "payout.failed"]


async def test_no_more_is_paid_out_than_there_is(landlord: Landlord) -> None:
    await landlord.pay(payment_method="pm_card_bypassPending")
    params = {"amount": 9_681, "currency": "usd"}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await landlord.api.payouts.create_async(params, landlord.on())
    assert caught.value.code == "balance_insufficient"
    made = await landlord.api.payouts.create_async({**params, "amount": 9_680}, landlord.on())
    assert (await landlord.api.payouts.cancel_async(made.id, None, landlord.on())).status == "canceled"
    assert await balance(landlord) == 9_680


async def test_the_clock_never_goes_back(landlord: Landlord) -> None:
    now = landlord.simulator.control("clock")["now"]
    with pytest.raises(AssertionError, match="forward only"):
        landlord.simulator.control("clock", to=now - 10)
    with pytest.raises(AssertionError, match="number"):
        landlord.simulator.control("clock", advance="soon")
