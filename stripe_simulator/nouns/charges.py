"""Charges: one try to get the money of an intent."""

from typing import Any

from stripe_simulator import events, money
from stripe_simulator.call import Call, listed
from stripe_simulator.forms import Spec, merged, metadata, text
from stripe_simulator.nouns import balance
from stripe_simulator.nouns.payment_methods import known_card
from stripe_simulator.shelves import Row
from stripe_simulator.world import PLATFORM, World

OF_INTENT = ("application_fee_amount", "currency", "customer", "description", "metadata", "on_behalf_of",
             "receipt_email", "shipping", "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
             "transfer_group")  # fmt: skip
LATER: dict[str, Any] = dict.fromkeys(
    ("application", "application_fee", "balance_transaction", "calculated_statement_descriptor",
     "failure_balance_transaction", "failure_code", "failure_message", "outcome", "receipt_number", "receipt_url",
     "review", "source", "source_transfer")
)  # fmt: skip


def begin(world: World, intent: Row, method: Row, **more: Any) -> Row:
    """Make a pending charge; `more` may have `mandate` and `authenticated`."""
    account = world.account_of(intent["id"])
    body = {
        **LATER,
        **{name: intent[name] for name in OF_INTENT},
        "id": world.id("ch" if method["type"] == "card" else "py"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "captured": False,
        "created": world.now(),
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {method["type"]: _details(world, method, intent, more), "type": method["type"]},
        "radar_options": {},
        "refunded": False,
        "status": "pending",
    }
    world.add(account, body)
    world.save(intent, latest_charge=body["id"])
    world.hide(method["id"], used=True)
    return body


def _details(world: World, method: Row, intent: Row, more: Row) -> Row:
    told = method[method["type"]]
    if method["type"] == "card":
        kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet",
                "regulated_status")  # fmt: skip
        secure = {"authentication_flow": "challenge", "result": "authenticated", "result_reason": None,
                  "version": "2.2.0", "electronic_commerce_indicator": "05", "exemption_indicator": None,
                  "transaction_id": None}  # fmt: skip
        return {
            **{name: told[name] for name in kept},
            "amount_authorized": intent["amount"],
            "authorization_code": None,
            "installments": None,
            "mandate": None,
            "network": told["brand"],
            "network_token": {"used": False},
            "network_transaction_id": None,
            "three_d_secure": secure if more.get("authenticated") else None,
        }
    sepa = method["type"] == "sepa_debit"
    bank = ("bank_code", "branch_code", "country") if sepa else ("account_holder_type", "account_type", "bank_name")
    known = {name: told[name] for name in (*bank, "fingerprint", "last4")}
    shown = {**known, "mandate": more.get("mandate"), "expected_debit_date": None}
    return shown if sepa else {**shown, "payment_reference": None, "routing_number": told["routing_number"]}


def succeed(world: World, charge: Row) -> None:
    """Let the money arrive: the charge has succeeded, and its balance transaction says what it cost."""
    account, kind = world.account_of(charge["id"]), charge["payment_method_details"]["type"]
    method = world.shelf("object")[charge["payment_method"]]["body"]
    fees = [balance.stripe_fee(money.fee(kind, charge["currency"], charge["amount"]), charge["currency"])]
    if charge["application_fee_amount"]:
        fees.append(balance.application_fee(charge["application_fee_amount"], charge["currency"]))
        world.save(charge, application_fee=_application_fee(world, charge)["id"])
    at_once = kind == "card" and known_card(world, method).available_at_once
    moved = balance.move(world, "charge" if kind == "card" else "payment", charge, charge["amount"], fees=fees,
                         at_once=at_once, description=charge["description"])  # fmt: skip
    approved = {
        "advice_code": None, "network_advice_code": None, "network_decline_code": None,
        "network_status": "approved_by_network", "reason": None, "risk_level": "normal", "risk_score": 12,
        "seller_message": "Payment complete.", "type": "authorized",
    }  # fmt: skip
    world.save(charge, status="succeeded", paid=True, captured=True, amount_captured=charge["amount"],
               balance_transaction=moved["id"], outcome=approved)  # fmt: skip
    events.emit(world, account, "charge.succeeded", charge)


def _application_fee(world: World, charge: Row) -> Row:
    """The platform's part of a charge, which is an object of the platform."""
    body = {
        "id": world.id("fee"),
        "object": "application_fee",
        "account": world.account_of(charge["id"]),
        "amount": charge["application_fee_amount"],
        "amount_refunded": 0,
        "application": "ca_tenantry",
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "fee_source": {"charge": charge["id"], "type": "charge"},
        "livemode": False,
        "originating_transaction": None,
        "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False, "url": "/v1/application_fees/refunds"},
    }
    world.add(PLATFORM, body)
    moved = balance.move(world, "application_fee", body, body["amount"])
    world.save(body, balance_transaction=moved["id"])
    events.emit(world, PLATFORM, "application_fee.created", body)
    return body


def fail(world: World, charge: Row, code: str, message: str, decline_code: str | None = None) -> None:
    """Let a try fail."""
    blocked = {
        "advice_code": None, "network_advice_code": None, "network_decline_code": None,
        "network_status": "declined_by_network", "reason": decline_code or code, "risk_level": "normal",
        "risk_score": 12, "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }  # fmt: skip
    world.save(charge, status="failed", failure_code=code, failure_message=message, outcome=blocked)
    events.emit(world, world.account_of(charge["id"]), "charge.failed", charge)


def retrieve(call: Call) -> Row:
    """One charge."""
    call.params({})
    return call.own("charge")


SPEC: Spec = {"description": text, "metadata": metadata, "receipt_email": text}


def update(call: Call) -> Row:
    """Change what is said about a charge."""
    params = call.params(SPEC)
    body = call.own("charge")
    params["metadata"] = merged(body["metadata"], params.get("metadata"))
    call.world.save(body, **params)
    events.emit(call.world, call.account, "charge.updated", body, {})
    return body


def list_all(call: Call) -> Row:
    """The account's charges."""
    return listed(call, "charge", "/v1/charges", "customer", "payment_intent", "transfer_group")
