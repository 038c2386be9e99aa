"""A subscription that was opened before is opened the short way, and answers exactly as the long way does."""

from typing import Any

import pytest

from app.entrypoints.demo import demo_id
from app.models.ids import to_global
from app.resolvers import tickets
from app.schema import execute
from app.schema.openings import place_of
from tests.subscriptions.conftest import Live

TEXT = """subscription ($after: EventCursor, $ticketId: ID) {
  ticketEvents(after: $after, ticketId: $ticketId) { __typename cursor ... on TicketEvent { comment { body } } } }"""
LEAK, DOORBELL = demo_id("nordlys", "ticket", "leak"), demo_id("nordlys", "ticket", "doorbell")


@pytest.fixture
def long_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were opened the long way."""
    taken: list[str] = []
    open_source = execute.open_source

    async def counted(api: Any, context: Any, asked: Any) -> Any:
        taken.append(asked[1].query)
        return await open_source(api, context, asked)

    monkeypatch.setattr(execute, "open_source", counted)
    return taken


async def test_each_begins_at_a_place_of_its_own_and_hears_what_is_theirs(live: Live, long_ways: list[str]) -> None:
    ingrid, amira, casey = [await live.person(name) for name in ("ingrid", "amira", "casey")]
    first = live.listen(ingrid, TEXT)
    start = (await first.hears(1, 60))[0]["cursor"]
    await tickets.comment(ingrid, LEAK, "Inside.", True)
    await tickets.comment(ingrid, LEAK, "Outside.", False)
    middle = (await first.hears(3, 60))[1]["cursor"]
    again, hers, elsewhere = (
        live.listen(ingrid, TEXT, after=middle),
        live.listen(amira, TEXT, after=start),
        live.listen(casey, TEXT),
    )
    for ear in (again, hers):
        heard = await ear.hears(2, 60)
        assert [one.get("comment") for one in heard] == [{"body": "Outside."}, None]
    assert len(await elsewhere.hears(1, 60)) == 1
    assert long_ways == [TEXT]


async def test_other_arguments_are_another_stream(live: Live, long_ways: list[str]) -> None:
    ingrid = await live.person("ingrid")
    ids = [to_global("Ticket", id) for id in (LEAK, DOORBELL)]
    ears = [live.listen(ingrid, TEXT, ticketId=id) for id in ids]
    for ear in ears:
        await ear.hears(1, 60)
    await tickets.comment(ingrid, DOORBELL, "At the door.", False)
    await ears[1].hears(2, 60)
    assert [len(ear.heard) for ear in ears] == [1, 2]
    assert len(long_ways) == 2


async def test_what_is_refused_is_refused_in_the_same_words(live: Live, long_ways: list[str]) -> None:
    casey, ingrid = await live.person("casey"), await live.person("ingrid")
    foreign = (await live.listen(casey, TEXT).hears(1, 60))[0]["cursor"]
    wrong: list[Any] = ["broken", foreign, 7, ["x"]]
    fresh = [await refusal(live, ingrid, f"# {number}\n{TEXT}", after) for number, after in enumerate(wrong)]
    short = [await refusal(live, ingrid, TEXT, after) for after in wrong]
    assert [errors[0]["extensions"]["code"] for errors in short] == [
        "INVALID_CURSOR",
        "INVALID_CURSOR",
        "BAD_USER_INPUT",
        "BAD_USER_INPUT",
    ]
    for one, other in zip(fresh, short, strict=True):
        assert [(e["message"], e.get("path"), e["extensions"]["code"]) for e in one] == [
            (e["message"], e.get("path"), e["extensions"]["code"]) for e in other
        ]


async def refusal(live: Live, viewer: Any, text: str, after: Any) -> Any:
    ear = live.listen(viewer, text, after=after)
    await ear.ends(60)
    assert isinstance(ear.refused, execute.Answer), ear.refused
    return ear.refused.errors


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("subscription($a: EventCursor) { ticketEvents(after: $a) { cursor } }", "a"),
        ("subscription { ticketEvents { cursor } }", ""),
        ('subscription { ticketEvents(after: "x") { cursor } }', None),
        ('subscription($a: EventCursor = "x") { ticketEvents(after: $a) { cursor } }', None),
        ("subscription { ...F } fragment F on Subscription { ticketEvents { cursor } }", None),
    ],
)
async def test_where_the_place_stands(live: Live, text: str, place: str | None) -> None:
    assert place_of(live.api.documents.operation(text)) == place
