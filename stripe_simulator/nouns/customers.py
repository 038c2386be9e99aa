"""Customers."""

from stripe_simulator import events
from stripe_simulator.call import Call, listed
from stripe_simulator.forms import ADDRESS, Spec, anything, merged, metadata, text, texts
from stripe_simulator.nouns.payment_methods import attach_to
from stripe_simulator.shelves import Row

SPEC: Spec = {
    "name": text,
    "email": text,
    "phone": text,
    "description": text,
    "address": ADDRESS,
    "metadata": metadata,
    "preferred_locales": texts,
    "payment_method": text,
    "invoice_settings": {"default_payment_method": text, "custom_fields": anything, "footer": text},
    "tax_exempt": text,
    "shipping": anything,
}


def create(call: Call) -> Row:
    """A new customer."""
    params = call.params(SPEC)
    method = params.pop("payment_method", None)
    body: Row = {
        "id": call.world.id("cus"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": call.world.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": None,
        "invoice_settings": _invoice_settings(None),
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    _fill(body, params)
    call.world.add(call.account, body)
    events.emit(call.world, call.account, "customer.created", body)
    if method:
        attach_to(call, method, body["id"])
    return body


def _invoice_settings(method: str | None) -> Row:
    return {"custom_fields": None, "default_payment_method": method, "footer": None, "rendering_options": None}


def _fill(body: Row, params: Row) -> None:
    settings = params.pop("invoice_settings", None)
    if settings is not None:
        body["invoice_settings"] = _invoice_settings(settings.get("default_payment_method"))
    body["metadata"] = merged(body["metadata"], params.pop("metadata", None))
    address = params.pop("address", None)
    if address is not None:
        body["address"] = {**dict.fromkeys(ADDRESS), **(body["address"] or {}), **address}
    body.update(params)


def retrieve(call: Call) -> Row:
    """One customer."""
    call.params({})
    return call.own("customer")


def update(call: Call) -> Row:
    """Change a customer."""
    params = call.params({key: reader for key, reader in SPEC.items() if key != "payment_method"})
    body = call.own("customer", call.path["id"])
    before = {key: body.get(key) for key in params if key in body}
    _fill(body, params)
    call.world.save(body)
    events.emit(call.world, call.account, "customer.updated", body, before)
    return body


def delete(call: Call) -> Row:
    """Take a customer away; its methods can no longer be used."""
    call.params({})
    body = call.own("customer", call.path["id"])
    for method in call.world.all(call.account, "payment_method"):
        if method["customer"] == body["id"]:
            call.world.save(method, customer=None)
            call.world.hide(method["id"], detached=True)
    events.emit(call.world, call.account, "customer.deleted", dict(body))
    gone = {"id": body["id"], "object": "customer", "deleted": True, "created": body["created"]}
    body.clear()
    call.world.save(body, **gone)
    return {key: gone[key] for key in ("id", "object", "deleted")}


def list_all(call: Call) -> Row:
    """The account's customers."""
    return listed(call, "customer", "/v1/customers", "email")
