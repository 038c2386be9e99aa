"""Webhook endpoints: where events are sent, and the secret that signs them."""

from urllib.parse import urlsplit

from stripe_simulator.call import PAGING, VERSION, Call, page
from stripe_simulator.errors import invalid, no_such
from stripe_simulator.forms import Spec, flag, merged, metadata, text, texts
from stripe_simulator.shelves import Row
from stripe_simulator.world import World

SPEC: Spec = {
    "url": text,
    "enabled_events": texts,
    "description": text,
    "metadata": metadata,
    "connect": flag,
    "api_version": text,
    "disabled": flag,
}
MOST = 16


def made(world: World, id_: str, params: Row, secret: str, connect: bool | None) -> Row:
    """Make an endpoint, or make the one of that id anew; `connect` None: for the platform and connected accounts."""
    scheme = urlsplit(params["url"]).scheme
    if scheme not in ("http", "https"):
        raise invalid("Invalid URL: it must begin with http:// or https://", "url", "url_invalid")
    body = {
        "id": id_,
        "object": "webhook_endpoint",
        "api_version": params.get("api_version") or VERSION,
        "application": None,
        "created": world.now(),
        "description": params.get("description"),
        "enabled_events": params.get("enabled_events") or ["*"],
        "livemode": False,
        "metadata": merged({}, params.get("metadata")),
        "status": "enabled",
        "url": params["url"],
    }
    world.put("endpoint", id_, {"id": id_, "body": body, "secret": secret, "connect": connect})
    return {**body, "secret": secret}


def create(call: Call) -> Row:
    """A new endpoint; its secret is told now and never again."""
    params = call.params(SPEC, "url", "enabled_events")
    if len(call.world.shelf("endpoint")) >= MOST:
        raise invalid(f"You have reached the maximum of {MOST} test webhook endpoints.")
    id_ = call.world.id("we")
    return made(call.world, id_, params, call.world.id("whsec"), params.get("connect", False))


def _own(call: Call) -> Row:
    found = call.world.shelf("endpoint").get(call.path["id"])
    if found is None:
        raise no_such("webhook_endpoint", call.path["id"])
    return found


def retrieve(call: Call) -> Row:
    """One endpoint."""
    call.params({})
    body: Row = _own(call)["body"]
    return body


def update(call: Call) -> Row:
    """Change an endpoint, or disable it."""
    params = call.params(SPEC)
    row = _own(call)
    disabled = params.pop("disabled", None)
    if disabled is not None:
        row["body"]["status"] = "disabled" if disabled else "enabled"
    params["metadata"] = merged(row["body"]["metadata"], params.get("metadata"))
    row["body"].update({name: value for name, value in params.items() if name in row["body"]})
    call.world.put("endpoint", row["id"], row)
    body: Row = row["body"]
    return body


def delete(call: Call) -> Row:
    """Take an endpoint away."""
    call.params({})
    row = _own(call)
    call.world.drop("endpoint", row["id"])
    return {"id": row["id"], "object": "webhook_endpoint", "deleted": True}


def list_all(call: Call) -> Row:
    """All endpoints."""
    params = call.params(PAGING)
    rows = [row["body"] for row in reversed(call.world.shelf("endpoint").values())]
    return page(rows, params, "/v1/webhook_endpoints")
