"""How people are invited and given roles in the world: always somebody fresh, who has none yet."""

import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.models.ids import to_global
from app.models.invitations import Invitation
from app.models.leases import Lease, Tenant
from app.models.people import AccessGrant, Member
from app.models.properties import Property
from app.models.tokens import ApiToken
from tests.auth.matrix.portfolio import place
from tests.auth.matrix.scenes import Deed, Scene

FRESH = """
WITH made AS (
    INSERT INTO member SELECT (jsonb_populate_record(m, jsonb_build_object('id', $2::uuid, 'person_id', NULL,
        'display_name', 'Somebody fresh', 'email', $2::text || '@fresh.example', 'phone', NULL))).*
      FROM member m WHERE m.id = $1 RETURNING id
), rents AS (
    INSERT INTO tenant SELECT (jsonb_populate_record(t, jsonb_build_object('id', $3::uuid, 'member_id', made.id))).*
      FROM tenant t, made WHERE t.id = $4 RETURNING id
)
INSERT INTO lease_party SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(),
    'tenant_id', rents.id))).* FROM lease_party p, rents WHERE p.lease_id = $5 LIMIT 1
"""
ASKED = """
INSERT INTO invitation SELECT (jsonb_populate_record(i, jsonb_build_object('id', $2::uuid, 'member_id', $3::uuid,
    'email', $3::text || '@fresh.example', 'token_hash', '\\x' || replace($2::text, '-', '')))).*
  FROM invitation i WHERE i.id = $1
"""
HELD = """
INSERT INTO access_grant SELECT (jsonb_populate_record(g, jsonb_build_object('id', $2::uuid, 'member_id', $3::uuid,
    'person_id', NULL))).* FROM access_grant g WHERE g.id = $1
"""


KEPT = """
INSERT INTO api_token SELECT (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid,
    'token_hash', '\\x' || replace($2::text, '-', '') || replace($2::text, '-', '')))).*
  FROM api_token t WHERE t.id = $1
"""


async def fresh(scene: Scene, whose: str) -> UUID:
    """Somebody without an account, party to the lease that is one's own, or is not."""
    house, id = scene.world.a, uuid.uuid4()
    who = "neighbour" if whose == "own" else "southerner"
    lease = house.id(Lease, f"{place(whose)}_1")
    await scene.connection.execute(FRESH, house.id(Member, who), id, uuid.uuid4(), house.id(Tenant, who), lease)
    return id


async def _invite(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id = await fresh(scene, whose)
    lease = scene.world.a.global_id(Lease, f"{place(whose)}_1")
    return {"personId": to_global("Person", id), "email": f"{id}@fresh.example", "role": "TENANT", "scopeId": lease}


async def _invited(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    source, id = scene.world.a.id(Invitation, "household" if whose == "own" else "far"), uuid.uuid4()
    await scene.connection.execute(ASKED, source, id, await fresh(scene, whose))
    return {"invitationId": to_global("Invitation", id)}


async def _grant(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    person = to_global("Person", await fresh(scene, whose))
    return {"personId": person, "role": "MAINTENANCE", "scopeId": scene.world.a.global_id(Property, place(whose))}


async def _held(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id = uuid.uuid4()
    source = next(row.id for name, row in scene.world.a.rows[AccessGrant].items() if name.startswith("maintenance"))
    await scene.connection.execute(HELD, source, id, await fresh(scene, whose))
    return {"grantId": to_global("Grant", id)}


async def _token(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    ends = (clock.now() + timedelta(days=30)).isoformat()
    properties = [scene.world.a.global_id(Property, place(whose))]
    return {"name": "Bookkeeping", "scopes": ["TICKETS_READ"], "expiresAt": ends, "propertyIds": properties}


async def _kept_token(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id = uuid.uuid4()
    await scene.connection.execute(KEPT, scene.world.a.id(ApiToken, "partner"), id)
    return {"apiTokenId": to_global("ApiToken", id)}


async def _person(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"personId": to_global("Person", await fresh(scene, whose))}


async def _rules(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    # Another number each time: what changes nothing writes nothing.
    scene.number += 1
    return {"requiresSecondFactor": False, "sessionMinutes": 43_200 - scene.number % 1_000}


async def _brand(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    return {"color": f"#{scene.number % 0xFFFFFF:06x}"}


DEEDS = {
    "changeBrand": Deed("organization", _brand, "ChangeBrandInput"),
    "changeSignInRules": Deed("organization", _rules, "ChangeSignInRulesInput"),
    "invitePerson": Deed("invitation", _invite, "InvitePersonInput"),
    "resendInvitation": Deed("invitation", _invited, "ResendInvitationInput"),
    "revokeInvitation": Deed("invitation", _invited, "RevokeInvitationInput"),
    "grantRole": Deed("person", _grant, "GrantRoleInput"),
    "revokeGrant": Deed("person", _held, "RevokeGrantInput"),
    "createApiToken": Deed("apiToken", _token, "CreateApiTokenInput"),
    "revokeApiToken": Deed("apiToken", _kept_token, "RevokeApiTokenInput"),
    "deactivateMember": Deed("person", _person, "DeactivateMemberInput"),
}
