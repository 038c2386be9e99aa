"""What intents to pay and intents to save have in common: how they begin, get a method, prove it, and are given up."""

import secrets

from stripe_simulator import events
from stripe_simulator.call import Call
from stripe_simulator.errors import unexpected_state
from stripe_simulator.forms import one_of, text, texts
from stripe_simulator.nouns import confirming
from stripe_simulator.nouns.payment_methods import resolved
from stripe_simulator.shelves import Row


def secret_of(id_: str) -> str:
    """Return a new client secret for an intent."""
    return f"{id_}_secret_{secrets.token_urlsafe(18).replace('-', 'A').replace('_', 'B')}"


def check_customer(call: Call, params: Row) -> None:
    """Refuse a customer that is another account's."""
    if params.get("customer"):
        call.own("customer", params["customer"], "customer")


def choose(call: Call, body: Row, params: Row) -> None:
    """Give an intent the method that is asked for, if one is and fits; the parameters say its id from then on."""
    if params.get("payment_method"):
        method = resolved(call, params["payment_method"])
        confirming.check_fits(call, {**body, **params}, method)
        params["payment_method"] = method["id"]
        body.update(payment_method=method["id"], status="requires_confirmation")


def begin(call: Call, body: Row, params: Row) -> None:
    """Put a new intent on its shelf, and tell."""
    choose(call, body, params)
    call.world.add(call.account, body)
    events.emit(call.world, call.account, f"{body['object']}.created", body)


def give_up(call: Call, kind: str, *reasons: str) -> Row:
    """Give an intent up, while nothing is on its way."""
    wanted = one_of("duplicate", "requested_by_customer", "abandoned", *reasons)
    params = call.params({"cancellation_reason": wanted})
    body = call.own(kind)
    if body["status"] not in confirming.CONFIRMABLE:
        raise unexpected_state(kind, body["status"], "cancel")
    when = {"canceled_at": call.world.now()} if "canceled_at" in body else {}
    reason = params.get("cancellation_reason")
    call.world.save(body, status="canceled", next_action=None, cancellation_reason=reason, **when)
    events.emit(call.world, call.account, f"{kind}.canceled", body)
    return body


def proved(call: Call, kind: str) -> Row:
    """Return an intent whose payer has proved, with the amounts of two small deposits, that an account is theirs."""
    params = call.params({"amounts": texts, "descriptor_code": text, "client_secret": text})
    body = call.own(kind)
    if body["status"] != "requires_action" or body["next_action"]["type"] != "verify_with_microdeposits":
        raise unexpected_state(kind, body["status"], "verify")
    confirming.check_deposits(params)
    call.world.hide(body["payment_method"], verified=True)
    return body
