"""What stood on a transfer or a cheque: perhaps the number of somebody's account, so it is sealed for its payment."""

from typing import Any
from uuid import UUID

from app.auth.doors import door
from app.auth.scope import reading, writing
from app.auth.sealing import FORMAT, Place
from app.auth.secrets import Secrets
from app.auth.viewer import Viewer

ORGANIZATIONS = "SELECT organization_id FROM organization_stream ORDER BY organization_id"
# The wall of the organization is around both. What is sealed begins with its format and the version of its key, so what
# the newest key has sealed is never less than a beginning with that version.
OLDER = """
SELECT id, reference, reference_sealed FROM payment
 WHERE id > $1 AND (reference IS NOT NULL OR reference_sealed < (
     SELECT $3::bytea || int4send(max(version)) FROM data_key WHERE scope = $2 AND purpose = 'SEAL'))
 ORDER BY id LIMIT 500
"""
RESEAL = """
UPDATE payment SET reference = NULL, reference_sealed = $4
 WHERE id = $1 AND reference IS NOT DISTINCT FROM $2 AND reference_sealed IS NOT DISTINCT FROM $3 RETURNING id
"""


def reference_at(organization_id: UUID, payment_id: UUID) -> Place:
    """Return where the reference of a payment stands."""
    return Place(organization_id, "payment", "reference_sealed", payment_id)


async def seal_reference(
    secrets: Secrets, organization_id: UUID | None, payment_id: UUID, reference: str | None
) -> bytes | None:
    """Return the reference as it is kept. With no scope open: the key may have to be made."""
    if reference is None or organization_id is None:
        return None
    return await secrets.seal(reference_at(organization_id, payment_id), reference.encode())


async def reference_of(secrets: Secrets, row: Any) -> str | None:
    """Return the reference of a payment that the viewer sees, within the scope that is open. Raises `Damaged`."""
    if row.reference_sealed is None:
        # Written before references were sealed.
        clear: str | None = row.reference
        return clear
    here = reference_at(row.organization_id, row.id)
    return (await secrets.open_here(here, bytes(row.reference_sealed))).decode()


async def reseal_references(secrets: Secrets) -> int:
    """Seal what is in clear, or was sealed with an older key, in every organization; returns how many that were."""
    async with reading(Viewer.anonymous()) as scope:
        with door("references.organizations"):
            rows = await scope.rows(ORGANIZATIONS)
    return sum([await _reseal(secrets, row["organization_id"]) for row in rows])


async def _reseal(secrets: Secrets, organization_id: UUID) -> int:
    house, done, last = Viewer.system_of(organization_id, "sealing"), 0, UUID(int=0)
    while True:
        async with reading(house) as scope:
            with door("references.reseal"):
                rows = await scope.rows(OLDER, last, organization_id, bytes([FORMAT]))
        if not rows:
            return done
        for row in rows:
            last = row["id"]
            fresh = await _fresh(secrets, reference_at(organization_id, last), row)
            if fresh is None:
                continue
            async with writing(house) as scope:
                with door("references.reseal"):
                    old = (row["reference"], row["reference_sealed"])
                    done += await scope.row(RESEAL, last, *old, fresh) is not None


async def _fresh(secrets: Secrets, here: Place, row: Any) -> bytes | None:
    if row["reference_sealed"] is None:
        return await secrets.seal(here, row["reference"].encode())
    return await secrets.resealed(here, row["reference_sealed"])
