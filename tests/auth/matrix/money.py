"""How money is moved in the world: of leases in one's own place, and of others."""

import uuid
from datetime import date
from typing import Any

from app.models.charges import Charge
from app.models.ids import to_global
from app.models.leases import Lease
from tests.auth.matrix.portfolio import place
from tests.auth.matrix.scenes import Deed, Scene

FRESH_CHARGE = """
WITH accounts AS (SELECT set_config('app.organization', organization_id::text, false) FROM charge WHERE id = $1),
made AS (
    INSERT INTO charge SELECT (jsonb_populate_record(c, jsonb_build_object('id', $2::uuid, 'open_minor', c.amount_minor,
        'status', 'POSTED'))).* FROM charge c, accounts WHERE c.id = $1 RETURNING *
)
SELECT app.post(jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'kind', 'CHARGE', 'source_type', 'charge',
    'key', 'charge/' || id || '/posted', 'effective_on', effective_on, 'posted_at', now(), 'lease_id', lease_id,
    'property_id', property_id, 'owed', amount_minor, 'source_id', id, 'lines', jsonb_build_array(
        jsonb_build_object('kind', 'RECEIVABLE', 'currency', currency, 'lease_id', lease_id, 'property_id', property_id,
                           'amount', amount_minor),
        jsonb_build_object('kind', 'RENT_INCOME', 'currency', currency, 'property_id', property_id,
                           'amount', -amount_minor))))) FROM made
"""

CLOSED_MONTH = """
INSERT INTO accounting_period (organization_id, id, first_on, closed_at)
VALUES ($1, $2, date_trunc('month', $3::date), now())
"""


async def fresh_charge(scene: Scene, whose: str) -> str:
    """A copy of a charge that is one's own, or is not, posted into the books."""
    id = uuid.uuid4()
    await scene.connection.execute(FRESH_CHARGE, scene.world.a.id(Charge, f"{place(whose)}_1"), id)
    return to_global("Charge", id)


async def _charge(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {
        "leaseId": scene.world.a.global_id(Lease, f"{place(whose)}_1"),
        "code": "DAMAGE",
        "amount": {"amount": "120.50", "currency": "NOK"},
        "dueOn": str(scene.world.a.now.date()),
        "description": "A broken window",
        "idempotencyKey": str(uuid.uuid4()),
    }


async def _reverse(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {
        "chargeId": await fresh_charge(scene, whose),
        "reason": "It was charged twice",
        "idempotencyKey": str(uuid.uuid4()),
    }


async def _close(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    # Another month each time, from 1950 on.
    month = f"{1950 + scene.number % 600 // 12}-{scene.number % 12 + 1:02}-15"
    return {"month": month, "idempotencyKey": str(uuid.uuid4())}


async def _reopen(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    wanted = await _close(scene, role, whose)
    await scene.connection.execute(
        CLOSED_MONTH, scene.world.a.organization_id, uuid.uuid4(), date.fromisoformat(wanted["month"])
    )
    return {**wanted, "reason": "An invoice came late"}


DEEDS = {
    "closeAccountingPeriod": Deed("period", _close, "CloseAccountingPeriodInput"),
    "reopenAccountingPeriod": Deed("period", _reopen, "ReopenAccountingPeriodInput"),
    "createCharge": Deed("charge", _charge, "CreateChargeInput"),
    "reverseCharge": Deed("charge", _reverse, "ReverseChargeInput"),
}
