"""The lives of payments: declined, tried again, cancelled, waiting for a day, left alone, and paid by hand."""

import asyncio
from typing import Any

from app.models.ids import from_global
from app.models.leases import Lease, Tenant
from app.resolvers.payments import sweeps
from tests.paying.till import PAYMENT, Till
from tests.resolvers.office import day

OPTIONS = """query($id: ID!) { node(id: $id) { ... on Lease {
    paymentOptions(amount: "100") { method label fee { minor } savedMethod { id } } } } }"""
DECLINED, CHALLENGED = "4000000000009995", "4000002760003184"


async def test_a_declined_card_is_said_in_plain_words_and_another_one_pays(till: Till) -> None:
    await till.charge("100.00")
    payment = await till.start("100.00")
    await till.enter_card(payment, DECLINED)
    await till.told()
    failed = await till.payment(payment["id"])
    assert (failed["status"], failed["failure"]["code"]) == ("FAILED", "insufficient_funds")
    await till.enter_card(failed)
    await till.told()
    assert (await till.payment(payment["id"]))["status"] == "SUCCEEDED"


async def test_what_the_platform_takes_is_booked_as_the_provider_says(till: Till) -> None:
    await till.rows("UPDATE provider_account SET application_fee_bps = 150")
    await till.charge("100.00")
    payment = await till.paid("100.00")
    intent = await till.intent(payment["id"])
    begun = {each["id"]: each for each in await till.listed("/v1/payment_intents")}
    assert begun[intent]["application_fee_amount"] == 150
    assert await till.balance("PLATFORM_FEE") == 150
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def test_the_bank_asks_first(till: Till) -> None:
    await till.charge("100.00")
    payment = await till.start("100.00")
    await till.enter_card(payment, CHALLENGED)
    await till.told()
    assert (await till.payment(payment["id"]))["status"] == "REQUIRES_ACTION"
    await till.enter(payment["nextAction"], type="challenge", agreed="yes")
    await till.told()
    assert (await till.payment(payment["id"]))["status"] == "SUCCEEDED"


async def test_only_the_payer_is_told_the_secret(till: Till) -> None:
    payment = await till.start("100.00")
    for who in ("co_tenant", "manager", "admin"):
        seen = await till.payment(payment["id"], who)
        assert (seen["status"], seen["nextAction"]) == ("REQUIRES_ACTION", None)


async def test_a_saved_card_pays_at_once_and_is_forgotten_when_asked(till: Till) -> None:
    await till.charge("100.00")
    saved = await till.saved()
    payment = await till.start("100.00", paymentMethodId=saved)
    assert payment["status"] == "SUCCEEDED"
    found = (await till.ask("tenant", OPTIONS, id=till.id(Lease, "north_1")))["node"]["paymentOptions"]
    assert saved in [option["savedMethod"]["id"] for option in found if option["savedMethod"]]
    removed = await till.do("tenant", "removePaymentMethod", "paymentMethod { id status }", paymentMethodId=saved)
    assert removed["status"] == "REMOVED"
    assert (await till.refused("tenant", "startPayment", **till.wish("1", paymentMethodId=saved)))[0] == "CONFLICT"


async def test_a_payment_is_stopped_before_it_is_under_way(till: Till) -> None:
    payment = await till.start("100.00")
    stopped = await till.do("tenant", "cancelPayment", PAYMENT, paymentId=payment["id"], **till.key())
    assert (stopped["status"], stopped["nextAction"]) == ("CANCELLED", None)
    waiting = await till.start("100.00", paymentMethodId=await till.saved(), scheduledOn=day(5))
    assert (waiting["status"], waiting["scheduledOn"]) == ("CREATED", str(day(5)))
    ended = await till.do("tenant", "cancelPayment", PAYMENT, paymentId=waiting["id"], **till.key())
    assert ended["status"] == "CANCELLED"
    await till.rows("UPDATE payment SET scheduled_on = current_date WHERE scheduled_on IS NOT NULL")
    await till.swept()
    assert (await till.payment(waiting["id"]))["status"] == "CANCELLED"


async def test_a_payment_begins_on_its_day(till: Till) -> None:
    await till.charge("100.00")
    waiting = await till.start("100.00", paymentMethodId=await till.saved(), scheduledOn=day(5))
    await till.swept()
    assert (await till.payment(waiting["id"]))["status"] == "CREATED"
    await till.rows("UPDATE payment SET scheduled_on = $1 WHERE scheduled_on IS NOT NULL", day(0))
    await till.swept()
    await till.swept()
    assert (await till.payment(waiting["id"]))["status"] == "SUCCEEDED"
    assert len(await till.rows("SELECT FROM payment_attempt WHERE kind = 'START' AND params <> '{}'")) == 1


async def test_what_is_paid_meanwhile_is_not_paid_again_on_its_day(till: Till) -> None:
    await till.let_in("NOK")
    await till.rule("NOK", allows_ahead=False)
    await till.charge("100.00")
    saved = await till.saved()
    twice = [await till.start("100.00", paymentMethodId=saved, scheduledOn=day(5)) for _ in range(2)]
    await till.rows("UPDATE payment SET scheduled_on = $1 WHERE scheduled_on IS NOT NULL", day(0))
    await till.swept()
    await till.swept()
    found = [await till.payment(each["id"]) for each in twice]
    assert sorted(each["status"] for each in found) == ["FAILED", "SUCCEEDED"]
    (failure,) = [each["failure"] for each in found if each["status"] == "FAILED"]
    assert failure["code"] == "more_than_owed" and "Nothing was taken" in failure["text"]
    assert (await till.open_minor(), len(await till.listed("/v1/charges"))) == (0, 1)
    assert await till.rows("SELECT FROM notification WHERE kind = 'PAYMENT_FAILED'") != []


async def test_what_nobody_goes_on_with_expires(till: Till) -> None:
    payment = await till.start("100.00")
    await till.rows("UPDATE payment SET updated_at = now() - interval '25 hours' WHERE status = 'REQUIRES_ACTION'")
    await till.swept()
    expired = await till.payment(payment["id"])
    assert (expired["status"], expired["failure"]["code"], expired["nextAction"]) == ("EXPIRED", "expired", None)


async def test_nobody_answers_and_what_was_done_is_known_in_the_end(till: Till) -> None:
    await till.charge("300.00")
    for kind, when in (("500", "after"), ("cut", "after"), ("409", "before"), ("429", "before")):
        await till.control("faults", kind=kind, when=when, path="/v1/payment_intents", method="POST")
        payment = await till.start("50.00")
        assert payment["status"] == "CREATED", kind
        await till.rows("UPDATE payment_attempt SET due_at = now() WHERE state = 'PLANNED'")
        await sweeps.sweep(till.provider, till.organization_id)
        begun = await till.payment(payment["id"])
        assert begun["status"] == "REQUIRES_ACTION", kind
        await till.enter_card(begun)
    await till.told()
    statuses = await till.rows("SELECT status, count(*) FROM payment WHERE source = 'PAYER' GROUP BY 1")
    assert [tuple(row) for row in statuses] == [("SUCCEEDED", 4)]
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def test_cash_and_cheques_and_transfers(till: Till) -> None:
    await till.let_in("NOK")
    await till.charge("400.00")
    before = await till.open_minor()
    money = {"amount": "100.00", "currency": "NOK"}
    given = {"leaseId": till.id(Lease, "north_1"), "amount": money, "receivedOn": day(-1)}
    payer = till.id(Tenant, "tenant")
    made: dict[str, Any] = {}
    for method in ("CASH", "CHEQUE", "BANK_TRANSFER"):
        more = {"payerId": payer, "reference": "KID 0012345"}
        made[method] = await till.do(
            "accountant", "recordPayment", PAYMENT, method=method, **given, **more, **till.key()
        )
    assert {each["status"] for each in made.values()} == {"RECORDED"}
    assert (await till.balance("UNDEPOSITED_FUNDS"), await till.balance("BANK_OPERATING")) == (20_000, 10_000)
    assert await till.open_minor() == before - 30_000
    for method, steps in (("BANK_TRANSFER", ["CLEARED"]), ("CHEQUE", ["CLEARED", "BOUNCED"]), ("CASH", ["VOIDED"])):
        for to in steps:
            step = {"paymentId": made[method]["id"], "to": to, "reason": "As the bank says", **till.key()}
            assert (await till.do("manager", "changePaymentStatus", PAYMENT, **step))["status"] == to
    assert await till.open_minor() == before - 10_000
    assert (await till.balance("UNDEPOSITED_FUNDS"), await till.balance("BANK_OPERATING")) == (0, 10_000)
    # No bank took back what was recorded by mistake.
    _, id = from_global(made["CASH"]["id"])
    entries = await till.rows("SELECT kind FROM journal_entry WHERE source_id = $1 ORDER BY position", id)
    assert [row["kind"] for row in entries] == ["PAYMENT", "REVERSAL"]


async def test_two_payers_at_once_where_nothing_is_paid_ahead(till: Till) -> None:
    await till.let_in("NOK")
    await till.rule("NOK", allows_ahead=False, allows_partial=False)
    await till.charge("100.00")
    who = ("tenant", "co_tenant", "guarantor") * 3
    tries = [till.attempt(each, "startPayment", PAYMENT, **till.wish("100.00")) for each in who]
    answers = await asyncio.gather(*tries)
    codes = [answer["errors"][0]["code"] if answer["errors"] else "DONE" for answer in answers]
    assert codes.count("DONE") == 1 and set(codes) <= {"DONE", "LIMIT_REACHED"}, codes
    assert (await till.refused("tenant", "startPayment", **till.wish("99.00")))[0] == "LIMIT_REACHED"


async def test_the_payer_bears_the_fee_that_was_shown(till: Till) -> None:
    await till.rule("NOK")
    await till.price("NOK", "CARD", bps=150, flat=200)
    await till.charge("1000.00")
    assert (await till.refused("tenant", "startPayment", **till.wish("1000.00")))[0] == "CONFLICT"
    payment = await till.paid("1000.00", fee="17.00")
    assert (payment["status"], payment["fee"]["minor"]) == ("SUCCEEDED", "1700")
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()
