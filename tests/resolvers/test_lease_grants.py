"""What parties may see follows from the lease: given when it binds, ended at the right instant, and told."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app import clock
from app.models.ids import to_global
from app.models.leases import Tenant
from app.models.properties import Property, Unit
from tests.resolvers.office import Office, day

GRANTS = """
SELECT m.display_name AS who, g.role, u.label, g.property_id IS NOT NULL AND g.building_id IS NOT NULL AS ancestors,
       g.lease_id, g.person_id, g.ends_at
  FROM access_grant g JOIN member m ON m.id = g.member_id JOIN unit u ON u.id = g.unit_id
 WHERE g.starts_at > now() - interval '1 hour' ORDER BY m.display_name, g.role, u.label
"""
TOLD = "SELECT kind FROM event WHERE noun = 'access_grant' ORDER BY seq"

OPEN = """SELECT c.id FROM charge c JOIN lease l ON l.id = c.lease_id
 WHERE c.status = 'POSTED' AND l.created_at > now() - interval '1 hour' AND l.status = 'ENDED'"""


def midnight(offset: int) -> datetime:
    """When a day begins in Oslo."""
    return datetime.combine(day(offset), datetime.min.time(), ZoneInfo("Europe/Oslo"))


def bound(office: Office) -> list[dict[str, Any]]:
    """Four people, one in each capacity."""
    roles = {"neighbour": "TENANT", "former_tenant": "CO_TENANT", "guarantor": "GUARANTOR", "southerner": "OCCUPANT"}
    return [{"tenantId": office.id(Tenant, name), "role": role} for name, role in roles.items()]


async def forgive_all(office: Office) -> None:
    """Give up what the lease was charged when it was signed: nothing is closed before it is settled."""
    for row in await office.rows(OPEN):
        values = {"chargeId": to_global("Charge", row["id"]), "reason": "Never lived there"}
        await office.do("manager", "writeOffCharge", "charge { id }", **values, idempotencyKey=str(uuid.uuid4()))


async def test_each_party_gets_what_is_theirs_for_each_unit_and_loses_it(office: Office) -> None:
    units = [office.id(Unit, "north_3"), await office.unit("Bod 7", buildingId=await building(office))]
    draft = await office.draft(unitIds=units, parties=bound(office), type="FIXED_WITH_ROLLOVER")
    assert await office.rows(GRANTS) == []
    await office.do("manager", "offerLease", leaseId=draft["id"])
    await office.do("manager", "recordLeaseSignature", leaseId=draft["id"])
    given = await office.rows(GRANTS)
    assert len(given) == 8
    assert {row["role"] for row in given if "guarantor" in row["who"]} == {"GUARANTOR"}
    assert all((row["lease_id"] is None) is ("southerner" in row["who"]) for row in given)
    assert all(row["ancestors"] and row["person_id"] is not None and row["ends_at"] is None for row in given)

    await office.do("manager", "giveLeaseNotice", leaseId=draft["id"], endOn=day(40))
    noticed = {row["role"]: row["ends_at"] for row in await office.rows(GRANTS)}
    assert noticed == {"TENANT": midnight(40), "GUARANTOR": None}
    await office.do("manager", "changeLeaseStatus", leaseId=draft["id"], to="ACTIVE")
    assert {row["ends_at"] for row in await office.rows(GRANTS)} == {None}

    await office.do("manager", "endLease", leaseId=draft["id"], endOn=day(1))
    over = {row["role"]: row["ends_at"] for row in await office.rows(GRANTS)}
    assert over == {"TENANT": midnight(1), "GUARANTOR": None}
    await forgive_all(office)
    await office.do("manager", "changeLeaseStatus", leaseId=draft["id"], to="CLOSED")
    assert all(row["ends_at"] is not None for row in await office.rows(GRANTS))
    told = [row["kind"] for row in await office.rows(TOLD)]
    assert told == ["GRANTED"] * 8 + ["CHANGED"] * 6 + ["CHANGED"] * 6 + ["CHANGED"] * 6 + ["REVOKED"] * 8


async def building(office: Office) -> str:
    """The building of the place in the north."""
    row = (await office.ask("manager", "{ units(first: 1) { nodes { building { id } } } }"))["units"]["nodes"][0]
    return str(row["building"]["id"])


async def test_a_fixed_lease_knows_its_end_and_a_cancelled_one_gives_nothing(office: Office) -> None:
    lease = await office.signed(startOn=day(5), endOn=day(300))
    assert [row["ends_at"] for row in await office.rows(GRANTS)] == [midnight(300)]
    await office.do("manager", "changeLeaseStatus", leaseId=lease["id"], to="CANCELLED")
    ends = [row["ends_at"] for row in await office.rows(GRANTS)]
    assert len(ends) == 1
    assert ends[0] <= clock.now()
    assert [row["kind"] for row in await office.rows(TOLD)] == ["GRANTED", "REVOKED"]


async def test_who_leaves_loses_it_and_who_comes_gets_it(office: Office) -> None:
    lease = await office.signed()
    other = [{"tenantId": office.id(Tenant, "former_tenant"), "role": "TENANT"}]
    await office.do("manager", "updateLease", leaseId=lease["id"], parties=other)
    ends = {row["who"].split("-")[3]: row["ends_at"] for row in await office.rows(GRANTS)}
    assert ends["former_tenant"] == midnight(365)
    assert ends["neighbour"] < clock.now() + timedelta(seconds=1)


async def test_a_unit_in_another_building_takes_its_grants_along(office: Office) -> None:
    place = office.id(Property, "north")
    block = await office.do("manager", "createBuilding", "building { id }", propertyId=place, label="Nybygg")
    seen = "{ units(first: 9) { nodes { building { id } } } properties(first: 9) { nodes { buildings { id } } } }"
    await office.do("manager", "updateUnit", "unit { id }", unitId=office.id(Unit, "north_1"), buildingId=block["id"])
    sql = """SELECT count(*) AS n FROM access_grant g JOIN unit u ON u.id = g.unit_id
              WHERE g.building_id IS DISTINCT FROM u.building_id AND (g.ends_at IS NULL OR g.ends_at > now())"""
    assert (await office.rows(sql))[0]["n"] == 0
    assert [row["kind"] for row in await office.rows(TOLD)] == ["CHANGED"] * 3
    answer = await office.ask("manager", seen)
    assert block["id"] in {row["building"]["id"] for row in answer["units"]["nodes"] if row["building"]}


async def test_an_account_that_comes_later_has_the_grants_of_the_member(office: Office) -> None:
    made = await office.do("manager", "createTenant", "tenant { id name person { email } }", name="Nils Dahl")
    await office.signed(parties=[{"tenantId": made["id"], "role": "TENANT"}])
    assert [row["person_id"] for row in await office.rows(GRANTS)] == [None]
    account = "INSERT INTO person (id, email) VALUES (gen_random_uuid(), 'nils@world.example') RETURNING id"
    person = (await office.rows(account))[0]["id"]
    await office.rows("UPDATE member SET person_id = $1 WHERE display_name = 'Nils Dahl' RETURNING id", person)
    assert [row["person_id"] for row in await office.rows(GRANTS)] == [person]
