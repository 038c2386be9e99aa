"""Events: what has happened to an object, as it was then. They can be listed, and webhooks carry them."""

from typing import Any

import orjson

from stripe_simulator.call import PAGING, VERSION, Call, page
from stripe_simulator.errors import no_such
from stripe_simulator.forms import text, texts
from stripe_simulator.shelves import Row
from stripe_simulator.world import PLATFORM, World

MOST_EVENTS = 20_000
"""How many of an account are kept."""


def emit(world: World, account: str, kind: str, body: Row, previous: Row | None = None) -> None:
    """Note that something has happened, and hand it to the webhooks that wait for it."""
    data: Row = {"object": body} if previous is None else {"object": body, "previous_attributes": previous}
    event: dict[str, Any] = {
        "id": world.id("evt"),
        "object": "event",
        "api_version": VERSION,
        "created": world.now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": dict(world.request),
        "type": kind,
    }
    if account != PLATFORM:
        event["account"] = account
    endpoints = waiting_for(world, account, kind)
    event["pending_webhooks"] = len(endpoints)
    content = orjson.dumps(event).decode()
    shelf = world.shelf(f"event/{account}")
    world.put(f"event/{account}", event["id"], {"type": kind, "created": event["created"], "content": content})
    if len(shelf) > MOST_EVENTS:
        world.drop(f"event/{account}", next(iter(shelf)))
    for endpoint in endpoints:
        delivery = {"event": event["id"], "type": kind, "endpoint": endpoint["id"], "content": content, "tries": 0}
        world.deliver(world.id("dlv"), delivery)


def waiting_for(world: World, account: str, kind: str) -> list[Row]:
    """Return the endpoints that are for this account and this kind of event."""
    return [one for one in world.shelf("endpoint").values() if _waits_for(one, account, kind)]


def _waits_for(endpoint: Row, account: str, kind: str) -> bool:
    """Say whether an endpoint is for this account and this kind of event."""
    body = endpoint["body"]
    for_it = endpoint["connect"] in (None, account != PLATFORM)
    wanted = body["enabled_events"]
    return bool(for_it and body["status"] == "enabled" and ("*" in wanted or kind in wanted))


def retrieve(call: Call) -> Row:
    """One event."""
    call.params({})
    row = call.world.shelf(f"event/{call.account}").get(call.path["id"])
    if row is None:
        raise no_such("event", call.path["id"])
    found: Row = orjson.loads(row["content"])
    return found


def list_all(call: Call) -> Row:
    """The account's events, the newest first, perhaps of some types only."""
    params = call.params({**PAGING, "type": text, "types": texts, "delivery_success": text})
    types = {params["type"]} if params.get("type") else set(params.get("types", []))
    rows = [
        {"id": id_, **row}
        for id_, row in reversed(call.world.shelf(f"event/{call.account}").items())
        if not types or _matches(row["type"], types)
    ]
    found = page(rows, params, "/v1/events")
    return {**found, "data": [orjson.loads(row["content"]) for row in found["data"]]}


def _matches(kind: str, types: set[str]) -> bool:
    return kind in types or any(one.endswith(".*") and kind.startswith(one[:-1]) for one in types)
