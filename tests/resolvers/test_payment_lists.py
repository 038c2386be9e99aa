"""Payments are found by how they came, for which property, and when they count."""

import uuid

from app.models.leases import Lease
from app.models.properties import Property
from tests.resolvers.office import Office, day

PAYMENTS = """query ($filter: PaymentFilter) { payments(first: 50, filter: $filter) {
    totalCount nodes { number method effectiveOn lease { property { id } } } } }"""


async def found(office: Office, who: str = "accountant", **filter: object) -> list[dict[str, object]]:
    """The payments that pass a filter."""
    listed = (await office.ask(who, PAYMENTS, filter=filter))["payments"]
    assert listed["totalCount"] == len(listed["nodes"])
    nodes: list[dict[str, object]] = listed["nodes"]
    return nodes


async def test_payments_are_narrowed_by_method_property_and_day(office: Office) -> None:
    recorded = await office.do(
        "manager",
        "recordPayment",
        "payment { number }",
        leaseId=office.id(Lease, "south_1"),
        method="CHEQUE",
        amount={"amount": "250", "currency": "NOK"},
        receivedOn=day(-40),
        idempotencyKey=str(uuid.uuid4()),
    )
    number, every = recorded["number"], await found(office)
    assert [one["number"] for one in await found(office, methods=["CHEQUE"])] == [number]
    assert [one["number"] for one in await found(office, methods=["CASH", "CHEQUE"], statuses=["RECORDED"])] == [number]
    assert await found(office, methods=[]) == []
    assert await found(office, methods=["CHEQUE"], statuses=["BOUNCED"]) == []

    south = await found(office, propertyId=office.id(Property, "south"))
    assert number in {one["number"] for one in south} and len(south) < len(every)
    assert {one["lease"]["property"]["id"] for one in south} == {office.id(Property, "south")}  # type: ignore[index]

    then = {"since": str(day(-41)), "until": str(day(-39))}
    assert [one["number"] for one in await found(office, effectiveOn=then)] == [number]
    assert number not in {one["number"] for one in await found(office, effectiveOn={"since": str(day(-39))})}
    assert number in {one["number"] for one in await found(office, effectiveOn={"until": str(day(-40))})}


async def test_a_filter_never_widens_what_one_sees(office: Office) -> None:
    mine = {one["number"] for one in await found(office, "tenant")}
    for filter in ({"methods": ["CARD", "CHEQUE", "CASH"]}, {"propertyId": office.id(Property, "south")}):
        assert {one["number"] for one in await found(office, "tenant", **filter)} <= mine
