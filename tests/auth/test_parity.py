"""What a screen holds, built from one query and then from the stream alone, is what a new query would answer."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.imports import ImportPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.charges import Charge
from app.models.imports import Import
from app.models.leases import Lease
from app.models.messages import Conversation
from app.models.notifications import Notification, NotificationEventKind
from app.models.people import Member
from app.models.properties import Property, Unit
from app.models.tickets import Move, Ticket, TicketCategory, TicketHoldReason, TicketStatus
from app.resolvers import tickets
from app.resolvers.messages import Said, send
from app.schema import root
from app.subscriptions import notifications
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import transaction
from tests.auth.desk import Desk, Ear
from tests.auth.test_lost_sight import change
from tests.auth.test_matrix_streams import until
from tests.support.roles import revoke_grant
from tests.support.world import World

SHOWN = "id number title status version commentCount assignee { id name } property { name } unit { label }"
QUERY = f"{{ tickets(first: 100) {{ nodes {{ {SHOWN} }} }} eventCursor }}"
STREAM = f"""subscription ($after: EventCursor) {{ ticketEvents(after: $after) {{ __typename cursor
  ... on TicketEvent {{ kind ticket {{ {SHOWN} }} }} ... on StreamGone {{ id }} }} }}"""
WATCHING = ("tenant", "manager", "scoped_manager", "vendor", "maintenance", "owner")


class Screen:
    """A list of tickets that is asked for once and then kept up to date."""

    def __init__(self, desk: Desk, viewer: Viewer) -> None:
        self._desk, self._viewer = desk, viewer
        self.ear = Ear(viewer)
        self._held: dict[str, Any] = {}

    async def open(self) -> "asyncio.Task[None]":
        rows, cursor = await self.asked()
        self._held = rows
        return asyncio.create_task(self._desk.follow(self.ear, STREAM, after=cursor))

    async def asked(self) -> tuple[dict[str, Any], str]:
        answer = (await self._desk.ask(self._viewer, QUERY))["data"]
        return {row["id"]: row for row in answer["tickets"]["nodes"]}, answer["eventCursor"]

    @property
    def held(self) -> dict[str, Any]:
        rows = dict(self._held)
        for payload in self.ear.heard:
            message = payload["data"]["ticketEvents"]
            if message["__typename"] == "StreamGone":
                rows.pop(message["id"], None)
            elif message["__typename"] == "TicketEvent":
                rows[message["ticket"]["id"]] = message["ticket"]
        return rows


@asynccontextmanager
async def screens(desk: Desk, world: World) -> AsyncIterator[dict[str, Screen]]:
    async with desk.listening():
        made = {role: Screen(desk, world.viewer_of(role)) for role in WATCHING}
        tasks = [await screen.open() for screen in made.values()]
        try:
            await until(lambda: all(screen.ear.heard for screen in made.values()))
            yield made
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def something(choice: random.Random, world: World) -> None:
    """One thing that somebody does to some ticket; what is refused does nothing."""
    admin, manager = world.viewer_of("admin"), world.viewer_of("manager")
    ticket = choice.choice([row.id for row in world.a.rows[Ticket].values()])
    workers = [None, *(world.a.id(Member, name) for name in ("vendor", "maintenance", "admin"))]
    to = choice.choice(list(TicketStatus))
    move = Move(to, hold_reason=TicketHoldReason.PARTS if to is TicketStatus.ON_HOLD else None)
    new = tickets.NewTicket("Made", TicketCategory.OTHER, unit_id=world.a.id(Unit, "north_1"))
    place = choice.choice(list(world.a.rows[Property].values())).id
    await choice.choice(
        [
            lambda: tickets.create(world.viewer_of("tenant"), new),
            lambda: tickets.comment(manager, ticket, "For all.", False),
            lambda: tickets.comment(manager, ticket, "Inside.", True),
            lambda: tickets.assign(admin, ticket, choice.choice(workers)),
            lambda: tickets.assign(admin, ticket, workers[1]),
            lambda: tickets.change_status(manager, ticket, move),
            lambda: change(world, Ticket, world.a.id(Ticket, "stairs"), property_id=place, building_id=None),
        ]
    )()


@pytest.mark.parametrize("seed", range(3))
async def test_what_a_screen_holds_is_what_a_new_query_answers(desk: Desk, world: World, seed: int) -> None:
    choice = random.Random(seed)
    async with screens(desk, world) as made:
        before = {role: screen.held for role, screen in made.items()}
        done = 0
        while done < 15:
            try:
                await something(choice, world)
                done += 1
            except (TenantryError, ValueError):
                continue
        (channel,) = desk.api.live.hub._channels.values()  # type: ignore[union-attr]
        await tickets.comment(world.viewer_of("admin"), world.a.id(Ticket, "leak"), "The last.", False)
        await until(lambda: channel.position.seq == channel.feed.seen and "COMMENTED" in str(made["manager"].ear.heard))
        await asyncio.sleep(0.2)
        await until(lambda: channel.position.seq == channel.feed.seen)
        for role, screen in made.items():
            rows, _ = await screen.asked()
            assert screen.held == rows, role
        assert all(made[role].held != before[role] for role in ("tenant", "manager", "maintenance"))


async def _comment(world: World) -> None:
    await tickets.comment(world.viewer_of("manager"), world.a.id(Ticket, "leak"), "Something.", False)


async def _say(world: World) -> None:
    author = Viewer.system_of(world.a.organization_id, "test")
    await send(author, world.a.id(Conversation, "home"), Said(uuid.uuid4(), "Something."))


async def _bill(world: World) -> None:
    async with transaction(world.viewer_of("manager")) as tx:
        charge = await ChargePolicy.lock(tx.viewer, world.a.id(Charge, "north_1"), to=ChargePolicy.see)
        tx.announce(charge, "STATUS_CHANGED", {"property_id": charge.property_id, "lease_id": charge.lease_id})


async def _agree(world: World) -> None:
    async with transaction(world.viewer_of("manager")) as tx:
        lease = await LeasePolicy.lock(tx.viewer, world.a.id(Lease, "north_1"), to=LeasePolicy.see)
        tx.announce(lease, "UPDATED", of_lease(lease), changed=["rent"])


async def _notify(world: World) -> None:
    async with transaction(Viewer.system_of(world.a.organization_id, "test")) as tx:
        for name in ("tenant", "manager"):
            notifications.announce(
                tx, NotificationEventKind.READ, world.a.id(Notification, name), world.a.id(Member, name)
            )


async def _bring_in(world: World) -> None:
    async with transaction(world.viewer_of("admin")) as tx:
        row = await ImportPolicy.lock(tx.viewer, world.a.id(Import, "list"), to=ImportPolicy.see)
        tx.announce(row, "PROGRESSED", {"import_id": row.id})


STREAMS = {
    "notificationEvents": ("tenant", "manager", _notify),
    "importEvents": ("manager", "admin", _bring_in),
    "ticketEvents": ("tenant", "manager", _comment),
    "messageEvents": ("tenant", "manager", _say),
    "leaseEvents": ("tenant", "manager", _agree),
    "paymentEvents": ("tenant", "manager", _bill),
    "organizationEvents": ("scoped_manager", "manager", _comment),
}
"""For each stream: somebody who loses the grants, somebody who keeps theirs, and what both are told."""


def offered() -> list[str]:
    """All streams of the schema but presence: it is of who is there now, and has no events."""
    subscription = root.build()._schema.subscription_type
    assert subscription is not None
    return [name for name in subscription.fields if name != "presence"]


@pytest.mark.parametrize("field", offered())
async def test_a_grant_that_is_removed_ends_the_stream_before_the_next_event(
    desk: Desk, world: World, field: str
) -> None:
    losing, keeping, happen = STREAMS[field]
    document = f"subscription {{ {field} {{ __typename cursor ... on StreamReset {{ reason }} }} }}"
    loser, keeper = Ear(world.viewer_of(losing)), Ear(world.viewer_of(keeping))
    async with desk.listening():
        tasks = [asyncio.create_task(desk.follow(ear, document)) for ear in (loser, keeper)]
        await until(lambda: loser.heard and keeper.heard)
        await happen(world)
        await until(lambda: len(loser.heard) == len(keeper.heard) == 2)
        for grant in loser.viewer.grants:
            await revoke_grant(world.viewer_of("admin"), grant.id)
        await happen(world)
        await until(lambda: len(keeper.heard) == 3 and tasks[0].done())
        await happen(world)
        await until(lambda: len(keeper.heard) == 4)
        last = loser.heard[-1]["data"][field]
        assert len(loser.heard) == 3 and last["reason"] == "GRANTS_CHANGED"
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
