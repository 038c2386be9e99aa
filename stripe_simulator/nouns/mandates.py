"""Mandates: what a payer has agreed to, so that an account may be debited."""

import secrets

from stripe_simulator import events, money
from stripe_simulator.call import Call
from stripe_simulator.errors import invalid, missing
from stripe_simulator.forms import Spec, anything, one_of, text, whole
from stripe_simulator.shelves import Row
from stripe_simulator.world import World

ACCEPTANCE: Spec = {
    "customer_acceptance": {
        "accepted_at": whole,
        "offline": anything,
        "online": {"ip_address": text, "user_agent": text, "infer_from_client": anything},
        "type": one_of("online", "offline"),
    }
}


def of_method(world: World, method: Row) -> Row | None:
    """Return the mandate under which a method may be debited again and again."""
    found = world.hidden(method["id"]).get("mandate")
    body: Row | None = world.shelf("object")[found]["body"] if found else None
    return body if body and body["status"] == "active" else None


def agreed(call: Call, method: Row, data: Row | None, once: Row | None = None) -> Row:
    """Return the mandate for a debit: the one there is, or a new one from what the payer has accepted.

    `once` is an intent: the mandate is then for its amount alone.
    """
    there = of_method(call.world, method)
    if data is None and there is not None:
        return there
    acceptance = (data or {}).get("customer_acceptance")
    if not acceptance:
        raise invalid(
            f"You must provide `mandate_data` or a mandate when confirming with a `{method['type']}` payment method.",
            "mandate_data", "parameter_missing",
        )  # fmt: skip
    online = acceptance.get("online") or {}
    if acceptance.get("type") == "online" and not online.get("infer_from_client"):
        for name in ("ip_address", "user_agent"):
            if not online.get(name):
                raise missing(f"mandate_data[customer_acceptance][online][{name}]")
    body = _made(call.world, method, acceptance, once)
    call.world.add(call.account, body)
    if once is None:
        call.world.hide(method["id"], mandate=body["id"])
    return body


def _made(world: World, method: Row, acceptance: Row, once: Row | None) -> Row:
    reference = secrets.token_hex(8).upper()
    sepa = {"reference": reference, "url": money.MANDATE_ADDRESS + reference}
    kind = acceptance.get("type") or "offline"
    online = acceptance.get("online") or {}
    body = {
        "id": world.id("mandate"),
        "object": "mandate",
        "customer_acceptance": {
            "accepted_at": acceptance.get("accepted_at") or world.now(),
            kind: {name: online.get(name) for name in ("ip_address", "user_agent")} if kind == "online" else {},
            "type": kind,
        },
        "livemode": False,
        "payment_method": method["id"],
        "payment_method_details": {method["type"]: sepa if method["type"] == "sepa_debit" else {},
                                   "type": method["type"]},
        "status": "active",
        "type": "single_use" if once else "multi_use",
    }  # fmt: skip
    body["single_use" if once else "multi_use"] = (
        {"amount": once["amount"], "currency": once["currency"]} if once else {}
    )
    return body


def given(call: Call, id_: str, method: Row) -> Row:
    """Return the mandate that a request names; it must be active and for the method."""
    body = call.own("mandate", id_, "mandate")
    if body["status"] != "active" or body["payment_method"] != method["id"]:
        raise invalid("The provided mandate is invalid.", "mandate", "payment_intent_mandate_invalid")
    return body


def end(world: World, method: Row) -> None:
    """Let a mandate end, as when a bank says that the debit was not authorized."""
    body = of_method(world, method)
    if body is not None:
        world.save(body, status="inactive")
        events.emit(world, world.account_of(body["id"]), "mandate.updated", body, {"status": "active"})


def retrieve(call: Call) -> Row:
    """One mandate."""
    call.params({})
    return call.own("mandate")
