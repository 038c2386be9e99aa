"""What lowers a debt without a payment: once, however many ask at the same moment, and told to those who follow."""

import asyncio
import uuid
from typing import Any

import pytest

from app.models.ledger import JournalEntry
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import BOOKS, ahead, change, charged, nok

BALANCE = "query($id: ID!) { node(id: $id) { ... on Lease { balance { amount { minor } } } } }"
LINES = """query($id: ID!, $kinds: [LedgerLineKind!]) {
  ledgerLines(first: 1, filter: {leaseId: $id, kinds: $kinds}, orderBy: {postedAt: DESC}) { nodes {
    id viewerCan { reverse } } } }"""
AT_ONCE = 40


async def owes(office: Office, lease_id: str) -> int:
    return int((await office.ask("manager", BALANCE, id=lease_id))["node"]["balance"]["amount"]["minor"])


async def charge(office: Office, lease_id: str) -> str:
    wanted = {"leaseId": lease_id, "code": "OTHER", "amount": nok("500"), "dueOn": day(0), "description": "A key"}
    return str((await change(office, "createCharge", "charge { id }", **wanted))["id"])


@pytest.mark.parametrize("verb", ["waiveCharge", "writeOffCharge"])
async def test_of_many_who_forgive_at_once_one_does(office: Office, verb: str) -> None:
    lease = await office.signed()
    id, before = await charge(office, lease["id"]), await owes(office, lease["id"])

    async def forgive() -> Any:
        input = {"chargeId": id, "reason": "Once", "idempotencyKey": str(uuid.uuid4())}
        return await office.attempt("manager", verb, "charge { status }", **input)

    codes = []
    for answer in await asyncio.gather(*(forgive() for _ in range(AT_ONCE)), return_exceptions=True):
        # Who waits too long for the lease is told to come back, outside the payload.
        if not isinstance(answer, BaseException):
            codes.append(answer["errors"][0]["code"] if answer["errors"] else "done")
    assert codes.count("done") == 1
    assert set(codes) <= {"done", "ILLEGAL_TRANSITION"}
    assert await owes(office, lease["id"]) == before - 50_000
    (row,) = await office.rows("SELECT count(*) AS n FROM credit WHERE kind IN ('WAIVER', 'WRITE_OFF')")
    assert row["n"] == 1
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_a_credit_settles_what_is_open_and_then_what_comes(office: Office) -> None:
    lease = await office.signed()
    owed = await owes(office, lease["id"])
    first = await charge(office, lease["id"])
    await change(office, "createCredit", "lease { id }", leaseId=lease["id"], amount=nok("600"), reason="The lift")
    assert await owes(office, lease["id"]) == owed + 50_000 - 60_000
    await charge(office, lease["id"])
    states = {one["id"]: one["status"] for one in await charged(office, lease["id"])}
    assert states[first] in ("SETTLED", "PARTIALLY_SETTLED")
    (event,) = await office.rows("SELECT kind FROM event WHERE noun = 'credit'")
    assert event["kind"] == "GRANTED"
    assert (await office.rows(BOOKS))[0]["agree"]


async def given(office: Office, lease_id: str, kind: str) -> dict[str, Any]:
    """The newest line of an account of a kind."""
    found = await office.ask("manager", LINES, id=lease_id, kinds=[kind])
    return dict(found["ledgerLines"]["nodes"][0])


@pytest.mark.parametrize(("verb", "kind"), [("waiveCharge", "CREDIT"), ("writeOffCharge", "WRITE_OFF")])
async def test_what_was_forgiven_by_mistake_is_owed_again_and_late_from_then_on(
    office: Office, verb: str, kind: str
) -> None:
    lease = await office.signed()
    id, owed = await charge(office, lease["id"]), await owes(office, lease["id"])
    await change(office, verb, "charge { id }", chargeId=id, reason="A mistake")
    line = await given(office, lease["id"], kind)
    assert line["viewerCan"] == {"reverse": True}
    await ahead(office, 40)
    back = {"ledgerLineId": line["id"], "reason": "It was another flat"}
    await change(office, "reverseCredit", "lease { id balance { amount { minor } } }", **back)
    assert await owes(office, lease["id"]) == owed
    (row,) = await office.rows("SELECT status, late_from FROM charge WHERE description = 'A key'")
    assert tuple(row) == ("POSTED", day(40))
    assert (await given(office, lease["id"], kind))["viewerCan"] == {"reverse": False}
    refused = await office.refused("manager", "reverseCredit", **back, idempotencyKey=str(uuid.uuid4()))
    assert refused == ("ILLEGAL_TRANSITION", ["input", "ledgerLineId"])
    kept = await office.rows("SELECT count(*) AS n FROM audit_entry WHERE action = 'CREDIT.REVERSED'")
    assert kept[0]["n"] == 1
    (event,) = await office.rows("SELECT kind FROM event WHERE noun = 'credit'")
    assert event["kind"] == "REVERSED"
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_under_a_lease_that_is_closed_nothing_is_owed_again(office: Office) -> None:
    lease = await office.signed()
    await office.do("manager", "endLease", leaseId=lease["id"])
    for id in await office.owed(lease["id"]):
        await change(office, "waiveCharge", "charge { id }", chargeId=id, reason="A gift")
    line = await given(office, lease["id"], "CREDIT")
    await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="CLOSED")
    wanted = {"ledgerLineId": line["id"], "reason": "A", "idempotencyKey": str(uuid.uuid4())}
    assert await office.refused("manager", "reverseCredit", **wanted) == ("CONFLICT", ["input", "ledgerLineId"])
    assert (await given(office, lease["id"], "CREDIT"))["viewerCan"] == {"reverse": False}


async def test_of_many_who_take_a_credit_back_at_once_one_does(office: Office) -> None:
    lease = await office.signed()
    owed = await owes(office, lease["id"])
    first = await charge(office, lease["id"])
    await change(office, "createCredit", "lease { id }", leaseId=lease["id"], amount=nok("90000"), reason="The lift")
    line = await given(office, lease["id"], "CREDIT")

    async def back() -> Any:
        input = {"ledgerLineId": line["id"], "reason": "Once", "idempotencyKey": str(uuid.uuid4())}
        return await office.attempt("manager", "reverseCredit", "lease { id }", **input)

    codes = []
    for answer in await asyncio.gather(*(back() for _ in range(AT_ONCE // 2)), return_exceptions=True):
        if not isinstance(answer, BaseException):
            codes.append(answer["errors"][0]["code"] if answer["errors"] else "done")
    assert codes.count("done") == 1 and set(codes) <= {"done", "ILLEGAL_TRANSITION"}
    assert await owes(office, lease["id"]) == owed + 50_000
    assert {one["status"] for one in await charged(office, lease["id"]) if one["id"] == first} == {"POSTED"}
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_what_is_no_credit_and_what_one_does_not_see_is_not_taken_back(office: Office) -> None:
    lease = await office.signed()
    line = await given(office, lease["id"], "CHARGE")
    assert line["viewerCan"] == {"reverse": False}
    wanted = {"ledgerLineId": line["id"], "reason": "A", "idempotencyKey": str(uuid.uuid4())}
    assert await office.refused("manager", "reverseCredit", **wanted) == ("BAD_USER_INPUT", ["input", "ledgerLineId"])
    wanted["ledgerLineId"] = office.id(JournalEntry, "charge_south_1")
    assert (await office.refused("scoped_manager", "reverseCredit", **wanted))[0] == "NOT_FOUND"


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "99999999999999999"])
async def test_a_credit_of_nothing_or_beyond_all_measure_is_refused(office: Office, amount: str) -> None:
    lease = await office.signed()
    key = str(uuid.uuid4())
    wanted = {"leaseId": lease["id"], "amount": nok(amount), "reason": "A", "idempotencyKey": key}
    assert (await office.refused("manager", "createCredit", **wanted))[0] == "BAD_USER_INPUT"
    assert await office.rows("SELECT FROM credit WHERE kind = 'CONCESSION' AND reason = 'A'") == []
