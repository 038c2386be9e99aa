"""Notices what looks suspicious, and takes reports of what people have noticed themselves."""

from collections import OrderedDict
from uuid import UUID

from app import clock
from app.auth.policies.people import GrantPolicy, MemberPolicy, in_force
from app.auth.policies.security import ALERTED, SecurityEventPolicy
from app.auth.viewer import Role, Viewer
from app.errors import BadInput
from app.models.mail import Letter, Template, address
from app.models.paging import MAX_PAGE, Order, Page, within
from app.models.people import Member
from app.models.security import SecurityEvent, SecurityEventKind
from app.resolvers.inputs import text
from app.subscriptions.transaction import Once, Transaction, transaction

K = SecurityEventKind

LIMITS = {K.DENIED_BURST: (20, 60.0), K.UNKNOWN_IDS: (50, 60.0), K.MASS_READ: (500, 600.0)}
"""How many in so many seconds are worth a look: refusals, ids that are not there, people whose contacts were read."""

MOST_WATCHED = 10_000
LONGEST_REPORT = 4_000


class Watch:
    """Counts by member what is harmless once; kept in this process, for the 10,000 members that were seen last."""

    def __init__(self) -> None:
        self._spans: OrderedDict[tuple[UUID, SecurityEventKind], tuple[float, int]] = OrderedDict()

    def count(self, member_id: UUID, kind: SecurityEventKind, times: int) -> int | None:
        """Return how many there were once they are too many, None before; then counting begins anew."""
        limit, seconds = LIMITS[kind]
        now, key = clock.now().timestamp(), (member_id, kind)
        began, so_far = self._spans.pop(key, (now, 0))
        if now - began > seconds:
            began, so_far = now, 0
        so_far += times
        if so_far >= limit:
            return so_far
        self._spans[key] = (began, so_far)
        if len(self._spans) > MOST_WATCHED:
            self._spans.popitem(last=False)
        return None


async def write_down(viewer: Viewer, kind: SecurityEventKind, count: int) -> None:
    """Write down that a member did too much of something, in a transaction of its own."""
    async with transaction(viewer) as tx:
        row = await _event(tx, kind, count=count)
        tx.record(row, kind, count=count)


async def report_phishing(viewer: Viewer, description: str, once: Once | None = None) -> UUID:
    """Report a message that looked like a trap; those who run the organization get mail. Returns the event's id.

    Raises `BadInput`, and `Forbidden` for whoever has no role in force.
    """
    said = text(description, ("input", "description"), LONGEST_REPORT)
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        SecurityEventPolicy.require(viewer, SecurityEventPolicy.report)
        row = await _event(tx, K.PHISHING_REPORTED, description=said)
        tx.announce(row, "REPORTED", {"member_id": viewer.member_id})
        for member in await alerted(viewer):
            values = {"at": row.at}
            await tx.mail(Letter(Template.PHISHING_REPORTED, member.email, member.locale or viewer.locale, values))
        return tx.done(row.id)


async def _event(tx: Transaction, kind: SecurityEventKind, **values: object) -> SecurityEvent:
    who = {"member_id": tx.viewer.member_id, "ip_address": tx.viewer.address}
    return await tx.create(SecurityEvent, kind=kind, at=clock.now(), **who, **values)


async def alerted(viewer: Viewer, roles: tuple[Role, ...] = ALERTED) -> list[Member]:
    """Return those who have such a role over the whole organization, and an address; at most a hundred."""
    assert viewer.organization_id is not None
    house = Viewer.system_of(viewer.organization_id, "alarm")
    where = (within("role", list(roles)), in_force, lambda table, _: f"{table}.property_id IS NULL")
    grants = await GrantPolicy.page(house, Page(MAX_PAGE, Order("id", "{t}.id", "uuid"), where=where))
    members = await MemberPolicy.related(house, {grant.member_id for grant in grants.rows})
    return [member for member in members.values() if member.email and _takes_mail(member.email)]


def _takes_mail(email: str) -> bool:
    # Somebody's mistyped address must not stand in the way of a report.
    try:
        return bool(address(email))
    except BadInput:
        return False
