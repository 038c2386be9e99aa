"""Nobody pays for being late who was not: asked late, charged anew, recorded late, or spent on something else first."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.ledger.proration import Period, add_months
from app.models.ids import from_global
from app.resolvers.billing import bill_all
from app.resolvers.late_charges import assess_all
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import ahead, change, charged
from tests.resolvers.test_late_fees import FORECAST, lease, owe, policy, send, usd

__all__ = ["lease"]

FEES = """
SELECT count(*) AS n, coalesce(sum(amount_minor), 0)::bigint AS minor FROM charge
 WHERE code = 'LATE_FEE' AND status <> 'REVERSED'
"""
THEN = """query($id: ID!, $on: Date) { node(id: $id) { ... on Lease { balance(asOf: $on) {
  amount { minor } due { minor } overdue { minor } } } } }"""
SPENT = """
SELECT e.effective_on AS day FROM allocation a JOIN journal_entry e ON e.id = a.entry_id
 WHERE a.payment_id = $1 ORDER BY a.id
"""
FLAT: dict[str, Any] = {"kind": "FLAT", "amount": usd("40"), "ratePercent": None}


async def standing(office: Office) -> tuple[int, int]:
    """Charge what is late by now, and say how many fees stand, and how much they are."""
    await assess_all(office.world.a.organization_id)
    (row,) = await office.rows(FEES)
    return row["n"], row["minor"]


async def record(office: Office, lease: dict[str, Any], amount: str, on: date) -> str:
    """Record a cheque; returns the id of the payment."""
    wanted = {"leaseId": lease["id"], "method": "CHEQUE", "amount": usd(amount), "receivedOn": on}
    return str((await change(office, "recordPayment", "payment { id }", "admin", **wanted))["id"])


async def then(office: Office, lease: dict[str, Any], on: date) -> tuple[str, str, str]:
    """What was owed, due and overdue at the end of a day."""
    found = (await office.ask("admin", THEN, id=lease["id"], on=str(on)))["node"]["balance"]
    return found["amount"]["minor"], found["due"]["minor"], found["overdue"]["minor"]


async def test_a_balance_of_the_past_knows_what_was_recorded_later(office: Office, lease: dict[str, Any]) -> None:
    charge = await owe(office, lease)
    await ahead(office, 40)
    paid = await record(office, lease, "1000", day(4))
    assert await then(office, lease, day(3)) == ("100000", "100000", "100000")
    assert await then(office, lease, day(20)) == ("0", "0", "0")
    # Spent on something else, it settles that from today on: it was not free before.
    await change(office, "reverseCharge", "charge { id }", "admin", chargeId=charge["id"], reason="A mistake")
    await owe(office, lease)
    rows = await office.rows(SPENT, from_global(paid)[1])
    assert [row["day"] for row in rows] == [day(4), day(40)]
    assert await then(office, lease, day(20)) == ("0", "0", "0")


@pytest.mark.parametrize(
    ("order", "is_for_power", "expected"),
    [("OLDEST_FIRST", False, 2), ("RENT_FIRST", False, 1), ("RENT_FIRST", True, 2)],
)
async def test_money_under_way_holds_off_what_it_will_settle_and_no_more(
    office: Office, lease: dict[str, Any], order: str, is_for_power: bool, expected: int
) -> None:
    await office.rows("UPDATE lease SET allocation_order = $2 WHERE number = $1", lease["number"], order)
    await policy(office, lease, **FLAT)
    await owe(office, lease)
    await ahead(office, 6)
    assert await standing(office) == (1, 4_000)
    await record(office, lease, "1000", day(6))
    await ahead(office, 36)
    bill = {"leaseId": lease["id"], "dueOn": day(36), "description": "Of this month"}
    await change(office, "createCharge", "charge { id }", "admin", **bill, code="RENT", amount=usd("1000"))
    sent = await send(office, lease, 38, 100_000)
    power = await change(office, "createCharge", "charge { id }", "admin", **bill, code="UTILITY", amount=usd("80"))
    if is_for_power:
        await office.rows("UPDATE payment SET charge_ids = $2 WHERE id = $1", sent, [from_global(power["id"])[1]])
    threat = (await office.ask("admin", FORECAST, id=lease["id"]))["node"]["balance"]["lateFeeForecast"]
    assert threat["isShielded"] is (expected == 1)
    await ahead(office, 45)
    assert (await standing(office))[0] == expected


@pytest.mark.parametrize(("came", "left"), [(5, 0), (6, 1)])
async def test_money_that_had_come_in_time_takes_the_fee_back_until_it_bounces(
    office: Office, lease: dict[str, Any], came: int, left: int
) -> None:
    await policy(office, lease, **FLAT)
    await owe(office, lease)
    await ahead(office, 8)
    assert await standing(office) == (1, 4_000)
    paid = await record(office, lease, "1040", day(came))
    assert (await standing(office))[0] == left
    assert (await then(office, lease, day(8)))[0] == ("0" if left else "-4000")
    await change(
        *(office, "changePaymentStatus", "payment { status }", "admin"),
        **{"paymentId": paid, "to": "BOUNCED", "reason": "No funds"},
    )
    assert await standing(office) == (1, 4_000)


@pytest.mark.parametrize("is_told_late", [True, False])
async def test_a_fee_that_was_lowered_is_raised_again_when_the_money_is_gone(
    office: Office, lease: dict[str, Any], is_told_late: bool
) -> None:
    await policy(office, lease, kind="PERCENT_OF_OPEN", ratePercent="4")
    await owe(office, lease)
    for days in (8, 4) if is_told_late else (4, 8):
        if days == 4:
            await ahead(office, 8 if is_told_late else 4)
            paid = await record(office, lease, "400", day(4))
        else:
            await ahead(office, 8)
            assert await standing(office) == (1, 4_000 if is_told_late else 2_400)
    assert await standing(office) == (1, 2_400)
    gone = {"paymentId": paid, "to": "BOUNCED", "reason": "No funds"}
    await change(office, "changePaymentStatus", "payment { status }", "admin", **gone)
    assert await standing(office) == (1, 4_000)
    assert (await then(office, lease, day(8)))[0] == "104000"
    await record(office, lease, "400", day(8))
    assert await standing(office) == (1, 4_000)


async def test_half_of_it_in_time_does_not_help(office: Office, lease: dict[str, Any]) -> None:
    await policy(office, lease, **FLAT)
    await owe(office, lease)
    await ahead(office, 8)
    assert await standing(office) == (1, 4_000)
    await record(office, lease, "400", day(8))
    await record(office, lease, "600", day(4))
    assert await standing(office) == (1, 4_000)


async def test_rent_of_a_lease_that_is_signed_late_is_late_from_then_on(office: Office, lease: dict[str, Any]) -> None:
    await policy(office, lease, **FLAT)
    await office.rows("UPDATE late_fee_policy SET starts_on = $1 WHERE amount_minor = 4000", day(-100))
    unit = await office.do("admin", "createUnit", "unit { id }", propertyId=lease["propertyId"], label="2", kind="FLAT")
    tenant = await office.do("admin", "createTenant", "tenant { id }", name="Thea", propertyId=lease["propertyId"])
    terms = {"unitIds": [unit["id"]], "parties": [{"tenantId": tenant["id"], "role": "TENANT"}], "rent": usd("2850")}
    made = await office.signed("admin", **terms, type="AT_WILL", endOn=None, startOn=day(-40), dueDay=1)
    old = [one for one in await charged(office, made["id"]) if one["dueOn"] <= str(day(0))]
    assert old and await standing(office) == (0, 0)
    await ahead(office, 5)
    assert await standing(office) == (0, 0)
    await ahead(office, 6)
    assert (await standing(office))[0] == len(old)
    inputs = [one["explanation"]["inputs"] for one in await charged(office, made["id"]) if one["code"] == "LATE_FEE"]
    assert {one["lastFreeDay"] for one in inputs} == {str(day(5))}


@pytest.fixture
async def rent(office: Office, lease: dict[str, Any]) -> dict[str, Any]:
    """The rent of a month to come, which alone is owed, and may be raised from any day on; `due` is its day."""
    await office.rows("UPDATE property SET jurisdiction = 'DE' WHERE name = 'Row'")
    await policy(office, lease, **FLAT)
    due = add_months(Period.around(day(0)).end, 1)
    await ahead(office, (due - day(14)).days)
    await bill_all(office.world.a.organization_id)
    found = [one for one in await charged(office, lease["id"]) if one["status"] == "POSTED"]
    for one in found[:-1]:
        await change(office, "waiveCharge", "charge { id }", "admin", chargeId=one["id"], reason="Not of this test")
    assert found[-1]["dueOn"] == str(due)
    return {**found[-1], "due": due, "away": (due - day(0)).days}


async def raised(office: Office, lease: dict[str, Any], rent: dict[str, Any], days: int, to: str = "3450") -> int:
    """Let another rent count from the 16th on, so many days after it was due; returns what is open of it."""
    await ahead(office, rent["away"] + days)
    new = {"leaseId": lease["id"], "rent": usd(to), "startsOn": rent["due"] + timedelta(days=15)}
    await change(office, "changeRent", "lease { id }", "admin", **new)
    (charge,) = [
        one
        for one in await charged(office, lease["id"])
        if one["periodStart"] == str(rent["due"]) and one["status"] != "REVERSED"
    ]
    assert charge["amount"] != rent["amount"]
    return int(charge["openAmount"]["minor"])


async def test_rent_that_is_late_and_raised_costs_one_fee(
    office: Office, lease: dict[str, Any], rent: dict[str, Any]
) -> None:
    await ahead(office, rent["away"] + 6)
    assert await standing(office) == (1, 4_000)
    assert await raised(office, lease, rent, 9) > 285_000
    assert await standing(office) == (1, 4_000)
    await ahead(office, rent["away"] + 30)
    assert await standing(office) == (1, 4_000)


async def test_what_a_raise_adds_to_rent_that_was_paid_is_late_from_then_on(
    office: Office, lease: dict[str, Any], rent: dict[str, Any]
) -> None:
    await ahead(office, rent["away"])
    await record(office, lease, "2850", rent["due"])
    more = await raised(office, lease, rent, 9)
    assert 0 < more < 60_000
    assert await then(office, lease, rent["due"] + timedelta(days=5)) == ("0", "0", "0")
    assert (await then(office, lease, rent["due"] + timedelta(days=9)))[0] == str(more)
    for days, expected in ((9, 0), (14, 0), (15, 1)):
        await ahead(office, rent["away"] + days)
        assert (await standing(office))[0] == expected, days


@pytest.mark.parametrize(("to", "is_raised"), [("3450", True), ("2250", False)])
async def test_what_was_forgiven_stays_so_when_the_rent_changes(
    office: Office, lease: dict[str, Any], rent: dict[str, Any], to: str, is_raised: bool
) -> None:
    await ahead(office, rent["away"])
    await record(office, lease, "2450", rent["due"])
    await change(office, "waiveCharge", "charge { id }", "admin", chargeId=rent["id"], reason="Noise")
    left = await raised(office, lease, rent, 9, to)
    assert 0 < left < 60_000 if is_raised else left == 0
    owed, *_ = await then(office, lease, rent["due"] + timedelta(days=9))
    assert owed == str(left)
