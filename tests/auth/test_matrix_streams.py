"""Every stream by everybody: told what is theirs, before and after what is not, and nothing of anybody else."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.auth.viewer import Viewer
from app.resolvers.messages import Said, send
from app.resolvers.tickets import comment
from tests.auth.desk import Desk, Ear
from tests.auth.documents import everything
from tests.auth.matrix.oracle import COLUMNS, MODELS, cell, leaks, visible
from tests.support.world import World

TICKETS = f"subscription {{ ticketEvents {{ __typename cursor ... on TicketEvent {everything('TicketEvent')} }} }}"
MESSAGES = f"subscription {{ messageEvents {{ __typename cursor ... on MessageEvent {everything('MessageEvent')} }} }}"
STRANGERS = {"anonymous": "UNAUTHENTICATED", "former_tenant": "FORBIDDEN"}
REFUSED = {
    "paymentEvents": {**STRANGERS, "maintenance": "FORBIDDEN", "vendor": "FORBIDDEN"},
    "leaseEvents": {**STRANGERS, "maintenance": "FORBIDDEN", "vendor": "FORBIDDEN"},
    "organizationEvents": {
        **STRANGERS,
        **dict.fromkeys(("maintenance", "vendor", "tenant", "co_tenant", "guarantor"), "FORBIDDEN"),
    },
    "ticketEvents": {**STRANGERS, "accountant": "FORBIDDEN", "guarantor": "FORBIDDEN"},
    "messageEvents": {**STRANGERS, "auditor": "FORBIDDEN"},
}


def told(ear: Ear, field: str) -> list[dict[str, Any]]:
    """The messages of a stream, without the wrapping."""
    assert all("errors" not in payload for payload in ear.heard), ear.heard
    return [payload["data"][field] for payload in ear.heard]


def bodies(ear: Ear, field: str, noun: str) -> list[str]:
    """The texts that the events tell."""
    return [message[noun]["body"] for message in told(ear, field) if message["__typename"].endswith("Event")]


@asynccontextmanager
async def ears(desk: Desk, world: World, document: str) -> AsyncIterator[dict[str, Ear]]:
    """Everybody listens, from the moment all who are let in are ready."""
    found = {role: Ear(world.viewer_of(role)) for role in COLUMNS}
    async with desk.listening():
        tasks = [asyncio.create_task(desk.follow(ear, document)) for ear in found.values()]
        try:
            await until(lambda: all(ear.heard or ear.code for ear in found.values()))
            yield found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def until(holds: Any, seconds: float = 30.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.02)


def check_opened(ears: dict[str, Ear], field: str) -> None:
    """Fail unless exactly those were let in whom the matrix, or an empty list, lets in."""
    for role, ear in ears.items():
        assert ear.code == REFUSED[field].get(role), role
        first = [message["__typename"] for message in told(ear, field)[:1]]
        assert first == ([] if role in REFUSED[field] else ["StreamReady"]), role
        assert (role in REFUSED[field]) is (cell("subscriptions", field, role) == "deny"), role


async def test_events_of_tickets_reach_whom_the_matrix_names(desk: Desk, world: World) -> None:
    house, names = world.a, ("leak_public", "leak_inside", "next_door_public", "far_public")
    expected: dict[str, list[str]] = {role: [] for role in COLUMNS}
    async with ears(desk, world, TICKETS) as found:
        check_opened(found, "ticketEvents")
        for turn in ("before", "after"):
            for name in names:
                ticket, _, kind = name.rpartition("_")
                id, body = house.id(MODELS["Ticket"], ticket), f"CANARY-A-ticket_comment-{name}-{turn}"
                await comment(world.viewer_of("manager"), id, body, kind == "inside")
                for role in COLUMNS:
                    expected[role] += [body] if name in visible(world, "TicketComment", role) else []
            foreign = world.b.id(MODELS["Ticket"], "leak")
            await comment(world.viewer_of("manager", "B"), foreign, f"CANARY-B-ticket_comment-{turn}-body", False)
        await until(lambda: all(len(found[role].heard) > len(texts) for role, texts in expected.items() if texts))
        await asyncio.sleep(0.2)
        for role, ear in found.items():
            assert bodies(ear, "ticketEvents", "comment") == expected[role], role
            assert not leaks(world, role, json.dumps(ear.heard)), role
            assert bool(expected[role]) is (cell("subscriptions", "ticketEvents", role) != "deny"), role


async def test_events_of_conversations_reach_whom_the_matrix_names(desk: Desk, world: World) -> None:
    expected: dict[str, list[str]] = {role: [] for role in COLUMNS}
    async with ears(desk, world, MESSAGES) as found:
        check_opened(found, "messageEvents")
        for turn in ("before", "after"):
            for name, conversation in world.a.rows[MODELS["Conversation"]].items():
                author = Viewer.system_of(world.a.organization_id, "test")
                body = f"CANARY-A-conversation-{name}-{turn}"
                await send(author, conversation.id, Said(uuid.uuid4(), body))
                for role in COLUMNS:
                    expected[role] += [body] if name in visible(world, "Conversation", role) else []
            foreign = world.b.id(MODELS["Conversation"], "home")
            await send(world.viewer_of("manager", "B"), foreign, Said(uuid.uuid4(), f"CANARY-B-message-{turn}-body"))
        await until(lambda: all(len(found[role].heard) > len(texts) for role, texts in expected.items() if texts))
        await asyncio.sleep(0.2)
        for role, ear in found.items():
            assert bodies(ear, "messageEvents", "message") == expected[role], role
            assert not leaks(world, role, json.dumps(ear.heard)), role
            assert bool(expected[role]) is (cell("subscriptions", "messageEvents", role) != "deny"), role
