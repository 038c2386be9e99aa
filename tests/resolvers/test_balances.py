"""What a lease owes at any day, why, and how old it is: the same by the books, the documents and the lines."""

import uuid
from typing import Any

from app.models.charges import Charge
from app.models.leases import Lease
from tests.resolvers.office import Office, day

BALANCE = (
    "amount { minor } due { minor } overdue { minor } inFlight { minor } dueOn aging { fromDays amount { minor } }"
)
OWED = """query($id: ID!, $on: Date) { node(id: $id) { ... on Lease {
  now: balance { %s } then: balance(asOf: $on) { %s } } } }"""
LINES = """
query($id: ID!, $on: Date) { node(id: $id) { ... on Lease { balance(asOf: $on) { amount { minor }
  explain(first: 100) { totalCount nodes { id kind description amount { minor } balanceAfter { minor } effectiveOn
    explanation { text rule inputs } charge { id } payment { id } reverses { id } lease { id } } } } } } }
"""
ALL = """
query($lease: ID!, $kinds: [LedgerLineKind!]) { ledgerLines(last: 100, filter: {leaseId: $lease, kinds: $kinds},
  orderBy: {effectiveOn: ASC}) { nodes { kind amount { minor } balanceAfter { minor } } } }
"""


async def owed(office: Office, lease: str, on: str | None = None) -> Any:
    """What a lease owes now, and owed at the end of a day."""
    query = OWED % (BALANCE, BALANCE)
    return (await office.ask("tenant" if lease == "north_1" else "manager", query, id=office.id(Lease, lease), on=on))[
        "node"
    ]


async def charged(office: Office, lease: str, amount: str, due: int, code: str = "OTHER") -> Any:
    """Charge a lease by hand."""
    values = {"leaseId": office.id(Lease, lease), "code": code, "amount": {"amount": amount, "currency": "NOK"}}
    key = str(uuid.uuid4())
    return await office.do(
        "manager", "createCharge", "charge { id }", **values, dueOn=day(due), description="Added", idempotencyKey=key
    )


async def test_a_balance_is_the_same_by_books_and_documents_and_has_ages(office: Office) -> None:
    for amount, due in (("1", -1), ("2", -30), ("4", -31), ("8", -61), ("16", -91), ("32", 0), ("64", 5)):
        await charged(office, "south_1", amount, due)
    both = await owed(office, "south_1", str(day(0)))
    assert both["now"] == both["then"]
    assert both["now"]["amount"]["minor"] == "12700"
    assert (both["now"]["due"]["minor"], both["now"]["overdue"]["minor"]) == ("6300", "3100")
    assert both["now"]["dueOn"] == str(day(-91))
    ages = {bucket["fromDays"]: bucket["amount"]["minor"] for bucket in both["now"]["aging"]}
    assert ages == {1: "300", 31: "400", 61: "800", 91: "1600"}
    before = (await owed(office, "south_1", str(day(-1))))["then"]
    assert (before["amount"]["minor"], before["dueOn"]) == ("0", None)


async def test_every_line_says_what_it_left_and_why(office: Office) -> None:
    await charged(office, "south_1", "120.50", 3, "DAMAGE")
    second = await charged(office, "south_1", "10", 3)
    back = {"chargeId": second["id"], "reason": "Nothing was broken", "idempotencyKey": str(uuid.uuid4())}
    await office.do("manager", "reverseCharge", "charge { id }", **back)
    found = (await office.ask("manager", LINES, id=office.id(Lease, "south_1")))["node"]["balance"]
    lines = found["explain"]["nodes"]
    assert [(line["kind"], line["amount"]["minor"], line["balanceAfter"]["minor"]) for line in lines] == [
        ("CHARGE", "12050", "12050"),
        ("CHARGE", "1000", "13050"),
        ("REVERSAL", "-1000", "12050"),
    ]
    assert found["explain"]["totalCount"] == 3
    assert found["amount"]["minor"] == "12050"
    assert lines[2]["reverses"]["id"] == lines[1]["id"]
    assert lines[2]["charge"]["id"] == second["id"]
    assert lines[2]["explanation"]["inputs"] == {"entry": "REVERSAL", "source": "charge"}
    assert lines[2]["explanation"]["text"] == "An earlier line was taken back."
    assert (lines[0]["description"], lines[2]["description"]) == ("Added", "Taken back: Added")
    assert lines[0]["explanation"]["rule"] == "manual"
    whole = (await office.ask("manager", ALL, lease=office.id(Lease, "south_1")))["ledgerLines"]["nodes"]
    assert [(line["kind"], line["balanceAfter"]["minor"]) for line in whole[:2]] == [
        ("CHARGE", "1100000"),
        ("PAYMENT", "0"),
    ]
    payments = (await office.ask("manager", ALL, lease=office.id(Lease, "south_1"), kinds=["PAYMENT"]))["ledgerLines"]
    assert [line["amount"]["minor"] for line in payments["nodes"]] == ["-1100000"]


async def test_the_same_account_is_counted_for_each_day(office: Office) -> None:
    for due in (-40, -3):
        await charged(office, "south_1", "10", due)
    counted = "explain(first: 100) { totalCount nodes { id } }"
    query = """query($id: ID!, $on: Date) { node(id: $id) { ... on Lease {
      now: balance { %s } then: balance(asOf: $on) { %s } } } }"""
    both = await office.ask("manager", query % (counted, counted), id=office.id(Lease, "south_1"), on=str(day(-41)))
    for one in both["node"].values():
        assert one["explain"]["totalCount"] == len(one["explain"]["nodes"]), both


async def test_what_staff_wrote_for_themselves_stays_with_them(office: Office) -> None:
    made = await charged(office, "north_1", "10", 3)
    back = {"chargeId": made["id"], "reason": "He lies about it", "idempotencyKey": str(uuid.uuid4())}
    await office.do("manager", "reverseCharge", "charge { id }", **back)
    query = "query { ledgerLines(first: 100) { nodes { kind explanation { text inputs } } } }"
    for who in ("tenant", "co_tenant", "guarantor"):
        lines = (await office.ask(who, query))["ledgerLines"]["nodes"]
        assert "REVERSAL" in {line["kind"] for line in lines} and "He lies" not in str(lines), who


async def test_a_tenant_sees_why_and_nobody_else_does(office: Office) -> None:
    await charged(office, "north_1", "120.50", 3)
    query = "query { ledgerLines(first: 100) { nodes { lease { id } charge { id } } } }"
    lines = (await office.ask("tenant", query))["ledgerLines"]["nodes"]
    assert {line["lease"]["id"] for line in lines} == {office.id(Lease, "north_1")}
    assert office.id(Charge, "north_1") in {line["charge"]["id"] for line in lines if line["charge"]}
    assert (await office.ask("vendor", query))["ledgerLines"]["nodes"] == []
