"""Presence by everybody: those who take part see who is here, and nobody else learns that there is anything."""

import asyncio
import uuid

import pytest

from app.models.ids import to_global
from app.models.messages import Conversation, Participant
from app.models.people import Member
from tests.auth.desk import Desk, Ear, codes_of
from tests.auth.matrix.oracle import COLUMNS, TALKS, cell
from tests.support.world import World

HERE = """subscription($id: ID!) { presence(conversationId: $id) {
  ... on PresenceState { revision present { person { id name } isHere isTyping } }
  ... on PresenceChange { revision presence { person { id } isHere isTyping } } } }"""
TYPE = "mutation($id: ID!) { setTyping(input: {conversationId: $id, isTyping: true}) { errors { code } } }"


def own(world: World, role: str) -> str:
    """The id of a conversation in which the role takes part; of any for somebody who takes part in none."""
    house = world.a
    mine = [row for row in house.rows[Participant].values() if row.member_id == house.id(Member, role)]
    name = min(TALKS.get(role, {"home"}))
    return to_global("Conversation", mine[0].conversation_id) if mine else house.global_id(Conversation, name)


async def first(desk: Desk, ear: Ear, id: str) -> None:
    """Follow until something is heard or refused."""
    task = asyncio.create_task(desk.follow(ear, HERE, id=id))
    async with asyncio.timeout(5):
        while not ear.heard and not ear.code:  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("role", COLUMNS)
async def test_who_takes_part_is_here_and_may_type(still_desk: Desk, still_world: World, role: str) -> None:
    desk, world, viewer = still_desk, still_world, still_world.viewer_of(role)
    async with desk.listening():
        ear, id = Ear(viewer), own(world, role)
        await first(desk, ear, id)
        answer = await desk.ask(viewer, TYPE, id=id)
    if cell("subscriptions", "presence", role) == "deny":
        assert cell("mutations", "setTyping", role) == "deny"
        refusal = "UNAUTHENTICATED" if role == "anonymous" else "NOT_FOUND"
        assert (ear.code, codes_of(answer), ear.heard) == (refusal, [refusal], [])
        return
    assert answer == {"data": {"setTyping": {"errors": []}}}
    (present,) = ear.heard[0]["data"]["presence"]["present"]
    assert present["person"]["id"] == world.a.global_id(Member, role)
    assert (present["isHere"], present["isTyping"]) == (True, False)


async def test_nobody_learns_of_what_is_not_theirs(still_desk: Desk, still_world: World) -> None:
    desk, world = still_desk, still_world
    ids = (
        world.b.global_id(Conversation, "home"),
        to_global("Conversation", uuid.uuid4()),
        world.a.global_id(Conversation, "books"),
    )
    async with desk.listening():
        for role in ("tenant", "manager"):
            found = []
            for id in ids:
                ear = Ear(world.viewer_of(role))
                await first(desk, ear, id)
                assert ear.heard == []
                found.append((ear.code, codes_of(await desk.ask(world.viewer_of(role), TYPE, id=id))))
            # A manager answers for every conversation, and is told that this one is read by those who take part.
            last = "FORBIDDEN" if role == "manager" else "NOT_FOUND"
            assert found == [("NOT_FOUND", ["NOT_FOUND"])] * 2 + [(last, [last])], role
