"""What the calendar does by itself: leases begin and end on the day it is at their property, once."""

import asyncio
from typing import Any

from app.entrypoints.jobs import activate_leases
from app.models.leases import Tenant
from app.models.properties import Unit
from tests.resolvers.office import Office, day

FORWARD = """
UPDATE lease SET start_on = start_on - $1::int, end_on = end_on - $1::int, agreed_end_on = agreed_end_on - $1::int
 WHERE id = ANY($2::uuid[])
"""
FORWARD_UNITS = """
UPDATE lease_unit SET period = daterange(lower(period) - $1::int, upper(period) - $1::int)
 WHERE lease_id = ANY($2::uuid[])
"""
STATUSES = """
SELECT l.id, l.status, l.version, bool_or(u.occupies) AS occupies, max(p.status) AS party
  FROM lease l JOIN lease_unit u ON u.lease_id = l.id JOIN lease_party p ON p.lease_id = l.id
 WHERE l.id = ANY($1::uuid[]) GROUP BY l.id, l.status, l.version
"""
STILL_OPEN = """
SELECT count(*) AS n FROM access_grant g JOIN lease l ON l.id = g.lease_id
 WHERE l.status = 'ENDED' AND l.number LIKE 'L-%' AND (g.ends_at IS NULL OR g.ends_at > now())
"""
TOLD = "SELECT noun, kind, count(*) AS n FROM event WHERE seq > $1 GROUP BY 1, 2 ORDER BY 1, 2"


NODES = """query($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Lease { status } ... on Unit { occupancy currentLease { id } } } }"""


async def days_pass(office: Office, days: int, ids: list[Any]) -> None:
    """Move leases back in time, as if days had passed since they were signed."""
    for statement in (FORWARD, FORWARD_UNITS):
        await office.rows(statement, days, ids)


async def test_leases_begin_roll_over_and_end_once_however_many_workers_look(office: Office) -> None:
    wanted: dict[str, dict[str, Any]] = {
        "begins": {"startOn": day(5), "endOn": day(300)},
        "ends": {"startOn": day(-9), "endOn": day(5)},
        "rolls": {"startOn": day(-9), "endOn": day(5), "type": "FIXED_WITH_ROLLOVER"},
        "leaves": {"startOn": day(-9), "endOn": None, "type": "AT_WILL"},
        "waits": {"startOn": day(6), "endOn": day(300)},
    }
    ids: dict[str, str] = {}
    for name, changed in wanted.items():
        tenant = await office.do("manager", "createTenant", "tenant { id }", name=name)
        parties = [{"tenantId": tenant["id"], "role": "TENANT"}]
        ids[name] = (await office.signed(unitIds=[await office.unit(name)], parties=parties, **changed))["id"]
    await office.do("manager", "giveLeaseNotice", leaseId=ids["leaves"], endOn=day(5))
    assert await activate_leases() == 0

    rows = await office.rows("SELECT id, number FROM lease WHERE number LIKE 'L-%'")
    keys = {row["id"]: row["number"] for row in rows}
    await days_pass(office, 5, list(keys))
    head = (await office.rows("SELECT max(seq) AS seq FROM event"))[0]["seq"]
    moved = await asyncio.gather(activate_leases(), activate_leases())
    assert sum(moved) == 4
    found = {keys[row["id"]]: row for row in await office.rows(STATUSES, list(keys))}
    by_name = {name: found[f"L-{number}"] for number, name in enumerate(wanted, start=1)}
    shown = {name: (row["status"], row["occupies"], row["party"]) for name, row in by_name.items()}
    assert shown == {
        "begins": ("ACTIVE", True, "CURRENT"),
        "ends": ("ENDED", False, "PAST"),
        "rolls": ("HOLDOVER", True, "CURRENT"),
        "leaves": ("ENDED", False, "PAST"),
        "waits": ("SIGNED", True, "FUTURE"),
    }
    told = {(row["noun"], row["kind"]): row["n"] for row in await office.rows(TOLD, head)}
    assert told[("lease", "STATUS_CHANGED")] == 4
    assert told[("access_grant", "REVOKED")] == 2
    assert await activate_leases() == 0
    assert (await office.rows(STILL_OPEN))[0]["n"] == 0


async def test_whoever_stays_gives_way_to_the_one_the_unit_is_promised_to(office: Office) -> None:
    unit = office.id(Unit, "north_3")
    first = await office.signed(startOn=day(-9), endOn=day(5), type="FIXED_WITH_ROLLOVER")
    next_tenant = [{"tenantId": office.id(Tenant, "southerner"), "role": "TENANT"}]
    second = await office.signed(startOn=day(5), endOn=day(300), parties=next_tenant)
    rows = await office.rows("SELECT id FROM lease WHERE number LIKE 'L-%' ORDER BY number")
    for row in rows:
        await days_pass(office, 5, [row["id"]])
    assert await activate_leases() == 2
    nodes = (await office.ask("manager", NODES, ids=[first["id"], second["id"], unit]))["nodes"]
    assert nodes == [
        {"status": "ENDED"},
        {"status": "ACTIVE"},
        {"occupancy": "OCCUPIED", "currentLease": {"id": second["id"]}},
    ]
