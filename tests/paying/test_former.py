"""Whoever has moved out settles what is still owed, and after that has the own documents and nothing else."""

from app.models.charges import Charge
from app.models.files import File
from app.models.leases import Lease
from app.models.payments import Payment
from tests.paying.till import Till

LOOK = """query($lease: ID!) { node(id: $lease) { ... on Lease { number } }
  charges(first: 9) { nodes { id } } payments(first: 9) { nodes { id status } } files(first: 9) { nodes { name url } }
  leases(first: 9) { totalCount } tickets(first: 9) { totalCount } conversations(first: 9) { totalCount }
  properties(first: 9) { totalCount } people(first: 9) { totalCount } }"""
WHO = "former_tenant"
REST = ("tickets", "conversations", "properties")


async def test_a_last_debt_is_settled_and_the_rest_is_lost(till: Till) -> None:
    lease, paper = till.id(Lease, "north_old"), till.world.a.text(File, "old_paper", "name")
    last = await till.charge("2000.00", "north_old")
    # What was paid ahead and the concession of ten crowns went first.
    assert await till.open_minor("north_old") == 199_000
    seen = await till.ask(WHO, LOOK, lease=lease)
    assert seen["node"]["number"] == till.world.a.text(Lease, "north_old", "number")
    assert {row["id"] for row in seen["charges"]["nodes"]} == {till.id(Charge, "north_old"), last["id"]}
    assert [row["id"] for row in seen["payments"]["nodes"]] == [till.id(Payment, "north_old")]
    assert [paper in row["name"] and row["url"] is not None for row in seen["files"]["nodes"]] == [True]
    assert [seen[name]["totalCount"] for name in REST] == [0, 0, 0]
    assert (await till.refused(WHO, "startPayment", **till.wish("10.00", lease="north_1")))[0] == "NOT_FOUND"
    assert (await till.refused("manager", "changeLeaseStatus", leaseId=lease, to="CLOSED"))[0] == "CONFLICT"
    done = await till.paid("1990.00", WHO, lease="north_old")
    assert done["status"] == "SUCCEEDED" and await till.open_minor("north_old") == 0
    assert len((await till.ask(WHO, LOOK, lease=lease))["payments"]["nodes"]) == 2
    await till.do("manager", "changeLeaseStatus", "lease { status }", leaseId=lease, to="CLOSED")
    left = await till.ask(WHO, LOOK, lease=lease)
    assert left["node"] is None and left["leases"]["totalCount"] == 0
    assert left["charges"]["nodes"] == left["payments"]["nodes"] == []
    assert [left[name]["totalCount"] for name in REST] == [0, 0, 0]
    assert [paper in row["name"] and row["url"] is not None for row in left["files"]["nodes"]] == [True]
    assert (await till.refused(WHO, "startPayment", **till.wish("10.00", lease="north_old")))[0] == "NOT_FOUND"
