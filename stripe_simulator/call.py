"""One request as handlers see it, and what most of them do: look up, list, expand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from stripe_simulator.errors import invalid, no_such
from stripe_simulator.forms import Params, Reader, checked, moment, text, texts, whole
from stripe_simulator.shelves import Row
from stripe_simulator.world import PLATFORM, World

VERSION = "2026-10-28.endive"
"""The version of Stripe's API whose shapes these are."""

MOST_ROWS = 100
PAGING: dict[str, Reader] = {
    "limit": whole, "starting_after": text, "ending_before": text, "created": moment, "expand": texts,
}  # fmt: skip


@dataclass
class Call:
    """A request: who asks, for which account, with what."""

    world: World
    account: str
    given: Params
    path: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    """The address of this simulator, for pages that people are sent to."""
    expand: list[str] = field(default_factory=list)

    @property
    def on_platform(self) -> bool:
        """True when the request is not for a connected account."""
        return self.account == PLATFORM

    def params(self, spec: Mapping[str, Any], *required: str) -> Params:
        """Return the parameters as an endpoint knows them; `expand` is known everywhere."""
        found = checked(self.given, {**spec, "expand": texts}, required)
        self.expand = found.pop("expand", [])
        return found

    def own(self, kind: str, id_: str | None = None, param: str = "id") -> Row:
        """Return an object of the account, by default the one of the path; refuses what is not there."""
        wanted = self.path["id"] if id_ is None else id_
        found = self.world.find(self.account, wanted, kind)
        if found is None or (id_ is not None and found.get("deleted")):
            raise no_such(kind, wanted, param)
        return found


Handler = Callable[[Call], Row]


def rendered(row: Row, call: Call) -> bytes:
    """Return the JSON of an object, with what is to be expanded in the place of its id."""
    if call.expand:
        row = orjson.loads(orjson.dumps(row))
        for path in call.expand:
            _expand(row, path.split("."), call, path)
    return orjson.dumps(row)


def _expand(place: Any, steps: list[str], call: Call, path: str) -> None:
    if isinstance(place, list):
        for one in place:
            _expand(one, steps, call, path)
        return
    if not steps or place is None:
        return
    if not isinstance(place, dict) or steps[0] not in place:
        raise invalid(f"This property cannot be expanded ({path}).", "expand")
    value = place[steps[0]]
    if isinstance(value, str):
        found = call.world.find(call.account, value)
        if found is None:
            raise invalid(f"This property cannot be expanded ({path}).", "expand")
        value = place[steps[0]] = orjson.loads(orjson.dumps(found))
    _expand(value, steps[1:], call, path)


def listed(call: Call, kind: str, address: str, *filters: str) -> Row:
    """Return a page of the account's objects of a kind, the newest first; `filters` are fields to be equal."""
    params = call.params({**PAGING, **dict.fromkeys(filters, text)})
    wanted = {name: params[name] for name in filters if params.get(name) is not None}
    rows = [
        row
        for row in reversed(call.world.all(call.account, kind))
        if all(row.get(name) == value for name, value in wanted.items()) and not row.get("deleted")
    ]
    return page(rows, params, address)


def page(rows: list[Row], params: Params, address: str) -> Row:
    """Cut a page out of rows that are ordered with the newest first."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= MOST_ROWS:
        raise invalid(f"Limit must be between 1 and {MOST_ROWS}", "limit")
    rows = [row for row in rows if _within(row["created"], params.get("created", {}))]
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid("You can only use one of starting_after and ending_before", "ending_before")
    if after:
        rows = rows[_place(rows, after, "starting_after") + 1 :]
    if before:
        rows = rows[: _place(rows, before, "ending_before")]
        return _page(rows[-limit:], len(rows) > limit, address)
    return _page(rows[:limit], len(rows) > limit, address)


def _page(rows: list[Row], more: bool, address: str) -> Row:
    return {"object": "list", "data": rows, "has_more": more, "url": address}


def _place(rows: list[Row], id_: str, param: str) -> int:
    for place, row in enumerate(rows):
        if row["id"] == id_:
            return place
    raise no_such("object", id_, param)


def _within(created: int, span: Mapping[str, int]) -> bool:
    return (
        created > span.get("gt", -1)
        and created >= span.get("gte", 0)
        and created < span.get("lt", 2**62)
        and created <= span.get("lte", 2**62)
    )
