"""From what happened to who should know: written in the transaction of what it tells about, and seen as it is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.outbox import packed
from app.auth.policies.invitations import InvitationPolicy
from app.auth.policies.messages import ConversationPolicy
from app.auth.policies.notifications import NotificationPolicy, wishes_in
from app.auth.policies.tickets import TicketPolicy
from app.auth.policy import Policy
from app.auth.rules import Rule, Subject
from app.auth.viewer import Grant, Role, Viewer
from app.models.base import new_id
from app.models.notifications import NotificationEventKind, NotificationKind, Wishes
from app.models.tickets import TicketPriority
from app.subscriptions.stream import Judge, Topic

if TYPE_CHECKING:
    from app.subscriptions.transaction import Transaction

K = NotificationKind
MOST_READERS = 200
MOST_FACT = 200
MAX_EVENTS = 500

NOTIFICATIONS = Topic(
    nouns=("notification",),
    judge=Judge(NotificationPolicy, lambda event: event.subject_id, "Notification"),
    roles=tuple(Role),
)

READERS = """
SELECT m.organization_id, m.id, m.person_id, p.email, p.locale, p.time_zone, s.quiet_from, s.quiet_until, s.choices,
       (SELECT jsonb_agg(to_jsonb(g)) FROM access_grant g
         WHERE g.organization_id = m.organization_id AND g.member_id = m.id
           AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())) AS grants
  FROM member m
  JOIN person p ON p.id = m.person_id
  LEFT JOIN notification_setting s ON s.organization_id = m.organization_id AND s.member_id = m.id
 WHERE m.organization_id = app.current_org() AND m.id = ANY($1::uuid[]) AND m.deactivated_at IS NULL
 ORDER BY m.id
"""
HOUSEHOLD = """
SELECT DISTINCT g.member_id AS id FROM access_grant g
 WHERE g.organization_id = app.current_org() AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
   AND g.role = 'TENANT' AND g.lease_id = $1 LIMIT 100
"""
IN_CHARGE = """
SELECT DISTINCT g.member_id AS id FROM access_grant g
 WHERE g.organization_id = app.current_org() AND g.starts_at <= now() AND (g.ends_at IS NULL OR g.ends_at > now())
   AND g.role = 'MANAGER' AND (g.property_id IS NULL OR g.property_id = $1 AND g.unit_id IS NULL) LIMIT 100
"""
NAME = "SELECT display_name FROM member WHERE organization_id = app.current_org() AND id = $1"

# Messages of a conversation that wait already are counted there, and the mail about them stays due when it was.
WRITE = """
INSERT INTO notification (organization_id, id, member_id, kind, subject_type, subject_id, facts, is_emergency, is_shown,
                          created_at, mail_due_at)
SELECT app.current_org(), w.id, w.member_id, $4, $5, $6, $7::jsonb, $8, w.is_shown, $9, w.due_at
  FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $10::timestamptz[]) AS w (id, member_id, is_shown, due_at)
ON CONFLICT (organization_id, member_id, subject_id) WHERE kind = 'MESSAGES' AND NOT is_read
DO UPDATE SET count = notification.count + 1, facts = EXCLUDED.facts, created_at = EXCLUDED.created_at
RETURNING id, member_id, is_shown
"""
ALL_READ = """
UPDATE notification n SET is_read = true, mail_due_at = NULL
 WHERE n.organization_id = app.current_org() AND n.member_id = $1 AND n.kind = 'MESSAGES' AND n.subject_id = $2
   AND NOT n.is_read AND EXISTS (SELECT FROM participant p JOIN conversation c
       ON c.organization_id = p.organization_id AND c.id = p.conversation_id
    WHERE p.organization_id = n.organization_id AND p.conversation_id = $2 AND p.member_id = $1
      AND p.last_read_seq >= c.last_seq)
RETURNING n.id
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth knowing about a row: for those of the candidates who may see it now, by `rule` of its policy."""

    kind: NotificationKind
    subject_type: str
    subject: Subject
    policy: type[Policy[Any]]
    rule: Rule
    candidates: set[UUID | None] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    is_emergency: bool = False
    is_mailed: bool = True
    tells_doer: bool = False
    """Whether whoever did it is told as well: a receipt is for the payer."""

    def mail_at(self, wishes: Wishes, now: datetime, time_zone: str) -> datetime | None:
        """Return when a reader with these wishes gets mail about it; None for never."""
        return wishes.mail_at(self.kind, now, time_zone, self.is_emergency) if self.is_mailed else None


def scope_of(row: Any) -> dict[str, Any]:
    """Return the surroundings of a notification that route its events."""
    return {"member_id": row.member_id}


def topic() -> Topic:
    """Follow the viewer's own notifications."""
    return NOTIFICATIONS


async def spread(tx: "Transaction") -> None:
    """Tell whoever should know of what this transaction has announced; of the house's own work hardly anybody."""
    drafts = DRAFTS if tx.viewer.system is None else BY_ITSELF
    for event in list(tx.events):
        draft = drafts.get((event["noun"], event["kind"]))
        notice = await draft(tx, event) if draft is not None else None
        if notice is not None:
            await tell(tx, notice)
        if event["noun"] in {"message", "conversation"} and event["kind"] in {"SENT", "READ"}:
            await _read(tx, event["scope"]["conversation_id"])


async def tell(tx: "Transaction", notice: Notice) -> None:
    """Write a notice to everybody it is for, and announce it. Whoever did it need not be told, but of money."""
    doer = None if notice.tells_doer else tx.viewer.member_id
    wanted = [id for id in notice.candidates if id is not None and id != doer][:MOST_READERS]
    if not wanted:
        return
    now, told = clock.now(), list[tuple[UUID, UUID, bool, Any]]()
    for reader in await _rows(tx, READERS, wanted):
        if not notice.policy.may(as_viewer(reader), notice.rule, notice.subject):
            continue
        wishes = wishes_in(reader)
        due_at = notice.mail_at(wishes, now, reader["time_zone"])
        if (shown := wishes.of(notice.kind).in_portal) or due_at is not None:
            told.append((new_id(), reader["id"], shown, due_at))
    if not told:
        return
    ids, members, shown_ones, dues = (list(column) for column in zip(*told, strict=True))
    facts = {name: value[:MOST_FACT] if isinstance(value, str) else value for name, value in notice.facts.items()}
    what = (str(notice.kind), notice.subject_type, notice.subject.row.id, packed(facts))
    written = await _rows(tx, WRITE, ids, members, shown_ones, *what, notice.is_emergency, now, dues)
    for row in written:
        if row["is_shown"]:
            announce(tx, NotificationEventKind.CREATED, row["id"], row["member_id"])


async def _read(tx: "Transaction", conversation_id: UUID) -> None:
    if tx.viewer.member_id is not None:
        for row in await _rows(tx, ALL_READ, tx.viewer.member_id, conversation_id):
            announce(tx, NotificationEventKind.READ, row["id"], tx.viewer.member_id)


def announce(tx: "Transaction", kind: NotificationEventKind, id: UUID, member_id: UUID) -> None:
    """Tell the reader's screens what happened to a notification."""
    # No entry of the audit: what it tells about has one.
    event = {"noun": "notification", "kind": str(kind), "subject_id": id, "scope": {"member_id": member_id}}
    if len(tx.events) >= MAX_EVENTS:
        return
    tx.events.append(
        {"id": new_id(), "actor_id": tx.viewer.member_id, "at": clock.now(), **event, "facts": {}, "note": None}
    )


async def household(tx: "Transaction", lease_id: UUID) -> set[UUID | None]:
    """Return who lives under a lease now, and has a way into the portal."""
    return {row["id"] for row in await _rows(tx, HOUSEHOLD, lease_id)}


async def _rows(tx: "Transaction", sql: str, *args: Any) -> list[Any]:
    with door("notifications"):
        return await tx.scope.rows(sql, *args)


def as_viewer(reader: Any) -> Viewer:
    """Return a reader as whoever asks, with the grants that count now."""
    grants = tuple(
        Grant(
            id=UUID(row["id"]),
            role=Role(row["role"]),
            property_id=_id(row["property_id"]),
            building_id=_id(row["building_id"]),
            unit_id=_id(row["unit_id"]),
            lease_id=_id(row["lease_id"]),
        )
        for row in orjson.loads(reader["grants"] or "[]")
    )
    where = {"organization_id": reader["organization_id"], "member_id": reader["id"]}
    return Viewer(person_id=reader["person_id"], **where, grants=grants)


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text is not None else None


async def _ticket(tx: "Transaction", event: dict[str, Any]) -> Notice | None:
    subject = await TicketPolicy.subject(event["scope"]["ticket_id"])
    assert subject is not None
    ticket, kind = subject.row, TICKET_KINDS[event["noun"], event["kind"]]
    candidates: set[UUID | None] = {ticket.assignee_id}
    is_inside = bool(event["scope"].get("is_internal"))
    if kind is K.TICKET_CREATED:
        candidates = {row["id"] for row in await _rows(tx, IN_CHARGE, ticket.property_id)}
    elif kind is not K.TICKET_ASSIGNED:
        candidates |= {ticket.reporter_id, *await household(tx, ticket.lease_id)}
    to = event["facts"].get("to", "")
    # What was scheduled is scheduled again: the visit was moved, and that is what one wants to know.
    moved = "MOVED" if to == event["facts"].get("from") else to
    facts = {"number": ticket.number, "title": ticket.title, "to": moved}
    facts |= {"author": await _name(tx), **({"is_inside": True} if is_inside else {})}
    rule = TicketPolicy.inside if is_inside else TicketPolicy.see
    is_emergency = ticket.priority == TicketPriority.EMERGENCY
    return Notice(kind, "Ticket", subject, TicketPolicy, rule, candidates, facts, is_emergency)


TICKET_KINDS = {
    ("ticket", "CREATED"): K.TICKET_CREATED,
    ("ticket", "STATUS_CHANGED"): K.TICKET_CHANGED,
    ("ticket", "ASSIGNED"): K.TICKET_ASSIGNED,
    ("ticket_comment", "COMMENTED"): K.TICKET_COMMENTED,
}


async def _message(tx: "Transaction", event: dict[str, Any]) -> Notice | None:
    subject = await ConversationPolicy.subject(event["scope"]["conversation_id"])
    assert subject is not None
    facts = {"author": await _name(tx), "about": subject.row.subject}
    readers = set(subject.row.participant_ids)
    return Notice(K.MESSAGES, "Conversation", subject, ConversationPolicy, ConversationPolicy.see, readers, facts)


async def _accepted(tx: "Transaction", event: dict[str, Any]) -> Notice | None:
    subject = await InvitationPolicy.subject(event["subject_id"])
    assert subject is not None
    row = subject.row
    facts = {"author": (await _rows(tx, NAME, row.member_id))[0]["display_name"]}
    rule = InvitationPolicy.see
    return Notice(K.INVITATION_ACCEPTED, "Invitation", subject, InvitationPolicy, rule, {row.invited_by}, facts)


async def _name(tx: "Transaction") -> str:
    rows = await _rows(tx, NAME, tx.viewer.member_id)
    return str(rows[0]["display_name"]) if rows else ""


Draft = Callable[["Transaction", dict[str, Any]], Awaitable[Notice | None]]
DRAFTS: dict[tuple[str, str], Draft] = {
    **dict.fromkeys(TICKET_KINDS, _ticket),
    ("message", "SENT"): _message,
}
"""What is worth knowing, by how the log calls it; other nouns call `tell` themselves."""

BY_ITSELF: dict[tuple[str, str], Draft] = {("invitation", "ACCEPTED"): _accepted}
"""The same for what has nobody behind it: whoever accepts an invitation is no member yet."""
