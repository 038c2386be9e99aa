"""Connected accounts: each landlord's own. They are ready at once."""

from typing import Any

from stripe_simulator import events
from stripe_simulator.call import PAGING, Call, page
from stripe_simulator.errors import invalid
from stripe_simulator.forms import Spec, anything, merged, metadata, one_of, text
from stripe_simulator.shelves import Row
from stripe_simulator.world import PLATFORM, World

CURRENCIES = {"US": "usd", "NO": "nok", "SE": "sek", "DK": "dkk", "GB": "gbp", "CH": "chf", "PL": "pln"}
SPEC: Spec = {
    "type": one_of("standard", "express", "custom"),
    "country": text,
    "email": text,
    "business_type": text,
    "default_currency": text,
    "metadata": metadata,
    **dict.fromkeys(
        ("business_profile", "capabilities", "controller", "company", "individual", "tos_acceptance", "settings",
         "external_account"), anything,
    ),
}  # fmt: skip


def made(world: World, id_: str, params: Row) -> Row:
    """Make an account, or return the one of that id."""
    there = world.shelf("object").get(id_)
    if there is not None:
        body: Row = there["body"]
        return body
    country = str(params.get("country") or "US").upper()
    schedule = {"delay_days": 2, "interval": "manual"}
    schedule.update(_part(_part(params.get("settings"), "payouts"), "schedule"))
    body = {
        "id": id_,
        "object": "account",
        "business_profile": {"name": _part(params.get("business_profile"), "").get("name"), "mcc": "6513", "url": None},
        "business_type": params.get("business_type") or "company",
        "capabilities": {"card_payments": "active", "transfers": "active", "sepa_debit_payments": "active",
                         "us_bank_account_ach_payments": "active"},
        "charges_enabled": True,
        "controller": {"type": "application", "is_controller": True},
        "country": country,
        "created": world.now(),
        "default_currency": str(params.get("default_currency") or CURRENCIES.get(country, "eur")).lower(),
        "details_submitted": True,
        "email": params.get("email"),
        "metadata": merged({}, params.get("metadata")),
        "payouts_enabled": True,
        "settings": _settings(schedule),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": params.get("type") or "standard",
    }  # fmt: skip
    world.add(PLATFORM, body)
    return body


def _settings(schedule: Row) -> Row:
    return {
        "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "payments": dict.fromkeys(("statement_descriptor", "statement_descriptor_kana", "statement_descriptor_kanji")),
        "payouts": {"debit_negative_balances": True, "schedule": schedule, "statement_descriptor": None},
    }


def _part(given: Any, name: str) -> Row:
    inner = given.get(name) if isinstance(given, dict) and name else given
    return inner if isinstance(inner, dict) else {}


def create(call: Call) -> Row:
    """A new connected account."""
    params = call.params(SPEC)
    if not call.on_platform:
        raise invalid("Connected accounts are made by the platform.")
    body = made(call.world, call.world.id("acct"), params)
    events.emit(call.world, body["id"], "account.updated", body)
    return body


def retrieve(call: Call) -> Row:
    """One account: of the platform's, or the one that the request is for."""
    call.params({})
    id_ = call.path.get("id", call.account)
    if id_ == PLATFORM:
        return made(call.world, PLATFORM, {"country": "NO"})
    if not call.on_platform and id_ != call.account:
        raise invalid("A connected account sees itself alone.")
    return Call(call.world, PLATFORM, {}).own("account", id_)


def update(call: Call) -> Row:
    """Change an account's metadata or e-mail address."""
    params = call.params(SPEC)
    body = call.own("account")
    body["metadata"] = merged(body["metadata"], params.get("metadata"))
    call.world.save(body, email=params.get("email", body["email"]))
    events.emit(call.world, body["id"], "account.updated", body, {})
    return body


def list_all(call: Call) -> Row:
    """The connected accounts of the platform."""
    params = call.params(PAGING)
    rows = [row for row in reversed(call.world.all(PLATFORM, "account")) if row["id"] != PLATFORM]
    return page(rows if call.on_platform else [], params, "/v1/accounts")


def link(call: Call) -> Row:
    """A link for whoever runs an account; there is nothing to fill in, so it leads straight back."""
    params = call.params({"account": text, "refresh_url": text, "return_url": text, "type": text, "collect": text,
                          "collection_options": anything}, "account", "type")  # fmt: skip
    call.own("account", params["account"], "account")
    return {"object": "account_link", "created": call.world.now(), "expires_at": call.world.now() + 300,
            "url": params.get("return_url") or call.base}  # fmt: skip
