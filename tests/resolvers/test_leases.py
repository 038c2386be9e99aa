"""Leases from the draft to the end: what is written, what is refused, and that a refusal leaves nothing behind."""

import uuid
from typing import Any

from app.models.leases import Lease, Tenant
from app.models.properties import Unit
from tests.resolvers.office import Office, day


async def test_from_draft_to_force(office: Office) -> None:
    draft = await office.draft()
    assert (draft["status"], draft["nextStatuses"], draft["dueDay"]) == ("DRAFT", ["OFFERED", "CANCELLED"], 31)
    assert draft["rent"] == {"amount": "12500.00", "currency": "NOK"}
    assert draft["prorationMethod"] == "ACTUAL_DAYS"
    assert [unit["occupancy"] for unit in draft["units"]] == ["VACANT_READY"]
    assert [party["status"] for party in draft["parties"]] == ["FUTURE"]
    offered = await office.do("manager", "offerLease", leaseId=draft["id"], expectedVersion=1)
    assert (offered["status"], offered["version"]) == ("OFFERED", 2)
    active = await office.do("manager", "recordLeaseSignature", leaseId=draft["id"], signedOn=day(-3))
    assert (active["status"], active["signedOn"]) == ("ACTIVE", day(-3).isoformat())
    assert [unit["occupancy"] for unit in active["units"]] == ["OCCUPIED"]
    assert [(party["status"], party["moveInOn"]) for party in active["parties"]] == [("CURRENT", day(0).isoformat())]
    told = await office.rows("SELECT kind, facts FROM event WHERE noun = 'lease' ORDER BY seq")
    assert [row["kind"] for row in told] == ["CREATED", "STATUS_CHANGED", "STATUS_CHANGED", "STATUS_CHANGED"]


async def test_signed_before_its_first_day_it_waits(office: Office) -> None:
    lease = await office.signed(startOn=day(2), endOn=day(300))
    assert (lease["status"], lease["nextStatuses"]) == ("SIGNED", ["CANCELLED"])
    assert [unit["occupancy"] for unit in lease["units"]] == ["VACANT_RENTED"]
    by_hand = await office.refused("manager", "changeLeaseStatus", leaseId=lease["id"], to="ACTIVE")
    assert by_hand == ("ILLEGAL_TRANSITION", ["input", "to"])


async def test_a_draft_changes_in_all_its_terms(office: Office) -> None:
    draft = await office.draft()
    unit = await office.unit("Bod 7")
    parties = [
        {"tenantId": office.id(Tenant, "former_tenant"), "role": "TENANT"},
        {"tenantId": office.id(Tenant, "neighbour"), "role": "CO_TENANT"},
    ]
    changed = await office.do(
        "manager",
        "updateLease",
        leaseId=draft["id"],
        expectedVersion=1,
        unitIds=[office.id(Unit, "north_3"), unit],
        parties=parties,
        startOn=day(10),
        endOn=day(375),
        rent={"amount": "13000", "currency": "NOK"},
        dueDay=5,
        prorationMethod="THIRTY_DAYS",
    )
    assert (changed["version"], changed["dueDay"], changed["prorationMethod"]) == (2, 5, "THIRTY_DAYS")
    assert (changed["startOn"], changed["endOn"]) == (day(10).isoformat(), day(375).isoformat())
    assert changed["agreedEndOn"] == changed["endOn"]
    assert {party["role"] for party in changed["parties"]} == {"TENANT", "CO_TENANT"}
    assert len(changed["units"]) == 2
    held = await office.rows(
        "SELECT period, occupies FROM lease_unit WHERE period && daterange($1, $2)", day(370), day(375)
    )
    assert [(row["period"].lower, row["occupies"]) for row in held if row["period"].upper] == [(day(10), True)] * 2
    fewer = await office.do("manager", "updateLease", leaseId=draft["id"], unitIds=[unit], parties=parties[:1])
    assert ([one["id"] for one in fewer["units"]], len(fewer["parties"])) == ([unit], 1)
    again = await office.do("manager", "updateLease", leaseId=draft["id"], dueDay=5)
    assert again["version"] == 3


async def test_notice_is_given_and_withdrawn_and_the_lease_ends(office: Office) -> None:
    lease = await office.signed(type="FIXED_WITH_ROLLOVER")
    given = await office.do(
        "manager", "giveLeaseNotice", leaseId=lease["id"], endOn=day(90), givenOn=day(-1), reason="Ny jobb"
    )
    assert (given["status"], given["endOn"], given["noticeGivenOn"]) == (
        "NOTICE_GIVEN",
        day(90).isoformat(),
        day(-1).isoformat(),
    )
    assert [unit["occupancy"] for unit in given["units"]] == ["NOTICE_UNRENTED"]
    assert [(one["status"], one["moveOutOn"]) for one in given["parties"]] == [("NOTICE", day(90).isoformat())]
    kept = await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="ACTIVE", reason="Trukket av begge")
    assert (kept["status"], kept["endOn"], kept["noticeGivenOn"]) == ("ACTIVE", day(365).isoformat(), None)
    assert [(one["status"], one["moveOutOn"]) for one in kept["parties"]] == [("CURRENT", None)]
    ended = await office.do("manager", "endLease", leaseId=lease["id"])
    assert (ended["status"], ended["endOn"]) == ("ENDED", day(1).isoformat())
    assert [unit["occupancy"] for unit in ended["units"]] == ["VACANT_READY"]
    assert [one["status"] for one in ended["parties"]] == ["PAST"]
    # The day that was lived in is owed.
    for charge in await office.owed(lease["id"]):
        key = str(uuid.uuid4())
        await office.do("manager", "waiveCharge", "charge { id }", chargeId=charge, reason="A gift", idempotencyKey=key)
    closed = await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="CLOSED")
    assert closed["nextStatuses"] == []


async def test_what_is_owed_keeps_a_lease_from_closing(office: Office) -> None:
    id = office.id(Lease, "north_old")
    refusal = await office.refused("manager", "changeLeaseStatus", leaseId=id, to="CLOSED")
    assert refusal == ("CONFLICT", ["input", "to"])


async def test_an_offer_taken_back_is_a_draft_and_a_cancelled_one_frees_the_unit(office: Office) -> None:
    draft = await office.draft()
    await office.do("manager", "offerLease", leaseId=draft["id"])
    fixed = await office.refused("manager", "updateLease", leaseId=draft["id"], dueDay=3)
    assert fixed == ("CONFLICT", ["input", "leaseId"])
    await office.do("manager", "changeLeaseStatus", leaseId=draft["id"], to="DRAFT")
    await office.do("manager", "updateLease", leaseId=draft["id"], dueDay=3)
    await office.do("manager", "changeLeaseStatus", leaseId=draft["id"], to="CANCELLED")
    assert (await office.draft())["status"] == "DRAFT"


async def test_people_come_and_go_under_a_lease_in_force(office: Office) -> None:
    lease = await office.signed()
    both = [
        {"tenantId": office.id(Tenant, "former_tenant"), "role": "TENANT"},
        {"tenantId": office.id(Tenant, "southerner"), "role": "OCCUPANT"},
    ]
    changed = await office.do("manager", "updateLease", leaseId=lease["id"], parties=both, evictionFiledOn=day(-2))
    stand = {one["role"]: (one["status"], one["moveOutOn"]) for one in changed["parties"] if one["role"] != "TENANT"}
    assert stand == {"OCCUPANT": ("CURRENT", None)}
    assert sorted(one["status"] for one in changed["parties"]) == ["CURRENT", "CURRENT", "PAST"]
    assert changed["evictionFiledOn"] == day(-2).isoformat()
    living = "query($id: ID!) { node(id: $id) { ... on Lease { tenants { id } } } }"
    assert (await office.ask("manager", living, id=lease["id"]))["node"]["tenants"] == [{"id": both[0]["tenantId"]}]
    back = await office.do("manager", "updateLease", leaseId=lease["id"], parties=office.terms()["parties"])
    assert sorted(one["status"] for one in back["parties"]) == ["CURRENT", "PAST", "PAST"]


async def test_the_same_key_has_one_effect(office: Office) -> None:
    key = "0190f1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"
    first = await office.draft(idempotencyKey=key)
    before = await office.counts()
    assert (await office.draft(idempotencyKey=key))["id"] == first["id"]
    assert await office.counts() == before
    other = await office.refused("manager", "createLease", **office.terms(idempotencyKey=key, dueDay=4))
    assert other == ("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])


async def test_a_renewal_and_a_holdover(office: Office) -> None:
    lease = await office.signed(type="FIXED_WITH_ROLLOVER", startOn=day(-400), endOn=day(-2))
    assert (lease["status"], lease["endOn"]) == ("HOLDOVER", day(-2).isoformat())
    assert [unit["occupancy"] for unit in lease["units"]] == ["OCCUPIED"]
    taken = await office.refused("manager", "createLease", **office.terms(startOn=day(700), endOn=day(900)))
    assert taken == ("OVERLAPPING_LEASE", ["input", "unitIds"])
    renewed = await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="ACTIVE", effectiveOn=day(360))
    assert (renewed["status"], renewed["endOn"]) == ("ACTIVE", day(360).isoformat())
    await office.draft(startOn=day(360), endOn=day(400))


async def test_a_unit_promised_to_somebody_else_is_left_at_the_end_of_the_term(office: Office) -> None:
    old = await office.draft(type="FIXED_WITH_ROLLOVER", startOn=day(-400), endOn=day(0))
    await office.draft(startOn=day(0), endOn=day(300))
    await office.do("manager", "offerLease", leaseId=old["id"])
    over = await office.do("manager", "recordLeaseSignature", leaseId=old["id"])
    assert (over["status"], over["endOn"]) == ("ENDED", day(0).isoformat())


LISTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("tenant", {"isMine": True}, {"north_1"}),
    ("manager", {"isCurrent": True}, {"north_1", "north_2", "south_1"}),
    ("manager", {"isOverdue": True}, set()),
    ("manager", {"isMine": True}, set()),
    ("scoped_manager", {"isMine": False}, {"north_1", "north_2", "north_old"}),
]


async def test_leases_are_narrowed(office: Office) -> None:
    query = (
        "query($filter: LeaseFilter) { leases(first: 50, filter: $filter, orderBy: { endOn: DESC }) { nodes { id } } }"
    )
    for who, filter, expected in LISTS:
        rows = (await office.ask(who, query, filter=filter))["leases"]["nodes"]
        assert {row["id"] for row in rows} == {office.id(Lease, name) for name in expected}, filter
    await by_unit_and_tenant(office)


async def by_unit_and_tenant(office: Office) -> None:
    query = "query($filter: LeaseFilter) { leases(first: 50, filter: $filter) { nodes { id } totalCount } }"
    wanted = {"unitId": office.id(Unit, "north_2"), "tenantId": office.id(Tenant, "former_tenant")}
    for filter in (wanted, {**wanted, "ids": [office.id(Lease, "north_old")]}):
        page = (await office.ask("manager", query, filter=filter))["leases"]
        assert ([row["id"] for row in page["nodes"]], page["totalCount"]) == ([office.id(Lease, "north_old")], 1)
    both = (await office.ask("manager", query, filter={"unitId": office.id(Unit, "north_2")}))["leases"]
    assert both["totalCount"] == 2
