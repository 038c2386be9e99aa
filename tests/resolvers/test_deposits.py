"""Deposits: agreed within the law, billed, held as owed back, given back once."""

import uuid
from typing import Any

from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import change, charged, nok

DEPOSIT = """query($id: ID!) { node(id: $id) { ... on Lease { deposit {
  status agreed { minor } held { minor } returned { minor } returnDueOn citation } } } }"""
INCOME = """
SELECT coalesce(sum(b.amount_minor), 0)::bigint AS sum FROM account_balance b
  JOIN ledger_account a ON a.organization_id = b.organization_id AND a.id = b.account_id
 WHERE a.kind = ANY($1) AND a.organization_id = $2
"""


async def shown(office: Office, lease_id: str) -> Any:
    return (await office.ask("manager", DEPOSIT, id=lease_id))["node"]["deposit"]


async def balance(office: Office, *kinds: str) -> int:
    (row,) = await office.rows(INCOME, list(kinds), office.world.a.organization_id)
    return int(row["sum"])


async def test_more_than_six_months_are_refused_with_the_law_and_three_are_not(office: Office) -> None:
    refused = await office.attempt("manager", "createLease", "__typename", **office.terms(deposit=nok("87500")))
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("UNLAWFUL", ["input", "deposit"])
    assert error["details"]["citation"] == "Husleieloven § 3-5"
    assert error["details"]["maximumMinor"] == "7500000"
    lease = await office.draft(deposit=nok("37500"))
    assert (await shown(office, lease["id"]))["status"] == "EXPECTED"
    lower = await office.attempt("manager", "updateLease", "__typename", leaseId=lease["id"], rent=nok("6000"))
    assert lower["errors"][0]["code"] == "UNLAWFUL"
    await office.do("manager", "updateLease", leaseId=lease["id"], deposit=nok("0"))
    assert await shown(office, lease["id"]) is None


async def test_it_is_billed_held_and_given_back_and_never_income(office: Office) -> None:
    lease = await office.signed(deposit=nok("37500"))
    (bill,) = [charge for charge in await charged(office, lease["id"]) if charge["code"] == "DEPOSIT"]
    assert (bill["amount"]["minor"], bill["explanation"]["citation"]) == ("3750000", "Husleieloven § 3-5")
    earned = await balance(office, "OTHER_INCOME", "RENT_INCOME")
    await change(office, "createCredit", "lease { id }", leaseId=lease["id"], amount=nok("60000"), reason="Brought in")
    assert (await shown(office, lease["id"]))["held"]["minor"] == "3750000"
    assert await balance(office, "OTHER_INCOME", "RENT_INCOME") == earned
    early = await office.refused("manager", "returnDeposit", **once(leaseId=lease["id"], reason="Too early"))
    assert early == ("CONFLICT", ["input", "leaseId"])
    await office.do("manager", "endLease", leaseId=lease["id"])
    ended = await shown(office, lease["id"])
    assert (ended["status"], ended["returnDueOn"]) == ("HELD", str(day(36)))
    more = once(leaseId=lease["id"], amount=nok("37501"), reason="A")
    too_much = await office.refused("manager", "returnDeposit", **more)
    assert too_much[0] == "BAD_USER_INPUT"
    await change(office, "returnDeposit", "lease { id }", leaseId=lease["id"], amount=nok("7500"), reason="A part")
    await change(office, "returnDeposit", "lease { id }", leaseId=lease["id"], reason="The rest")
    done = await shown(office, lease["id"])
    assert (done["status"], done["held"]["minor"], done["returned"]["minor"]) == ("RETURNED", "0", "3750000")
    again = await office.refused("manager", "returnDeposit", **once(leaseId=lease["id"], reason="Again"))
    assert again == ("CONFLICT", ["input", "leaseId"])
    assert await balance(office, "BANK_TRUST", "DEPOSIT_HELD", "DEPOSIT_BILLED") == 0


async def test_a_lease_that_is_cancelled_owes_nothing_any_more(office: Office) -> None:
    lease = await office.signed(deposit=nok("37500"), startOn=day(5), endOn=day(300))
    assert len(await office.owed(lease["id"])) >= 1
    await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="CANCELLED")
    assert await office.owed(lease["id"]) == []


async def test_what_the_law_forbids_is_not_charged_by_hand_either(office: Office) -> None:
    lease = await office.signed()
    usual = {"leaseId": lease["id"], "dueOn": day(0), "description": "By hand"}
    for code, amount, citation in (("LATE_FEE", "1", "§ 3-1"), ("DEPOSIT", "75000.01", "§ 3-5")):
        refused = await office.attempt(
            "manager", "createCharge", "__typename", **once(**usual, code=code, amount=nok(amount))
        )
        (error,) = refused["errors"]
        assert (error["code"], error["path"]) == ("UNLAWFUL", ["input", "amount"])
        assert citation in error["details"]["citation"]
    await change(office, "createCharge", "charge { id }", **usual, code="DEPOSIT", amount=nok("75000"))


async def test_a_deposit_that_was_charged_by_hand_is_held_and_given_back_as_any_other(office: Office) -> None:
    lease = await office.signed()
    usual = {"leaseId": lease["id"], "dueOn": day(0), "description": "By hand", "code": "DEPOSIT"}
    await change(office, "createCharge", "charge { id }", **usual, amount=nok("70000"))
    assert (await shown(office, lease["id"]))["status"] == "EXPECTED"
    # The law limits what is asked for in all.
    over = await office.attempt("manager", "createCharge", "__typename", **once(**usual, amount=nok("5000.01")))
    assert over["errors"][0]["code"] == "UNLAWFUL"
    await change(office, "createCredit", "lease { id }", leaseId=lease["id"], amount=nok("150000"), reason="Brought in")
    assert (await shown(office, lease["id"]))["held"]["minor"] == "7000000"
    over = await office.attempt("manager", "createCharge", "__typename", **once(**usual, amount=nok("5000.01")))
    assert over["errors"][0]["code"] == "UNLAWFUL"
    await office.do("manager", "endLease", leaseId=lease["id"])
    await change(office, "returnDeposit", "lease { id }", leaseId=lease["id"], reason="All of it")
    assert (await shown(office, lease["id"]))["status"] == "RETURNED"
    await change(office, "createCharge", "charge { id }", **usual, amount=nok("10"))
    again = await shown(office, lease["id"])
    assert (again["status"], again["held"]["minor"]) == ("HELD", "1000")


def once(**input: Any) -> dict[str, Any]:
    return {**input, "idempotencyKey": str(uuid.uuid4())}


async def _given_back(office: Office) -> tuple[str, str]:
    """A lease that is over, whose deposit came by a cheque and was given back but for 7,500; and the payment."""
    lease = await office.signed(deposit=nok("37500"))
    cheque = {"leaseId": lease["id"], "amount": nok("60000"), "method": "CHEQUE", "receivedOn": day(0)}
    paid = await change(office, "recordPayment", "payment { id }", "accountant", **cheque)
    await office.do("manager", "endLease", leaseId=lease["id"])
    await change(office, "returnDeposit", "lease { id }", leaseId=lease["id"], amount=nok("30000"), reason="A part")
    return lease["id"], paid["id"]


async def test_a_lease_is_not_closed_while_money_of_the_tenant_is_there(office: Office) -> None:
    lease_id, _ = await _given_back(office)
    for charge in await office.owed(lease_id):
        await change(office, "waiveCharge", "charge { id }", chargeId=charge, reason="A gift")
    close = {"leaseId": lease_id, "to": "CLOSED"}
    held = await office.attempt("manager", "changeLeaseStatus", **close)
    assert (held["errors"][0]["code"], held["errors"][0]["details"]) == ("CONFLICT", {"heldMinor": "750000"})
    await change(office, "returnDeposit", "lease { id }", leaseId=lease_id, reason="The rest")
    gift = {"leaseId": lease_id, "amount": nok("10"), "reason": "A gift"}
    await change(office, "createCredit", "lease { id }", **gift)
    paid_ahead = await office.attempt("manager", "changeLeaseStatus", **close)
    assert paid_ahead["errors"][0]["code"] == "CONFLICT" and int(paid_ahead["errors"][0]["details"]["creditMinor"]) > 0
    left = paid_ahead["errors"][0]["details"]["creditMinor"]
    usual = {"leaseId": lease_id, "dueOn": day(0), "description": "Paid out", "code": "OTHER"}
    await change(office, "createCharge", "charge { id }", **usual, amount=nok(f"{int(left) / 100:.2f}"))
    assert (await office.do("manager", "changeLeaseStatus", **close))["status"] == "CLOSED"


async def _claim(office: Office, lease_id: str) -> Any:
    rows = await charged(office, lease_id)
    (claim,) = [charge for charge in rows if charge["explanation"]["rule"] == "DEPOSIT_RECLAIMED"]
    return claim


async def test_what_was_given_back_is_owed_once_the_payment_behind_it_is_gone(office: Office) -> None:
    lease_id, paid = await _given_back(office)
    bounced = {"paymentId": paid, "to": "BOUNCED", "reason": "No cover"}
    await change(office, "changePaymentStatus", "payment { id }", "accountant", **bounced)
    claim = await _claim(office, lease_id)
    assert (claim["amount"]["minor"], claim["openAmount"]["minor"]) == ("3000000", "3000000")
    assert "30,000.00" in claim["explanation"]["text"]
    (bill,) = [charge for charge in await charged(office, lease_id) if charge["code"] == "DEPOSIT"]
    assert bill["openAmount"]["minor"] == "0", "nobody owes the same twice, nor a deposit of which nothing is held"
    assert (await shown(office, lease_id))["held"]["minor"] == "0"
    wanted = once(chargeId=claim["id"], reason="A mistake")
    assert await office.refused("manager", "reverseCharge", **wanted) == ("CONFLICT", ["input", "chargeId"])
    await change(office, "waiveCharge", "charge { id }", chargeId=claim["id"], reason="Let it be")
    assert (await _claim(office, lease_id))["openAmount"]["minor"] == "0"


async def test_a_deposit_that_is_taken_back_pays_for_what_was_given_back(office: Office) -> None:
    lease_id, _ = await _given_back(office)
    (bill,) = [charge for charge in await charged(office, lease_id) if charge["code"] == "DEPOSIT"]
    before = await balance(office, "UNAPPLIED_CREDIT")
    await change(office, "reverseCharge", "charge { id }", chargeId=bill["id"], reason="Never agreed")
    claim = await _claim(office, lease_id)
    assert (claim["amount"]["minor"], claim["openAmount"]["minor"]) == ("3000000", "0")
    assert await balance(office, "UNAPPLIED_CREDIT") == before - 750_000
    assert await balance(office, "DEPOSIT_HELD", "DEPOSIT_BILLED") == 0


async def _deposit_of(office: Office, lease_id: str) -> tuple[str, str]:
    (bill,) = [charge for charge in await charged(office, lease_id) if charge["code"] == "DEPOSIT"]
    return bill["status"], bill["openAmount"]["minor"]


async def test_whoever_has_left_is_not_asked_for_a_deposit_that_was_never_paid(office: Office) -> None:
    lease = await office.signed(deposit=nok("37500"))
    assert await _deposit_of(office, lease["id"]) == ("POSTED", "3750000")
    await office.do("manager", "endLease", leaseId=lease["id"])
    assert await _deposit_of(office, lease["id"]) == ("SETTLED", "0")
    assert await balance(office, "DEPOSIT_HELD", "DEPOSIT_BILLED", "DISCOUNT") == 0


async def test_whoever_got_back_all_that_was_held_is_not_asked_for_the_rest(office: Office) -> None:
    lease = await office.signed(deposit=nok("37500"))
    (bill,) = [charge for charge in await charged(office, lease["id"]) if charge["code"] == "DEPOSIT"]
    others = [id for id in await office.owed(lease["id"]) if id != bill["id"]]
    for id in others:
        await change(office, "waiveCharge", "charge { id }", chargeId=id, reason="Not of this test")
    await change(office, "createCredit", "lease { id }", leaseId=lease["id"], amount=nok("10000"), reason="Brought in")
    await office.do("manager", "endLease", leaseId=lease["id"])
    assert await _deposit_of(office, lease["id"]) == ("PARTIALLY_SETTLED", "2750000")
    await change(office, "returnDeposit", "lease { id }", leaseId=lease["id"], amount=nok("4000"), reason="A part")
    assert await _deposit_of(office, lease["id"]) == ("PARTIALLY_SETTLED", "2750000")
    await change(office, "returnDeposit", "lease { id }", leaseId=lease["id"], reason="The rest")
    assert await _deposit_of(office, lease["id"]) == ("SETTLED", "0")
    assert await balance(office, "DEPOSIT_HELD", "DEPOSIT_BILLED", "BANK_TRUST") == 0
    assert await office.owed(lease["id"]) == []
