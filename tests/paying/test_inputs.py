"""Every input is hostile: each is refused by name, and nothing is begun, written or posted."""

from typing import Any

import pytest

from app.models.leases import Lease, Tenant
from tests.paying.till import PAYMENT, Till
from tests.resolvers.office import day

NOTHING = (
    "SELECT (SELECT count(*) FROM payment), (SELECT count(*) FROM payment_attempt), (SELECT count(*) FROM event),"
    " (SELECT count(*) FROM journal_entry), (SELECT count(*) FROM refund), (SELECT count(*) FROM autopay)"
)

AMOUNTS = {
    "too many decimals": ({"amount": "1.001", "currency": "NOK"}, "BAD_USER_INPUT"),
    "nothing": ({"amount": "0", "currency": "NOK"}, "BAD_USER_INPUT"),
    "less than nothing": ({"amount": "-5", "currency": "NOK"}, "BAD_USER_INPUT"),
    "another currency": ({"amount": "5", "currency": "EUR"}, "BAD_USER_INPUT"),
    "beyond all measure": ({"amount": "99999999999999999", "currency": "NOK"}, "BAD_USER_INPUT"),
    "more than the provider takes": ({"amount": "1000000.00", "currency": "NOK"}, "BAD_USER_INPUT"),
}


@pytest.mark.parametrize("name", AMOUNTS)
async def test_amounts_that_are_none(till: Till, name: str) -> None:
    amount, code = AMOUNTS[name]
    before = await till.rows(NOTHING)
    wish = {**till.wish("1"), "amount": amount, "fee": {"amount": "0", "currency": amount["currency"]}}
    assert await till.refused("tenant", "startPayment", **wish) == (code, ["input", "amount", *_tail(name)])
    receipt = _receipt(till, amount=amount)
    if name != "more than the provider takes":
        assert (await till.refused("manager", "recordPayment", **receipt))[0] == code
    assert await till.rows(NOTHING) == before


def _tail(name: str) -> list[str]:
    return ["currency"] if name == "another currency" else ["amount"]


def _receipt(till: Till, **changed: Any) -> dict[str, Any]:
    money = {"amount": "10.00", "currency": "NOK"}
    given = {"leaseId": till.id(Lease, "north_1"), "method": "CASH", "amount": money, "receivedOn": day(0)}
    return {**given, **till.key(), **changed}


async def test_wishes_that_do_not_fit_together(till: Till) -> None:
    saved, other = await till.saved(), await till.charge("10.00", lease="north_2")
    before = await till.rows(NOTHING)
    wishes: list[tuple[str, dict[str, Any]]] = [
        ("BAD_USER_INPUT", {"method": "CASH"}),
        ("CONFLICT", {"method": "SEPA_DEBIT"}),
        ("CONFLICT", {"method": "OTHER_ONLINE"}),
        ("CONFLICT", {"fee": "1"}),
        ("NOT_FOUND", {"chargeIds": [other["id"]]}),
        ("BAD_USER_INPUT", {"chargeIds": [other["id"]] * 101}),
        ("BAD_USER_INPUT", {"scheduledOn": day(2)}),
        ("BAD_USER_INPUT", {"scheduledOn": day(0), "paymentMethodId": saved}),
        ("BAD_USER_INPUT", {"scheduledOn": day(100), "paymentMethodId": saved}),
        ("NOT_FOUND", {"paymentMethodId": await till.saved("co_tenant")}),
        ("BAD_USER_INPUT", {"paymentMethodId": till.id(Lease, "north_1")}),
    ]
    before = await till.rows(NOTHING)
    for code, changed in wishes:
        assert (await till.refused("tenant", "startPayment", **till.wish("1", **changed)))[0] == code, changed
    assert await till.rows(NOTHING) == before


async def test_a_key_has_one_effect_and_another_input_is_refused(till: Till) -> None:
    await till.charge("500.00")
    wish = till.wish("500.00")
    first = await till.do("tenant", "startPayment", PAYMENT, **wish)
    again = await till.do("tenant", "startPayment", PAYMENT, **wish)
    assert (first["id"], again["nextAction"]) == (again["id"], first["nextAction"])
    other = {**wish, "amount": {"amount": "499.00", "currency": "NOK"}}
    assert (await till.refused("tenant", "startPayment", **other))[0] == "IDEMPOTENCY_KEY_REUSED"
    assert (
        len(
            await till.rows(
                "SELECT FROM payment_attempt WHERE kind = 'START' AND created_at > now() - interval '1 hour'"
            )
        )
        == 1
    )


async def test_money_by_hand_that_cannot_be(till: Till) -> None:
    before = await till.rows(NOTHING)
    cases: list[tuple[str, dict[str, Any]]] = [
        ("BAD_USER_INPUT", {"method": "CARD"}),
        ("BAD_USER_INPUT", {"receivedOn": day(1)}),
        ("BAD_USER_INPUT", {"receivedOn": "0026-03-01"}),
        ("PERIOD_CLOSED", {"receivedOn": "2020-01-15"}),
        ("BAD_USER_INPUT", {"reference": "x" * 141}),
        ("BAD_USER_INPUT", {"reference": "a\nb"}),
        ("BAD_USER_INPUT", {"reference": "  "}),
        ("NOT_FOUND", {"payerId": till.id(Tenant, "neighbour")}),
        ("NOT_FOUND", {"payerId": till.id(Tenant, "tenant", "B")}),
    ]
    for code, changed in cases:
        assert (await till.refused("manager", "recordPayment", **_receipt(till, **changed)))[0] == code, changed
    assert await till.rows(NOTHING) == before


async def test_steps_that_are_not_there(till: Till) -> None:
    await till.charge("100.00")
    paid = await till.paid("100.00")
    key = {"paymentId": paid["id"], **till.key()}
    assert (await till.refused("tenant", "cancelPayment", **key))[0] == "ILLEGAL_TRANSITION"
    for to in ("VOIDED", "BOUNCED", "SUCCEEDED"):
        step = {"paymentId": paid["id"], "to": to, **till.key()}
        assert (await till.refused("manager", "changePaymentStatus", **step))[0] == "ILLEGAL_TRANSITION"
    cash = await till.do("manager", "recordPayment", PAYMENT, **_receipt(till))
    for to in ("RECORDED", "SUCCEEDED", "REFUNDED"):
        step = {"paymentId": cash["id"], "to": to, **till.key()}
        assert (await till.refused("manager", "changePaymentStatus", **step))[0] == "ILLEGAL_TRANSITION"
    money = {"amount": "1", "currency": "NOK"}
    back = {"paymentId": cash["id"], "amount": money, "reason": "x", **till.key()}
    assert (await till.refused("admin", "refundPayment", **back))[0] == "CONFLICT"


async def test_standing_orders_that_cannot_be(till: Till) -> None:
    saved = await till.saved("co_tenant")
    given = {"leaseId": till.id(Lease, "north_1"), "paymentMethodId": saved, "timing": "DUE_DATE"}
    before = await till.rows(NOTHING)
    cases: list[tuple[str, dict[str, Any]]] = [
        ("BAD_USER_INPUT", {"timing": "DAY_OF_MONTH"}),
        ("BAD_USER_INPUT", {"dayOfMonth": 3}),
        ("BAD_USER_INPUT", {"timing": "DAY_OF_MONTH", "dayOfMonth": 32}),
        ("BAD_USER_INPUT", {"share": "0"}),
        ("BAD_USER_INPUT", {"share": "1.1"}),
        ("BAD_USER_INPUT", {"share": "0.0000001"}),
        ("BAD_USER_INPUT", {"cap": {"amount": "0", "currency": "NOK"}}),
        ("BAD_USER_INPUT", {"cap": {"amount": "5", "currency": "USD"}}),
        ("NOT_FOUND", {"leaseId": till.id(Lease, "north_2")}),
        ("NOT_FOUND", {"paymentMethodId": await till.saved("guarantor")}),
    ]
    before = await till.rows(NOTHING)
    for code, changed in cases:
        assert (await till.refused("co_tenant", "setAutopay", **{**given, **till.key(), **changed}))[0] == code, changed
    assert await till.rows(NOTHING) == before
