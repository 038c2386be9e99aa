"""From an intent to its money: confirmation, 3-D Secure, and the answers of banks that come days later."""

import re
from typing import Any

from stripe_simulator import events, money
from stripe_simulator.call import Call
from stripe_simulator.errors import Refusal, declined, invalid, unexpected_state
from stripe_simulator.nouns import charges, disputes, mandates
from stripe_simulator.nouns.payment_methods import attached, known_bank, known_card, made, resolved
from stripe_simulator.shelves import Row
from stripe_simulator.words import DECLINES, FAILURES
from stripe_simulator.world import World

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
AUTHENTICATION = "authentication_required"
AUTHENTICATION_FAILED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)


def chosen_method(call: Call, intent: Row, params: Row) -> Row:
    """Return the method of a confirmation: given by id, given as data, or the one of the intent."""
    if params.get("payment_method_data"):
        method = made(call, params["payment_method_data"])
    elif params.get("payment_method") or intent["payment_method"]:
        method = resolved(call, params.get("payment_method") or intent["payment_method"])
    else:
        noun = intent["object"]
        raise invalid(
            "You cannot confirm this intent because it's missing a payment method. Update it with a payment method, "
            "or give one to the confirmation.", "payment_method", f"{noun}_unexpected_state",
        )  # fmt: skip
    check_fits(call, intent, method)
    return method


def check_fits(call: Call, intent: Row, method: Row) -> None:
    """Refuse a method that an intent does not take, or that cannot be used (again)."""
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this intent. Please attach a "
            f"PaymentMethod of one of the following types: {', '.join(intent['payment_method_types'])}.",
            "payment_method",
        )  # fmt: skip
    hidden = call.world.hidden(method["id"])
    if method["customer"] is not None and method["customer"] != intent["customer"]:
        raise invalid(
            "The provided PaymentMethod belongs to another Customer. Provide that customer.", "payment_method"
        )
    if hidden.get("detached") or (hidden.get("used") and method["customer"] is None):
        raise invalid(
            "The provided PaymentMethod was previously used without being attached to a Customer, or was detached "
            "from one. It may not be used again.", "payment_method",
        )  # fmt: skip


def confirm(call: Call, intent: Row, params: Row) -> Row:
    """Try to get the money of a payment intent; raises the refusal of a card, which is noted before."""
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state("payment_intent", intent["status"], "confirm")
    method = chosen_method(call, intent, params)
    mandate = _mandate(call, intent, method, params)
    call.world.save(
        intent, payment_method=method["id"], last_payment_error=None, next_action=None, cancellation_reason=None,
        setup_future_usage=params.get("setup_future_usage") or intent["setup_future_usage"],
    )  # fmt: skip
    call.world.hide(intent["id"], mandate=mandate, return_url=params.get("return_url"))
    if method["type"] == "card":
        _confirm_card(call, intent, method, params)
    else:
        _confirm_debit(call, intent, method, params)
    return intent


def _mandate(call: Call, intent: Row, method: Row, params: Row) -> str | None:
    if method["type"] == "card":
        return None
    if params.get("mandate"):
        return str(mandates.given(call, params["mandate"], method)["id"])
    again = params.get("setup_future_usage") or intent["setup_future_usage"]
    return str(mandates.agreed(call, method, params.get("mandate_data"), None if again else intent)["id"])


def _confirm_card(call: Call, intent: Row, method: Row, params: Row) -> None:
    card = known_card(call.world, method)
    set_up = call.world.hidden(method["id"]).get("set_up")
    if card.challenge == "always" or (card.challenge == "unless_set_up" and not set_up):
        if params.get("off_session") or params.get("error_on_requires_action"):
            charge = charges.begin(call.world, intent, method)
            raise _refused(call.world, intent, charge, AUTHENTICATION, AUTHENTICATION)
        require_action(call, intent, redirect(call, intent, params.get("return_url")))
        return
    refusal = charge_card(call.world, intent)
    if refusal is not None:
        raise refusal


def redirect(call: Call, intent: Row, return_url: str | None) -> Row:
    """What an intent says while it waits for the bank's question to the payer."""
    url = f"{call.base}/pay/{intent['client_secret']}"
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}


def require_action(call: Call, intent: Row, action: Row) -> None:
    """Wait for the payer: 3-D Secure, or small deposits that prove an account."""
    call.world.save(intent, status="requires_action", next_action=action)
    events.emit(call.world, call.account, f"{intent['object']}.requires_action", intent)


def charge_card(world: World, intent: Row, authenticated: bool = False) -> Refusal | None:
    """Charge the card of an intent; returns the refusal of the bank, which is noted already."""
    method = world.shelf("object")[intent["payment_method"]]["body"]
    card = known_card(world, method)
    charge = charges.begin(world, intent, method, authenticated=authenticated)
    if card.refused is not None:
        return _refused(world, intent, charge, *card.refused)
    arrive(world, intent, charge)
    if card.dispute:
        disputes.open_for(world, charge, card.dispute)
    return None


def _refused(world: World, intent: Row, charge: Row, code: str, decline_code: str | None) -> Refusal:
    message = DECLINES[decline_code or code]
    charges.fail(world, charge, code, message, decline_code)
    method = world.shelf("object")[charge["payment_method"]]["body"]
    error = {"charge": charge["id"], "code": code, "decline_code": decline_code, "message": message,
             "payment_method": method, "type": "card_error"}  # fmt: skip
    give_back(world, intent, error)
    return declined(code, decline_code, message, charge=charge["id"], payment_intent=intent, payment_method=method)


def give_back(world: World, intent: Row, error: Row) -> None:
    """Let an intent wait for another method, because the last try failed."""
    world.save(
        intent, status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=error
    )
    events.emit(world, world.account_of(intent["id"]), "payment_intent.payment_failed", intent)


def arrive(world: World, intent: Row, charge: Row) -> None:
    """Let the money of an intent arrive."""
    charges.succeed(world, charge)
    world.save(intent, status="succeeded", amount_received=intent["amount"], next_action=None)
    method = world.shelf("object")[charge["payment_method"]]["body"]
    keep_for_later(world, intent, method)
    events.emit(world, world.account_of(intent["id"]), "payment_intent.succeeded", intent)


def keep_for_later(world: World, intent: Row, method: Row) -> None:
    """Save the method with the customer, when it is meant for later payments."""
    if not intent["setup_future_usage"] or not intent["customer"]:
        return
    world.hide(method["id"], set_up=True)
    if method["customer"] is None:
        account = world.account_of(method["id"])
        attached(Call(world, account, {}), method, intent["customer"])


def authenticated(call: Call, intent: Row, agreed: bool) -> Refusal | None:
    """Note what the payer has said to the bank's question; returns a refusal, which is noted already."""
    action = intent["next_action"]
    if intent["status"] != "requires_action" or action["type"] != "redirect_to_url":
        raise unexpected_state("payment_intent", intent["status"], "authenticate")
    if agreed:
        return charge_card(call.world, intent, authenticated=True)
    code = "payment_intent_authentication_failure"
    method = call.world.shelf("object")[intent["payment_method"]]["body"]
    error = {"code": code, "message": AUTHENTICATION_FAILED, "payment_method": method, "type": "invalid_request_error"}
    give_back(call.world, intent, error)
    return Refusal(402, "invalid_request_error", AUTHENTICATION_FAILED, code=code)


# Debits.


def must_prove(call: Call, method: Row, params: Row) -> bool:
    """Say whether small deposits have to prove first that an account is the payer's."""
    options = (params.get("payment_method_options") or {}).get("us_bank_account") or {}
    wanted = options.get("verification_method") if isinstance(options, dict) else None
    hidden = call.world.hidden(method["id"])
    # What was saved was proved then, at once or by deposits.
    is_proved = hidden.get("verified") or hidden.get("set_up")
    return method["type"] == "us_bank_account" and not is_proved and wanted not in ("instant", "skip")


def deposits(call: Call) -> Row:
    """What an intent says while it waits for the amounts of two small deposits."""
    details: Row = {"arrival_date": call.world.now() + 2 * money.DAY, "microdeposit_type": "amounts",
                    "hosted_verification_url": f"{call.base}/pay/verify"}  # fmt: skip
    return {"type": "verify_with_microdeposits", "verify_with_microdeposits": details}


def check_deposits(given: Row) -> None:
    """Refuse wrong amounts of small deposits; the right ones are those of the documentation."""
    code, amounts = given.get("descriptor_code"), given.get("amounts")
    if code == "SM11AA" or amounts == ["32", "45"]:
        return
    if code is None and (not isinstance(amounts, list) or not all(re.fullmatch("[0-9]{1,2}", str(a)) for a in amounts)):
        raise invalid("You must provide `amounts` or `descriptor_code`.", "amounts")
    raise invalid("The amounts provided do not match the amounts that were sent to the bank account.", "amounts",
                  "payment_method_microdeposit_verification_amounts_mismatch")  # fmt: skip


def _confirm_debit(call: Call, intent: Row, method: Row, params: Row) -> None:
    if must_prove(call, method, params):
        require_action(call, intent, deposits(call))
    else:
        start_debit(call.world, intent)


def start_debit(world: World, intent: Row) -> None:
    """Send a debit to the bank, which answers days later."""
    method = world.shelf("object")[intent["payment_method"]]["body"]
    bank = known_bank(world, method)
    charge = charges.begin(world, intent, method, mandate=world.hidden(intent["id"]).get("mandate"))
    account = world.account_of(intent["id"])
    world.save(intent, status="processing", next_action=None)
    keep_for_later(world, intent, method)
    events.emit(world, account, "charge.pending", charge)
    events.emit(world, account, "payment_intent.processing", intent)
    if not bank.silent:
        wait = money.ANSWER_DAYS[method["type"]] * money.DAY if bank.seconds is None else bank.seconds
        world.later(wait, "debit.answer", charge=charge["id"])


def answer_debit(world: World, charge: str, failure: str | None = None, succeeds: bool = False) -> None:
    """Let the bank answer a debit: as its number says, or as is told; does nothing when it has answered."""
    body = world.shelf("object")[charge]["body"]
    if body["status"] != "pending":
        return
    intent = world.shelf("object")[body["payment_intent"]]["body"]
    method = world.shelf("object")[body["payment_method"]]["body"]
    bank = known_bank(world, method)
    code = None if succeeds else failure or bank.fails
    if code is None:
        arrive(world, intent, body)
        if bank.dispute and not succeeds:
            disputes.take_back(world, body, bank.dispute)
        return
    message = FAILURES.get(code, "The payment was refused by the bank.")
    charges.fail(world, body, code, message)
    error: dict[str, Any] = {"charge": charge, "code": "payment_method_provider_decline", "decline_code": code,
             "message": message, "payment_method": method, "type": "card_error"}  # fmt: skip
    give_back(world, intent, error)
    if code == "debit_not_authorized":
        mandates.end(world, method)
