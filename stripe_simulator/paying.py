"""What the payment page does with what people enter: the same as the API, for the account of the intent."""

from stripe_simulator import page
from stripe_simulator.call import Call
from stripe_simulator.errors import Refusal, invalid
from stripe_simulator.nouns import confirming, setup_intents
from stripe_simulator.shelves import Row
from stripe_simulator.world import World

ONLINE = {"type": "online", "online": {"ip_address": "127.0.0.1", "user_agent": "Stripe simulator"}}


def intent_of(world: World, secret: str) -> Row | None:
    """Return the intent that a client secret opens."""
    row = world.shelf("object").get(secret.partition("_secret_")[0])
    body: Row = row["body"] if row else {}
    return body if body.get("client_secret") == secret else None


def enter(world: World, intent: Row, given: dict[str, str], base: str) -> str:
    """Do what a person has entered; returns what was wrong with it, in words, or nothing."""
    call = Call(world, world.account_of(intent["id"]), {}, base=base)
    try:
        refusal = _done(call, intent, given)
    except Refusal as error:
        refusal = error
    finally:
        world.flush()
    return "" if refusal is None else str(refusal)


def _done(call: Call, intent: Row, given: dict[str, str]) -> Refusal | None:
    kind, agreed = given.get("type", ""), given.get("agreed") == "yes"
    pays = intent["object"] == "payment_intent"
    if kind == "challenge":
        return (
            confirming.authenticated(call, intent, agreed)
            if pays
            else setup_intents.authenticated(call, intent, agreed)
        )
    if kind == "answer" and pays and intent["status"] == "processing":
        confirming.answer_debit(call.world, intent["latest_charge"], None if agreed else "insufficient_funds", agreed)
        return None
    if kind == "deposits":
        return _proven(call, intent, given)
    if kind not in page.FORMS:
        raise invalid("Choose one of the ways to pay.")
    params = {"payment_method_data": _data(kind, given), "mandate_data": {"customer_acceptance": ONLINE},
              "return_url": call.world.hidden(intent["id"]).get("return_url"),
              "payment_method_options": {"us_bank_account": {"verification_method": "instant"}}}  # fmt: skip
    if kind == "card":
        del params["mandate_data"]
    (confirming.confirm if pays else setup_intents.confirm_with)(call, intent, params)
    return None


def _proven(call: Call, intent: Row, given: dict[str, str]) -> Refusal | None:
    if intent["status"] != "requires_action" or intent["next_action"]["type"] != "verify_with_microdeposits":
        raise invalid("There is nothing to prove.")
    confirming.check_deposits({"amounts": [given.get("first", ""), given.get("second", "")]})
    call.world.hide(intent["payment_method"], verified=True)
    if intent["object"] == "payment_intent":
        confirming.start_debit(call.world, intent)
        return None
    return setup_intents.finish(call.world, intent)


def _data(kind: str, given: dict[str, str]) -> Row:
    name = given.get("name", "Test Payer")[:200] or "Test Payer"
    billing = {"name": name, "email": "payer@example.com"}
    if kind == "card":
        month, _, year = given.get("expires", "").replace(" ", "").partition("/")
        if not (month.isascii() and month.isdigit() and year.isascii() and year.isdigit() and len(month + year) <= 4):
            raise invalid("Enter the month and the year in which the card expires, such as 12/40.")
        details: Row = {"number": given.get("number", ""), "exp_month": int(month), "exp_year": 2000 + int(year)}
        return {"type": "card", "card": details, "billing_details": billing}
    if kind == "sepa_debit":
        return {"type": kind, kind: {"iban": given.get("iban", "")}, "billing_details": billing}
    numbers = {key: given.get(key, "").strip() for key in ("routing_number", "account_number")}
    return {"type": kind, kind: numbers, "billing_details": billing}


def remember_visitor(world: World, intent: Row, return_url: str | None, locale: str | None) -> None:
    """Keep where the person came from, for the end, and the language they read."""
    if return_url and len(return_url) <= 2000:
        world.hide(intent["id"], return_url=return_url)
        world.flush()
    if locale and len(locale) <= 35:
        world.hide(intent["id"], locale=locale)
        world.flush()


def way_back(world: World, intent: Row) -> str | None:
    """Return where the person goes afterwards."""
    return page.address_back(world.hidden(intent["id"]).get("return_url"), intent)
