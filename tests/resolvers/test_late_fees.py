"""What paying late costs: within policy and law, once for each charge, never while money sent in time is under way."""

import asyncio
import uuid
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.ledger.accounts import Books
from app.ledger.templates import Fact, processing
from app.models.leases import Lease
from app.models.payments import Payment, PaymentMethodKind, PaymentStatus
from app.models.properties import Property
from app.resolvers.late_charges import assess_all
from app.resolvers.ledger import post
from app.subscriptions.transaction import transaction
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import ahead, change, charged, nok

FEES = "SELECT count(*) AS n, sum(amount_minor) AS sum FROM charge WHERE code = 'LATE_FEE'"
FEES_OF = f"{FEES} AND inputs ->> 'dueOn' = $1"
FORECAST = """query($id: ID!) { node(id: $id) { ... on Lease { balance { lateFeeForecast {
  ifUnpaidBy amount { minor } isShielded explanation { text rule citation } } } } } }"""
SET = """lateFeePolicy { id number kind graceDays amount { minor } ratePercent version repeat
  tiers { fromDay amount { minor } } }"""


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


@pytest.fixture
async def lease(office: Office) -> dict[str, Any]:
    """A lease under the law of New York at 2,850 dollars, of which nothing is owed; the zone is that of the tests."""
    facts = {"timeZone": "Europe/Oslo", "currency": "USD", "jurisdiction": "US-NY"}
    address = {"line1": "118 Van Brunt Street", "postalCode": "11231", "city": "Brooklyn", "countryCode": "US"}
    place = await office.do("admin", "createProperty", "property { id }", name="Row", address=address, **facts)
    unit = await office.do("admin", "createUnit", "unit { id }", propertyId=place["id"], label="1", kind="FLAT")
    tenant = await office.do("admin", "createTenant", "tenant { id }", name="Theo", propertyId=place["id"])
    terms = {"unitIds": [unit["id"]], "parties": [{"tenantId": tenant["id"], "role": "TENANT"}], "rent": usd("2850")}
    made = await office.signed("admin", **terms, type="AT_WILL", endOn=None, startOn=day(-1), dueDay=1)
    for charge in await office.owed(made["id"]):
        await change(office, "waiveCharge", "charge { id }", "admin", chargeId=charge, reason="Before the test")
    return {**made, "propertyId": place["id"]}


async def policy(office: Office, lease: dict[str, Any], **wanted: Any) -> Any:
    usual = {"kind": "PERCENT_OF_RENT", "ratePercent": "5", "graceDays": 5}
    return await change(office, "setLateFeePolicy", SET, "admin", propertyId=lease["propertyId"], **{**usual, **wanted})


async def owe(office: Office, lease: dict[str, Any], amount: str = "1000") -> Any:
    """Charge something that falls due today, as rent does."""
    wanted = {"leaseId": lease["id"], "code": "RENT", "amount": usd(amount), "dueOn": day(0), "description": "Rent"}
    return await change(office, "createCharge", "charge { id amount { minor } }", "admin", **wanted)


def tier(day: int, amount: str) -> dict[str, Any]:
    return {"fromDay": day, "amount": usd(amount)}


async def fees(office: Office, due_on: Any = None) -> tuple[int, int]:
    """Count and sum of the fees; of what fell due on a day alone, where one is given."""
    (row,) = await office.rows(FEES) if due_on is None else await office.rows(FEES_OF, str(due_on))
    return row["n"], int(row["sum"] or 0)


async def send(office: Office, lease: dict[str, Any], days: int, minor: int) -> uuid.UUID:
    """Send money so many days from now that stays under way; returns the id of the payment."""
    (row,) = await office.rows("SELECT id, property_id FROM lease WHERE number = $1", lease["number"])
    async with transaction(Viewer.system_of(office.world.a.organization_id, "test")) as tx:
        sent = await tx.create(
            Payment,
            **{"property_id": row["property_id"], "lease_id": row["id"], "number": "X-1", "currency": "USD"},
            **{"method": PaymentMethodKind.ACH_DEBIT, "status": PaymentStatus.PROCESSING, "amount_minor": minor},
        )
        books = Books(row["property_id"], row["id"], "USD")
        await post(tx, processing(books, Fact(sent.id, day(days), minor)))
    return sent.id


async def test_a_fee_comes_once_after_the_grace_and_no_higher_than_the_law_allows(
    office: Office, lease: dict[str, Any]
) -> None:
    house = office.world.a.organization_id
    await policy(office, lease)
    charge = await owe(office, lease, "2000")
    (node,) = [(await office.ask("admin", FORECAST, id=lease["id"]))["node"]]
    threat = node["balance"]["lateFeeForecast"]
    assert (threat["ifUnpaidBy"], threat["amount"]["minor"], threat["isShielded"]) == (str(day(5)), "5000", False)
    assert "238-a" in threat["explanation"]["citation"]
    await ahead(office, 4)
    await assess_all(house)
    assert await fees(office) == (0, 0)
    await ahead(office, 6)
    await asyncio.gather(assess_all(house), assess_all(house))
    await assess_all(house)
    found = [one for one in await charged(office, lease["id"]) if one["code"] == "LATE_FEE"]
    mine = [one for one in found if one["explanation"]["inputs"]["chargeId"]]
    assert {one["amount"]["minor"] for one in mine} == {"5000"}
    assert len([one for one in mine if one["dueOn"] == str(day(6))]) == len(found)
    assert (await fees(office))[0] == len(found) >= 1
    assert "5 % of" in found[0]["explanation"]["text"] and "no more" in found[0]["explanation"]["text"]
    waived = await change(
        *(office, "waiveCharge", "charge { status openAmount { minor } }", "admin"),
        **{"chargeId": found[0]["id"], "reason": "The bank was closed"},
    )
    assert waived == {"status": "SETTLED", "openAmount": {"minor": "0"}}
    before = await fees(office)
    await ahead(office, 40)
    await assess_all(house)
    assert (await fees(office))[0] == before[0]
    assert charge["amount"]["minor"] == "200000"


async def test_money_sent_in_time_holds_the_fee_off_and_its_return_brings_it_back(
    office: Office, lease: dict[str, Any]
) -> None:
    house = office.world.a.organization_id
    await policy(office, lease, kind="FLAT", amount=usd("40"), ratePercent=None)
    await owe(office, lease)
    sent = await send(office, lease, 4, 100_000)
    await ahead(office, 20)
    await assess_all(house)
    assert await fees(office) == (0, 0)
    await office.rows("UPDATE payment SET status = 'FAILED' WHERE id = $1", sent)
    await assess_all(house)
    assert await fees(office) == (1, 4_000)
    (found,) = [one for one in await charged(office, lease["id"]) if one["code"] == "LATE_FEE"]
    assert found["explanation"]["inputs"]["dueOn"] == str(day(0))
    assert found["explanation"]["inputs"]["daysLate"] == 15


@pytest.mark.parametrize(
    ("wanted", "code", "place"),
    [
        ({"graceDays": 4}, "UNLAWFUL", "kind"),
        ({"ratePercent": "5.01"}, "UNLAWFUL", "kind"),
        ({"kind": "FLAT", "ratePercent": None, "amount": usd("50.01")}, "UNLAWFUL", "kind"),
        ({"kind": "FLAT", "amount": usd("10")}, "BAD_USER_INPUT", "kind"),
        ({"kind": "FLAT", "ratePercent": None}, "BAD_USER_INPUT", "kind"),
        ({"ratePercent": "5.001"}, "BAD_USER_INPUT", "ratePercent"),
        ({"ratePercent": "-1"}, "BAD_USER_INPUT", "ratePercent"),
        ({"graceDays": 91}, "BAD_USER_INPUT", "graceDays"),
        ({"startsOn": "2001-01-01"}, "BAD_USER_INPUT", "startsOn"),
        ({"kind": "FLAT", "ratePercent": None, "amount": nok("5")}, "BAD_USER_INPUT", "amount"),
        ({"propertyId": None}, "BAD_USER_INPUT", "propertyId"),
        ({"repeat": "MONTHLY", "ratePercent": "1"}, "UNLAWFUL", "kind"),
        ({"dailyMax": usd("1")}, "BAD_USER_INPUT", "dailyMax"),
        ({"kind": "DAILY", "ratePercent": None, "amount": usd("1"), "repeat": "ONCE"}, "BAD_USER_INPUT", "repeat"),
        ({"kind": "TIERED"}, "BAD_USER_INPUT", "kind"),
        ({"kind": "TIERED", "ratePercent": None, "tiers": [tier(1, "50.01")]}, "UNLAWFUL", "kind"),
        ({"kind": "TIERED", "ratePercent": None, "tiers": [tier(0, "9")]}, "BAD_USER_INPUT", "tiers"),
        ({"kind": "TIERED", "ratePercent": None, "tiers": [tier(1, "0")]}, "BAD_USER_INPUT", "tiers"),
        ({"kind": "TIERED", "ratePercent": None, "tiers": [tier(2, "9"), tier(1, "10")]}, "BAD_USER_INPUT", "tiers"),
        ({"kind": "TIERED", "ratePercent": None, "tiers": [tier(1, "9"), tier(2, "9")]}, "BAD_USER_INPUT", "tiers"),
        ({"tiers": [tier(1, "9")]}, "BAD_USER_INPUT", "kind"),
    ],
)
async def test_what_is_not_lawful_or_makes_no_sense_is_refused(
    office: Office, lease: dict[str, Any], wanted: dict[str, Any], code: str, place: str
) -> None:
    usual = {"kind": "PERCENT_OF_RENT", "ratePercent": "5", "graceDays": 5, "propertyId": lease["propertyId"]}
    input = {**usual, **wanted, "idempotencyKey": str(uuid.uuid4())}
    answer = await office.attempt("admin", "setLateFeePolicy", "__typename", **input)
    (error,) = answer["errors"]
    assert (error["code"], error["path"][1]) == (code, place)
    if code == "UNLAWFUL":
        assert error["details"]["citation"] == "N.Y. Real Property Law § 238-a(2)"
        assert error["details"]["isInformation"] is True


async def test_a_fee_comes_again_each_month_and_by_tiers_and_says_so(office: Office, lease: dict[str, Any]) -> None:
    house = office.world.a.organization_id
    wanted = {"kind": "FLAT", "amount": usd("20"), "ratePercent": None, "repeat": "MONTHLY", "totalMax": usd("50")}
    set_ = await policy(office, lease, **wanted)
    assert set_["repeat"] == "MONTHLY"
    await owe(office, lease)
    for days, expected in ((5, 0), (6, 2_000), (30, 2_000), (38, 4_000), (70, 5_000), (110, 5_000)):
        await ahead(office, days)
        await assess_all(house)
        await assess_all(house)
        # What the lease charges by itself meanwhile is late, too: only what was owed today is looked at.
        assert (await fees(office, day(0)))[1] == expected, days
    found = await charged(office, lease["id"])
    last = [one["explanation"]["text"] for one in found if one["code"] == "LATE_FEE"]
    assert any("each month" in said for said in last) and any("No more than was agreed" in said for said in last)


async def test_tiers_grow_and_the_next_is_foretold(office: Office, lease: dict[str, Any]) -> None:
    house = office.world.a.organization_id
    tiers = [tier(1, "20"), tier(10, "35.50")]
    set_ = await policy(office, lease, kind="TIERED", ratePercent=None, tiers=tiers)
    assert [(one["fromDay"], one["amount"]["minor"]) for one in set_["tiers"]] == [(1, "2000"), (10, "3550")]
    await owe(office, lease)
    await ahead(office, 7)
    await assess_all(house)
    assert await fees(office, day(0)) == (1, 2_000)
    threat = (await office.ask("admin", FORECAST, id=lease["id"]))["node"]["balance"]["lateFeeForecast"]
    assert (threat["ifUnpaidBy"], threat["amount"]["minor"]) == (str(day(14)), "1550")
    assert "$35.50 in all from day 10" in threat["explanation"]["text"]
    assert "$20.00 of it was charged before" in threat["explanation"]["text"]
    await ahead(office, 16)
    await assess_all(house)
    assert await fees(office, day(0)) == (2, 3_550)


async def test_money_sent_before_a_later_step_holds_it_off_and_its_failure_brings_it(
    office: Office, lease: dict[str, Any]
) -> None:
    house = office.world.a.organization_id
    wanted = {"kind": "FLAT", "amount": usd("20"), "ratePercent": None, "repeat": "MONTHLY", "totalMax": usd("50")}
    await policy(office, lease, **wanted)
    await owe(office, lease)
    await ahead(office, 6)
    await assess_all(house)
    assert await fees(office, day(0)) == (1, 2_000)
    # Enough for whatever the lease charges by itself meanwhile.
    sent = await send(office, lease, 20, 5_000_000)
    await ahead(office, 80)
    await assess_all(house)
    assert await fees(office, day(0)) == (1, 2_000)
    threat = (await office.ask("admin", FORECAST, id=lease["id"]))["node"]["balance"]["lateFeeForecast"]
    assert threat["isShielded"] is True
    await office.rows("UPDATE payment SET status = 'FAILED' WHERE id = $1", sent)
    await assess_all(house)
    assert await fees(office, day(0)) == (2, 5_000)


async def test_norway_knows_no_such_fees_and_an_old_charge_keeps_its_policy(
    office: Office, lease: dict[str, Any]
) -> None:
    wanted = {"kind": "FLAT", "graceDays": 30, "amount": {"amount": "100", "currency": "NOK"}}
    north = {"propertyId": office.id(Property, "north"), "idempotencyKey": str(uuid.uuid4())}
    refused = await office.attempt("admin", "setLateFeePolicy", "__typename", **wanted, **north)
    assert refused["errors"][0]["code"] == "UNLAWFUL"
    first = await policy(office, lease)
    second = await policy(office, lease, ratePercent="1", startsOn=day(3))
    assert (first["number"], second["number"]) == (1, 2)
    (row,) = await office.rows("SELECT ends_on FROM late_fee_policy WHERE number = 1 AND kind = 'PERCENT_OF_RENT'")
    assert row["ends_on"] == day(3)
    ended = await change(
        *(office, "endLateFeePolicy", "lateFeePolicy { endsOn }", "admin"), **{"lateFeePolicyId": second["id"]}
    )
    assert ended == {"endsOn": str(day(3))}
    assert Lease and second["ratePercent"] == "1"
