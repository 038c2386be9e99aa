"""Occupancy: one definition, shown by the field and used by the filter, on the day it is at the property."""

from typing import Any

from tests.resolvers.office import Office, day
from tests.resolvers.test_properties import NEW

UNITS = """query($filter: UnitFilter) { units(first: 100, filter: $filter) {
  totalCount nodes { label occupancy currentLease { number } } } }"""
ALL = ("OCCUPIED", "NOTICE_UNRENTED", "NOTICE_RENTED", "VACANT_RENTED", "VACANT_READY", "VACANT_NOT_READY", "DOWN")
EASTERNMOST, WESTERNMOST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""25 hours apart, so that it is never the same day in both."""


async def follow_up(office: Office, unit: str) -> None:
    """The next lease of a unit, signed."""
    await office.signed(unitIds=[unit], startOn=day(60), endOn=day(400))


async def test_each_state(office: Office) -> None:
    async def let(label: str, **facts: Any) -> tuple[str, Any]:
        unit = await office.unit(label, **facts)
        return unit, await office.signed(unitIds=[unit], type="FIXED_WITH_ROLLOVER")

    async def noticed(label: str) -> str:
        unit, lease = await let(label)
        await office.do("manager", "giveLeaseNotice", leaseId=lease["id"], endOn=day(60))
        return unit

    await let("OCCUPIED", condition="DOWN")
    await noticed("NOTICE_UNRENTED")
    await follow_up(office, await noticed("NOTICE_RENTED"))
    await follow_up(office, await office.unit("VACANT_RENTED", condition="NOT_READY"))
    await office.draft(unitIds=[await office.unit("VACANT_READY")])
    await office.unit("VACANT_NOT_READY", condition="NOT_READY")
    await office.unit("DOWN", condition="DOWN")

    shown = {row["label"]: row for row in (await office.ask("manager", UNITS))["units"]["nodes"]}
    for state in ALL:
        assert shown[state]["occupancy"] == state
        assert (shown[state]["currentLease"] is not None) is state.startswith(("OCCUPIED", "NOTICE_")), state
    for who in ("manager", "scoped_manager", "tenant"):
        everything = (await office.ask(who, UNITS))["units"]["nodes"]
        for state in ALL:
            page = (await office.ask(who, UNITS, filter={"occupancies": [state]}))["units"]
            expected = {row["label"] for row in everything if row["occupancy"] == state}
            assert {row["label"] for row in page["nodes"]} == expected, (who, state)
            assert page["totalCount"] == len(expected)
    several = (await office.ask("manager", UNITS, filter={"occupancies": ["DOWN", "VACANT_NOT_READY"]}))["units"]
    assert {row["label"] for row in several["nodes"]} == {"DOWN", "VACANT_NOT_READY"}


async def test_it_is_another_day_elsewhere(office: Office) -> None:
    found = {}
    for zone in (EASTERNMOST, WESTERNMOST):
        place = await office.do("admin", "createProperty", "property { id today }", **{**NEW, "timeZone": zone})
        unit = await office.do("admin", "createUnit", "unit { id }", propertyId=place["id"], label=zone, kind="FLAT")
        found[zone] = (place["today"], unit["id"])
    first_day = found[EASTERNMOST][0]
    assert first_day > found[WESTERNMOST][0]
    statuses = {}
    for zone, (_, unit) in found.items():
        lease = await office.signed(unitIds=[unit], startOn=first_day, endOn=day(300))
        statuses[zone] = (lease["status"], lease["units"][0]["occupancy"])
    assert statuses == {EASTERNMOST: ("ACTIVE", "OCCUPIED"), WESTERNMOST: ("SIGNED", "VACANT_RENTED")}
