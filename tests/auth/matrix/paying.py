"""How people pay in the world: toward leases of their own and of others, from cards of their own and of others."""

import uuid
from typing import Any
from uuid import UUID

from app.models.ids import to_global
from app.models.leases import Lease
from app.models.payment_methods import PaymentMethod
from app.models.payments import Payment
from app.models.people import Member
from app.models.provider import ProviderAccount
from tests.auth.matrix.portfolio import place
from tests.auth.matrix.scenes import Deed, Scene
from tests.support.world import RENTERS

COPY = """
INSERT INTO payment SELECT (jsonb_populate_record(p, jsonb_build_object('id', $2::uuid, 'number', ($2::uuid)::text,
    'status', $3::text, 'method', $4::text, 'payer_id', $5::uuid, 'provider_account_id', $6::uuid,
    'credited_minor', 0, 'allocated_minor', 0))).* FROM payment p WHERE p.id = $1
"""
NAMED = """
INSERT INTO provider_object (organization_id, id, provider_account_id, external_id, payment_id, status, looked_at)
VALUES ($1, gen_random_uuid(), $2, 'pi_' || ($3::uuid)::text, $3::uuid, 'requires_action', now())
"""
CARD = """
INSERT INTO payment_method SELECT (jsonb_populate_record(m, jsonb_build_object('id', $2::uuid, 'member_id', $3::uuid,
    'external_id', 'pm_' || ($2::uuid)::text))).* FROM payment_method m WHERE m.id = $1
"""
ENDED = "UPDATE autopay SET status = 'REVOKED' WHERE lease_id = $1 AND member_id = $2"
ORDER = """
INSERT INTO autopay (organization_id, id, property_id, lease_id, member_id, payment_method_id, status, timing,
                     share_ppm, currency)
SELECT organization_id, $2, property_id, id, $3, $4, 'ACTIVE', 'DUE_DATE', 1000000, currency FROM lease WHERE id = $1
"""


def _key() -> dict[str, str]:
    return {"idempotencyKey": str(uuid.uuid4())}


def _money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "NOK"}


def _lease(role: str, whose: str) -> str:
    return "north_old" if role == "former_tenant" and whose == "own" else f"{place(whose)}_1"


def _member(scene: Scene, role: str, whose: str) -> UUID:
    return scene.world.a.id(Member, role if whose == "own" and role != "anonymous" else "southerner")


async def _payment(scene: Scene, role: str, whose: str, status: str, method: str = "CARD") -> str:
    """A fresh payment: of the role itself toward its own lease, or of somebody else's."""
    house, id = scene.world.a, uuid.uuid4()
    source, payer = house.id(Payment, _lease(role, whose)), _member(scene, role, whose)
    if whose == "own" and role not in RENTERS:
        payer = house.id(Member, "tenant")
    account = house.id(ProviderAccount, "account") if method == "CARD" else None
    await scene.connection.execute(COPY, source, id, status, method, payer, account)
    if account is not None:
        await scene.connection.execute(NAMED, house.organization_id, account, id)
    return to_global("Payment", id)


async def _card(scene: Scene, role: str, whose: str) -> UUID:
    id = uuid.uuid4()
    await scene.connection.execute(CARD, scene.world.a.id(PaymentMethod, "tenant"), id, _member(scene, role, whose))
    return id


async def _start(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    lease = scene.world.a.global_id(Lease, _lease(role, whose))
    return {"leaseId": lease, "amount": _money("100"), "fee": _money("0"), "method": "CARD", **_key()}


async def _cancel(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"paymentId": await _payment(scene, role, whose, "REQUIRES_ACTION"), **_key()}


async def _refund(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id = await _payment(scene, role, whose, "SUCCEEDED")
    return {"paymentId": id, "amount": _money("10"), "reason": "Paid twice", **_key()}


async def _record(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    lease = scene.world.a.global_id(Lease, f"{place(whose)}_1")
    day = str(scene.world.a.now.date())
    return {"leaseId": lease, "amount": _money("10"), "method": "CASH", "receivedOn": day, **_key()}


async def _change(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"paymentId": await _payment(scene, role, whose, "RECORDED", "CASH"), "to": "CLEARED", **_key()}


async def _set_up(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"method": "CARD", **_key()}


async def _remove(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"paymentMethodId": to_global("PaymentMethod", await _card(scene, role, whose)), **_key()}


async def _automate(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {
        "leaseId": scene.world.a.global_id(Lease, _lease(role, whose)),
        "paymentMethodId": to_global("PaymentMethod", await _card(scene, role, "own")),
        "timing": "DUE_DATE",
        **_key(),
    }


async def _pause(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    id, member = uuid.uuid4(), _member(scene, role, whose)
    lease = scene.world.a.id(Lease, _lease(role, whose))
    await scene.connection.execute(ENDED, lease, member)
    await scene.connection.execute(ORDER, lease, id, member, await _card(scene, role, whose))
    return {"autopayId": to_global("Autopay", id), "to": "PAUSED", **_key()}


async def _name(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"leaseId": scene.world.a.global_id(Lease, _lease(role, whose)), "isNamed": False, **_key()}


async def _terms(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    way = {"method": "CARD", "isOffered": True, "feePercent": "1.50", "feeFlat": "2.00"}
    return {"currency": "NOK", "returnedFee": "0", "ways": [way], **_key()}


async def _account(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"country": "NO", **_key()}


DEEDS = {
    "openPaymentAccount": Deed("account", _account, "OpenPaymentAccountInput"),
    "setPaymentTerms": Deed("terms", _terms, "SetPaymentTermsInput"),
    "startPayment": Deed("payment", _start, "StartPaymentInput"),
    "cancelPayment": Deed("payment", _cancel, "CancelPaymentInput"),
    "refundPayment": Deed("payment", _refund, "RefundPaymentInput"),
    "recordPayment": Deed("payment", _record, "RecordPaymentInput"),
    "changePaymentStatus": Deed("payment", _change, "ChangePaymentStatusInput"),
    "startPaymentMethodSetup": Deed("paymentMethod", _set_up, "StartPaymentMethodSetupInput"),
    "removePaymentMethod": Deed("paymentMethod", _remove, "RemovePaymentMethodInput"),
    "setAutopay": Deed("autopay", _automate, "SetAutopayInput"),
    "setPotVisibility": Deed("lease", _name, "SetPotVisibilityInput"),
    "changeAutopayStatus": Deed("autopay", _pause, "ChangeAutopayStatusInput"),
}
