"""Payment methods: cards, SEPA debits and American bank accounts, by the numbers of `numbers.py` alone."""

import hashlib
import re
import time
from typing import Any

from stripe_simulator import events, numbers
from stripe_simulator.call import Call, listed
from stripe_simulator.errors import declined, invalid, missing
from stripe_simulator.forms import ADDRESS, Spec, anything, merged, metadata, one_of, text, whole
from stripe_simulator.shelves import Row
from stripe_simulator.words import DECLINES
from stripe_simulator.world import World

BILLING: Spec = {"address": ADDRESS, "email": text, "name": text, "phone": text, "tax_id": text}
DATA: Spec = {
    "type": one_of("card", "sepa_debit", "us_bank_account"),
    "billing_details": BILLING,
    "metadata": metadata,
    "allow_redisplay": text,
    "card": {"number": text, "exp_month": whole, "exp_year": whole, "cvc": text, "token": text, "networks": anything},
    "sepa_debit": {"iban": text},
    "us_bank_account": {
        "account_number": text,
        "routing_number": text,
        "account_holder_type": one_of("individual", "company"),
        "account_type": one_of("checking", "savings"),
        "financial_connections_account": text,
    },
}
UPDATE: Spec = {"billing_details": BILLING, "metadata": metadata, "allow_redisplay": text, "card": anything}
TOKENS = {**numbers.CARD_TOKENS, **numbers.ACCOUNT_TOKENS}


def create(call: Call) -> Row:
    """A new method."""
    params = call.params({**DATA, "customer": text, "payment_method": text})
    return made(call, params)


def made(call: Call, params: Row) -> Row:
    """Make a method of what was given, which is as for `create`."""
    kind = params.get("type")
    if not kind:
        raise missing("type")
    details, hidden = DETAILS[kind](params.get(kind) or {}, call.world.now())
    billing = params.get("billing_details") or {}
    if kind != "card" and not billing.get("name"):
        raise missing("billing_details[name]")
    if kind == "sepa_debit" and not billing.get("email"):
        raise missing("billing_details[email]")
    body = _body(call.world, kind, details)
    _fill(body, params)
    return call.world.add(call.account, body, **hidden)


def _body(world: World, kind: str, details: Row) -> Row:
    billing: Row = {"address": dict.fromkeys(ADDRESS), "email": None, "name": None, "phone": None, "tax_id": None}
    return {
        "id": world.id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "created": world.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details,
    }


def _fill(body: Row, params: Row) -> None:
    billing = dict(params.get("billing_details") or {})
    address = billing.pop("address", None) or {}
    body["billing_details"].update(billing)
    body["billing_details"]["address"].update(address)
    body["metadata"] = merged(body["metadata"], params.get("metadata"))
    body["allow_redisplay"] = params.get("allow_redisplay") or body["allow_redisplay"]


def card(given: Row, now: int) -> tuple[Row, Row]:
    """Return what is told of a card, and its number, which is not."""
    number = re.sub(r"[ -]", "", given.get("number") or "")
    if given.get("token"):
        number = TOKENS.get(str(given["token"]).replace("tok_", "pm_card_"), "")
    if not re.fullmatch(r"[0-9]{12,19}", number) or not numbers.luhn(number):
        raise declined("incorrect_number", None, "Your card number is incorrect.", param="number")
    if number not in numbers.CARDS:
        message = "Your card was declined. Your request was in test mode, but used a non test card."
        raise declined("card_declined", "test_mode_live_card", message)
    known = numbers.CARDS[number]
    month, year = given.get("exp_month") or 12, given.get("exp_year") or 2040
    if not 1 <= month <= 12:
        raise declined("invalid_expiry_month", None, "Your card's expiration month is invalid.", param="exp_month")
    if (year, month) < _this_month(now):
        raise declined("invalid_expiry_year", None, "Your card's expiration year is invalid.", param="exp_year")
    told = {
        "brand": known.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": known.country,
        "display_brand": known.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": _fingerprint(number),
        "funding": known.funding,
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [known.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return told, {"number": number}


def sepa_debit(given: Row, _: int) -> tuple[Row, Row]:
    """Return what is told of an account by its IBAN, and the IBAN, which is not."""
    iban = re.sub(r"\s", "", given.get("iban") or "").upper()
    if not iban:
        raise missing("sepa_debit[iban]")
    if not numbers.iban_is_valid(iban):
        raise invalid("The IBAN you provided is invalid.", "sepa_debit[iban]", "invalid_bank_account_iban")
    if iban not in numbers.IBANS:
        raise invalid("You must use a test bank account number in test mode.", "sepa_debit[iban]",
                      "bank_account_unusable")  # fmt: skip
    told = {
        "bank_code": iban[4:9],
        "branch_code": "",
        "country": iban[:2],
        "fingerprint": _fingerprint(iban),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
    return told, {"number": iban}


def us_bank_account(given: Row, _: int) -> tuple[Row, Row]:
    """Return what is told of an American account, and its number, which is not."""
    number, routing = given.get("account_number") or "", given.get("routing_number") or ""
    if not number or not routing:
        raise missing("us_bank_account[account_number]" if not number else "us_bank_account[routing_number]")
    if routing != numbers.ROUTING or number not in numbers.ACCOUNTS:
        raise invalid("You must use a test bank account number in test mode.", "us_bank_account[account_number]",
                      "bank_account_unusable")  # fmt: skip
    told = {
        "account_holder_type": given.get("account_holder_type") or "individual",
        "account_type": given.get("account_type") or "checking",
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "fingerprint": _fingerprint(number),
        "last4": number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": routing,
        "status_details": {},
    }
    return told, {"number": number, "verified": False}


DETAILS = {"card": card, "sepa_debit": sepa_debit, "us_bank_account": us_bank_account}


def _this_month(now: int) -> tuple[int, int]:
    moment = time.gmtime(now)
    return moment.tm_year, moment.tm_mon


def _fingerprint(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def resolved(call: Call, id_: str, param: str = "payment_method") -> Row:
    """Return a method by its id; a token of the documentation makes a new one."""
    number = TOKENS.get(id_)
    if number is None:
        return call.own("payment_method", id_, param)
    if id_ in numbers.CARD_TOKENS:
        return made(call, {"type": "card", "card": {"number": number}})
    account = {"account_number": number, "routing_number": numbers.ROUTING}
    body = made(call, {"type": "us_bank_account", "us_bank_account": account, "billing_details": {"name": "Jo Doe"}})
    call.world.hide(body["id"], verified=True)
    return body


def known_card(world: World, method: Row) -> numbers.Card:
    """Return what happens to charges of a card."""
    return numbers.CARDS[world.hidden(method["id"])["number"]]


def known_bank(world: World, method: Row) -> numbers.Bank:
    """Return what happens to debits from an account."""
    number = world.hidden(method["id"])["number"]
    return numbers.IBANS[number] if method["type"] == "sepa_debit" else numbers.ACCOUNTS[number]


def retrieve(call: Call) -> Row:
    """One method."""
    call.params({})
    return call.own("payment_method")


def update(call: Call) -> Row:
    """Change who pays, or the metadata."""
    params = call.params(UPDATE)
    body = call.own("payment_method")
    _fill(body, params)
    call.world.save(body)
    events.emit(call.world, call.account, "payment_method.updated", body, {})
    return body


def attach(call: Call) -> Row:
    """Save a method with a customer."""
    params = call.params({"customer": text}, "customer")
    return attach_to(call, call.path["id"], params["customer"])


def attach_to(call: Call, method: str, customer: str) -> Row:
    """Save a method with a customer; a card that banks refuse is refused here already."""
    owner = call.own("customer", customer, "customer")
    body = resolved(call, method, "payment_method")
    if body["customer"] == owner["id"]:
        return body
    if body["customer"] is not None or call.world.hidden(body["id"]).get("detached"):
        raise invalid("The payment method you provided has already been attached to a customer.", "payment_method")
    if body["type"] == "card":
        card_ = known_card(call.world, body)
        if card_.refused and card_.refused_on_attach:
            raise declined(*card_.refused, DECLINES[card_.refused[1] or card_.refused[0]])
    attached(call, body, owner["id"])
    return body


def attached(call: Call, body: Row, customer: Any) -> None:
    """Note that a method is saved with a customer."""
    call.world.save(body, customer=customer)
    events.emit(call.world, call.account, "payment_method.attached", body)


def detach(call: Call) -> Row:
    """Take a method from its customer; it can never be used again."""
    call.params({})
    body = call.own("payment_method")
    if body["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise invalid(message, "payment_method")
    before = {"customer": body["customer"]}
    call.world.hide(body["id"], detached=True)
    call.world.save(body, customer=None)
    events.emit(call.world, call.account, "payment_method.detached", body, before)
    return body


def list_all(call: Call) -> Row:
    """The methods of a customer, or of the account."""
    return listed(call, "payment_method", "/v1/payment_methods", "customer", "type")


def list_of_customer(call: Call) -> Row:
    """The methods of the customer in the path."""
    owner = call.own("customer")
    call.given["customer"] = owner["id"]
    address = f"/v1/customers/{owner['id']}/payment_methods"
    return listed(call, "payment_method", address, "customer", "type")
