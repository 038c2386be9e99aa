"""Disputes of cards, which can be won, and returns of debits, which cannot."""

from typing import Any

from stripe_simulator import events, money
from stripe_simulator.call import Call, listed
from stripe_simulator.errors import invalid, unexpected_state
from stripe_simulator.forms import Spec, anything, flag, merged, metadata
from stripe_simulator.nouns import balance, mandates
from stripe_simulator.shelves import Row
from stripe_simulator.words import RETURNS
from stripe_simulator.world import World

EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
OPEN = ("needs_response", "under_review")


def open_for(world: World, charge: Row, reason: str) -> Row:
    """Open the dispute of a card: the money and a fee leave the balance until it is decided."""
    return _begin(world, charge, reason, "needs_response", None)


def take_back(world: World, charge: Row, code: str) -> Row:
    """Send a debit back after it had arrived; `code` is that of the bank (R01, AM04, …), or a reason.

    This cannot be defended: the dispute is lost from its beginning.
    """
    reason = RETURNS.get(code, code)
    body = _begin(world, charge, reason, "lost", code if code in RETURNS else None)
    if reason == "debit_not_authorized":
        mandates.end(world, world.shelf("object")[charge["payment_method"]]["body"])
    return body


def _begin(world: World, charge: Row, reason: str, status: str, network_code: str | None) -> Row:
    kind = charge["payment_method_details"]["type"]
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise invalid(f"The charge {charge['id']} cannot be disputed.", "charge")
    account = world.account_of(charge["id"])
    body = _body(world, charge, reason, status)
    body["amount"] = left if kind == "card" else charge["amount"]
    body["network_reason_code"] = network_code
    world.add(account, body)
    fee = balance.stripe_fee(money.dispute_fee(kind, charge["currency"]), charge["currency"], "Dispute fee")
    moved = balance.move(world, "adjustment", body, -body["amount"], fees=[fee],
                         description=f"Chargeback withdrawal for {charge['id']}")  # fmt: skip
    world.save(body, balance_transactions=[moved])
    world.save(charge, disputed=True)
    kinds = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    for kind in kinds if status in OPEN else [*kinds, "charge.dispute.closed"]:
        events.emit(world, account, kind, body)
    return body


def _body(world: World, charge: Row, reason: str, status: str) -> Row:
    open_ = status in OPEN
    body: dict[str, Any] = {
        "id": world.id("dp" if open_ else "du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now() + 14 * money.DAY if open_ else None,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": status,
    }
    card = charge["payment_method_details"].get("card")
    if card:
        details = {
            "brand": card["brand"],
            "case_type": "chargeback",
            "network": card["brand"],
            "network_reason_code": "10",
        }
        body["payment_method_details"] = {"card": details, "type": "card"}
    return body


def decide(world: World, dispute: str, won: bool) -> Row:
    """Let the bank decide an open dispute; when it is won, the money and the fee come back."""
    body: Row = world.shelf("object")[dispute]["body"]
    account = world.account_of(dispute)
    if body["status"] not in OPEN:
        raise unexpected_state("dispute", body["status"], "decide")
    if won:
        fee = balance.stripe_fee(-money.dispute_fee("card", body["currency"]), body["currency"], "Dispute fee refund")
        moved = balance.move(world, "adjustment", body, body["amount"], fees=[fee],
                             description=f"Chargeback reversal for {body['charge']}")  # fmt: skip
        body["balance_transactions"].append(moved)
    world.save(body, status="won" if won else "lost")
    if won:
        events.emit(world, account, "charge.dispute.funds_reinstated", body)
    events.emit(world, account, "charge.dispute.closed", body)
    return body


def retrieve(call: Call) -> Row:
    """One dispute."""
    call.params({})
    return call.own("dispute")


SPEC: Spec = {"evidence": dict.fromkeys(EVIDENCE, anything), "metadata": metadata, "submit": flag}


def update(call: Call) -> Row:
    """Give evidence. As in Stripe's tests, `winning_evidence` wins at once, and `losing_evidence` loses."""
    params = call.params(SPEC)
    body = call.own("dispute")
    given = params.get("evidence") or {}
    if given and body["status"] not in OPEN:
        raise unexpected_state("dispute", body["status"], "update")
    body["evidence"].update(given)
    body["metadata"] = merged(body["metadata"], params.get("metadata"))
    if given and params.get("submit", True):
        body["evidence_details"].update(has_evidence=True, submission_count=1, submission_method="manual")
        call.world.save(body, status="under_review")
        word = body["evidence"]["uncategorized_text"]
        if word in ("winning_evidence", "losing_evidence"):
            return decide(call.world, body["id"], word == "winning_evidence")
    call.world.save(body)
    events.emit(call.world, call.account, "charge.dispute.updated", body, {})
    return body


def close(call: Call) -> Row:
    """Give up: the dispute is lost."""
    call.params({})
    return decide(call.world, call.own("dispute")["id"], won=False)


def list_all(call: Call) -> Row:
    """The account's disputes."""
    return listed(call, "dispute", "/v1/disputes", "charge", "payment_intent")
