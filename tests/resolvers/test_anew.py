"""What is charged or reckoned anew: money follows it, and fees shrink by what came in time, or go with their cause."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.viewer import Viewer
from app.models.ids import from_global
from app.models.payments import Payment, PaymentStatus
from app.resolvers.payments import books
from app.subscriptions.transaction import transaction
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import ahead, change, charged
from tests.resolvers.test_in_time import lease, raised, record, rent, standing, then
from tests.resolvers.test_late_fees import owe, policy, send, usd

__all__ = ["lease", "rent"]

STANDING = """
SELECT inputs ->> 'chargeId' AS charge, amount_minor AS minor, late_step AS step, (inputs ->> 'times')::integer AS times
  FROM charge WHERE code = 'LATE_FEE' AND status <> 'REVERSED' AND inputs ->> 'dueOn' = $1 ORDER BY late_step
"""


async def arrive(office: Office, payment: UUID, on: date) -> None:
    """Let money come that was on its way."""
    async with transaction(Viewer.system_of(office.world.a.organization_id, "test")) as tx:
        (paid,) = await tx.lock(Payment, "t.id = $1", payment)
        paid.status, paid.effective_on = PaymentStatus.SUCCEEDED, on
        await tx.save(paid, "status", "effective_on")
        await books.arrived(tx, paid, on)
        await books.received(tx, paid, on)


async def meant(office: Office, lease: dict[str, Any], rent: dict[str, Any]) -> UUID:
    """Send what the rent costs, and say that it is for the rent."""
    sent = await send(office, lease, rent["away"], 285_000)
    await office.rows("UPDATE payment SET charge_ids = $2 WHERE id = $1", sent, [from_global(rent["id"])[1]])
    return sent


@pytest.mark.parametrize("comes_first", [True, False])
async def test_money_that_is_meant_for_rent_settles_what_is_charged_in_its_place(
    office: Office, lease: dict[str, Any], rent: dict[str, Any], comes_first: bool
) -> None:
    await ahead(office, rent["away"])
    old, sent = await owe(office, lease), await meant(office, lease, rent)
    if comes_first:
        await arrive(office, sent, rent["due"])
    # Twice: what came in its place is charged anew as well.
    for amount in ("3450", "3500"):
        await raised(office, lease, rent, 9, amount)
    if not comes_first:
        await arrive(office, sent, day(rent["away"] + 9))
    left = {
        one["id"]: one for one in await charged(office, lease["id"]) if one["status"] not in ("REVERSED", "SETTLED")
    }
    assert left.pop(old["id"])["openAmount"]["minor"] == "100000"
    (heir,) = (one for one in left.values() if one["periodStart"] == str(rent["due"]))
    assert int(heir["openAmount"]["minor"]) == int(heir["amount"]["minor"]) - 285_000


async def test_money_under_way_to_rent_holds_the_fee_off_what_is_charged_in_its_place(
    office: Office, lease: dict[str, Any], rent: dict[str, Any]
) -> None:
    old = await owe(office, lease)
    await ahead(office, rent["away"])
    await meant(office, lease, rent)
    await raised(office, lease, rent, 3, "2250")
    await ahead(office, rent["away"] + 6)
    assert (await standing(office))[0] == 1
    assert [row["charge"] for row in await office.rows(STANDING, str(day(0)))] == [str(from_global(old["id"])[1])]


async def test_a_part_that_had_come_in_time_lowers_a_fee_that_is_a_part_of_what_is_open(
    office: Office, lease: dict[str, Any]
) -> None:
    await policy(office, lease, kind="PERCENT_OF_OPEN")
    await owe(office, lease)
    await ahead(office, 8)
    assert await standing(office) == (1, 5_000)
    await record(office, lease, "400", day(4))
    assert await standing(office) == (1, 3_000)
    assert (await then(office, lease, day(8)))[0] == "63000"
    await record(office, lease, "100", day(6))
    assert await standing(office) == (1, 3_000)
    await record(office, lease, "300", day(5))
    assert await standing(office) == (1, 1_500)
    await record(office, lease, "200", day(5))
    assert await standing(office) == (1, 500)


@pytest.mark.parametrize(("came", "expected"), [(5, []), (6, [(1, 1)]), (33, [(1, 1)]), (40, [(2, 2)]), (79, [(3, 3)])])
async def test_a_fee_that_caught_up_keeps_the_steps_that_had_begun_when_the_money_came(
    office: Office, lease: dict[str, Any], came: int, expected: list[tuple[int, int]]
) -> None:
    await office.rows("UPDATE property SET jurisdiction = 'DE' WHERE name = 'Row'")
    await policy(office, lease, kind="FLAT", amount=usd("20"), ratePercent=None, repeat="MONTHLY")
    # What the lease charges by itself meanwhile is other tests'.
    await office.rows("UPDATE late_fee_policy SET ends_on = $1 WHERE repeat = 'MONTHLY'", day(1))
    await owe(office, lease)
    await ahead(office, 80)
    assert (await standing(office))[1] == 6_000
    paid = await record(office, lease, "1000", day(came))
    fees = await office.rows(STANDING, str(day(0)))
    assert [(row["step"], row["times"]) for row in fees] == expected
    assert sum(row["minor"] for row in fees) == 2_000 * sum(times for _, times in expected)
    # When it is gone again, all of it is owed.
    bounced = {"paymentId": paid, "to": "BOUNCED", "reason": "No funds"}
    await change(office, "changePaymentStatus", "payment { status }", "admin", **bounced)
    assert (await standing(office))[1] == 6_000


async def test_a_fee_goes_with_what_it_was_for(office: Office, lease: dict[str, Any]) -> None:
    await policy(office, lease, kind="FLAT", amount=usd("40"), ratePercent=None)
    charge = await owe(office, lease)
    await ahead(office, 8)
    assert await standing(office) == (1, 4_000)
    await record(office, lease, "1040", day(8))
    reverse = {"chargeId": charge["id"], "reason": "Nobody owed it"}
    await change(office, "reverseCharge", "charge { status }", "admin", **reverse)
    assert await standing(office) == (0, 0)
    assert (await then(office, lease, day(8)))[0] == "-104000"


async def test_a_fee_goes_with_the_rent_of_a_month_after_the_end_and_shrinks_with_the_rent(
    office: Office, lease: dict[str, Any], rent: dict[str, Any]
) -> None:
    await office.rows("UPDATE late_fee_policy SET kind = 'PERCENT_OF_RENT', rate_bps = 500, amount_minor = 0")
    await ahead(office, rent["away"] + 6)
    assert await standing(office) == (1, 14_250)
    owed = await raised(office, lease, rent, 9, "2250")
    assert owed < 285_000
    assert await standing(office) == (1, (owed * 5 + 50) // 100)
    await change(office, "endLease", "lease { id }", "admin", leaseId=lease["id"], endOn=rent["due"])
    assert await standing(office) == (0, 0)
    assert (await then(office, lease, rent["due"] + timedelta(days=9)))[0] == "0"


@pytest.mark.parametrize(("place", "left"), [("US-WA", ["LATE_FEE"]), ("US-OR", ["RENT"])])
async def test_money_goes_to_rent_first_where_the_law_says_so(
    office: Office, lease: dict[str, Any], place: str, left: list[str]
) -> None:
    await office.rows("UPDATE property SET jurisdiction = $1 WHERE name = 'Row'", place)
    await policy(office, lease, kind="FLAT", amount=usd("40"), ratePercent=None)
    await owe(office, lease)
    await ahead(office, 8)
    assert await standing(office) == (1, 4_000)
    await record(office, lease, "1000", day(8))
    await ahead(office, 20)
    bill = {"leaseId": lease["id"], "code": "RENT", "amount": usd("500"), "dueOn": day(20), "description": "Rent"}
    await change(office, "createCharge", "charge { id }", "admin", **bill)
    await record(office, lease, "500", day(20))
    open_ = [one["code"] for one in await charged(office, lease["id"]) if one["openAmount"]["minor"] != "0"]
    assert open_ == left
