"""How rent, fees, credits and deposits are changed in the world: of leases in one's own place, and of others."""

import uuid
from datetime import timedelta
from typing import Any

from app import clock
from app.models.charge_templates import ChargeTemplate
from app.models.ids import id_of, to_global
from app.models.late_fees import LateFeePolicy
from app.models.leases import Lease
from app.models.properties import Property
from tests.auth.matrix.money import fresh_charge
from tests.auth.matrix.portfolio import fresh_lease, place
from tests.auth.matrix.scenes import Deed, Scene

NOK = {"amount": "120.50", "currency": "NOK"}
FAR = 900
TEMPLATE = """
INSERT INTO charge_template SELECT (jsonb_populate_record(t, jsonb_build_object('id', $2::uuid, 'code', 'OTHER'))).*
  FROM charge_template t WHERE t.id = $1
"""
POLICY = """
INSERT INTO late_fee_policy SELECT (jsonb_populate_record(p, jsonb_build_object('id', $2::uuid, 'ends_on', NULL,
    'number', (SELECT max(number) + 1 FROM late_fee_policy)))).* FROM late_fee_policy p WHERE p.id = $1
"""
HELD = """
WITH accounts AS (SELECT set_config('app.organization', organization_id::text, false), * FROM lease WHERE id = $1),
agreed AS (INSERT INTO deposit (organization_id, id, property_id, lease_id, agreed_minor, currency)
           SELECT organization_id, gen_random_uuid(), property_id, id, 100, currency FROM accounts)
SELECT app.post(jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'kind', 'DEPOSIT_INTEREST',
    'source_type', 'deposit', 'key', 'deposit/' || id || '/interest', 'effective_on', $2::date, 'posted_at', now(),
    'lease_id', id, 'property_id', property_id, 'owed', 0, 'source_id', id, 'lines', jsonb_build_array(
        jsonb_build_object('kind', 'DEPOSIT_INTEREST', 'currency', currency, 'property_id', property_id, 'amount', 100),
        jsonb_build_object('kind', 'DEPOSIT_HELD', 'currency', currency, 'lease_id', id, 'property_id', property_id,
                           'amount', -100))))) FROM accounts
"""
# The line has the id of its credit.
CREDIT = """
WITH accounts AS (SELECT set_config('app.organization', organization_id::text, false), * FROM lease WHERE id = $1),
made AS (INSERT INTO credit (organization_id, id, property_id, lease_id, kind, amount_minor, credited_minor, currency,
                             effective_on, reason)
         SELECT organization_id, $2::uuid, property_id, id, 'CONCESSION', 100, 100, currency, $3::date, 'A gift'
           FROM accounts)
SELECT app.post(jsonb_build_array(jsonb_build_object('id', $2::uuid, 'kind', 'CREDIT', 'source_type', 'credit',
    'key', 'credit/' || $2::uuid || '/granted', 'effective_on', $3::date, 'posted_at', now(), 'lease_id', id,
    'property_id', property_id, 'owed', -100, 'source_id', $2::uuid, 'lines', jsonb_build_array(
        jsonb_build_object('kind', 'CONCESSION', 'currency', currency, 'property_id', property_id, 'amount', 100),
        jsonb_build_object('kind', 'UNAPPLIED_CREDIT', 'currency', currency, 'lease_id', id, 'property_id', property_id,
                           'amount', -100))))) FROM accounts
"""


def _once(**input: Any) -> dict[str, Any]:
    return {**input, "idempotencyKey": str(uuid.uuid4())}


def _lease(scene: Scene, whose: str) -> str:
    return scene.world.a.global_id(Lease, f"{place(whose)}_1")


def _day(scene: Scene, offset: int) -> str:
    return str(scene.world.a.now.date() + timedelta(days=offset))


async def _template(scene: Scene, whose: str) -> str:
    id = uuid.uuid4()
    await scene.connection.execute(TEMPLATE, scene.world.a.id(ChargeTemplate, f"{place(whose)}_1"), id)
    return to_global("ChargeTemplate", id)


async def _charge_again(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return _once(leaseId=_lease(scene, whose), code="PARKING", amount=NOK, startsOn=_day(scene, FAR))


async def _change_template(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return _once(chargeTemplateId=await _template(scene, whose), description="The cellar")


async def _end_template(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return _once(chargeTemplateId=await _template(scene, whose), endsOn=_day(scene, FAR))


async def _rent(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    return _once(leaseId=_lease(scene, whose), rent=NOK, startsOn=_day(scene, FAR + 500 * (scene.number % 30)))


async def _fee(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    where = scene.world.a.global_id(Property, place(whose))
    free = {"kind": "FLAT", "graceDays": 9, "amount": {"amount": "0", "currency": "NOK"}}
    return _once(propertyId=where, startsOn=_day(scene, FAR), **free)


async def _end_fee(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id = uuid.uuid4()
    await scene.connection.execute(POLICY, scene.world.a.id(LateFeePolicy, place(whose)), id)
    return _once(lateFeePolicyId=to_global("LateFeePolicy", id))


async def _forgive(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return _once(chargeId=await fresh_charge(scene, whose), reason="A gift")


async def _credit(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return _once(leaseId=_lease(scene, whose), amount=NOK, reason="The lift was broken")


async def _reverse(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id = uuid.uuid4()
    await scene.connection.execute(CREDIT, scene.world.a.id(Lease, f"{place(whose)}_1"), id, scene.world.a.now.date())
    return _once(ledgerLineId=to_global("LedgerLine", id), reason="It was given twice")


async def _deposit(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    lease_id = await fresh_lease(scene, whose, "ENDED")
    await scene.connection.execute(HELD, uuid_of(lease_id), scene.world.a.now.date())
    return _once(leaseId=lease_id, reason="Nothing was broken")


def uuid_of(global_id: str) -> uuid.UUID:
    """The id behind a global one."""
    return id_of("Lease", global_id, ())


async def _clock(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    scene.number += 1
    await scene.connection.execute(
        "UPDATE organization SET is_sandbox = true WHERE id = $1", scene.world.a.organization_id
    )
    return _once(to=(clock.now() + timedelta(minutes=scene.number % 1_000)).isoformat())


DEEDS = {
    "createChargeTemplate": Deed("chargeTemplate", _charge_again, "CreateChargeTemplateInput"),
    "updateChargeTemplate": Deed("chargeTemplate", _change_template, "UpdateChargeTemplateInput"),
    "endChargeTemplate": Deed("chargeTemplate", _end_template, "EndChargeTemplateInput"),
    "changeRent": Deed("lease", _rent, "ChangeRentInput"),
    "setLateFeePolicy": Deed("lateFeePolicy", _fee, "SetLateFeePolicyInput"),
    "endLateFeePolicy": Deed("lateFeePolicy", _end_fee, "EndLateFeePolicyInput"),
    "waiveCharge": Deed("charge", _forgive, "WaiveChargeInput"),
    "writeOffCharge": Deed("charge", _forgive, "WriteOffChargeInput"),
    "createCredit": Deed("lease", _credit, "CreateCreditInput"),
    "reverseCredit": Deed("lease", _reverse, "ReverseCreditInput"),
    "returnDeposit": Deed("lease", _deposit, "ReturnDepositInput"),
    "advanceClock": Deed("organization", _clock, "AdvanceClockInput"),
}
