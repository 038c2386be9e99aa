"""How each change of tickets and conversations is done: on something of one's own, and on something of others."""

import uuid
from typing import Any

from app.models.ids import to_global
from app.models.messages import Conversation, Message
from app.models.notifications import Notification
from app.models.people import Member
from app.models.properties import Unit
from tests.auth.matrix import entrance, money, papers, paying, portfolio, rents
from tests.auth.matrix.scenes import Deed, Digest, Scene, digest

FIRST_STEP = {"tenant": "CANCELLED", "co_tenant": "CANCELLED", "vendor": "SCHEDULED"}


async def _report(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    unit = scene.world.a.global_id(Unit, "north_1" if whose == "own" else "south_1")
    return {"unitId": unit, "title": "The tap drips", "category": "PLUMBING"}


async def _move(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"ticketId": await scene.ticket(role, whose), "to": FIRST_STEP.get(role, "TRIAGED")}


async def _assign(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    worker = scene.world.a.global_id(Member, "maintenance")
    return {"ticketId": await scene.ticket(role, whose), "assigneeId": worker}


async def _comment(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"ticketId": await scene.ticket(role, whose), "body": "It drips still"}


async def _start(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    people = None if whose == "own" else [scene.world.a.global_id(Member, "southerner")]
    return {"subject": "A question", "participantIds": people, "message": {"id": str(uuid.uuid4()), "body": "Hello"}}


async def _send(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    talk = scene.world.a.global_id(Conversation, scene.talk(role, whose))
    return {"id": str(uuid.uuid4()), "conversationId": talk, "body": "Hello"}


async def _read(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    house, name = scene.world.a, scene.talk(role, whose)
    last = next(row for row in house.rows[Message].values() if row.conversation_id == house.id(Conversation, name))
    return {
        "conversationId": house.global_id(Conversation, name),
        "upToMessageId": to_global("Message", last.id),
    }


async def _phish(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"description": "Somebody asked for my password"}


async def _known(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    reader = role if whose == "own" and role != "anonymous" else "shared"
    return {"notificationId": scene.world.a.global_id(Notification, reader)}


async def _wish(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    return {"quietFrom": "22:00", "quietUntil": "07:00", "choices": []}


DEEDS = {
    **portfolio.DEEDS,
    **entrance.DEEDS,
    **money.DEEDS,
    **paying.DEEDS,
    **rents.DEEDS,
    **papers.DEEDS,
    "createTicket": Deed("ticket", _report, "CreateTicketInput"),
    "changeTicketStatus": Deed("ticket", _move, "ChangeTicketStatusInput"),
    "assignTicket": Deed("ticket", _assign, "AssignTicketInput"),
    "commentOnTicket": Deed("comment", _comment, "CommentOnTicketInput"),
    "startConversation": Deed("conversation", _start, "StartConversationInput"),
    "sendMessage": Deed("message", _send, "SendMessageInput"),
    "markConversationRead": Deed("conversation", _read, "MarkConversationReadInput"),
    "markNotificationsRead": Deed("viewer", _known, "MarkNotificationsReadInput"),
    "changeNotificationSettings": Deed("viewer", _wish, "ChangeNotificationSettingsInput"),
    "reportPhishing": Deed("securityEvent", _phish, "ReportPhishingInput"),
}

__all__ = ["DEEDS", "Deed", "Digest", "Scene", "digest"]
