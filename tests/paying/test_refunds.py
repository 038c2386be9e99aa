"""Money goes back: in part, as a whole, later than asked for, and sometimes not at all."""

import asyncio

from tests.paying.till import PAYMENT, Till

PENDING_CARD, FAILING_CARD = "4000000000007726", "4000000000005126"


def back(till: Till, payment: str, amount: str) -> dict[str, object]:
    """The input of a refund."""
    money = {"amount": amount, "currency": "NOK"}
    return {"paymentId": payment, "amount": money, "reason": "Paid twice", **till.key()}


async def test_a_refund_opens_again_what_it_had_settled(till: Till) -> None:
    await till.charge("500.00")
    before = await till.open_minor()
    payment = await till.paid("500.00")
    assert await till.open_minor() == before - 50_000
    part = await till.do("admin", "refundPayment", PAYMENT, **back(till, payment["id"], "200.00"))
    await till.told()
    assert (part["status"], part["refunded"]["minor"]) == ("PARTIALLY_REFUNDED", "20000")
    whole = await till.do("admin", "refundPayment", PAYMENT, **back(till, payment["id"], "300.00"))
    assert (whole["status"], whole["refunded"]["minor"]) == ("REFUNDED", "50000")
    await till.told()
    assert await till.open_minor() == before
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()
    assert await till.balance("IN_TRANSIT_REFUND") == 0


async def test_a_refund_can_wait_and_one_can_fail_after_it_succeeded(till: Till) -> None:
    await till.charge("500.00")
    waiting = await till.paid("100.00", number=PENDING_CARD)
    asked = await till.do("admin", "refundPayment", PAYMENT, **back(till, waiting["id"], "100.00"))
    assert (asked["status"], await till.balance("IN_TRANSIT_REFUND")) == ("SUCCEEDED", 10_000)
    failing = await till.paid("100.00", number=FAILING_CARD)
    sent = await till.do("admin", "refundPayment", PAYMENT, **back(till, failing["id"], "100.00"))
    assert sent["status"] == "REFUNDED"
    await till.days(30)
    assert (await till.payment(waiting["id"]))["status"] == "REFUNDED"
    assert (await till.payment(failing["id"]))["status"] == "SUCCEEDED"
    assert (await till.payment(failing["id"]))["refunded"]["minor"] == "0"
    assert await till.balance("IN_TRANSIT_REFUND") == 0
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def test_two_refunds_at_once_never_pay_back_more_than_was_paid(till: Till) -> None:
    await till.charge("500.00")
    payment = await till.paid("500.00")
    tries = (till.attempt("admin", "refundPayment", PAYMENT, **back(till, payment["id"], "500.00")) for _ in range(6))
    answers = await asyncio.gather(*tries)
    codes = sorted(answer["errors"][0]["code"] if answer["errors"] else "DONE" for answer in answers)
    assert codes == [*["CONFLICT"] * codes.count("CONFLICT"), "DONE", *["LIMIT_REACHED"] * codes.count("LIMIT_REACHED")]
    await till.told()
    assert (await till.payment(payment["id"]))["refunded"]["minor"] == "50000"
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def test_refunds_that_cannot_be(till: Till) -> None:
    await till.charge("500.00")
    payment = await till.paid("100.00")
    id = payment["id"]
    assert await till.refused("admin", "refundPayment", **back(till, id, "100.01")) == (
        "LIMIT_REACHED",
        ["input", "amount"],
    )
    assert (await till.refused("admin", "refundPayment", **back(till, id, "0")))[0] == "BAD_USER_INPUT"
    assert (await till.refused("admin", "refundPayment", **back(till, id, "-1")))[0] == "BAD_USER_INPUT"
    assert (await till.refused("admin", "refundPayment", **back(till, id, "0.001")))[0] == "BAD_USER_INPUT"
    other = {**back(till, id, "1"), "amount": {"amount": "1", "currency": "EUR"}}
    assert (await till.refused("admin", "refundPayment", **other))[0] == "BAD_USER_INPUT"
    assert (await till.refused("manager", "refundPayment", **back(till, id, "1")))[0] == "FORBIDDEN"
    assert (await till.refused("tenant", "refundPayment", **back(till, id, "1")))[0] == "FORBIDDEN"
    assert await till.rows("SELECT FROM refund WHERE status <> 'FAILED'") == []
