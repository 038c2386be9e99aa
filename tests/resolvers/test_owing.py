"""Leases by how much of them is late: the largest debt first, page by page."""

import uuid

from app.models.leases import Lease
from tests.resolvers.office import Office, day

LEASES = """query ($after: String, $to: SortDirection!) {
  leases(filter: {isOverdue: true}, orderBy: {overdue: $to}, first: 1, after: $after) {
    pageInfo { endCursor hasNextPage } nodes { id balance { overdue { minor } } } } }"""


async def late(office: Office, lease: str, amount: str, since: int) -> None:
    """Charge something that was due some days ago, or will be."""
    await office.do(
        "manager",
        "createCharge",
        "charge { id }",
        leaseId=office.id(Lease, lease),
        code="DAMAGE",
        amount={"amount": amount, "currency": "NOK"},
        dueOn=day(since),
        description="A window",
        idempotencyKey=str(uuid.uuid4()),
    )


async def by_debt(office: Office, who: str, to: str = "DESC") -> list[tuple[str, int]]:
    """Who owes what, read one by one."""
    found, after = [], None
    while True:
        page = (await office.ask(who, LEASES, after=after, to=to))["leases"]
        found += [(one["id"], int(one["balance"]["overdue"]["minor"])) for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_the_largest_debt_comes_first(office: Office) -> None:
    await late(office, "south_1", "70", -3)
    # What is not late yet makes nobody a larger debtor.
    await late(office, "south_1", "90000", 5)
    await late(office, "north_1", "20000", -1)
    found = await by_debt(office, "manager")
    debts = [debt for _, debt in found]
    assert debts == sorted(debts, reverse=True) and len(set(found)) == len(found) >= 2
    assert (office.id(Lease, "south_1"), 7_000) in found
    places = [id for id, _ in found]
    assert places.index(office.id(Lease, "north_1")) < places.index(office.id(Lease, "south_1"))
    assert [debt for _, debt in await by_debt(office, "manager", "ASC")] == debts[::-1]
    assert set(await by_debt(office, "tenant")) <= set(found)
