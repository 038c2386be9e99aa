"""Money that comes for a debt that had been given up is a recovery: told as such, and undone when the money is gone."""

from typing import Any

import pytest

from app.models.ids import from_global
from tests.resolvers.office import Office, day
from tests.resolvers.test_billing import BOOKS, ahead, change, nok
from tests.resolvers.test_credits import owes
from tests.resolvers.test_deposits import balance

LINES = """query($id: ID!) { ledgerLines(first: 50, filter: {leaseId: $id}, orderBy: {postedAt: ASC}) { nodes {
  id kind description amount { minor } explanation { text } reverses { id } } } }"""
OPEN = "SELECT status, open_minor FROM charge WHERE id = $1"


async def lines(office: Office, lease_id: str) -> list[dict[str, Any]]:
    """The lines of a lease's account, as they were written."""
    return list((await office.ask("manager", LINES, id=lease_id))["ledgerLines"]["nodes"])


async def charge(office: Office, lease_id: str, amount: str, due: int = 0) -> str:
    wanted = {"leaseId": lease_id, "code": "OTHER", "amount": nok(amount), "dueOn": day(due), "description": "A key"}
    return str((await change(office, "createCharge", "charge { id }", **wanted))["id"])


async def pay(office: Office, lease_id: str, amount: str, on: int = 0) -> str:
    cash = {"leaseId": lease_id, "amount": nok(amount), "method": "CHEQUE", "receivedOn": day(on)}
    return str((await change(office, "recordPayment", "payment { id }", "accountant", **cash))["id"])


async def bounce(office: Office, payment_id: str) -> None:
    gone = {"paymentId": payment_id, "to": "BOUNCED", "reason": "No cover"}
    await change(office, "changePaymentStatus", "payment { id }", "accountant", **gone)


async def stands(office: Office, charge_id: str) -> tuple[str, int]:
    """Where a charge stands, and what is open of it."""
    (row,) = await office.rows(OPEN, from_global(charge_id)[1])
    return row["status"], row["open_minor"]


@pytest.fixture
async def lease(office: Office) -> str:
    """A lease under which nothing is owed."""
    made = await office.signed()
    for id in await office.owed(made["id"]):
        await change(office, "waiveCharge", "charge { id }", chargeId=id, reason="Before the test")
    return str(made["id"])


@pytest.fixture
async def lost(office: Office, lease: str) -> str:
    """A charge of 1,000 that was given up."""
    id = await charge(office, lease, "1000")
    await change(office, "writeOffCharge", "charge { id }", chargeId=id, reason="Nobody knows where he is")
    assert await balance(office, "BAD_DEBT") == 100_000
    return id


async def test_what_is_paid_of_a_debt_that_was_given_up_is_no_loss_and_no_credit(
    office: Office, lease: str, lost: str
) -> None:
    before = len(await lines(office, lease))
    await pay(office, lease, "400")
    assert await balance(office, "BAD_DEBT") == 60_000
    assert (await stands(office, lost), await owes(office, lease)) == (("SETTLED", 0), 0)
    new = (await lines(office, lease))[before:]
    assert [(line["kind"], int(line["amount"]["minor"])) for line in new] == [
        ("PAYMENT", -40_000),
        ("REVERSAL", 100_000),
        ("WRITE_OFF", -60_000),
    ]
    assert new[1]["description"] == "No longer given up" and new[1]["reverses"]
    assert "Money came for what had been given up" in new[1]["explanation"]["text"]
    assert "Nobody knows where he is" in new[2]["explanation"]["text"]
    await pay(office, lease, "700")
    assert (await balance(office, "BAD_DEBT"), await owes(office, lease)) == (0, -10_000)
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_what_is_asked_for_is_paid_before_what_was_given_up(office: Office, lease: str, lost: str) -> None:
    rent = await charge(office, lease, "300")
    await pay(office, lease, "400")
    assert (await stands(office, rent))[0] == "SETTLED"
    assert await balance(office, "BAD_DEBT") == 90_000


async def test_a_gift_is_no_money_that_comes_in(office: Office, lease: str, lost: str) -> None:
    await change(office, "createCredit", "lease { id }", leaseId=lease, amount=nok("400"), reason="The lift")
    assert (await balance(office, "BAD_DEBT"), await owes(office, lease)) == (100_000, -40_000)


async def test_when_the_money_is_gone_the_debt_is_given_up_as_before(office: Office, lease: str, lost: str) -> None:
    first = await pay(office, lease, "400")
    await pay(office, lease, "100")
    await bounce(office, first)
    assert (await balance(office, "BAD_DEBT"), await owes(office, lease)) == (90_000, 0)
    assert await stands(office, lost) == ("SETTLED", 0)
    again, gone = (await lines(office, lease))[-2:]
    assert (again["kind"], again["amount"]["minor"]) == ("WRITE_OFF", "-40000")
    assert (gone["kind"], gone["amount"]["minor"]) == ("REVERSAL", "40000")
    assert "Nobody knows where he is" in again["explanation"]["text"]
    assert (await office.rows(BOOKS))[0]["agree"]


async def test_what_had_paid_the_rest_is_owed_again_when_it_is_gone(office: Office, lease: str) -> None:
    id = await charge(office, lease, "1000")
    usual = await pay(office, lease, "250")
    await change(office, "writeOffCharge", "charge { id }", chargeId=id, reason="The rest")
    await pay(office, lease, "300")
    await bounce(office, usual)
    assert (await stands(office, id), await balance(office, "BAD_DEBT")) == (("PARTIALLY_SETTLED", 25_000), 45_000)


async def test_a_balance_of_the_past_knows_when_the_money_had_come(office: Office, lease: str, lost: str) -> None:
    then = "query($id: ID!, $on: Date) { node(id: $id) { ... on Lease { balance(asOf: $on) { due { minor } } } } }"
    await ahead(office, 20)
    await pay(office, lease, "400", on=10)
    for on in (5, 10, 15, 20):
        found = await office.ask("manager", then, id=lease, on=str(day(on)))
        assert found["node"]["balance"]["due"]["minor"] == "0", on
    rows = await office.rows("SELECT DISTINCT effective_on FROM journal_entry WHERE effective_on > $1", day(5))
    assert [row[0] for row in rows] == [day(10)]
