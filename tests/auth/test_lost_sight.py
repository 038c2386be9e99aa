"""Whoever could see something and cannot any more is told that it is gone, live and in a replay alike."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from app.auth.policies.messages import ConversationPolicy
from app.auth.policies.tickets import TicketPolicy
from app.models.ids import to_global
from app.models.messages import Conversation
from app.models.people import Member
from app.models.properties import Property
from app.models.tickets import Ticket
from app.resolvers import tickets
from app.subscriptions import messages as of_messages
from app.subscriptions import tickets as of_tickets
from app.subscriptions.presence import Pace
from app.subscriptions.transaction import transaction
from tests.auth.desk import Desk, Ear
from tests.auth.test_matrix_presence import HERE
from tests.auth.test_matrix_streams import until
from tests.support.world import World

TICKETS = """subscription ($after: EventCursor, $property: ID, $kinds: [TicketEventKind!]) {
  ticketEvents(after: $after, propertyId: $property, kinds: $kinds) {
    __typename cursor ... on TicketEvent { kind ticket { id } } ... on StreamGone { id } } }"""
MESSAGES = """subscription ($after: EventCursor) { messageEvents(after: $after) {
    __typename cursor ... on MessageEvent { kind conversation { id } } ... on StreamGone { id } } }"""


class Crowd:
    """Some who listen, live first and in a replay of the same later."""

    def __init__(self, desk: Desk, world: World) -> None:
        self._desk, self._world = desk, world
        self._asked: dict[str, tuple[str, dict[str, Any]]] = {}
        self.ears: dict[str, Ear] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, name: str, document: str, **variables: Any) -> None:
        role = name.split(":", maxsplit=1)[0]
        self.ears[name] = ear = Ear(self._world.viewer_of(role))
        self._asked[name] = (document, variables)
        self._tasks.append(asyncio.create_task(self._desk.follow(ear, document, **variables)))
        await until(lambda: ear.heard or ear.code)
        assert ear.code is None

    def told(self, name: str) -> list[dict[str, Any]]:
        """What came after the first word."""
        return [next(iter(payload["data"].values())) for payload in self.ears[name].heard[1:]]

    def kinds(self, name: str) -> list[str]:
        return [message.get("kind") or message["__typename"] for message in self.told(name)]

    async def check_replays(self) -> None:
        """Everybody hears the same again when they come back with their first cursor."""
        for name, (document, variables) in self._asked.items():
            first = next(iter(self.ears[name].heard[0]["data"].values()))["cursor"]
            again = Ear(self.ears[name].viewer)
            self._tasks.append(asyncio.create_task(self._desk.follow(again, document, **{**variables, "after": first})))
            await until(lambda ear=again: ear.heard and "StreamReady" in str(ear.heard[-1]))
            assert again.heard[:-1] == self.ears[name].heard[1:], name

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def crowd(desk: Desk, world: World) -> AsyncIterator[Crowd]:
    async with desk.listening():
        made = Crowd(desk, world)
        try:
            yield made
        finally:
            await made.leave()


async def change(world: World, model: Any, id: UUID, **columns: Any) -> None:
    """Change columns that decide who sees a row, and say so."""
    policy = TicketPolicy if model is Ticket else ConversationPolicy
    async with transaction(world.viewer_of("manager")) as tx:
        row: Any = await policy.lock(tx.viewer, id, to=policy.see)
        was = {name: getattr(row, name) for name in columns}
        for name, value in columns.items():
            setattr(row, name, value)
        await tx.save(row, *columns)
        scope = of_tickets.scope_of(row) if model is Ticket else of_messages.scope_of(row)
        tx.announce(row, "ASSIGNED" if model is Ticket else "STARTED", scope, was)


async def test_a_vendor_who_is_replaced_is_told_that_the_ticket_is_gone(desk: Desk, world: World) -> None:
    admin, leak = world.viewer_of("admin"), world.a.id(Ticket, "leak")
    vendor, keeper = world.a.id(Member, "vendor"), world.a.id(Member, "maintenance")
    await tickets.assign(admin, leak, vendor)
    async with crowd(desk, world) as all_ears:
        for name in ("vendor", "manager", "tenant"):
            await all_ears.join(name, TICKETS)
        await all_ears.join("vendor:picky", TICKETS, kinds=["COMMENTED"])
        await tickets.assign(admin, leak, keeper)
        await tickets.assign(admin, leak, None)
        await until(lambda: len(all_ears.told("manager")) == 2)
        assert all_ears.kinds("manager") == all_ears.kinds("tenant") == ["ASSIGNED", "ASSIGNED"]
        for name in ("vendor", "vendor:picky"):
            assert all_ears.kinds(name) == ["StreamGone"]
            assert all_ears.told(name)[0]["id"] == to_global("Ticket", leak)
            assert all_ears.told(name)[0]["cursor"] == all_ears.told("manager")[0]["cursor"]
        await all_ears.check_replays()


async def test_a_ticket_that_moves_is_gone_where_it_was(desk: Desk, world: World) -> None:
    stairs = world.a.id(Ticket, "stairs")
    north, south = world.a.id(Property, "north"), world.a.id(Property, "south")
    async with crowd(desk, world) as all_ears:
        for name in ("scoped_manager", "owner", "manager"):
            await all_ears.join(name, TICKETS)
        await all_ears.join("manager:north", TICKETS, property=to_global("Property", north))
        await all_ears.join("manager:south", TICKETS, property=to_global("Property", south))
        await change(world, Ticket, stairs, property_id=south, building_id=None)
        await until(lambda: len(all_ears.told("manager")) == 1 and len(all_ears.told("owner")) == 1)
        for name in ("scoped_manager", "owner", "manager:north"):
            assert all_ears.kinds(name) == ["StreamGone"], name
        for name in ("manager", "manager:south"):
            assert all_ears.kinds(name) == ["ASSIGNED"], name
        await all_ears.check_replays()


async def test_whoever_is_taken_out_of_a_conversation_is_told_that_it_is_gone(desk: Desk, world: World) -> None:
    home, tenant = world.a.id(Conversation, "home"), world.a.id(Member, "tenant")
    talks = world.a.rows[Conversation]["home"].participant_ids
    assert tenant in talks
    async with crowd(desk, world) as all_ears:
        for name in ("tenant", "manager", "accountant", "co_tenant"):
            await all_ears.join(name, MESSAGES)
        await change(world, Conversation, home, participant_ids=[id for id in talks if id != tenant])
        await until(lambda: len(all_ears.told("manager")) == 1 and len(all_ears.told("tenant")) == 1)
        assert all_ears.kinds("manager") == ["STARTED"] and all_ears.kinds("tenant") == ["StreamGone"]
        assert all_ears.told("tenant")[0]["id"] == to_global("Conversation", home)
        assert all_ears.told("accountant") == all_ears.told("co_tenant") == []
        await all_ears.check_replays()


async def test_whoever_is_taken_out_of_a_conversation_no_longer_sees_who_is_there(desk: Desk, world: World) -> None:
    home, tenant = world.a.id(Conversation, "home"), world.a.id(Member, "tenant")
    desk.services.presences._pace = Pace(beat=0.2)
    async with desk.listening():
        ear = Ear(world.viewer_of("tenant"))
        task = asyncio.create_task(desk.follow(ear, HERE, id=to_global("Conversation", home)))
        try:
            await until(lambda: bool(ear.heard))
            talks = [id for id in world.a.rows[Conversation]["home"].participant_ids if id != tenant]
            await change(world, Conversation, home, participant_ids=talks)
            await until(lambda: ear.code is not None)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert ear.code == "FORBIDDEN"
