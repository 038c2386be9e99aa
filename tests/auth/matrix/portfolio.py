"""How the portfolio is changed in the world: places, units, tenants and leases, of one's own and of others."""

import uuid
from datetime import timedelta
from typing import Any

from app.models.ids import to_global
from app.models.leases import Lease, Tenant
from app.models.properties import Building, Property, Unit
from tests.auth.matrix.scenes import Deed, Scene

ADDRESS = {"line1": "A street 1", "postalCode": "0150", "city": "Oslo", "countryCode": "NO"}
FRESH_LEASE = """
WITH home AS (
    INSERT INTO unit SELECT (jsonb_populate_record(u, jsonb_build_object('id', $2::uuid, 'label', $2::text))).*
      FROM unit u WHERE u.id = (SELECT unit_id FROM lease_unit WHERE lease_id = $1) RETURNING id
), agreed AS (
    INSERT INTO lease SELECT (jsonb_populate_record(l, jsonb_build_object('id', $3::uuid, 'number', $3::text,
        'status', $4::text, 'start_on', $5::date))).* FROM lease l WHERE l.id = $1 RETURNING id
), held AS (
    INSERT INTO lease_unit SELECT (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(),
        'lease_id', agreed.id, 'unit_id', home.id, 'period', daterange($5::date, NULL)))).*
      FROM lease_unit u, agreed, home WHERE u.lease_id = $1
)
INSERT INTO lease_party SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(),
    'lease_id', agreed.id))).* FROM lease_party p, agreed WHERE p.lease_id = $1
"""


def place(whose: str) -> str:
    """The property that is one's own, or is not."""
    return "north" if whose == "own" else "south"


async def fresh_lease(scene: Scene, whose: str, status: str) -> str:
    """A copy of a lease over a copy of its unit, in any status."""
    source = scene.world.a.id(Lease, f"{place(whose)}_1")
    ahead = 40 if status in ("DRAFT", "OFFERED") else -400
    start = scene.world.a.now.date() + timedelta(days=ahead)
    id = uuid.uuid4()
    await scene.connection.execute(FRESH_LEASE, source, uuid.uuid4(), id, status, start)
    return to_global("Lease", id)


async def _new_property(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    facts = {"timeZone": "Europe/Oslo", "currency": "NOK", "jurisdiction": "NO"}
    return {"name": "A new place", "address": ADDRESS, **facts}


async def _property(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    return {"propertyId": scene.world.a.global_id(Property, place(whose)), "name": f"Renamed {scene.number}"}


async def _new_building(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"propertyId": scene.world.a.global_id(Property, place(whose)), "label": f"House {uuid.uuid4()}"}


async def _building(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"buildingId": scene.world.a.global_id(Building, place(whose)), "label": f"House {uuid.uuid4()}"}


async def _new_unit(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {**await _new_building(scene, role, whose), "kind": "FLAT"}


async def _unit(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"unitId": scene.world.a.global_id(Unit, f"{place(whose)}_1"), "label": f"Flat {uuid.uuid4()}"}


async def _new_tenant(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"propertyId": scene.world.a.global_id(Property, place(whose)), "name": "Somebody new"}


async def _tenant(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    who = "neighbour" if whose == "own" else "southerner"
    return {"tenantId": scene.world.a.global_id(Tenant, who), "name": f"Somebody {scene.number}"}


async def _new_lease(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    year = 2100 + scene.number % 1_000
    who = "tenant" if whose == "own" else "southerner"
    return {
        "unitIds": [scene.world.a.global_id(Unit, f"{place(whose)}_3")],
        "parties": [{"tenantId": scene.world.a.global_id(Tenant, who), "role": "TENANT"}],
        **{"type": "FIXED", "startOn": f"{year}-01-01", "endOn": f"{year}-12-31", "dueDay": 1},
        "rent": {"amount": "11000.00", "currency": "NOK"},
    }


def _step(status: str, **facts: Any) -> Any:
    async def inputs(scene: Scene, role: str, whose: str) -> dict[str, Any]:
        return {"leaseId": await fresh_lease(scene, whose, status), **facts}

    return inputs


async def _notice(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    end = scene.world.a.now.date() + timedelta(days=200)
    return {"leaseId": await fresh_lease(scene, whose, "ACTIVE"), "endOn": end.isoformat()}


DEEDS = {
    "createProperty": Deed("property", _new_property, "CreatePropertyInput"),
    "updateProperty": Deed("property", _property, "UpdatePropertyInput"),
    "createBuilding": Deed("building", _new_building, "CreateBuildingInput"),
    "updateBuilding": Deed("building", _building, "UpdateBuildingInput"),
    "createUnit": Deed("unit", _new_unit, "CreateUnitInput"),
    "updateUnit": Deed("unit", _unit, "UpdateUnitInput"),
    "createTenant": Deed("tenant", _new_tenant, "CreateTenantInput"),
    "updateTenant": Deed("tenant", _tenant, "UpdateTenantInput"),
    "createLease": Deed("lease", _new_lease, "CreateLeaseInput"),
    "updateLease": Deed("lease", _step("DRAFT", dueDay=15), "UpdateLeaseInput"),
    "offerLease": Deed("lease", _step("DRAFT"), "OfferLeaseInput"),
    "recordLeaseSignature": Deed("lease", _step("OFFERED"), "RecordLeaseSignatureInput"),
    "giveLeaseNotice": Deed("lease", _notice, "GiveLeaseNoticeInput"),
    "endLease": Deed("lease", _step("ACTIVE"), "EndLeaseInput"),
    "changeLeaseStatus": Deed("lease", _step("DRAFT", to="OFFERED"), "ChangeLeaseStatusInput"),
}
