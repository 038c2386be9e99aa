"""Rent that charges itself: once for each period, however late, however often, and put right when the lease changes."""

import asyncio
import uuid
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from app import clock
from app.ledger.proration import Period, add_months, day_of_month
from app.models.properties import Unit
from app.resolvers import billing
from app.resolvers.billing import bill_all
from tests.resolvers.office import Office, day

CHARGES = """query($id: ID!) { charges(first: 100, filter: {leaseId: $id}, orderBy: {dueOn: ASC}) { nodes {
  id code status dueOn periodStart periodEnd amount { minor } openAmount { minor }
  explanation { rule text inputs citation } } } }"""
AHEAD = "UPDATE organization SET is_sandbox = true, ahead_seconds = $2 WHERE id = $1"
BOOKS = """
SELECT (SELECT sum(amount_minor) FROM charge WHERE status NOT IN ('REVERSED', 'CANCELLED')) -
       (SELECT sum(amount_minor) FROM allocation WHERE undone_by_id IS NULL) = sum(b.amount_minor) AS agree
  FROM account_balance b JOIN ledger_account a ON a.organization_id = b.organization_id AND a.id = b.account_id
 WHERE a.kind = 'RECEIVABLE'
"""


@pytest.fixture
def house(office: Office) -> uuid.UUID:
    return office.world.a.organization_id


async def ahead(office: Office, days: int) -> None:
    """Let the clock for billing be so many days ahead."""
    await office.rows(AHEAD, office.world.a.organization_id, int(timedelta(days=days).total_seconds()))


async def charged(office: Office, lease_id: str) -> list[dict[str, Any]]:
    """The charges of a lease, the first due first."""
    return list((await office.ask("manager", CHARGES, id=lease_id))["charges"]["nodes"])


async def change(office: Office, mutation: str, selection: str, who: str = "manager", **input: Any) -> Any:
    return await office.do(who, mutation, selection, **input, idempotencyKey=str(uuid.uuid4()))


def first_due() -> date:
    """When the first part of a rent is due that begins today, on the last day of months."""
    return day_of_month(day(0).replace(day=1), 31)


async def test_signing_bills_the_part_of_the_month_that_is_left_and_time_the_rest(
    office: Office, house: uuid.UUID
) -> None:
    lease = await office.signed(dueDay=31)
    await ahead(office, 120)
    assert await bill_all(house) > 0
    assert await bill_all(house) == 0
    found = await charged(office, lease["id"])
    month = Period.around(day(0))
    part = round(1_250_000 * (month.end - day(0)).days / month.days)
    assert abs(int(found[0]["amount"]["minor"]) - part) <= 1
    assert (found[0]["periodStart"], found[0]["dueOn"]) == (str(day(0)), str(first_due()))
    for place, charge in enumerate(found[1:], 1):
        first = add_months(month.start, place)
        assert charge["amount"]["minor"] == "1250000"
        assert (charge["periodStart"], charge["dueOn"]) == (str(first), str(day_of_month(first, 31)))
    assert found[-1]["dueOn"] <= str(day(134))
    assert str(add_months(first_due(), len(found))) > str(day(100))
    assert found[0]["explanation"]["inputs"]["days"] == (month.end - day(0)).days
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_two_workers_at_once_and_a_missed_month_charge_each_period_once(office: Office, house: uuid.UUID) -> None:
    ids = []
    for place in range(6):
        tenant = await office.do("manager", "createTenant", "tenant { id }", name=f"Number {place}")
        parties = [{"tenantId": tenant["id"], "role": "TENANT"}]
        ids.append((await office.signed(unitIds=[await office.unit(f"n{place}")], parties=parties, dueDay=1))["id"])
    before = {id: len(await charged(office, id)) for id in ids}
    await ahead(office, 75)
    made = await asyncio.gather(bill_all(house), bill_all(house), bill_all(house))
    after = [await charged(office, id) for id in ids]
    assert sum(made) == sum(len(one) for one in after) - sum(before.values())
    for found in after:
        starts = [charge["periodStart"] for charge in found]
        assert len(set(starts)) == len(starts) >= 3
        assert all(one["periodEnd"] == other["periodStart"] for one, other in pairwise(found))


async def test_what_another_worker_holds_is_billed_once_it_lets_go_and_not_waited_for_for_ever(
    office: Office, house: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = await office.signed(dueDay=1)
    before = len(await charged(office, lease["id"]))
    await ahead(office, 40)
    monkeypatch.setattr(billing, "PATIENCE", 2)
    async with office.world.superuser() as dying:
        async with dying.transaction():
            await dying.execute("SELECT FROM lease WHERE number = $1 FOR UPDATE", lease["number"])
            await bill_all(house)
            assert len(await charged(office, lease["id"])) == before
            monkeypatch.setattr(billing, "PATIENCE", 500)
            billing_it = asyncio.create_task(bill_all(house))
            await asyncio.wait({billing_it}, timeout=1)
            assert not billing_it.done()
        assert await asyncio.wait_for(billing_it, 30) >= 1
    assert len(await charged(office, lease["id"])) > before


async def test_a_batch_that_breaks_holds_up_only_the_lease_that_broke_it(
    office: Office, house: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = [await office.signed(), None]
    tenant = await office.do("manager", "createTenant", "tenant { id }", name="Second")
    parties = [{"tenantId": tenant["id"], "role": "TENANT"}]
    leases[1] = await office.signed(unitIds=[await office.unit("second")], parties=parties)
    # A hand in the database: no price is known any more for the first one.
    await office.rows(
        "DELETE FROM rent_step WHERE lease_id = (SELECT id FROM lease WHERE number = $1)", leases[0]["number"]
    )
    before = [len(await charged(office, lease["id"])) for lease in leases]
    await ahead(office, 70)
    monkeypatch.setattr(billing, "BATCH", 5)
    await bill_all(house)
    after = [len(await charged(office, lease["id"])) for lease in leases]
    assert after[0] == before[0]
    assert after[1] >= before[1] + 2


async def test_a_rent_that_ends_in_the_middle_of_a_billed_month_is_put_right(office: Office, house: uuid.UUID) -> None:
    lease = await office.signed(type="AT_WILL", endOn=None, dueDay=1)
    await ahead(office, 62)
    await bill_all(house)
    before = await charged(office, lease["id"])
    last = date.fromisoformat(before[-1]["periodStart"])
    leaves = max(last + timedelta(days=9), day(63))
    month = Period.around(last)
    await office.do("manager", "giveLeaseNotice", leaseId=lease["id"], endOn=leaves)
    after = [charge for charge in await charged(office, lease["id"]) if charge["status"] != "REVERSED"]
    assert after[-1]["periodEnd"] == str(leaves)
    share = round(1_250_000 * (leaves - last).days / month.days)
    assert abs(int(after[-1]["amount"]["minor"]) - share) <= 1
    assert len(after) == len(before)
    # And back again, when the notice is withdrawn.
    await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="ACTIVE")
    back = [charge for charge in await charged(office, lease["id"]) if charge["status"] != "REVERSED"]
    assert [charge["amount"] for charge in back] == [charge["amount"] for charge in before]
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_what_a_person_took_back_stays_taken_back(office: Office, house: uuid.UUID) -> None:
    lease = await office.signed(dueDay=1)
    await ahead(office, 40)
    await bill_all(house)
    found = await charged(office, lease["id"])
    await change(office, "reverseCharge", "charge { status }", chargeId=found[-1]["id"], reason="Not this month")
    await change(office, "changeRent", "lease { id }", leaseId=lease["id"], rent=nok("12600"), startsOn=day(400))
    await bill_all(house)
    assert [charge["status"] for charge in await charged(office, lease["id"])][-1] == "REVERSED"


def nok(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "NOK"}


async def test_a_new_rent_counts_from_its_day_and_not_before_the_law_allows(office: Office, house: uuid.UUID) -> None:
    lease = await office.signed(dueDay=1, type="AT_WILL", endOn=None)
    refused = await office.attempt(
        *("manager", "changeRent", "lease { id }"),
        **{"leaseId": lease["id"], "rent": nok("13000"), "startsOn": day(20), "idempotencyKey": str(uuid.uuid4())},
    )
    assert refused["errors"][0]["code"] == "UNLAWFUL"
    details = refused["errors"][0]["details"]
    assert "Husleieloven" in details["citation"] and details["earliest"] == str(add_months(day(0), 12))
    later = add_months(day(0), 12)
    await change(
        office, "changeRent", "lease { rent { amount } }", leaseId=lease["id"], rent=nok("13000"), startsOn=later
    )
    await ahead(office, (later - day(0)).days + 40)
    await bill_all(house)
    found = await charged(office, lease["id"])
    month = Period.around(later)
    turning = next(charge for charge in found if charge["periodStart"] == str(month.start))
    old, new = (later - month.start).days, (month.end - later).days
    assert abs(int(turning["amount"]["minor"]) - round((1_250_000 * old + 1_300_000 * new) / month.days)) <= 1
    assert found[-1]["amount"]["minor"] == "1300000"


async def test_parking_beside_the_rent_is_charged_changed_and_ended(office: Office, house: uuid.UUID) -> None:
    lease = await office.signed(dueDay=1)
    wanted = {"leaseId": lease["id"], "code": "PARKING", "amount": nok("900"), "startsOn": day(0)}
    shown = "chargeTemplate { id code steps { startsOn amount { minor } } leadDays dueDay version }"
    made = await change(office, "createChargeTemplate", shown, **wanted)
    assert (made["code"], made["leadDays"], made["dueDay"]) == ("PARKING", 14, 1)
    next_month = Period.around(day(0)).end
    dearer = {"chargeTemplateId": made["id"], "amount": nok("1000"), "amountFrom": next_month}
    changed = await change(office, "updateChargeTemplate", shown, **dearer, expectedVersion=made["version"])
    assert [step["amount"]["minor"] for step in changed["steps"]] == ["90000", "100000"]
    await ahead(office, 95)
    await bill_all(house)
    ends = add_months(next_month, 1)
    await change(
        office, "endChargeTemplate", "chargeTemplate { endsOn nextBillOn }", chargeTemplateId=made["id"], endsOn=ends
    )
    parking = [
        charge
        for charge in await charged(office, lease["id"])
        if charge["code"] == "PARKING" and charge["status"] != "REVERSED"
    ]
    assert [charge["amount"]["minor"] for charge in parking][1:] == ["100000"]
    assert parking[-1]["periodEnd"] == str(ends)


async def test_what_is_agreed_for_months_gone_by_is_in_the_books_from_today(office: Office) -> None:
    lease = await office.signed(startOn=day(-70), type="AT_WILL", endOn=None, dueDay=1)
    wanted = {"leaseId": lease["id"], "code": "PARKING", "amount": nok("900"), "startsOn": day(-70)}
    await change(office, "createChargeTemplate", "chargeTemplate { id }", **wanted)
    days = await office.rows("SELECT effective_on, due_on FROM charge WHERE code = 'PARKING'")
    assert len(days) >= 3 and {row["effective_on"] for row in days} == {day(0)}
    assert min(row["due_on"] for row in days) < day(0)


async def test_more_than_anybody_means_is_not_charged(office: Office, house: uuid.UUID) -> None:
    lease = await office.signed(startOn=day(-800), type="AT_WILL", endOn=None, dueDay=1)
    assert await charged(office, lease["id"]) == []
    templates = "query($id: ID!) { chargeTemplates(first: 5, filter: {leaseId: $id}) { nodes { id stoppedAt } } }"
    (template,) = (await office.ask("manager", templates, id=lease["id"]))["chargeTemplates"]["nodes"]
    assert template["stoppedAt"] is not None
    goes_on = await change(
        *(office, "updateChargeTemplate", "chargeTemplate { stoppedAt }"),
        **{"chargeTemplateId": template["id"], "billFrom": day(0).replace(day=1)},
    )
    assert goes_on == {"stoppedAt": None}
    assert 1 <= len(await charged(office, lease["id"])) <= 2


@pytest.mark.parametrize(
    ("mutation", "wrong", "code", "place"),
    [
        ("createChargeTemplate", {"code": "RENT"}, "BAD_USER_INPUT", "code"),
        ("createChargeTemplate", {"amount": {"amount": "1.005", "currency": "NOK"}}, "BAD_USER_INPUT", "amount"),
        ("createChargeTemplate", {"amount": {"amount": "1", "currency": "EUR"}}, "BAD_USER_INPUT", "amount"),
        ("createChargeTemplate", {"startsOn": "1999-01-01"}, "BAD_USER_INPUT", "startsOn"),
        ("createChargeTemplate", {"dueDay": 32}, "BAD_USER_INPUT", "dueDay"),
        ("createChargeTemplate", {"leadDays": 61}, "BAD_USER_INPUT", "leadDays"),
        ("createChargeTemplate", {"endsOn": "1999-01-01"}, "BAD_USER_INPUT", "endsOn"),
    ],
)
async def test_what_cannot_be_charged_is_refused_and_leaves_nothing(
    office: Office, mutation: str, wrong: dict[str, Any], code: str, place: str
) -> None:
    lease = await office.signed()
    count = "SELECT (SELECT count(*) FROM charge_template) AS t, (SELECT count(*) FROM charge) AS c"
    before = await office.rows(count)
    good = {"leaseId": lease["id"], "code": "OTHER", "amount": nok("10"), "startsOn": day(0)}
    refused = await office.refused("manager", mutation, **{**good, **wrong}, idempotencyKey=str(uuid.uuid4()))
    assert (refused[0], refused[1][:2]) == (code, ["input", place])
    assert await office.rows(count) == before


async def test_leases_that_bind_nobody_charge_nothing(office: Office, house: uuid.UUID) -> None:
    draft = await office.draft()
    good = {"leaseId": draft["id"], "code": "OTHER", "amount": nok("10"), "startsOn": day(0)}
    assert (await office.refused("manager", "createChargeTemplate", **good, idempotencyKey=str(uuid.uuid4())))[
        0
    ] == "CONFLICT"
    await ahead(office, 60)
    await bill_all(house)
    assert await charged(office, draft["id"]) == []
    assert clock.now() and office.id(Unit, "north_3")
