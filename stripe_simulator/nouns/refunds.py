"""Refunds: at once, after days, or failing after they had succeeded."""

from typing import Any

from stripe_simulator import events, money
from stripe_simulator.call import Call, listed
from stripe_simulator.errors import invalid, missing, unexpected_state
from stripe_simulator.forms import Spec, amount, flag, merged, metadata, one_of, text
from stripe_simulator.nouns import balance
from stripe_simulator.nouns.payment_methods import known_card
from stripe_simulator.shelves import Row
from stripe_simulator.world import World

SPEC: Spec = {
    "payment_intent": text,
    "charge": text,
    "amount": amount,
    "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": metadata,
    "refund_application_fee": flag,
    "instructions_email": text,
    "currency": text,
}


def create(call: Call) -> Row:
    """A new refund, of all that is left or of a part."""
    params = call.params(SPEC)
    charge = _charge(call, params)
    left = charge["amount"] - charge["amount_refunded"]
    wanted = params.get("amount", left)
    if charge["disputed"] and not _won(call.world, charge):
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", None, "charge_disputed")
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", None, "charge_already_refunded")
    if wanted > left:
        message = f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, "amount")
    method = call.world.shelf("object")[charge["payment_method"]]["body"]
    how = known_card(call.world, method).refund if method["type"] == "card" else "pending"
    body = _body(call.world, charge, params, wanted)
    call.world.add(call.account, body)
    _take(call.world, charge, body, how)
    return body


def _won(world: World, charge: Row) -> bool:
    bodies = (row["body"] for row in world.shelf("object").values())
    return any(
        body["object"] == "dispute" and body["charge"] == charge["id"] and body["status"] == "won" for body in bodies
    )


def _charge(call: Call, params: Row) -> Row:
    if params.get("charge"):
        charge = call.own("charge", params["charge"], "charge")
    elif params.get("payment_intent"):
        intent = call.own("payment_intent", params["payment_intent"], "payment_intent")
        if intent["latest_charge"] is None or intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            raise invalid(message, "payment_intent")
        charge = call.own("charge", intent["latest_charge"])
    else:
        raise missing("payment_intent")
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} has not succeeded; cannot issue a refund.", "charge")
    return charge


def _body(world: World, charge: Row, params: Row, wanted: int) -> Row:
    return {
        "id": world.id("re" if charge["id"].startswith("ch_") else "pyr"),
        "object": "refund",
        "amount": wanted,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"} if charge["id"].startswith("ch_") else None,
        "metadata": merged({}, params.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }


def _take(world: World, charge: Row, body: Row, how: str) -> None:
    account = world.account_of(charge["id"])
    card = charge["payment_method_details"]["type"] == "card"
    moved = balance.move(world, "refund" if card else "payment_refund", body, -body["amount"])
    world.save(body, balance_transaction=moved["id"], status="pending" if how == "pending" else "succeeded")
    refunded = charge["amount_refunded"] + body["amount"]
    before = {"amount_refunded": charge["amount_refunded"]}
    world.save(charge, amount_refunded=refunded, refunded=refunded == charge["amount"])
    events.emit(world, account, "refund.created", body)
    events.emit(world, account, "charge.refunded", charge, before)
    if how != "succeeded":
        wait = money.DAY if card else 4 * money.DAY
        world.later(wait, "refund.answer", refund=body["id"], fails=how == "failed")


def answer(world: World, refund: str, fails: bool) -> None:
    """Let a refund arrive, or come back; does nothing when it is decided."""
    body = world.shelf("object")[refund]["body"]
    if body["status"] in ("failed", "canceled") or (body["status"] == "succeeded" and not fails):
        return
    before: dict[str, Any] = {"status": body["status"]}
    account = world.account_of(refund)
    if fails:
        _come_back(world, body)
    else:
        world.save(body, status="succeeded")
    events.emit(world, account, "refund.updated", body, before)
    events.emit(world, account, "charge.refund.updated", body, before)
    if fails:
        events.emit(world, account, "refund.failed", body)


def _come_back(world: World, body: Row) -> None:
    charge = world.shelf("object")[body["charge"]]["body"]
    kind = "refund_failure" if charge["payment_method_details"]["type"] == "card" else "payment_failure_refund"
    moved = balance.move(world, kind, body, body["amount"], at_once=True)
    world.save(body, status="failed", failure_reason="unknown", failure_balance_transaction=moved["id"])
    world.save(charge, amount_refunded=charge["amount_refunded"] - body["amount"], refunded=False)


def retrieve(call: Call) -> Row:
    """One refund."""
    call.params({})
    return call.own("refund")


def update(call: Call) -> Row:
    """Change the metadata."""
    params = call.params({"metadata": metadata})
    body = call.own("refund")
    call.world.save(body, metadata=merged(body["metadata"], params.get("metadata")))
    events.emit(call.world, call.account, "refund.updated", body, {})
    return body


def cancel(call: Call) -> Row:
    """Refunds of these methods cannot be cancelled."""
    call.params({})
    raise unexpected_state("refund", call.own("refund")["status"], "cancel")


def list_all(call: Call) -> Row:
    """The account's refunds."""
    return listed(call, "refund", "/v1/refunds", "charge", "payment_intent")
