"""The feed of an organization through bad moments: a trimmed log, another epoch, a database that stumbles."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.auth.passwords import Passwords
from app.entrypoints.demo import PASSWORD
from app.entrypoints.demo.world import demo_id, organization_id
from app.errors import NotFound
from app.models.base import new_id
from app.resolvers import properties, tickets
from app.resolvers.organizations import NewAccount, NewOrganization, found
from app.resolvers.properties import Address, NewProperty
from app.subscriptions import feed as feed_module
from app.subscriptions.feed import RING, Feeds, Trimmed
from tests.subscriptions.conftest import Live
from tests.support.services import Database

NORDLYS = organization_id("nordlys")
LEAK = demo_id("nordlys", "ticket", "leak")
MANY = """
WITH moved AS (UPDATE organization_stream SET head = head + $2 WHERE organization_id = $1 RETURNING head)
INSERT INTO event (organization_id, seq, id, noun, kind, subject_id, scope, facts, actor_id, at)
SELECT $1, moved.head - $2 + n, gen_random_uuid(), 'ticket', 'CREATED', gen_random_uuid(), '{}', '{}', NULL, now()
  FROM moved, generate_series(1, $2) AS n
"""
ISLAND = NewProperty("Øya", Address("Øyveien 1", "6800", "Førde", "NO"), "Europe/Oslo", "NOK", "NO")
WATCH = """subscription { ticketEvents { __typename cursor
  ... on TicketEvent { kind comment { body } ticket { property { name } } } } }"""


@asynccontextmanager
async def superuser(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.superuser_url, server_settings={"search_path": "app,public"})
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def feeds(live: Live) -> AsyncIterator[Feeds]:
    """Feeds that nobody wakes: only the clock."""
    made = Feeds(lambda _: None, lambda _: None)
    made.start()
    yield made
    await made.stop()


async def test_a_log_that_was_trimmed_is_never_read_in_part(feeds: Feeds, database: Database) -> None:
    feed = await feeds.join(NORDLYS)
    start, epoch = feed.seen, feed.epoch
    async with superuser(database) as connection:
        await connection.execute(MANY, NORDLYS, RING + 200)
        feed.wake()
        while feed.seen < start + RING + 200:
            assert await feed.wait(feed.seen, epoch, 5)
        assert [event.seq for event in await feed.after(start)] == list(range(start + 1, start + 101))
        await connection.execute("DELETE FROM event WHERE organization_id = $1 AND seq <= $2", NORDLYS, start + 50)
        await connection.execute(
            "UPDATE organization_stream SET floor = $2 WHERE organization_id = $1", NORDLYS, start + 50
        )
    with pytest.raises(Trimmed):
        await feed.after(start)
    assert (await feed.after(start + 50))[0].seq == start + 51
    assert [event.seq for event in await feed.after(feed.seen - 3)] == [feed.seen - 2, feed.seen - 1, feed.seen]


@pytest.mark.parametrize("kept", [200, 0])
async def test_what_was_deleted_before_it_was_read_makes_everybody_load_anew(
    live: Live, database: Database, kept: int
) -> None:
    ear = live.listen(await live.person("ingrid"), WATCH)
    await ear.hears(1)
    feed = await live.feeds.join(NORDLYS)
    async with superuser(database) as connection:
        start = feed.seen
        await connection.execute(MANY, NORDLYS, 50)
        feed.wake()
        while feed.seen < start + 50:
            assert await feed.wait(feed.seen, feed.epoch, 30)
        async with live.deaf():
            await connection.execute(MANY, NORDLYS, 600)
            head = start + 650
            delete = "DELETE FROM event WHERE organization_id = $1 AND seq <= $2"
            await connection.execute(delete, NORDLYS, head - kept)
            floor = "UPDATE organization_stream SET floor = $2 WHERE organization_id = $1"
            await connection.execute(floor, NORDLYS, head - kept)
    await ear.ends()
    assert (ear.messages[-1]["__typename"], feed.seen) == ("StreamReset", head)
    assert [event.seq for event in feed.ring] == list(range(head - kept + 1, head + 1))
    live.feeds.leave(feed)


async def test_another_epoch_with_news_of_its_own(
    feeds: Feeds, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    feed = await feeds.join(NORDLYS)
    start, epoch = feed.seen, feed.epoch
    async with superuser(database) as connection, connection.transaction():
        await connection.execute(
            "UPDATE organization_stream SET epoch = $2 WHERE organization_id = $1", NORDLYS, new_id()
        )
        await connection.execute(MANY, NORDLYS, 3)
    assert await feed.wait(start, epoch, 3)
    assert (feed.epoch != epoch, feed.seen, list(feed.ring)) == (True, start + 3, [])
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_what_cannot_be_followed_is_not_listened_to(live: Live) -> None:
    wanted: set[UUID] = set()
    feeds = Feeds(wanted.add, wanted.discard)
    with pytest.raises(NotFound):
        await feeds.join(uuid4())
    with pytest.raises(NotFound):
        await feed_module.read_page(uuid4(), 0)
    assert (wanted, len(feeds)) == (set(), 0)


async def test_followers_that_come_and_go_leave_nothing(live: Live) -> None:
    wanted: set[UUID] = set()
    feeds = Feeds(wanted.add, wanted.discard)
    before = asyncio.all_tasks()
    for _ in range(30):
        followed = await asyncio.gather(*(feeds.join(NORDLYS) for _ in range(5)))
        assert (len(feeds), wanted, len({id(feed) for feed in followed})) == (1, {NORDLYS}, 1)
        for feed in followed:
            feeds.leave(feed)
        assert (len(feeds), wanted) == (0, set())
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - before:  # noqa: ASYNC110 - ends of tasks that nobody holds
            await asyncio.sleep(0.01)


async def test_the_watch_goes_on_after_a_stumble(
    feeds: Feeds, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    feed = await feeds.join(NORDLYS)
    start = feed.seen
    async with superuser(database) as connection:
        await connection.execute("ALTER TABLE app.organization_stream RENAME TO elsewhere")
        async with asyncio.timeout(5):
            while not [record for record in caplog.records if "watch" in record.getMessage()]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await connection.execute("ALTER TABLE app.elsewhere RENAME TO organization_stream")
        await connection.execute(MANY, NORDLYS, 1)
    assert await feed.wait(start, feed.epoch, 4)
    assert feed.seen == start + 1


async def test_an_event_waits_for_the_database_and_is_told_whole(live: Live, database: Database) -> None:
    ingrid = await live.person("ingrid")
    ear = live.listen(ingrid, WATCH)
    await ear.hears(1)
    async with superuser(database) as connection:
        async with connection.transaction():
            await connection.execute("LOCK TABLE property IN ACCESS EXCLUSIVE MODE")
            await tickets.comment(ingrid, LEAK, "Mens basen var opptatt", False)
            with pytest.raises(TimeoutError):
                await ear.hears(2, 2.6)
        await tickets.comment(ingrid, LEAK, "Etterpå", False)
    heard = await ear.hears(3)
    assert not [payload for payload in ear.heard if b'"errors"' in payload]
    events = heard[1:]
    assert [event["comment"]["body"] for event in events] == ["Mens basen var opptatt", "Etterpå"]
    assert all(event["ticket"]["property"]["name"] for event in events)


async def test_only_streams_of_organizations_with_listeners_are_read(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, asked, heads = feed_module.read_page, feed_module.read_heads, asyncio.Event()
    read: set[UUID] = set()

    async def page(organization_id: UUID, seq: int, nouns: list[str] | None = None) -> object:
        read.add(organization_id)
        return await pages(organization_id, seq, nouns)

    async def all_heads(organization_ids: list[UUID]) -> object:
        read.update(organization_ids)
        heads.set()
        return await asked(organization_ids)

    new = NewOrganization("Fjordheim", "NOK", "Europe/Oslo", ("nb",), requires_second_factor=False)
    third = await found(
        new, NewAccount("randi@fjordheim.example", "Randi Fjord", await Passwords("test").hash(PASSWORD))
    )
    ingrid, casey = await live.person("ingrid"), await live.person("casey")
    ear = live.listen(ingrid, WATCH)
    await ear.hears(1)
    monkeypatch.setattr(feed_module, "read_page", page)
    monkeypatch.setattr(feed_module, "read_heads", all_heads)
    randi = (await live.sessions.sign_in("randi@fjordheim.example", PASSWORD, None)).viewer
    await properties.create(randi, ISLAND)
    await tickets.comment(casey, demo_id("harbor", "ticket", "mailbox"), "Not for Nordlys.", False)
    await tickets.comment(ingrid, LEAK, "For Nordlys.", False)
    await ear.hears(2)
    heads.clear()
    async with asyncio.timeout(10):
        await heads.wait()
    assert third != NORDLYS and read == {NORDLYS}
