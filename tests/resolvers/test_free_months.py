"""Months that cost nothing are free, and what they cost by another agreement is charged once, and from then on."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.ledger.proration import Period, add_months
from app.resolvers.billing import bill_all
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import ahead, change, charged, nok
from tests.resolvers.test_in_time import then


@pytest.fixture
async def free(office: Office) -> dict[str, Any]:
    """A lease from the first of the next month on, two months of which are free, lived to the tenth of the first."""
    await office.rows("UPDATE property SET jurisdiction = 'DE'")
    first = Period.around(day(0)).end
    lease = await office.signed(type="AT_WILL", endOn=None, dueDay=1, startOn=first, rent=nok("0"))
    await change(
        office, "changeRent", "lease { id }", leaseId=lease["id"], rent=nok("12000"), startsOn=add_months(first, 2)
    )
    await ahead(office, (first - day(0)).days + 9)
    await bill_all(office.world.a.organization_id)
    assert await charged(office, lease["id"]) == []
    return {**lease, "first": first, "away": (first - day(0)).days}


async def raised(office: Office, free: dict[str, Any], rent: str, on: date) -> None:
    await change(office, "changeRent", "lease { id }", leaseId=free["id"], rent=nok(rent), startsOn=on)


async def costs(office: Office, free: dict[str, Any]) -> dict[int, int]:
    """What each month of the lease costs by now, by its number."""
    found = [one for one in await charged(office, free["id"]) if one["status"] != "REVERSED"]
    starts = [date.fromisoformat(one["periodStart"]) for one in found]
    months = [(start.year - free["first"].year) * 12 + start.month - free["first"].month for start in starts]
    assert len(set(months)) == len(months)
    return dict(zip(months, (int(one["amount"]["minor"]) for one in found), strict=True))


def share(free: dict[str, Any], minor: int, days_off: int) -> int:
    """What is left of the first month's price without so many days."""
    days = Period.around(free["first"]).days
    return (2 * minor * (days - days_off) + days) // (2 * days)


async def test_a_free_month_stays_free_until_its_rent_is_raised(office: Office, free: dict[str, Any]) -> None:
    await raised(office, free, "9000", free["first"] + timedelta(days=15))
    expected = {0: share(free, 900_000, 15)}
    assert await costs(office, free) == expected
    # It is asked for from today on, and late from then on at the earliest.
    (charge,) = await office.rows(
        "SELECT effective_on, late_from, due_on FROM charge WHERE amount_minor = $1", expected[0]
    )
    today = day(free["away"] + 9)
    assert (charge["effective_on"], charge["late_from"], charge["due_on"]) == (today, today, free["first"])
    assert await then(office, free, today - timedelta(days=1)) == ("0", "0", "0")
    for _ in range(2):
        await bill_all(office.world.a.organization_id)
        assert await costs(office, free) == expected
    await ahead(office, free["away"] + 70)
    await bill_all(office.world.a.organization_id)
    assert await costs(office, free) == {**expected, 1: 900_000, 2: 1_200_000}


async def test_a_free_month_that_was_passed_over_is_charged_when_it_costs_something_after_all(
    office: Office, free: dict[str, Any]
) -> None:
    second = add_months(free["first"], 1)
    # The second month has been looked at by now, and so has the third, which costs something.
    await ahead(office, free["away"] + 25)
    await office.rows("UPDATE charge_template SET lead_days = 60 WHERE starts_on = $1", free["first"])
    await raised(office, free, "12000", add_months(free["first"], 3))
    await bill_all(office.world.a.organization_id)
    assert await costs(office, free) == {2: 1_200_000}
    await office.rows("UPDATE charge_template SET lead_days = 0 WHERE starts_on = $1", free["first"])
    await raised(office, free, "8000", second)
    assert await costs(office, free) == {1: 800_000, 2: 1_200_000}
    await ahead(office, free["away"] + 130)
    assert await bill_all(office.world.a.organization_id) >= 1
    found = await costs(office, free)
    assert set(found) >= {1, 2, 3} and 0 not in found and found[3] == 1_200_000


async def test_months_that_were_left_out_on_purpose_stay_so(office: Office, free: dict[str, Any]) -> None:
    wanted = {"leaseId": free["id"], "code": "PARKING", "amount": nok("900"), "startsOn": free["first"]}
    made = await change(office, "createChargeTemplate", "chargeTemplate { id }", **wanted)
    later = add_months(free["first"], 4)
    goes_on = {"chargeTemplateId": made["id"], "billFrom": later}
    await change(office, "updateChargeTemplate", "chargeTemplate { billedUntil }", **goes_on)
    dearer = {"chargeTemplateId": made["id"], "amount": nok("1000"), "amountFrom": add_months(free["first"], 2)}
    await change(office, "updateChargeTemplate", "chargeTemplate { id }", **dearer)
    await ahead(office, free["away"] + 85)
    await bill_all(office.world.a.organization_id)
    parking = [one["periodStart"] for one in await charged(office, free["id"]) if one["code"] == "PARKING"]
    assert str(add_months(free["first"], 2)) not in parking
