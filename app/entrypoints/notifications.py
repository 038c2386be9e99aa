"""Mail about what nobody has read: one for all messages of a reader, one for each ticket, and each only once."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import orjson

from app import clock
from app.auth.doors import door
from app.auth.outbox import post
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.messages import ConversationPolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.policies.tickets import TicketPolicy
from app.auth.policy import Policy
from app.auth.scope import WriteScope, reading, writing
from app.auth.viewer import Viewer
from app.entrypoints.money_letters import ABOUT_MONEY, about_money
from app.integrations.queue.port import Job
from app.models.ids import to_global
from app.models.mail import Letter, Template
from app.models.notifications import KEPT, PAPERS, NotificationKind
from app.subscriptions.notifications import READERS, as_viewer
from app.words.notices import sentence

AT_ONCE = 200
REASON = "notifications"
K = NotificationKind

# Taken by one worker, and never again: what the mail server makes of it is the outbox's business.
TAKE = """
UPDATE notification n SET mail_due_at = NULL,
       mailed_at = CASE WHEN n.is_read AND n.kind <> ALL ($3::text[]) THEN NULL ELSE $1::timestamptz END
 WHERE n.organization_id = app.current_org()
   AND n.id IN (SELECT d.id FROM notification d WHERE d.organization_id = app.current_org() AND d.mail_due_at <= $1
                 ORDER BY d.mail_due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING n.id, n.member_id, n.kind, n.subject_type, n.subject_id, n.facts, n.count, n.created_at, n.is_read
"""
HOUSE = "SELECT name FROM organization WHERE id = app.current_org()"
FORGET = "DELETE FROM notification WHERE organization_id = app.current_org() AND created_at < $1"

POLICIES: dict[str, type[Policy[Any]]] = {
    "Ticket": TicketPolicy,
    "Conversation": ConversationPolicy,
    "Lease": LeasePolicy,
    "Payment": PaymentPolicy,
}
PLACES = {"Ticket": "tickets", "Conversation": "messages"}
WHAT = {
    K.TICKET_CREATED: "created",
    K.TICKET_CHANGED: "status",
    K.TICKET_ASSIGNED: "assigned",
    K.TICKET_COMMENTED: "comment",
}


def notification_jobs(origin: str) -> list[Job]:
    """Return what workers do with notifications; `origin` is where links in mail lead."""

    async def mail() -> None:
        await mail_unread(origin)

    return [
        Job("notifications.mail", mail, "* * * * *"),
        Job("notifications.forget", forget_notifications, "27 * * * *"),
    ]


async def mail_unread(origin: str) -> int:
    """Queue mail about what was left unread for long enough; returns how many mails."""
    queued = 0
    for organization_id in await _organizations():
        while (taken := await _mail(organization_id, origin))[0] == AT_ONCE:
            queued += taken[1]
        queued += taken[1]
    return queued


async def forget_notifications() -> None:
    """Delete what is older than anybody looks back."""
    for organization_id in await _organizations():
        async with writing(Viewer.system_of(organization_id, REASON)) as scope:
            with door("notifications.forget"):
                await scope.rows(FORGET, clock.now() - KEPT)


async def _mail(organization_id: UUID, origin: str) -> tuple[int, int]:
    async with writing(Viewer.system_of(organization_id, REASON)) as scope:
        with door("notifications.mail"):
            taken = await scope.rows(TAKE, clock.now(), AT_ONCE, list(PAPERS))
            unread = [row for row in taken if not row["is_read"] or row["kind"] in PAPERS]
            readers = await scope.rows(READERS, list({row["member_id"] for row in unread})) if unread else []
            house = (await scope.rows(HOUSE))[0]["name"]
        letters = [
            letter
            for reader in readers
            for letter in await _letters(scope, reader, [row for row in unread if row["member_id"] == reader["id"]])
        ]
        for letter in letters:
            await post(scope, _complete(letter, house, origin))
    return len(taken), len(letters)


async def _letters(scope: WriteScope, reader: Any, rows: list[Any]) -> list[Letter]:
    """Return the mails to one reader, about what they may still see; the newest word on each ticket counts."""
    tickets, messages, found = dict[UUID, Any](), list[Any](), list[Letter]()
    for row in sorted(rows, key=lambda row: row["created_at"]):
        if await _may_see(reader, row):
            if row["kind"] == K.MESSAGES:
                messages.append(row)
            elif row["kind"] in ABOUT_MONEY:
                letter = await about_money(reader, row)
                found += [letter] if letter is not None else []
            else:
                tickets[row["subject_id"]] = row
    found += [_about_ticket(reader, row) for row in tickets.values()]
    return [*found, _about_messages(reader, messages)] if messages else found


async def _may_see(reader: Any, row: Any) -> bool:
    policy = POLICIES.get(row["subject_type"])
    subject = await policy.subject(row["subject_id"]) if policy is not None else None
    if policy is None or subject is None:
        return False
    is_inside = orjson.loads(row["facts"]).get("is_inside", False)
    return policy.may(as_viewer(reader), TicketPolicy.inside if is_inside else policy.see, subject)


def _about_ticket(reader: Any, row: Any) -> Letter:
    facts = orjson.loads(row["facts"])
    values = {
        **{"number": facts["number"], "title": facts["title"], "author": facts["author"], "what": WHAT[row["kind"]]},
        "status": sentence(row["kind"], facts, 1, reader["locale"]),
    }
    return _letter(Template.TICKET_CHANGED, reader, row, values)


def _about_messages(reader: Any, rows: list[Any]) -> Letter:
    count, last = sum(row["count"] for row in rows), rows[-1]
    values = {"count": count, "author": orjson.loads(last["facts"])["author"]}
    return _letter(Template.UNREAD_MESSAGES, reader, last, values)


def _letter(template: Template, reader: Any, row: Any, values: dict[str, Any]) -> Letter:
    id = quote(to_global(row["subject_type"], row["subject_id"]), safe="")
    place = f"/{PLACES[row['subject_type']]}/{id}"
    return Letter(template, reader["email"], reader["locale"], {**values, "link": place}, reader["time_zone"])


def _complete(letter: Letter, house: str, origin: str) -> Letter:
    values = {**letter.values, "organization": house, "link": origin + letter.values["link"]}
    return Letter(letter.template, letter.recipient, letter.locale, values, letter.time_zone)


async def _organizations() -> list[UUID]:
    async with reading(Viewer.anonymous()) as scope:
        with door("notifications.organizations"):
            rows = await scope.rows("SELECT organization_id FROM organization_stream ORDER BY organization_id")
    return [row["organization_id"] for row in rows]
