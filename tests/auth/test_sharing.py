"""One execution for many says to each, byte for byte, what an execution of their own would have said."""

import asyncio
import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from app import metrics
from app.auth.viewer import SCOPES, Grant, Role, Viewer
from app.errors import TenantryError
from app.models.leases import Lease
from app.models.messages import Conversation, Message
from app.models.people import Member
from app.models.properties import Building, Property, Unit
from app.models.tickets import Move, Ticket, TicketStatus
from app.resolvers import messages, tickets
from app.schema.arrival import Arrival
from app.schema.execute import Opened, stream
from app.schema.live import LiveExecutor
from app.schema.request import Request
from app.subscriptions.catchup import CatchUp
from app.subscriptions.hub import Hub
from app.subscriptions.stream import Happened
from tests.auth.desk import REQUEST_ID, Desk
from tests.auth.test_lost_sight import change
from tests.auth.test_matrix_streams import until
from tests.support.world import ROLES, World

MODELS = dict(zip(SCOPES, (Lease, Unit, Building, Property), strict=True))
TICKET = (
    "id kind fromStatus toStatus note occurredAt",
    "actor { __typename name ... on Person { email isViewer } }",
    "actor { name ... on Person { phone locale } }",
    "ticket { id number title status stage nextStatuses dueBy version @include(if: $deep) }",
    "ticket { unit { label building { label } property { name } } property { name today timeZone } }",
    "ticket { reporter { name email } assignee { id name } }",
    "ticket { assignee { isViewer } }",
    "ticket { commentCount comments(last: 2) { totalCount nodes { body isInternal author { name email } } } }",
    "comment { body isInternal author { name } }",
    "ticket { viewerCan { changeStatusTo assign commentInternally } }",
    "ticket @include(if: $deep) { unit { marketRent { formatted minor } } }",
    "ticket { events(last: 1) { nodes { kind comment { body } actor { name } } } }",
)
TALK = (
    "id kind occurredAt actor { name }",
    "conversation { id subject version about { __typename ... on Ticket { unit { label } } ... on Lease { id } } }",
    "conversation { participants { readUpTo person { name email } } }",
    "conversation { unreadCount }",
    "message { body isMine author { id email } readBy { person { name } } }",
    "message @include(if: $deep) { body sentAt author { name } conversation { viewerCan { sendMessage } } }",
    "conversation { lastMessage { body } messages(last: 2) { nodes { body } } }",
    "viewer { unreadMessageCount role }",
)


def document(choice: random.Random) -> str:
    root, kind, fields = choice.choice(
        (("ticketEvents", "TicketEvent", TICKET), ("messageEvents", "MessageEvent", TALK))
    )
    some = choice.sample(fields, choice.randint(1, 4))
    return (
        f"subscription S($after: EventCursor, $deep: Boolean = true) {{ {root}(after: $after) {{ __typename cursor "
        f"... on {kind} @include(if: $deep) {{ occurredAt }} ... on StreamGone {{ id }}"
        f" {' '.join(f'... on {kind} {{ {each} }}' for each in some)} }} }}"
    )


@dataclass
class Mouth:
    """One who listens through the hub, and the plan that would serve them alone."""

    viewer: Viewer
    opened: Opened | None = None
    heard: list[bytes] = field(default_factory=list)
    is_open: bool = True
    refused: TenantryError | None = None

    def tell(self, payload: bytes) -> None:
        self.heard.append(payload)

    async def tell_in_turn(self, payload: bytes) -> None:
        self.heard.append(payload)

    async def follow(self, desk: Desk, text: str, deep: bool) -> None:
        request = Request(text, variables={"deep": deep})
        assert desk.api.live is not None
        try:
            async for step in stream(desk.api, lambda: self.viewer, Arrival(REQUEST_ID), request):
                assert isinstance(step, Opened), step
                self.opened = step
                await desk.api.live.serve(self, step.asked, step.stream)
        except TenantryError as error:
            self.refused = error


def strangers(choice: random.Random, world: World, count: int) -> list[Viewer]:
    """Members with grants as no session has them."""

    def grant() -> Grant:
        depth = choice.randint(0, 4)
        scope = {name: choice.choice(list(world.a.rows[MODELS[name]].values())).id for name in SCOPES[4 - depth :]}
        return Grant(uuid.uuid4(), choice.choice(list(Role)), **scope)

    people = list(world.a.rows[Member].values())
    return [
        replace(
            world.viewer_of("admin"),
            member_id=choice.choice(people).id,
            grants=tuple(grant() for _ in range(choice.randint(1, 3))),
            locale=choice.choice(("en", "nb", "ar")),
        )
        for _ in range(count)
    ]


def changes(choice: random.Random, world: World) -> Callable[[], Awaitable[Any]]:
    """Something that happens."""
    admin, manager = world.viewer_of("admin"), world.viewer_of("manager")
    ticket: UUID = choice.choice([row.id for row in world.a.rows[Ticket].values()])
    talk: Any = choice.choice(list(world.a.rows[Conversation].values()))
    worker = choice.choice([None, *(world.a.id(Member, name) for name in ("vendor", "maintenance", "admin"))])
    said = messages.Said(uuid.uuid4(), f"Said {choice.random()}")
    place = choice.choice(list(world.a.rows[Property].values())).id
    last = max(
        (row for row in world.a.rows[Message].values() if row.conversation_id == talk.id), key=lambda row: row.seq
    )
    reader = next(role for role in ROLES if world.viewer_of(role).member_id in talk.participant_ids)
    return choice.choice(
        [
            lambda: tickets.comment(manager, ticket, "For all.", False),
            lambda: tickets.comment(manager, ticket, "Inside only.", True),
            lambda: tickets.assign(admin, ticket, worker),
            lambda: tickets.change_status(admin, ticket, Move(TicketStatus.CANCELLED)),
            lambda: messages.send(manager, talk.id, said),
            lambda: messages.mark_read(world.viewer_of(reader), talk.id, last.id),
            lambda: change(world, Ticket, world.a.id(Ticket, "stairs"), property_id=place, building_id=None),
            lambda: change(world, Conversation, talk.id, participant_ids=talk.participant_ids[:1]),
        ]
    )


async def alone(hub: Hub, executor: LiveExecutor, mouth: Mouth, since: int) -> list[bytes]:
    """What the same events would have been in an execution of one's own."""
    assert mouth.opened is not None
    asked, opened = mouth.opened.asked, mouth.opened.stream
    plan = executor.plan(asked, opened.told_as)
    (channel,) = hub._channels.values()
    catch_up = CatchUp(channel.feed, channel.replays, opened.following.topic, mouth.viewer, channel.position)
    catch_up.seq, catch_up.epoch = since, channel.position.epoch
    return [
        await (
            executor.execute(plan, mouth.viewer, message)
            if isinstance(message, Happened)
            else channel.kitchen.plain(plan, message)
        )
        async for message in catch_up.rest()
    ]


@asynccontextmanager
async def listening(desk: Desk, mouths: list[tuple[Mouth, str, bool]]) -> AsyncIterator[Hub]:
    assert desk.api.live is not None
    async with desk.listening():
        tasks = [asyncio.create_task(mouth.follow(desk, text, deep)) for mouth, text, deep in mouths]
        try:
            await until(lambda: all(mouth.heard or mouth.refused for mouth, _, _ in mouths), 20)
            yield desk.api.live.hub  # type: ignore[attr-defined]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def head_of(world: World) -> int:
    """Where the stream of the organization ends."""
    async with world.superuser() as connection:
        sql = "SELECT head FROM organization_stream WHERE organization_id = $1"
        head: int = await connection.fetchval(sql, world.a.organization_id)
        return head


def fallbacks() -> float:
    return metrics.unshared._value.get()


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_shared_is_what_each_would_have_been_told(desk: Desk, world: World, seed: int) -> None:
    choice, before = random.Random(seed), fallbacks()
    viewers = [*(world.viewer_of(role) for role in ROLES), *strangers(choice, world, 12)]
    texts = [document(choice) for _ in range(6)]
    asked = [(Mouth(viewer), choice.choice(texts), choice.random() < 0.7) for viewer in viewers for _ in range(2)]
    executor: LiveExecutor = desk.api.live._executor  # type: ignore[union-attr]
    told = gone = 0
    async with listening(desk, asked) as hub:
        mouths = [mouth for mouth, _, _ in asked if mouth.refused is None]
        (channel,) = hub._channels.values()
        for _ in range(10):
            since, heard = channel.position.seq, [len(mouth.heard) for mouth in mouths]
            try:
                await changes(choice, world)()
            except TenantryError:
                continue
            if await head_of(world) == since:
                continue  # what was read before is not read again: nothing happened
            await until(lambda since=since: channel.position.seq > since and channel.position.seq == channel.feed.seen)
            for mouth, count in zip(mouths, heard, strict=True):
                expected = await alone(hub, executor, mouth, since)
                assert mouth.heard[count:] == expected, (mouth.opened, mouth.viewer)
                told += len(expected)
                gone += sum(b"StreamGone" in payload for payload in expected)
    assert told > 30 and fallbacks() == before, (told, gone)


async def test_different_grants_with_the_same_sight_share_one_execution(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "subscription { ticketEvents { __typename cursor ... on TicketEvent { kind actor { name }"
        " ticket { number property { name } unit { label building { label } } } } } }"
    )
    roles = ("admin", "manager", "scoped_manager", "maintenance", "auditor", "owner", "tenant", "co_tenant", "vendor")
    asked = [(Mouth(world.viewer_of(role)), text, True) for role in roles for _ in range(2)]
    runs: list[object] = []
    execute = LiveExecutor.execute

    async def counted(self: LiveExecutor, *all_of: Any) -> bytes:
        runs.append(all_of)
        return await execute(self, *all_of)

    async with listening(desk, asked):
        monkeypatch.setattr(LiveExecutor, "execute", counted)
        await tickets.comment(world.viewer_of("manager"), world.a.id(Ticket, "leak"), "For all.", False)
        await until(lambda: all(len(mouth.heard) == 2 for mouth, _, _ in asked))
    answers = {mouth.heard[1] for mouth, _, _ in asked}
    # The vendor sees neither the property nor the home; everybody else sees all of it.
    assert len(answers) == len(runs) == 2
    assert {
        role
        for role, (mouth, _, _) in zip([r for r in roles for _ in "ab"], asked, strict=True)
        if b'"unit":null' in mouth.heard[1]
    } == {"vendor"}
