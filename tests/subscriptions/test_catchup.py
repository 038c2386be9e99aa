"""A catch-up goes at the pace of its reader: what changes meanwhile counts at once, and how far it came is told."""

import asyncio
from functools import cached_property
from uuid import UUID

import pytest

from app.auth.viewer import Role, Viewer
from app.entrypoints.demo import demo_id
from app.resolvers import tickets
from app.resolvers.people import NewGrant
from app.schema.arrival import Arrival, new_request_id
from app.subscriptions import feed as feeds
from tests.subscriptions.conftest import Live
from tests.subscriptions.listening import Ear
from tests.subscriptions.test_feed import MANY, NORDLYS, superuser
from tests.subscriptions.test_hub import FIELDS, HEAD
from tests.support.roles import add_grant, revoke_grant
from tests.support.services import Database

LEAK = demo_id("nordlys", "ticket", "leak")
TEXT = HEAD + FIELDS[0] + FIELDS[9] + "} }"


class SlowEar(Ear):
    """Takes one payload, and the next ones when it is told to go on."""

    async def tell_in_turn(self, payload: bytes) -> None:
        """Take a payload, and wait."""
        await super().tell_in_turn(payload)
        await self.may_go_on.wait()

    @cached_property
    def may_go_on(self) -> asyncio.Event:
        """Whether it reads on."""
        return asyncio.Event()


async def comment(live: Live, name: str, count: int) -> str:
    """The cursor before some comments."""
    person = await live.person(name)
    ear = live.listen(person, TEXT)
    await ear.hears(1, 60)
    for number in range(count):
        await tickets.comment(person, LEAK, f"Comment {number}.", False)
    await ear.hears(1 + count, 60)
    await ear.close()
    return str(ear.messages[0]["cursor"])


def slow_ear(live: Live, viewer: Viewer, after: str) -> SlowEar:
    """Somebody who begins to read what was missed."""
    ear = SlowEar(live.api, viewer, TEXT, {"after": after})
    live.ears.append(ear)
    return ear


@pytest.mark.parametrize("kept", [feeds.RING, 2])
async def test_a_slow_reader_whose_grant_is_taken_reads_nothing_more_with_it(
    live: Live, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(feeds, "RING", kept)
    solveig, tom, ingrid = [await live.person(name) for name in ("solveig", "tom", "ingrid")]
    after = await comment(live, "ingrid", 4)
    hers, other = slow_ear(live, tom, after), slow_ear(live, ingrid, after)
    await hers.hears(1)
    await other.hears(1)
    (feed,) = live.feeds._feeds.values()
    await revoke_grant(solveig, tom.grants[0].id)
    for number in range(3):
        await tickets.comment(ingrid, LEAK, f"Later {number}.", False)
    head = (await feeds.read_head(feed.organization_id)).head
    async with asyncio.timeout(30):
        while feed.seen < head:  # noqa: ASYNC110 - it reads by itself
            await asyncio.sleep(0.02)
    hers.may_go_on.set()
    other.may_go_on.set()
    await hers.ends()
    assert [m["__typename"] for m in hers.messages] == ["TicketEvent", "StreamReset"]
    assert hers.messages[-1]["reason"] == "GRANTS_CHANGED"
    heard = [m["__typename"] for m in await other.hears(8)]
    assert heard == ["TicketEvent"] * 7 + ["StreamReady"], "a grant of somebody else is none of her business"


async def test_how_far_it_came_is_told_and_what_others_did_costs_nothing(
    live: Live, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, ingrid = await comment(live, "ingrid", 1), await live.person("ingrid")
    pages, read = feeds.read_page, list[int]()

    async def counted(organization_id: UUID, seq: int, nouns: list[str] | None = None) -> object:
        read.append(seq)
        return await pages(organization_id, seq, nouns)

    async with superuser(database) as connection:
        for noun, count in (("door", 3_000), ("ticket", 1_300), ("door", 700)):
            await connection.execute(MANY.replace("'ticket'", f"'{noun}'"), NORDLYS, count)
    await tickets.comment(ingrid, LEAK, "The last one.", False)
    monkeypatch.setattr(feeds, "read_page", counted)
    ear = live.listen(ingrid, TEXT, after=after)
    async with asyncio.timeout(60):
        while not ear.heard or ear.messages[-1]["__typename"] != "StreamReady":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert [m["__typename"].removeprefix("Stream") for m in ear.messages] == [
        "TicketEvent", "Checkpoint", "Checkpoint", "Checkpoint", "Checkpoint", "TicketEvent", "Ready",
    ]  # fmt: skip
    assert len(read) < 25, "five thousand events of others were read too"
    again = live.listen(ingrid, TEXT, after=ear.messages[3]["cursor"])
    assert [m["__typename"] for m in (await again.hears(3, 60))] == [
        "StreamCheckpoint", "TicketEvent", "StreamReady",
    ]  # fmt: skip


async def test_what_was_shown_with_a_grant_that_ended_meanwhile_is_loaded_anew(live: Live) -> None:
    solveig, tom = await live.person("solveig"), await live.person("tom")
    before = await place(live, tom)
    assert tom.member_id is not None and before == await place(live, tom)
    await add_grant(solveig, NewGrant(tom.member_id, Role.OWNER, demo_id("nordlys", "property", "nordnes")))
    await tickets.comment(solveig, LEAK, "Since then.", False)
    # Looked up before, read after: as when both meet in one request.
    stale = live.listen(tom, TEXT, after=await place(live, tom))
    assert [m.get("reason") for m in await stale.hears(1)] == ["GRANTS_CHANGED"]
    fresh = live.listen(tom, TEXT, after=await place(live, await live.person("tom")))
    assert [m["__typename"] for m in await fresh.hears(1)] == ["StreamReady"]
    other = await live.person("ingrid")
    assert live.cursors.open_position(NORDLYS, await place(live, other)).seq == (await feeds.read_head(NORDLYS)).head


async def place(live: Live, viewer: Viewer) -> str:
    """The cursor of an operation of somebody who was looked up already."""
    async with live.api.make_context(viewer, Arrival(new_request_id())) as context:
        return str(await context.event_cursor())
