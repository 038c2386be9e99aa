"""The office draws up a lease, a household moves in and out, and two desks never let one flat twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.journeys.words import CASEY, INGRID, JONAS, TICKETS, nordlys
from tests.support.client import Client, client_of
from tests.support.server import House
from tests.support.socket import screen

UNIT = "unit { id label property { id today currency } }"
LEASE = "lease { id number status version nextStatuses units { occupancy currentLease { id } } }"
MINE = "{ leases(first: 10) { nodes { id status } } units(first: 10) { nodes { id } } }"
ATTEMPTS = 100


async def free_unit(client: Client) -> dict[str, Any]:
    """A new flat, with the day it is there."""
    place = (await client.ask("{ properties(first: 1) { nodes { id } } }"))["properties"]["nodes"][0]["id"]
    made: dict[str, Any] = await client.do("createUnit", UNIT, propertyId=place, label="H0901", kind="FLAT")
    unit: dict[str, Any] = made["unit"]
    return unit


def refusals(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Code and place of each refusal."""
    return [(error["code"], error["path"]) for error in payload["errors"]]


def terms(unit: dict[str, Any], tenant: str, start: int = 0, end: int = 365) -> dict[str, Any]:
    """Input of a lease from today on."""
    today = date.fromisoformat(unit["property"]["today"])
    return {
        "unitIds": [unit["id"]],
        "parties": [{"tenantId": tenant, "role": "TENANT"}],
        "type": "FIXED",
        "startOn": str(today + timedelta(days=start)),
        "endOn": str(today + timedelta(days=end)),
        "rent": {"amount": "12500.00", "currency": unit["property"]["currency"]},
        "dueDay": 1,
    }


async def test_of_a_hundred_leases_through_two_servers_one_is_written(serve: Callable[..., House]) -> None:
    house = serve(2)
    async with client_of(house, house.node(0), INGRID) as here, client_of(house, house.node(1), INGRID) as there:
        unit = await free_unit(here)
        tenant = (await here.do("createTenant", "tenant { id }", name="Nils Dahl"))["tenant"]["id"]

        async def attempt(number: int) -> str:
            wanted = terms(unit, tenant, start=number % 30, end=400 + number)
            client = here if number % 2 else there
            while True:
                try:
                    payload = await client.attempt("createLease", LEASE, **wanted)
                except AssertionError as busy:
                    # A full pool answers that the same call may succeed a moment later.
                    assert "UNAVAILABLE" in str(busy) or "RATE_LIMITED" in str(busy), busy
                    await asyncio.sleep(0.2)
                    continue
                if not payload["errors"]:
                    return "WON"
                error = payload["errors"][0]
                assert error["path"] == ["input", "unitIds"]
                assert [conflict["unitId"] for conflict in error["details"]["conflicts"]] == [unit["id"]]
                return str(error["code"])

        outcomes = Counter(await asyncio.gather(*(attempt(number) for number in range(ATTEMPTS))))
        assert outcomes == {"WON": 1, "OVERLAPPING_LEASE": ATTEMPTS - 1}
        held = "query($id: ID!) { leases(first: 9, filter: { unitId: $id }) { totalCount } }"
        found = await here.ask(held, id=unit["id"])
        assert found["leases"]["totalCount"] == 1


async def test_a_household_moves_in_and_out_and_sees_what_is_theirs(serve: Callable[..., House]) -> None:
    house = serve(1)
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, client_of(house, node, JONAS) as jonas:
        unit = await free_unit(ingrid)
        tenant = nordlys("Tenant", "tenant", "jonas")
        before = await jonas.ask(MINE)
        draft = (await ingrid.do("createLease", LEASE, **terms(unit, tenant)))["lease"]
        assert await jonas.ask(MINE) == before
        await ingrid.do("offerLease", LEASE, leaseId=draft["id"], expectedVersion=1)
        stale = await ingrid.attempt("recordLeaseSignature", LEASE, leaseId=draft["id"], expectedVersion=1)
        assert refusals(stale) == [("CONFLICT", ["input", "expectedVersion"])]

        async with screen(node, jonas.token) as phone:
            stream = await phone.follow(TICKETS)
            await stream.ready()
            active = (await ingrid.do("recordLeaseSignature", LEASE, leaseId=draft["id"]))["lease"]
            assert (active["status"], active["units"]) == (
                "ACTIVE",
                [{"occupancy": "OCCUPIED", "currentLease": {"id": draft["id"]}}],
            )
            assert await stream.reset() == "GRANTS_CHANGED"
            now = await jonas.ask(MINE)
            assert {row["id"] for row in now["leases"]["nodes"]} == {
                draft["id"],
                *(row["id"] for row in before["leases"]["nodes"]),
            }
            assert len(now["units"]["nodes"]) == len(before["units"]["nodes"]) + 1

            again = await phone.follow(TICKETS)
            await again.ready()
            ended = (await ingrid.do("endLease", LEASE, leaseId=draft["id"]))["lease"]
            assert (ended["status"], ended["nextStatuses"]) == ("ENDED", ["CLOSED"])
            assert await again.reset() == "GRANTS_CHANGED"
        await another_organization_has_no_part_in_it(house, ingrid, unit)


async def another_organization_has_no_part_in_it(house: House, ingrid: Client, unit: dict[str, Any]) -> None:
    """Neither its flats nor its people can be named."""
    async with client_of(house, house.node(), CASEY) as casey:
        tenant = (await casey.ask("{ tenants(first: 1) { nodes { id } } }"))["tenants"]["nodes"][0]["id"]
        for client, place in ((casey, "unitIds"), (ingrid, "parties")):
            payload = await client.attempt("createLease", LEASE, **terms(unit, tenant))
            assert refusals(payload) == [("NOT_FOUND", ["input", place])]
            assert payload["lease"] is None
