"""Setup intents: saving a method, with the mandate for what will be taken later."""

from typing import Any

from stripe_simulator import events, money
from stripe_simulator.call import Call, listed
from stripe_simulator.errors import Refusal, declined, invalid, unexpected_state
from stripe_simulator.forms import Spec, anything, flag, merged, metadata, one_of, text, texts
from stripe_simulator.nouns import confirming, intents, mandates
from stripe_simulator.nouns.mandates import ACCEPTANCE
from stripe_simulator.nouns.payment_methods import DATA, attached, known_card
from stripe_simulator.shelves import Row
from stripe_simulator.words import DECLINES
from stripe_simulator.world import World

CONFIRM: Spec = {
    "payment_method": text,
    "payment_method_data": DATA,
    "payment_method_options": anything,
    "mandate_data": ACCEPTANCE,
    "return_url": text,
    "use_stripe_sdk": flag,
    "client_secret": text,
}
UPDATE: Spec = {
    "customer": text,
    "description": text,
    "metadata": metadata,
    "payment_method": text,
    "payment_method_types": texts,
    "payment_method_options": anything,
}
CREATE: Spec = {
    **CONFIRM,
    **UPDATE,
    "automatic_payment_methods": {"enabled": flag, "allow_redirects": one_of("always", "never")},
    "confirm": flag,
    "usage": one_of("off_session", "on_session"),
    "single_use": anything,
    "on_behalf_of": text,
}
EMPTY: dict[str, Any] = dict.fromkeys(
    ("application", "automatic_payment_methods", "cancellation_reason", "customer", "customer_account", "description",
     "excluded_payment_method_types", "flow_directions", "last_setup_error", "latest_attempt", "mandate",
     "next_action", "on_behalf_of", "payment_method", "payment_method_configuration_details", "single_use_mandate")
)  # fmt: skip


def create(call: Call) -> Row:
    """A new intent to save a method."""
    params = call.params(CREATE)
    intents.check_customer(call, params)
    id_ = call.world.id("seti")
    automatic = params.get("automatic_payment_methods") or {}
    types = _types(params)
    body: Row = {
        **EMPTY,
        **{name: params[name] for name in ("customer", "description", "on_behalf_of") if name in params},
        "id": id_,
        "object": "setup_intent",
        "automatic_payment_methods": {"allow_redirects": "always", **automatic} if automatic else None,
        "client_secret": intents.secret_of(id_),
        "created": call.world.now(),
        "livemode": False,
        "metadata": merged({}, params.get("metadata")),
        "payment_method_options": {name: {} for name in types},
        "payment_method_types": types,
        "status": "requires_payment_method",
        "usage": params.get("usage") or "off_session",
    }
    intents.begin(call, body, params)
    return confirm_with(call, body, params) if params.get("confirm") else body


def _types(params: Row) -> list[str]:
    asked = params.get("payment_method_types")
    for name in asked or ():
        if name not in money.METHODS:
            raise invalid(f"The payment method type provided: {name} is invalid.", "payment_method_types")
    return asked or list(money.METHODS)


def confirm(call: Call) -> Row:
    """Save the method, or ask the payer first."""
    params = call.params(CONFIRM)
    return confirm_with(call, call.own("setup_intent"), params)


def confirm_with(call: Call, body: Row, params: Row) -> Row:
    """Save the method that was given; raises the refusal of a card, which is noted before."""
    if body["status"] not in confirming.CONFIRMABLE:
        raise unexpected_state("setup_intent", body["status"], "confirm")
    method = confirming.chosen_method(call, body, params)
    if method["type"] != "card":
        mandate = mandates.agreed(call, method, params.get("mandate_data"))
        call.world.save(body, mandate=mandate["id"])
    call.world.save(body, payment_method=method["id"], last_setup_error=None, next_action=None)
    call.world.hide(body["id"], return_url=params.get("return_url"))
    if method["type"] == "card" and known_card(call.world, method).challenge != "never":
        confirming.require_action(call, body, confirming.redirect(call, body, params.get("return_url")))
    elif confirming.must_prove(call, method, params):
        confirming.require_action(call, body, confirming.deposits(call))
    else:
        refusal = finish(call.world, body)
        if refusal is not None:
            raise refusal
    return body


def finish(world: World, body: Row) -> Refusal | None:
    """Save the method; returns the refusal of a card, which is noted already."""
    method: Row = world.shelf("object")[body["payment_method"]]["body"]
    account = world.account_of(body["id"])
    if method["type"] == "card":
        card = known_card(world, method)
        if card.refused and card.refused_on_attach:
            return _refused(world, body, method, card.refused)
    if body["customer"] and method["customer"] is None:
        attached(Call(world, account, {}), method, body["customer"])
    world.hide(method["id"], set_up=True)
    world.save(body, status="succeeded", next_action=None)
    events.emit(world, account, "setup_intent.succeeded", body)
    return None


def _refused(world: World, body: Row, method: Row, refused: tuple[str, str | None]) -> Refusal:
    code, decline_code = refused
    message = DECLINES[decline_code or code]
    error = {"code": code, "decline_code": decline_code, "message": message, "payment_method": method,
             "type": "card_error"}  # fmt: skip
    give_back(world, body, error)
    return declined(code, decline_code, message, setup_intent=body, payment_method=method)


def give_back(world: World, body: Row, error: Row) -> None:
    """Let an intent wait for another method."""
    world.save(body, status="requires_payment_method", payment_method=None, next_action=None, last_setup_error=error)
    events.emit(world, world.account_of(body["id"]), "setup_intent.setup_failed", body)


def authenticated(call: Call, body: Row, agreed: bool) -> Refusal | None:
    """Note what the payer has said to the bank's question."""
    if body["status"] != "requires_action" or body["next_action"]["type"] != "redirect_to_url":
        raise unexpected_state("setup_intent", body["status"], "authenticate")
    if agreed:
        return finish(call.world, body)
    code, message = "setup_intent_authentication_failure", confirming.AUTHENTICATION_FAILED
    give_back(call.world, body, {"code": code, "message": message, "type": "invalid_request_error"})
    return Refusal(402, "invalid_request_error", message, code=code)


def retrieve(call: Call) -> Row:
    """One intent."""
    call.params({"client_secret": text})
    return call.own("setup_intent")


def update(call: Call) -> Row:
    """Change an intent, until it is confirmed."""
    params = call.params(UPDATE)
    body = call.own("setup_intent")
    if body["status"] not in confirming.CONFIRMABLE:
        raise unexpected_state("setup_intent", body["status"], "update")
    intents.check_customer(call, params)
    intents.choose(call, body, params)
    params.pop("payment_method_options", None)
    params["metadata"] = merged(body["metadata"], params.get("metadata"))
    return call.world.save(body, **params)


def cancel(call: Call) -> Row:
    """Give an intent up."""
    return intents.give_up(call, "setup_intent")


def verify(call: Call) -> Row:
    """Prove with the amounts of two small deposits that an account is the payer's."""
    body = intents.proved(call, "setup_intent")
    finish(call.world, body)
    return body


def list_all(call: Call) -> Row:
    """The account's intents."""
    return listed(call, "setup_intent", "/v1/setup_intents", "customer", "payment_method")
