"""Charges by hand: posted, settled by what credit there is, taken back; and everything that is refused."""

import uuid
from typing import Any

from app.models.charges import Charge
from app.models.leases import Lease
from app.models.properties import Property
from tests.resolvers.office import Office, day

CHARGE = "charge { id code status description amount { minor } openAmount { minor } dueOn explanation { rule text } }"
OWED = """query($id: ID!) { node(id: $id) { ... on Lease { balance { amount { minor } } } } }"""
DIFFERENCES = """
SELECT count(*) FROM ledger_account a LEFT JOIN account_balance b USING (organization_id) WHERE b.account_id = a.id AND
    b.amount_minor <> (SELECT sum(amount_minor) FROM posting p WHERE p.account_id = a.id)
"""


def wanted(office: Office, lease: str = "south_1", **changed: Any) -> dict[str, Any]:
    """Input of `createCharge`."""
    standard = {
        "leaseId": office.id(Lease, lease),
        "code": "DAMAGE",
        "amount": {"amount": "120.50", "currency": "NOK"},
        "dueOn": day(3),
        "description": "A broken window",
        "idempotencyKey": str(uuid.uuid4()),
    }
    return {**standard, **changed}


async def owed(office: Office, lease: str) -> int:
    """What a lease owes, in minor units."""
    found = await office.ask("manager", OWED, id=office.id(Lease, lease))
    return int(found["node"]["balance"]["amount"]["minor"])


async def test_a_charge_is_owed_at_once_and_explains_itself(office: Office) -> None:
    assert await owed(office, "south_1") == 0
    charge = await office.do("manager", "createCharge", CHARGE, **wanted(office))
    assert (charge["status"], charge["amount"]["minor"], charge["openAmount"]["minor"]) == ("POSTED", "12050", "12050")
    assert charge["explanation"] == {"rule": "manual", "text": "Entered by the landlord."}
    assert await owed(office, "south_1") == 12_050
    assert (await office.rows(DIFFERENCES))[0][0] == 0


async def test_the_same_key_charges_once(office: Office) -> None:
    values = wanted(office)
    first, second = [await office.do("accountant", "createCharge", CHARGE, **values) for _ in range(2)]
    assert first == second
    assert await owed(office, "south_1") == 12_050
    other = {**values, "description": "Another window"}
    assert (await office.refused("accountant", "createCharge", **other))[0] == "IDEMPOTENCY_KEY_REUSED"


async def test_credit_is_spent_on_what_is_open_and_comes_back(office: Office) -> None:
    # The world's payment of 11,000.00 has settled nothing yet: now it settles the older charge first.
    assert await owed(office, "north_1") == 0
    charge = await office.do("manager", "createCharge", CHARGE, **wanted(office, "north_1"))
    assert charge["openAmount"]["minor"] == "12050"
    assert await owed(office, "north_1") == 12_050
    old = await office.rows("SELECT status, open_minor FROM charge WHERE id = $1", office.world.a.id(Charge, "north_1"))
    assert tuple(old[0]) == ("SETTLED", 0)
    back = {"chargeId": office.id(Charge, "north_1"), "reason": "Charged twice", "idempotencyKey": str(uuid.uuid4())}
    reversed_charge = await office.do("manager", "reverseCharge", CHARGE, **back)
    assert (reversed_charge["status"], reversed_charge["openAmount"]["minor"]) == ("REVERSED", "0")
    now = await office.rows("SELECT status, open_minor FROM charge WHERE description = 'A broken window'")
    assert tuple(now[0]) == ("SETTLED", 0)
    assert await owed(office, "north_1") == 12_050 - 1_100_000
    assert (await office.refused("manager", "reverseCharge", **{**back, "idempotencyKey": str(uuid.uuid4())}))[0] == (
        "ILLEGAL_TRANSITION"
    )
    assert (await office.rows(DIFFERENCES))[0][0] == 0


async def test_what_is_no_charge_is_refused_and_nothing_posted(office: Office) -> None:
    before = await office.rows("SELECT count(*) FROM journal_entry")
    for changed, code, path in (
        ({"amount": {"amount": "0", "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "amount", "amount"]),
        ({"amount": {"amount": "-5", "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "amount", "amount"]),
        ({"amount": {"amount": "1.005", "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "amount", "amount"]),
        ({"amount": {"amount": "1" + "0" * 15, "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "amount", "amount"]),
        ({"amount": {"amount": "5", "currency": "EUR"}}, "BAD_USER_INPUT", ["input", "amount", "currency"]),
        ({"dueOn": day(4_000)}, "BAD_USER_INPUT", ["input", "dueOn"]),
        ({"description": "  "}, "BAD_USER_INPUT", ["input", "description"]),
        ({"leaseId": office.id(Lease, "south_1", "B")}, "NOT_FOUND", []),
    ):
        assert await office.refused("manager", "createCharge", **wanted(office, **changed)) == (code, path), changed
    assert await office.rows("SELECT count(*) FROM journal_entry") == before


SHOWN = """query($lease: ID!) { charges(first: 100, filter: {leaseId: $lease}) { nodes { status isOverdue
  viewerCan { reverse waive } } } payments(first: 100, filter: {leaseId: $lease}) { nodes {
    allocations { amount { minor } charge { id } } } } }"""
FOUND = """query($property: ID!, $codes: [ChargeCode!], $due: DateRangeInput) { charges(first: 100,
  filter: {propertyId: $property, codes: $codes, dueOn: $due}) { nodes { code dueOn } } }"""


async def test_a_charge_says_whether_it_is_late_and_what_may_be_done(office: Office) -> None:
    for due in (-1, 0):
        await office.do("manager", "createCharge", CHARGE, **wanted(office, dueOn=day(due)))
    found = await office.ask("manager", SHOWN, lease=office.id(Lease, "south_1"))
    shown = sorted((c["status"], c["isOverdue"], *c["viewerCan"].values()) for c in found["charges"]["nodes"])
    assert shown == [("POSTED", False, True, True), ("POSTED", True, True, True), ("SETTLED", False, True, False)]
    settled = found["payments"]["nodes"][0]["allocations"]
    assert settled == [{"amount": {"minor": "1100000"}, "charge": {"id": office.id(Charge, "south_1")}}]
    late = await office.ask("manager", "{ leases(first: 9, filter: {isOverdue: true}) { nodes { id } } }")
    assert late["leases"]["nodes"] == [{"id": office.id(Lease, "south_1")}]
    far = {"property": office.id(Property, "south"), "codes": ["DAMAGE"], "due": {"since": str(day(0))}}
    assert (await office.ask("manager", FOUND, **far))["charges"]["nodes"] == [{"code": "DAMAGE", "dueOn": str(day(0))}]
