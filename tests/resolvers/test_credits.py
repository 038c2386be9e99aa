"""What lowers a debt without a payment: once, however many ask at the same moment, and told to those who follow."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import BOOKS, change, charged, nok

BALANCE = "query($id: ID!) { node(id: $id) { ... on Lease { balance { amount { minor } } } } }"
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


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "99999999999999999"])
async def test_a_credit_of_nothing_or_beyond_all_measure_is_refused(office: Office, amount: str) -> None:
    lease = await office.signed()
    key = str(uuid.uuid4())
    wanted = {"leaseId": lease["id"], "amount": nok(amount), "reason": "A", "idempotencyKey": key}
    assert (await office.refused("manager", "createCredit", **wanted))[0] == "BAD_USER_INPUT"
    assert await office.rows("SELECT FROM credit WHERE kind = 'CONCESSION' AND reason = 'A'") == []
