"""The stream through awkward moments: orders that cross, work that is taken back, clocks that jump, long silences."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from app import clock
from app.auth.policies.messages import ConversationPolicy
from app.auth.policies.people import GrantPolicy
from app.auth.policies.tickets import TicketPolicy
from app.auth.viewer import Viewer
from app.entrypoints.demo import demo_id
from app.models.base import new_id
from app.models.ids import to_global
from app.resolvers import messages, people, tickets
from app.subscriptions import messages as of_messages
from app.subscriptions import upkeep
from app.subscriptions.tickets import scope_of
from app.subscriptions.transaction import transaction
from tests.subscriptions.conftest import Live
from tests.subscriptions.listening import Ear
from tests.subscriptions.test_feed import MANY, NORDLYS, superuser
from tests.support.services import Database

LEAK, BELL = demo_id("nordlys", "ticket", "leak"), demo_id("nordlys", "ticket", "doorbell")
TALK = demo_id("nordlys", "conversation", "leak")
WATCH = """subscription ($after: EventCursor, $property: ID) { ticketEvents(after: $after, propertyId: $property) {
  __typename cursor ... on TicketEvent { id kind comment { body } } ... on StreamReady { replayed }
  ... on StreamReset { reason } } }"""
TALKS = """subscription ($after: EventCursor) { messageEvents(after: $after) {
  __typename cursor ... on MessageEvent { kind message { body } } ... on StreamGone { id } } }"""


def bodies(ear: Ear) -> list[str]:
    return [message["comment"]["body"] for message in ear.messages if message["__typename"] == "TicketEvent"]


async def heard_again(live: Live, ear: Ear, after: str) -> list[dict[str, Any]]:
    """What a replay says, up to `StreamReady`."""
    again = live.listen(ear.viewer, WATCH, after=after)
    count = 1
    while (await again.hears(count))[-1]["__typename"] != "StreamReady":
        count = len(again.heard) + 1
    return again.messages


@asynccontextmanager
async def scripted(database: Database, viewer: Viewer) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the servers have it, at work in the viewer's organization."""
    connection = await asyncpg.connect(database.app_url, server_settings={"search_path": "app,public"})
    try:
        await connection.execute(f"SELECT set_config('app.organization', '{viewer.organization_id}', false)")
        yield connection
    finally:
        await connection.close()


async def seal(connection: asyncpg.Connection, kind: str) -> int:
    event = {"id": new_id(), "noun": "ticket", "kind": kind, "subject_id": LEAK, "scope": {"ticket_id": LEAK}}
    whole = orjson.dumps([{**event, "facts": {}, "note": None, "actor_id": None, "at": clock.now()}], default=str)
    return int(await connection.fetchval("SELECT head FROM app.seal($1::jsonb, '[]'::jsonb)", whole.decode()))


async def test_commits_that_cross_are_told_in_the_order_of_the_commits(live: Live, database: Database) -> None:
    ingrid = await live.person("ingrid")
    ear = live.listen(ingrid, WATCH)
    start = (await ear.hears(1))[0]["cursor"]
    async with scripted(database, ingrid) as one, scripted(database, ingrid) as other:
        first, second = one.transaction(), other.transaction()
        # The first begins first and is the last to seal.
        await first.start()
        await one.execute("SELECT 1 FROM ticket")
        await second.start()
        place = await seal(other, "ASSIGNED")
        crossing = asyncio.create_task(seal(one, "STATUS_CHANGED"))
        done, _ = await asyncio.wait([crossing], timeout=0.3)
        assert not done, "a place was given away before the one before it was certain"
        await second.commit()
        assert await crossing == place + 1
        await first.commit()
    live.feeds.wake(None)
    heard = await ear.hears(3)
    assert [message.get("kind") for message in heard] == [None, "ASSIGNED", "STATUS_CHANGED"]
    assert [message.get("kind") for message in await heard_again(live, ear, start)][:2] == [
        "ASSIGNED",
        "STATUS_CHANGED",
    ]


async def test_what_is_rolled_back_has_no_place_and_leaves_no_gap(live: Live, database: Database) -> None:
    ingrid = await live.person("ingrid")
    ear = live.listen(ingrid, WATCH)
    start = (await ear.hears(1))[0]["cursor"]
    async with scripted(database, ingrid) as connection:
        undone = connection.transaction()
        await undone.start()
        place = await seal(connection, "ASSIGNED")
        await undone.rollback()
        with pytest.raises(ZeroDivisionError):
            async with transaction(ingrid) as tx:
                ticket = await TicketPolicy.lock(ingrid, LEAK, to=TicketPolicy.see)
                tx.announce(ticket, "ASSIGNED", scope_of(ticket))
                raise ZeroDivisionError
        assert await seal(connection, "STATUS_CHANGED") == place
    live.feeds.wake(None)
    assert [message.get("kind") for message in await ear.hears(2)] == [None, "STATUS_CHANGED"]
    await tickets.comment(ingrid, LEAK, "After it.", False)
    await ear.hears(3)
    assert [message.get("kind") for message in await heard_again(live, ear, start)] == [
        "STATUS_CHANGED",
        "COMMENTED",
        None,
    ]


async def test_two_events_of_one_transaction_have_two_places(live: Live) -> None:
    ingrid = await live.person("ingrid")
    ear = live.listen(ingrid, WATCH)
    await ear.hears(1)
    async with transaction(ingrid) as tx:
        ticket = await TicketPolicy.lock(ingrid, LEAK, to=TicketPolicy.see)
        tx.announce(ticket, "ASSIGNED", scope_of(ticket))
        tx.announce(ticket, "STATUS_CHANGED", scope_of(ticket), to="NEW")
    heard = await ear.hears(3)
    assert [message.get("kind") for message in heard] == [None, "ASSIGNED", "STATUS_CHANGED"]
    assert heard[1]["cursor"] != heard[2]["cursor"] and heard[1]["id"] != heard[2]["id"]
    between = await heard_again(live, ear, heard[1]["cursor"])
    assert [message["__typename"] for message in between] == ["TicketEvent", "StreamReady"]
    assert between[0] == heard[2] and between[1]["replayed"] == 1


async def test_a_filter_hears_how_far_the_stream_has_come(live: Live, database: Database) -> None:
    ingrid = await live.person("ingrid")
    other = to_global("Property", new_id())
    narrow, wide = live.listen(ingrid, WATCH, property=other), live.listen(ingrid, WATCH)
    start = (await narrow.hears(1))[0]["cursor"]
    await wide.hears(1)
    async with superuser(database) as connection:
        await connection.execute(MANY, NORDLYS, upkeep.CHECKPOINT_EVENTS - 1)
        live.feeds.wake(None)
        with pytest.raises(TimeoutError):
            await narrow.hears(2, 2.5)
        await connection.execute(MANY, NORDLYS, 1)
    live.feeds.wake(None)
    checkpoint = (await narrow.hears(2))[1]
    assert checkpoint["__typename"] == "StreamCheckpoint" and checkpoint["cursor"] != start
    await tickets.comment(ingrid, LEAK, "Afterwards.", False)
    # Who follows everything has heard of the checkpoint too: those events were about nothing that is there.
    await wide.hears(3)
    assert [m["__typename"] for m in await heard_again(live, wide, checkpoint["cursor"])] == [
        "TicketEvent",
        "StreamReady",
    ]


async def test_silence_is_broken_by_a_checkpoint(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ingrid = await live.person("ingrid")
    narrow = live.listen(ingrid, WATCH, property=to_global("Property", new_id()))
    busy = live.listen(ingrid, WATCH)
    start = (await narrow.hears(1))[0]["cursor"]
    await busy.hears(1)
    (channel,) = live.streams.hub._channels.values()
    await tickets.comment(ingrid, LEAK, "Not for all.", False)
    await busy.hears(2)
    while not channel._room.members:  # noqa: ASYNC110 - it lets people in between events
        await asyncio.sleep(0.01)
    for member in channel._room.members:
        if member.listener is narrow:
            member.told_at -= upkeep.CHECKPOINT_SECONDS
    heard = await narrow.hears(2)
    assert [message["__typename"] for message in heard] == ["StreamReady", "StreamCheckpoint"]
    assert len(busy.heard) == 2
    assert heard[1]["cursor"] not in (heard[0]["cursor"], start)


async def test_who_is_taken_out_before_it_is_told_is_not_told(live: Live) -> None:
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    hers, his = live.listen(amira, TALKS), live.listen(ingrid, TALKS)
    await hers.hears(1)
    await his.hears(1)
    async with live.deaf():
        await messages.send(ingrid, TALK, messages.Said(uuid.uuid4(), "Behind her back."))
        async with transaction(ingrid) as tx:
            talk = await ConversationPolicy.lock(ingrid, TALK, to=ConversationPolicy.see)
            was = {"participant_ids": talk.participant_ids}
            talk.participant_ids = [id for id in talk.participant_ids if id != amira.member_id]
            await tx.save(talk, "participant_ids")
            tx.announce(talk, "STARTED", of_messages.scope_of(talk), was)
    assert [m["__typename"] for m in (await his.hears(3))[1:]] == ["MessageEvent", "MessageEvent"]
    assert (await hers.hears(2))[1] == {
        "__typename": "StreamGone",
        "cursor": his.last_cursor,
        "id": to_global("Conversation", TALK),
    }
    assert b"Behind her back." not in b"".join(hers.heard)


async def test_a_clock_that_jumps_changes_neither_order_nor_place(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ingrid, solveig, tom = [await live.person(name) for name in ("ingrid", "solveig", "tom")]
    async with transaction(solveig) as tx:
        for grant in tom.grants:
            row = await GrantPolicy.lock(solveig, grant.id, to=GrantPolicy.change)
            await people.end_grant(tx, row, clock.now() + timedelta(minutes=10))
    tom = await live.person("tom")
    ear, ending = live.listen(ingrid, WATCH), live.listen(tom, WATCH)
    start = (await ear.hears(1))[0]["cursor"]
    await ending.hears(1)
    now = clock.now
    said = []
    for step, hours in enumerate((-1, 0, -2)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: now() + timedelta(hours=hours))
        await tickets.comment(ingrid, LEAK, f"Jump {step}", False)
        said.append(f"Jump {step}")
        await ear.hears(1 + len(said))
    await ending.hears(4)
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(minutes=20))
    await ending.ends()
    assert "Forbidden" in repr(ending.refused)
    await tickets.comment(ingrid, LEAK, "Later.", False)
    await ear.hears(5)
    assert bodies(ear) == [*said, "Later."] and bodies(ending) == said
    again = await heard_again(live, ear, start)
    assert [m["comment"]["body"] for m in again[:-1]] == bodies(ear) and again[-1]["replayed"] == 4
