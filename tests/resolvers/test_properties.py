"""Properties, buildings, units and tenants: entered and changed by whom, and what cannot be."""

from typing import Any

from app.models.leases import Tenant
from app.models.properties import Building, Property, Unit
from tests.resolvers.office import Office

PROPERTY = """property { id name timeZone currency jurisdiction version buildings { label }
  address { line1 line2 postalCode city region countryCode } viewerCan { update createUnit } }"""
UNIT = """unit { id label kind areaSquareMeters bedroomCount condition occupancy version building { id label }
  marketRent { amount currency } property { name } currentLease { number } viewerCan { update createLease } }"""
TENANT = "tenant { id name version person { id name email phone locale } viewerCan { update } }"
ADDRESS = {"line1": "Storgata 1", "line2": "Bakgården", "postalCode": "9008", "city": "Tromsø", "countryCode": "NO"}
NEW: dict[str, Any] = {
    "name": " Storgata 1 ",
    "address": ADDRESS,
    "timeZone": "Europe/Oslo",
    "currency": "NOK",
    "jurisdiction": "NO-19-Tromsø",
}


async def test_a_property_with_buildings_and_units(office: Office) -> None:
    made = await office.do("admin", "createProperty", PROPERTY, **NEW)
    assert (made["name"], made["address"]["line2"], made["version"]) == ("Storgata 1", "Bakgården", 1)
    assert made["viewerCan"] == {"update": True, "createUnit": True}
    id = made["id"]
    moved = {"line1": "Storgata 3", "postalCode": "9008", "city": "Tromsø", "countryCode": "NO"}
    changed = await office.do("admin", "updateProperty", PROPERTY, propertyId=id, address=moved, expectedVersion=1)
    assert (changed["address"]["line1"], changed["address"]["line2"], changed["version"]) == ("Storgata 3", None, 2)
    block = await office.do("admin", "createBuilding", "building { id label version }", propertyId=id, label="B")
    block = await office.do(
        "admin", "updateBuilding", "building { id label version }", buildingId=block["id"], label="C"
    )
    assert (block["label"], block["version"]) == ("C", 2)
    rent = {"amount": "9500.50", "currency": "NOK"}
    facts = {
        "kind": "FLAT",
        "areaSquareMeters": "41.5",
        "bedroomCount": 0,
        "marketRent": rent,
        "condition": "NOT_READY",
    }
    unit = await office.do("admin", "createUnit", UNIT, propertyId=id, buildingId=block["id"], label="H0101", **facts)
    assert (unit["areaSquareMeters"], unit["bedroomCount"], unit["occupancy"]) == ("41.50", 0, "VACANT_NOT_READY")
    assert (unit["marketRent"], unit["building"]["label"], unit["currentLease"]) == (rent, "C", None)
    done = await office.do("admin", "updateUnit", UNIT, unitId=unit["id"], condition="READY", bedroomCount=2)
    assert (done["occupancy"], done["bedroomCount"], done["version"]) == ("VACANT_READY", 2, 2)
    same = await office.do("admin", "updateUnit", UNIT, unitId=unit["id"], condition="READY")
    assert same["version"] == 2
    told = await office.rows("SELECT noun, kind FROM event WHERE noun IN ('property', 'building', 'unit') ORDER BY seq")
    assert [tuple(row) for row in told] == [
        *(("property", kind) for kind in ("CREATED", "UPDATED")),
        *(("building", kind) for kind in ("CREATED", "UPDATED")),
        *(("unit", kind) for kind in ("CREATED", "UPDATED")),
    ]


WRONG_PROPERTIES: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": "  "}, ["input", "name"]),
    ({"name": "x" * 201}, ["input", "name"]),
    ({"timeZone": "Europe/Atlantis"}, ["input", "timeZone"]),
    ({"timeZone": "../../etc/passwd"}, ["input", "timeZone"]),
    ({"currency": "XYZ"}, ["input", "currency"]),
    ({"currency": "DEM"}, ["input", "currency"]),
    ({"currency": "nok"}, ["input", "currency"]),
    ({"jurisdiction": "Norge"}, ["input", "jurisdiction"]),
    ({"jurisdiction": "XX"}, ["input", "jurisdiction"]),
    ({"address": {**ADDRESS, "countryCode": "UK"}}, ["input", "address", "countryCode"]),
    ({"address": {**ADDRESS, "line1": ""}}, ["input", "address", "line1"]),
    ({"address": {**ADDRESS, "city": "a\x00b"}}, ["input", "address", "city"]),
]


async def test_what_no_place_and_no_unit_can_be(office: Office) -> None:
    before = await office.counts()
    for wrong, place in WRONG_PROPERTIES:
        assert await office.refused("admin", "createProperty", **{**NEW, **wrong}) == ("BAD_USER_INPUT", place), wrong
    north, far = office.id(Property, "north"), office.id(Building, "south")
    for facts, code, name in [
        ({"areaSquareMeters": "0"}, "BAD_USER_INPUT", "areaSquareMeters"),
        ({"areaSquareMeters": "1.234"}, "BAD_USER_INPUT", "areaSquareMeters"),
        ({"areaSquareMeters": "99999999999999999999"}, "BAD_USER_INPUT", "areaSquareMeters"),
        ({"bedroomCount": -1}, "BAD_USER_INPUT", "bedroomCount"),
        ({"bedroomCount": 2_000_000_000}, "BAD_USER_INPUT", "bedroomCount"),
        ({"buildingId": far}, "BAD_USER_INPUT", "buildingId"),
        ({"buildingId": office.id(Building, "north", "B")}, "NOT_FOUND", "buildingId"),
        ({"label": ""}, "BAD_USER_INPUT", "label"),
    ]:
        refusal = await office.refused(
            "admin", "createUnit", **{"propertyId": north, "label": "x", "kind": "FLAT", **facts}
        )
        assert refusal == (code, ["input", name]), facts
    assert await office.counts() == before


async def test_who_may_enter_and_change_what(office: Office) -> None:
    before = await office.counts()
    north, south = office.id(Property, "north"), office.id(Property, "south")
    for who in ("scoped_manager", "accountant", "maintenance", "auditor", "owner", "vendor", "tenant", "former_tenant"):
        assert (await office.refused(who, "createProperty", **NEW))[0] == "FORBIDDEN", who
    for who in ("accountant", "maintenance", "auditor", "owner", "tenant"):
        assert (await office.refused(who, "updateProperty", propertyId=north, name="Mitt"))[0] == "FORBIDDEN", who
        assert (await office.refused(who, "createUnit", propertyId=north, label="x", kind="FLAT"))[0] == "FORBIDDEN", (
            who
        )
    for verb, input in {
        "updateProperty": {"propertyId": south, "name": "Mitt"},
        "createBuilding": {"propertyId": south, "label": "B"},
        "updateBuilding": {"buildingId": office.id(Building, "south"), "label": "B"},
        "createUnit": {"propertyId": south, "label": "x", "kind": "FLAT"},
        "updateUnit": {"unitId": office.id(Unit, "south_1"), "label": "x"},
        "createTenant": {"propertyId": south, "name": "x"},
        "updateTenant": {"tenantId": office.id(Tenant, "southerner"), "name": "x"},
    }.items():
        assert (await office.refused("scoped_manager", verb, **input))[0] == "NOT_FOUND", verb
    assert await office.counts() == before
    assert (await office.do("scoped_manager", "updateProperty", PROPERTY, propertyId=north, name="Nord"))[
        "name"
    ] == "Nord"
    stale = await office.refused("scoped_manager", "updateProperty", propertyId=north, name="N", expectedVersion=1)
    assert stale == ("CONFLICT", ["input", "expectedVersion"])


async def test_tenants_of_ones_own_property(office: Office) -> None:
    query = """query($filter: TenantFilter) { tenants(first: 50, filter: $filter, orderBy: { name: ASC }) {
        totalCount nodes { id name viewerCan { update } } } }"""
    mine = (await office.ask("scoped_manager", query))["tenants"]
    names = ["co_tenant", "former_tenant", "guarantor", "neighbour", "tenant"]
    assert [row["id"] for row in mine["nodes"]] == [office.id(Tenant, name) for name in names]
    # Whoever has moved out is found with the papers; their address is no business of the house any more.
    assert [row["viewerCan"]["update"] for row in mine["nodes"]] == [name != "former_tenant" for name in names]
    fresh = await office.do(
        "scoped_manager", "createTenant", TENANT, name="Åse Øverbø", email="Ase@Mail.Example", locale="nb"
    )
    assert (fresh["name"], fresh["viewerCan"]) == ("Åse Øverbø", {"update": True})
    changed = await office.do(
        "scoped_manager", "updateTenant", TENANT, tenantId=fresh["id"], phone="+47 900 00 000", expectedVersion=1
    )
    assert changed["version"] == 2
    seen = (
        await office.ask(
            "manager",
            "query($id: ID!) { node(id: $id) { ... on Tenant { person { email phone locale } } } }",
            id=fresh["id"],
        )
    )["node"]["person"]
    assert seen == {"email": "ase@mail.example", "phone": "+47 900 00 000", "locale": "nb"}
    await office.draft("scoped_manager", parties=[{"tenantId": fresh["id"], "role": "TENANT"}])
    for filter, expected in [
        ({"search": "åse"}, [fresh["id"]]),
        ({"search": "Øverbo Åse"}, [fresh["id"]]),
        ({"propertyId": office.id(Property, "south")}, []),
        ({"isCurrent": False}, [office.id(Tenant, "former_tenant"), fresh["id"]]),
        ({"ids": [office.id(Tenant, "southerner")]}, []),
    ]:
        found = (await office.ask("scoped_manager", query, filter=filter))["tenants"]
        assert ([row["id"] for row in found["nodes"]], found["totalCount"]) == (expected, len(expected)), filter
    for wrong in ({"email": "nobody"}, {"phone": "call me"}, {"locale": "xx-Nowhere-1"}, {"name": ""}):
        refusal = await office.refused("manager", "createTenant", **{"name": "x", **wrong})
        assert refusal == ("BAD_USER_INPUT", ["input", next(iter(wrong))])
