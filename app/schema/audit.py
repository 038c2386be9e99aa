"""The audit as clients read it: everything for those who examine, and for everybody who saw their data."""

from datetime import datetime
from typing import Any

import orjson
import strawberry

from app.auth.policies.audit import AuditPolicy, accesses_to, before, concerning, examines, private
from app.auth.policies.people import MemberPolicy
from app.models.base import Row
from app.models.ids import from_global, id_of, to_global
from app.models.paging import Condition, Order, equals, since
from app.schema.context import Info
from app.schema.fields import PERSON, call, column, computed, judged, relation
from app.schema.node import POLICIES, Actor, Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page

NEWEST_FIRST = Order("position", "{t}.position", "bigint", descending=True)


async def _private(row: Any, info: Info) -> dict[str, str]:
    context = info.context
    if not examines(context.viewer, row):
        return {}

    async def load(ids: list[Any]) -> list[str | None]:
        found = await AuditPolicy.derived(context.viewer, private, ids)
        return [found.get(id) for id in ids]

    content = await context.loader((AuditPolicy, "private"), load).load(row.id)
    return dict(orjson.loads(content)) if content else {}


async def _reason(row: Any, info: Info) -> str | None:
    return (await _private(row, info)).get("reason")


async def _address(row: Any, info: Info) -> str | None:
    return (await _private(row, info)).get("address")


def _position(row: Any, info: Info) -> int | None:
    # To anybody else it would tell how much happens in the house.
    return int(row.position) if examines(info.context.viewer, row) else None


def _place(row: Any, info: Info) -> tuple[str, Any] | None:
    """The type and the id of what an entry is on; whoever does not examine is told of oneself alone."""
    viewer = info.context.viewer
    if not examines(viewer, row):
        return ("Person", viewer.member_id)
    if row.subject_noun == "organization":
        return ("Organization", row.subject_id)
    names = {policy.model.noun: name for name, policy in POLICIES.items()}
    return (names[row.subject_noun], row.subject_id) if row.subject_noun in names else None


def _target_id(row: Any, info: Info) -> strawberry.ID | None:
    place = _place(row, info)
    return strawberry.ID(to_global(*place)) if place else None


async def _target(row: Any, info: Info) -> Row | None:
    place = _place(row, info)
    return await info.context.related(POLICIES[place[0]], place[1]) if place and place[0] in POLICIES else None


@strawberry.type(description="One link of the organization's tamper-evident log.")
@of_row(AuditPolicy)
class AuditEntry(Node):
    """Shows an `audit_entry` row."""

    position: int | None = judged(
        _position, "Place in the chain, from 1 and without gaps; only for those who examine the audit."
    )
    action: str = column("What was done, such as TICKET.STATUS_CHANGED, or PERSONAL_DATA.READ.")
    reason: str | None = call(_reason, "Reason given; only for those who examine the audit, and until it is erased.")
    ip_address: str | None = call(_address, "From where; only for those who examine the audit, and until it is erased.")
    occurred_at: datetime = column("When.", name="at")
    actor: Actor | None = relation(MemberPolicy, "actor_id", "Who; null for the house itself.", inherited=True)
    target_id: strawberry.ID | None = judged(
        _target_id, "Id of what it was done to; one's own, where one does not examine the audit.", PERSON
    )
    target: Node | None = call(_target, "The thing as it is now; null when it is gone or out of sight.")
    previous_hash: str = computed(lambda row: row.prev_hash.hex(), "Hash of the entry before, in hex.")
    hash: str = computed(lambda row: row.hash.hex(), "SHA-256 of that and of this entry, in hex.")


@strawberry.input(description="Which entries of the audit.")
class AuditFilter:
    """Narrows `auditLog`."""

    actor_id: strawberry.ID | None = strawberry.field(default=None, description="Done by this person.")
    target_id: strawberry.ID | None = strawberry.field(
        default=None, description="Done to this thing, or to the data of this person."
    )
    action: str | None = strawberry.field(default=None, description="This action, exactly.")
    since: datetime | None = strawberry.field(default=None, description="At or after this moment.")
    before: datetime | None = strawberry.field(default=None, description="Before this moment.")

    def conditions(self) -> tuple[Condition, ...]:
        """Return what narrows the list; raises `BadInput`."""
        found: list[Condition] = []
        if self.actor_id:
            found.append(equals("actor_id", id_of("Person", self.actor_id, ("filter", "actorId"))))
        if self.target_id:
            found.append(concerning(from_global(self.target_id)[1]))
        if self.action is not None:
            found.append(equals("action", self.action[:200]))
        if self.since is not None:
            found.append(since("at", self.since))
        if self.before is not None:
            found.append(before(self.before))
        return tuple(found)


async def audit_log(info: Info, window: Window, filter: AuditFilter | None = None) -> Listed:
    """List entries, the newest first."""
    where = filter.conditions() if filter else ()
    return await root_page(info, Listing(AuditPolicy, NEWEST_FIRST, where), window)


async def data_accesses(self: Any, info: Info, window: Window) -> Listed:
    """List who read the viewer's personal data, the newest first."""
    me = info.context.viewer.member_id
    listing = Listing(AuditPolicy, NEWEST_FIRST, (accesses_to(me),) if me else ())
    return await root_page(info, listing, window)
