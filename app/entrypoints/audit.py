"""Signs the end of every audit chain once a day, so that a chain that was written anew is found out."""

from datetime import date
from uuid import UUID

from app import clock
from app.auth.doors import door
from app.auth.scope import reading, writing
from app.auth.viewer import Viewer
from app.models.heads import NEWEST, SIGN, HeadKey


async def sign_heads(key: HeadKey, day: date) -> int:
    """Sign the end of every organization's chain, once for each day; returns how many were signed. Any node may."""
    signed = 0
    for organization_id in await _organizations():
        async with writing(Viewer.system_of(organization_id, "signing the audit")) as scope:
            with door("audit.sign_heads"):
                newest = await scope.row(NEWEST, organization_id)
                if newest is None or newest["audit_head"] == 0:
                    continue
                head = key.sign(organization_id, day, newest["audit_head"], newest["audit_hash"])
                values = (head.position, head.hash, head.public_key, head.signature, clock.now())
                signed += await scope.row(SIGN, organization_id, day, *values) is not None
    return signed


async def _organizations() -> list[UUID]:
    async with reading(Viewer.anonymous()) as scope:
        with door("audit.organizations"):
            rows = await scope.rows("SELECT organization_id FROM organization_stream ORDER BY organization_id")
    return [row["organization_id"] for row in rows]
