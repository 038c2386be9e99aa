"""One execution for many says the same, byte for byte, as one execution for each."""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable

import pytest

from app.auth.viewer import Viewer
from app.entrypoints.demo import demo_id
from app.models.tickets import Move, TicketStatus
from app.resolvers import messages, people, tickets
from app.schema.live import LiveExecutor
from tests.subscriptions.conftest import Live
from tests.subscriptions.listening import Ear

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
PEOPLE = ("solveig", "ingrid", "tom", "amira", "jonas", "olav", "casey")
LEAK = demo_id("nordlys", "ticket", "leak")


def document(choice: random.Random) -> str:
    return HEAD + " ".join(choice.sample(FIELDS, choice.randint(1, len(FIELDS)))) + " } }"


def changes(staff: Viewer) -> list[Callable[[], Awaitable[object]]]:
    return [
        lambda: tickets.comment(staff, LEAK, "Inside only.", True),
        lambda: tickets.comment(staff, LEAK, "For all.", False),
        lambda: tickets.change_status(staff, LEAK, Move(TicketStatus.RESOLVED, "Fixed.")),
        lambda: tickets.assign(staff, LEAK, None),
        lambda: tickets.change_status(staff, LEAK, Move(TicketStatus.REOPENED)),
        lambda: tickets.change_status(staff, LEAK, Move(TicketStatus.IN_PROGRESS)),
    ]


async def alone(live: Live, ear: Ear, text: str, deep: bool, after: str) -> list[bytes]:
    """What the same viewer is told of the same events by an execution of their own."""
    single = live.listen(ear.viewer, text, after=after, deep=deep)
    while "StreamReady" not in single.heard[-1].decode() if single.heard else True:
        await single.hears(len(single.heard) + 1)
    await single.close()
    return single.heard[:-1]


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_shared_is_what_each_would_have_been_told(live: Live, seed: int) -> None:
    choice = random.Random(seed)
    viewers = [await live.person(name) for name in PEOPLE for _ in range(choice.randint(1, 2))]
    texts = [document(choice) for _ in range(4)]
    asked = [(viewer, choice.choice(texts), choice.random() < 0.5) for viewer in viewers]
    ears = [(live.listen(viewer, text, deep=deep), text, deep) for viewer, text, deep in asked]
    for ear, _, _ in ears:
        await ear.hears(1)
    told = 0
    for change in changes(await live.person("ingrid")):
        before = {ear: (len(ear.heard), ear.last_cursor) for ear, _, _ in ears}
        await change()
        await ears[2][0].hears(before[ears[2][0]][0] + 1)
        await asyncio.sleep(0.05)
        for ear, text, deep in ears:
            heard, cursor = before[ear]
            assert ear.heard[heard:] == await alone(live, ear, text, deep, cursor), text
            told += len(ear.heard) - heard
    assert told > 20


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
        await people.revoke_grant(solveig, grant.id)
    await tickets.comment(solveig, ticket, "Two.", False)
    await ear.ends()
    assert [m["__typename"] for m in ear.messages] in (
        ["StreamReady", "TicketEvent"],
        ["StreamReady", "TicketEvent", "StreamReset"],
    )
    assert "Forbidden" in repr(ear.refused) or ear.messages[-1]["reason"] == "GRANTS_CHANGED"


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
    assert not [task for task in asyncio.all_tasks() if "Channel" in repr(task.get_coro())]
