"""Reads Stripe's objects: what of them matters here, in our own words and amounts."""

from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any

import orjson

from app.integrations.stripe.amounts import from_stripe, part_from_stripe
from app.integrations.stripe.port import Elsewhere, Forged, Hint, Intent, Moved, Objection, Refunded, Saved, SetUp

REFUND_EXPANDED = ["balance_transaction"]
REFUND_LISTED = [f"data.{each}" for each in REFUND_EXPANDED]
KINDS = {"card": "CARD", "sepa_debit": "SEPA_DEBIT", "us_bank_account": "ACH_DEBIT"}
OURS = {"payment_id", "refund_id", "payment_method_id"}
LONGEST = 200
Body = dict[str, Any]


def intent(body: Body, disputes: list[Body] | None = None, refunds: list[Body] | None = None) -> Intent:
    """Read a PaymentIntent whose method and charge are expanded."""
    currency = str(body["currency"]).upper()
    charge = _object(body.get("latest_charge"))
    failure = _object(body.get("last_payment_error"))
    movement = _object(charge.get("balance_transaction"))
    return Intent(
        external_id=str(body["id"]),
        status=str(body["status"]),
        amount_minor=from_stripe(int(body["amount"]), currency),
        currency=currency,
        client_secret=body.get("client_secret"),
        failure_code=_short(failure.get("decline_code") or failure.get("code") or charge.get("failure_code")),
        saved=saved(_object(body.get("payment_method"))),
        moved=moved(movement),
        objections=tuple(objection(each) for each in disputes or ()),
        refunds=tuple(refunded(each) for each in refunds or ()),
        metadata=dict(body.get("metadata") or {}),
        sent_at=_moment(charge),
    )


def moved(body: Body) -> Moved | None:
    """Read a balance transaction; None where there is none yet."""
    if not body.get("id"):
        return None
    currency = str(body["currency"]).upper()
    platform = sum(
        int(each["amount"]) for each in body.get("fee_details") or () if each.get("type") == "application_fee"
    )
    return Moved(
        external_id=str(body["id"]),
        gross_minor=part_from_stripe(int(body["amount"]), currency),
        fee_minor=part_from_stripe(int(body["fee"]) - platform, currency),
        currency=currency,
        platform_fee_minor=part_from_stripe(platform, currency),
        at=_moment(body),
    )


def objection(body: Body) -> Objection:
    """Read a dispute."""
    currency = str(body["currency"]).upper()
    movements = (moved(_object(each)) for each in body.get("balance_transactions") or ())
    return Objection(
        external_id=str(body["id"]),
        status=str(body["status"]),
        reason=_short(body.get("reason")) or "general",
        amount_minor=from_stripe(int(body["amount"]), currency),
        moved=tuple(each for each in movements if each is not None),
        at=_moment(body),
    )


def refunded(body: Body) -> Refunded:
    """Read a refund."""
    currency, intent_id = str(body["currency"]).upper(), body.get("payment_intent")
    return Refunded(
        external_id=str(body["id"]),
        status=str(body["status"]),
        amount_minor=from_stripe(int(body["amount"]), currency),
        currency=currency,
        intent_id=str(intent_id["id"] if isinstance(intent_id, dict) else intent_id) if intent_id else None,
        failure_code=_short(body.get("failure_reason")),
        moved=moved(_object(body.get("balance_transaction"))),
        metadata=dict(body.get("metadata") or {}),
    )


def setup(body: Body) -> SetUp:
    """Read a SetupIntent."""
    failure, mandate = _object(body.get("last_setup_error")), body.get("mandate")
    return SetUp(
        external_id=str(body["id"]),
        status=str(body["status"]),
        client_secret=body.get("client_secret"),
        failure_code=_short(failure.get("decline_code") or failure.get("code")),
        saved=saved(_object(body.get("payment_method")), mandate["id"] if isinstance(mandate, dict) else mandate),
    )


def saved(body: Body, mandate: str | None = None) -> Saved | None:
    """Read a payment method; None where only its id is known, or nothing."""
    kind = body.get("type")
    kind = body.get("type")
    if not body.get("id") or not kind:
        return None
    facts = _object(body.get(kind))
    maker = facts.get("bank_name") or facts.get("brand") or facts.get("bank_code") or kind
    last = facts.get("last4")
    label = f"{str(maker).replace('_', ' ').title()} •••• {last}" if last else str(maker).replace("_", " ").title()
    return Saved(str(body["id"]), KINDS.get(str(kind), "OTHER_ONLINE"), label[:100], _expiry(facts), mandate)


def _expiry(facts: Body) -> date | None:
    year, month = facts.get("exp_year"), facts.get("exp_month")
    if not isinstance(year, int) or not isinstance(month, int) or not (1 <= month <= 12 and 2000 <= year <= 9999):
        return None
    return date(year, month, monthrange(year, month)[1])


def webhook(body: bytes, is_live: bool) -> Hint:
    """Read an event that was signed.

    Raises `Forged` for what is no event, and `Elsewhere` for one of the platform itself or of the other mode.
    """
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Forged("This is no event.") from None
    if not isinstance(event, dict):
        raise Forged("This is no event.")
    if isinstance(event.get("id"), str) and "account" not in event:
        raise Elsewhere("This event is of the platform.")
    found = hint(event)
    if found is None:
        raise Forged("This is no event of an account.")
    # Endpoints for connected accounts get the events of tests too; who refuses them is not told anything in the end.
    if bool(event.get("livemode")) is not is_live:
        raise Elsewhere("This event is of the other mode.")
    return found


def hint(event: Body) -> Hint | None:
    """Read an event; None for what is no event of a connected account."""
    thing = _object(_object(event.get("data")).get("object"))
    created = event.get("created")
    # A balance has no id of its own: an endpoint that refused its events would be switched off by Stripe in the end.
    object_key = thing.get("id", event.get("id") if thing.get("object") == "balance" else None)
    names = (event.get("id"), event.get("type"), event.get("account"), object_key)
    if not all(isinstance(each, str) and 0 < len(each) <= LONGEST for each in names) or not isinstance(created, int):
        return None
    intent_key = thing.get("payment_intent")
    if isinstance(intent_key, dict):
        intent_key = intent_key.get("id")
    if not (isinstance(intent_key, str) and len(intent_key) <= LONGEST):
        intent_key = None
    external_id, kind, account, object_key = (str(each) for each in names)
    at = datetime.fromtimestamp(min(max(created, 0), 2**33), UTC)
    is_ours = not OURS.isdisjoint(_object(thing.get("metadata")))
    return Hint(external_id, kind[:100], account, object_key, intent_key, at, is_ours)


def _object(value: Any) -> Body:
    """Return an expanded object; what is only named, or absent, as an empty one with its id."""
    if isinstance(value, dict):
        return value
    return {"id": value} if isinstance(value, str) else {}


def _moment(body: Body) -> datetime | None:
    return datetime.fromtimestamp(int(body["created"]), UTC) if body.get("created") else None


def _short(value: Any) -> str | None:
    return str(value)[:100] if value else None
