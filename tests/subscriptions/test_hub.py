"""The hub tells each what is theirs, in order, with one execution for all who are alike."""

import asyncio
import uuid
from time import monotonic
from typing import Any

import pytest

from app.auth.viewer import Role, Viewer
from app.entrypoints.demo import demo_id
from app.resolvers import messages, tickets
from app.resolvers.people import NewGrant
from app.schema.live import LiveExecutor
from app.subscriptions import hub
from tests.subscriptions.conftest import Live
from tests.support.roles import add_grant, revoke_grant

HEAD = (
    "subscription S($after: EventCursor, $deep: Boolean = true) { ticketEvents(after: $after) { __typename cursor "
    "... on TicketEvent @include(if: $deep) { occurredAt } "
)
FIELDS = (
    "... on TicketEvent { id kind fromStatus toStatus note occurredAt }",
    "... on TicketEvent { actor { __typename name } }",
    "... on TicketEvent { ticket { id number title status stage nextStatuses version } }",
    "... on TicketEvent { ticket { unit { label building { label } } property { name today timeZone } } }",
    "... on TicketEvent { ticket { reporter { name email } assignee { name isViewer } } }",
    "... on TicketEvent { ticket { commentCount comments(last: 3) { totalCount nodes { body isInternal } } } }",
    "... on TicketEvent { comment { body isInternal author { name } } }",
    "... on TicketEvent { ticket { viewerCan { changeStatusTo assign commentInternally } } }",
    "... on TicketEvent { ticket @include(if: $deep) { unit { marketRent { formatted minor } } } }",
    "... on StreamReset { reason }",
)
LEAK = demo_id("nordlys", "ticket", "leak")


async def test_equals_share_one_execution(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[object] = []
    execute = LiveExecutor.execute

    async def counted(self: LiveExecutor, *asked: object) -> bytes:
        runs.append(asked)
        return await execute(self, *asked)  # type: ignore[arg-type]

    ingrid = await live.person("ingrid")
    text = HEAD + FIELDS[0] + FIELDS[2] + FIELDS[3] + "} }"
    ears = [live.listen(ingrid, text) for _ in range(30)]
    await asyncio.gather(*(ear.hears(1) for ear in ears))
    monkeypatch.setattr(LiveExecutor, "execute", counted)
    await tickets.comment(ingrid, LEAK, "Hello.", False)
    await asyncio.gather(*(ear.hears(2) for ear in ears))
    assert len(runs) == 1
    assert len({ear.heard[1] for ear in ears}) == 1


async def test_an_internal_comment_reaches_the_house_alone(live: Live) -> None:
    text = HEAD + FIELDS[0] + FIELDS[6] + "} }"
    ears = {name: live.listen(await live.person(name), text) for name in ("ingrid", "tom", "amira", "olav", "casey")}
    for ear in ears.values():
        await ear.hears(1)
    ingrid = await live.person("ingrid")
    await tickets.comment(ingrid, LEAK, "Not for everyone.", True)
    await tickets.comment(ingrid, LEAK, "For everyone.", False)
    for name in ("ingrid", "tom"):
        assert [m["comment"]["body"] for m in (await ears[name].hears(3))[1:]] == ["Not for everyone.", "For everyone."]
    assert [m["comment"]["body"] for m in (await ears["amira"].hears(2))[1:]] == ["For everyone."]
    assert b"Not for everyone." not in b"".join(ears["amira"].heard + ears["olav"].heard + ears["casey"].heard)
    assert len(ears["casey"].heard) == 1


async def test_grants_are_applied_in_order(live: Live) -> None:
    text = HEAD + FIELDS[0] + FIELDS[9] + "} }"
    solveig, jonas = await live.person("solveig"), await live.person("jonas")
    ear = live.listen(jonas, text)
    await ear.hears(1)
    ticket = demo_id("nordlys", "ticket", "doorbell")
    await tickets.comment(solveig, ticket, "One.", False)
    for grant in jonas.grants:
        await revoke_grant(solveig, grant.id)
    await tickets.comment(solveig, ticket, "Two.", False)
    await ear.ends()
    assert [m["__typename"] for m in ear.messages] in (
        ["StreamReady", "TicketEvent"],
        ["StreamReady", "TicketEvent", "StreamReset"],
    )
    assert "Forbidden" in repr(ear.refused) or ear.messages[-1]["reason"] == "GRANTS_CHANGED"


async def test_a_viewer_is_looked_up_once_and_again_when_grants_have_changed(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, asked = HEAD + FIELDS[0] + "} }", []

    async def refresh(viewer: Viewer) -> Viewer:
        asked.append(viewer.member_id)
        return await live.sessions.recheck(viewer)

    monkeypatch.setattr(live.streams.hub, "_refresh", refresh)
    early = monotonic()
    solveig = await live.person("solveig")
    # The feed was not open when she was looked up: what it had missed by then, nobody knows.
    await live.listen(solveig, text, known_since=early).hears(1)
    assert asked == [solveig.member_id]
    moment = monotonic()
    jonas = await live.person("jonas")
    monkeypatch.setattr(hub, "FRESH_SECONDS", 60.0)
    await live.listen(jonas, text, known_since=moment).hears(1)
    assert asked == [solveig.member_id]
    (feed,) = live.feeds._feeds.values()
    for grant in jonas.grants:
        await revoke_grant(solveig, grant.id)
    async with asyncio.timeout(30):
        while feed.calm_since(moment):  # noqa: ASYNC110 - it reads the log by itself
            await asyncio.sleep(0.02)
    late = live.listen(jonas, text, known_since=moment)
    await late.ends()
    assert asked.count(jonas.member_id) >= 1
    assert "FORBIDDEN" in repr(late.refused) or "Forbidden" in repr(late.refused)
    monkeypatch.setattr(hub, "FRESH_SECONDS", 0.0)
    await live.listen(solveig, text, known_since=monotonic()).hears(1)
    assert asked[-1] == solveig.member_id


async def test_a_conversation_is_told_to_each_with_their_own_count(live: Live) -> None:
    text = (
        "subscription { messageEvents { __typename ... on MessageEvent { kind message { body isMine }"
        " conversation { unreadCount } viewer { unreadMessageCount } } } }"
    )
    amira, ingrid = await live.person("amira"), await live.person("ingrid")
    hers, his = live.listen(amira, text), live.listen(ingrid, text)
    await hers.hears(1)
    await his.hears(1)
    await messages.send(amira, demo_id("nordlys", "conversation", "leak"), messages.Said(uuid.uuid4(), "Hei!"))
    mine, theirs = (await hers.hears(2))[1], (await his.hears(2))[1]
    assert (mine["message"]["isMine"], theirs["message"]["isMine"]) == (True, False)
    assert theirs["conversation"]["unreadCount"] > mine["conversation"]["unreadCount"]


async def test_nothing_is_kept_for_those_who_have_left(live: Live) -> None:
    ingrid = await live.person("ingrid")
    for _ in range(3):
        ears = [live.listen(ingrid, HEAD + FIELDS[0] + "} }") for _ in range(10)]
        await asyncio.gather(*(ear.hears(1) for ear in ears))
        await asyncio.gather(*(ear.close() for ear in ears))
    assert live.streams.hub._channels == {}
    assert not channels()


def channels() -> list[Any]:
    """What goes on of channels."""
    return [task for task in asyncio.all_tasks() if "Channel" in repr(task.get_coro()) and not task.cancelling()]


async def test_a_channel_ends_with_its_streams_though_others_follow_the_feed(live: Live) -> None:
    ingrid = await live.person("ingrid")
    assert ingrid.organization_id is not None
    feed = await live.feeds.join(ingrid.organization_id)
    for _ in range(2):
        ear = live.listen(ingrid, HEAD + FIELDS[0] + "} }")
        await ear.hears(1)
        assert len(channels()) == 1
        await ear.close()
        assert (live.streams.hub._channels, channels()) == ({}, [])
    live.feeds.leave(feed)


async def test_a_stream_goes_on_with_the_session_that_its_socket_has_by_now(live: Live) -> None:
    solveig, jonas = await live.person("solveig"), await live.person("jonas")
    assert jonas.member_id is not None
    ear = live.listen(jonas, HEAD + FIELDS[9] + "} }")
    await ear.hears(1)
    ear.viewer = await live.person("jonas")
    await live.sessions.sign_out(jonas)
    nordnes = demo_id("nordlys", "property", "nordnes")
    await add_grant(solveig, NewGrant(jonas.member_id, Role.OWNER, nordnes))
    await ear.ends()
    assert (ear.messages[-1].get("reason"), ear.refused) == ("GRANTS_CHANGED", None)
