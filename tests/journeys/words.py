"""The documents and ids that several stories use."""

from typing import Any
from uuid import uuid4

import asyncpg

from app.entrypoints.demo.world import demo_id
from app.models.ids import to_global
from tests.support.client import Client
from tests.support.server import House

AMIRA = "amira@nordlys.example"
JONAS = "jonas@nordlys.example"
INGRID = "ingrid@nordlys.example"
SOLVEIG = "solveig@nordlys.example"
CASEY = "casey@harbor.example"

TICKETS = """subscription($ticketId: ID, $propertyId: ID, $kinds: [TicketEventKind!], $after: EventCursor) {
  ticketEvents(ticketId: $ticketId, propertyId: $propertyId, kinds: $kinds, after: $after) {
    __typename cursor ... on StreamReady { replayed } ... on StreamReset { reason }
    ... on TicketEvent { id kind fromStatus toStatus note occurredAt actor { name }
      comment { body isInternal } ticket { id title status version commentCount assignee { name } } } } }"""
MESSAGES = """subscription($conversationId: ID, $after: EventCursor) {
  messageEvents(conversationId: $conversationId, after: $after) {
    __typename cursor ... on StreamReady { replayed } ... on StreamReset { reason }
    ... on MessageEvent { id kind actor { name } message { clientId body } conversation { id subject unreadCount }
      viewer { unreadMessageCount } } } }"""


def nordlys(type_name: str, noun: str, key: str) -> str:
    """The global id of a row of the first organization."""
    return to_global(type_name, demo_id("nordlys", noun, key))


HOME = nordlys("Unit", "unit", "toftes-a-301")
TOM = nordlys("Person", "member", "tom")


async def report(client: Client, title: str, **more: object) -> str:
    """Report something and return the ticket's id."""
    given = {"unitId": HOME, "title": title, "category": "PLUMBING", **more}
    payload = await client.do("createTicket", "ticket { id }", **given)
    id: str = payload["ticket"]["id"]
    return id


async def comment(client: Client, ticket: str, body: str, internal: bool = False) -> str:
    """Say something about a ticket and return the cursor just after it."""
    payload = await client.do("commentOnTicket", "comment { id }", ticketId=ticket, body=body, isInternal=internal)
    cursor: str = payload["eventCursor"]
    return cursor


async def step(client: Client, ticket: str, to: str, **facts: object) -> str:
    """Move a ticket on and return the cursor just after it."""
    payload = await client.do("changeTicketStatus", "ticket { status }", ticketId=ticket, to=to, **facts)
    assert payload["ticket"]["status"] == to
    cursor: str = payload["eventCursor"]
    return cursor


async def say(client: Client, conversation: str, body: str) -> str:
    """Say something in a conversation and return the message's global id."""
    payload = await client.do("sendMessage", "message { id }", id=str(uuid4()), conversationId=conversation, body=body)
    id: str = payload["message"]["id"]
    return id


async def run(house: House, sql: str, *args: Any) -> Any:
    """Run one statement past all rules and return its first value."""
    connection = await asyncpg.connect(house.database.superuser_url, server_settings={"search_path": "app,public"})
    try:
        return await connection.fetchval(sql, *args)
    finally:
        await connection.close()
