"""Payment intents: what is to be paid, and how far it is."""

import re
from typing import Any

from stripe_simulator import money
from stripe_simulator.call import Call, listed, page
from stripe_simulator.errors import invalid, unexpected_state
from stripe_simulator.forms import Spec, amount, anything, currency, flag, merged, metadata, one_of, text, texts, whole
from stripe_simulator.nouns import confirming, intents
from stripe_simulator.nouns.mandates import ACCEPTANCE
from stripe_simulator.nouns.payment_methods import DATA
from stripe_simulator.shelves import Row

CONFIRM: Spec = {
    "payment_method": text,
    "payment_method_data": DATA,
    "payment_method_options": anything,
    "payment_method_types": texts,
    "mandate": text,
    "mandate_data": ACCEPTANCE,
    "off_session": anything,
    "return_url": text,
    "setup_future_usage": one_of("on_session", "off_session"),
    "receipt_email": text,
    "error_on_requires_action": flag,
    "use_stripe_sdk": flag,
    "capture_method": one_of("automatic", "automatic_async"),
    "shipping": anything,
    "client_secret": text,
}
UPDATE: Spec = {
    "amount": amount,
    "currency": currency,
    "customer": text,
    "description": text,
    "metadata": metadata,
    "application_fee_amount": whole,
    "payment_method": text,
    "payment_method_types": texts,
    "payment_method_options": anything,
    "receipt_email": text,
    "setup_future_usage": one_of("on_session", "off_session"),
    "statement_descriptor": text,
    "statement_descriptor_suffix": text,
    "transfer_group": text,
    "shipping": anything,
}
CREATE: Spec = {
    **CONFIRM,
    **UPDATE,
    "automatic_payment_methods": {"enabled": flag, "allow_redirects": one_of("always", "never")},
    "confirm": flag,
    "confirmation_method": one_of("automatic", "manual"),
    "on_behalf_of": text,
    "statement_descriptor": text,
}
EMPTY: dict[str, Any] = dict.fromkeys(
    ("application", "automatic_payment_methods", "canceled_at", "cancellation_reason", "customer_account",
     "excluded_payment_method_types", "last_payment_error", "latest_charge", "next_action", "on_behalf_of",
     "payment_method", "payment_method_configuration_details", "processing", "receipt_email", "review",
     "setup_future_usage", "shipping", "source", "statement_descriptor", "statement_descriptor_suffix",
     "transfer_data", "transfer_group", "customer", "description", "application_fee_amount")
)  # fmt: skip


def create(call: Call) -> Row:
    """A new intent, confirmed at once when that is asked for."""
    params = call.params(CREATE, "amount", "currency")
    money.check_charge(params["amount"], params["currency"])
    if params.get("confirmation_method") == "manual":
        raise invalid("Only the confirmation method automatic is simulated.", "confirmation_method")
    _check_fee(params.get("application_fee_amount"), params["amount"], call)
    intents.check_customer(call, params)
    body = _body(call, params)
    if not params.get("confirm"):
        _check_not_confirming(params)
    intents.begin(call, body, params)
    return confirming.confirm(call, body, params) if params.get("confirm") else body


def _body(call: Call, params: Row) -> Row:
    id_ = call.world.id("pi")
    kept = ("amount", "currency", "customer", "description", "application_fee_amount", "receipt_email",
            "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix", "transfer_group", "shipping",
            "on_behalf_of")  # fmt: skip
    automatic = params.get("automatic_payment_methods") or {}
    types = _types(params)
    return {
        **EMPTY,
        **{name: params[name] for name in kept if name in params},
        "id": id_,
        "object": "payment_intent",
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": {"allow_redirects": "always", **automatic} if automatic else None,
        "capture_method": params.get("capture_method") or "automatic_async",
        "client_secret": intents.secret_of(id_),
        "confirmation_method": "automatic",
        "created": call.world.now(),
        "livemode": False,
        "metadata": merged({}, params.get("metadata")),
        "payment_method_options": {name: {} for name in types},
        "payment_method_types": types,
        "status": "requires_payment_method",
    }


def _types(params: Row) -> list[str]:
    """Return the methods of an intent: those that are asked for, or all that take its currency."""
    asked = params.get("payment_method_types")
    automatic = params.get("automatic_payment_methods")
    if asked and automatic and automatic.get("enabled"):
        message = "You may only specify one of these parameters: automatic_payment_methods, payment_method_types."
        raise invalid(message, "payment_method_types")
    for name in asked or ():
        if name not in money.METHODS:
            raise invalid(f"The payment method type provided: {name} is invalid.", "payment_method_types")
        if params["currency"] not in money.METHODS[name]:
            raise money.not_for(name, params["currency"])
    return asked or [name for name, currencies in money.METHODS.items() if params["currency"] in currencies]


def _check_fee(fee: int | None, whole_amount: int, call: Call) -> None:
    if fee is None:
        return
    if call.on_platform:
        raise invalid("Can only apply an application_fee_amount on a connected account.", "application_fee_amount")
    if not 1 <= fee <= whole_amount:
        raise invalid("The application fee must be from 1 to the amount.", "application_fee_amount")


def _check_not_confirming(params: Row) -> None:
    for name in ("mandate_data", "mandate", "off_session", "return_url", "error_on_requires_action"):
        if params.get(name):
            raise invalid(f"You can only set `{name}` with `confirm` set to true.", name)


def retrieve(call: Call) -> Row:
    """One intent."""
    call.params({"client_secret": text})
    return call.own("payment_intent")


def update(call: Call) -> Row:
    """Change an intent; what decides about the money, only until it is confirmed."""
    params = call.params(UPDATE)
    body = call.own("payment_intent")
    fixed = set(params) - {"metadata", "description", "receipt_email", "transfer_group"}
    if fixed and body["status"] not in confirming.CONFIRMABLE:
        raise unexpected_state("payment_intent", body["status"], "update")
    after = {**body, **params}
    money.check_charge(after["amount"], after["currency"])
    _check_fee(params.get("application_fee_amount"), after["amount"], call)
    intents.check_customer(call, params)
    intents.choose(call, body, params)
    params.pop("payment_method_options", None)
    params["metadata"] = merged(body["metadata"], params.get("metadata"))
    return call.world.save(body, **params)


def confirm(call: Call) -> Row:
    """Try to get the money."""
    params = call.params(CONFIRM)
    return confirming.confirm(call, call.own("payment_intent"), params)


def cancel(call: Call) -> Row:
    """Give an intent up, while no money is on its way."""
    return intents.give_up(call, "payment_intent", "fraudulent")


def verify(call: Call) -> Row:
    """Prove with the amounts of two small deposits that an account is the payer's, and go on."""
    body = intents.proved(call, "payment_intent")
    confirming.start_debit(call.world, body)
    return body


def list_all(call: Call) -> Row:
    """The account's intents."""
    return listed(call, "payment_intent", "/v1/payment_intents", "customer")


CLAUSE = re.compile(r"""\s*(metadata\[['"](?P<key>[^'"]+)['"]\]|status|customer)\s*:\s*['"](?P<value>[^'"]*)['"]\s*""")


def search(call: Call) -> Row:
    """Find intents by metadata, status or customer, with AND between the clauses."""
    params = call.params({"query": text, "limit": whole, "page": text}, "query")
    wanted = []
    for clause in re.split(r"\sAND\s", params["query"], flags=re.IGNORECASE):
        found = CLAUSE.fullmatch(clause)
        if found is None:
            raise invalid(f"We were unable to parse your search query near: {clause[:100]}", "query")
        wanted.append((found["key"], found[1], found["value"]))
    rows = [
        row
        for row in reversed(call.world.all(call.account, "payment_intent"))
        if all((row["metadata"].get(key) if key else row.get(name)) == value for key, name, value in wanted)
    ]
    found_page = page(rows, {"limit": params.get("limit", 10)}, "/v1/payment_intents/search")
    return {**found_page, "object": "search_result", "next_page": None}
