"""Coming back after a cut: every event once, in order, from the place where one was, or a word that it cannot be."""

import asyncio
from typing import Any

from tests.journeys.words import AMIRA, INGRID, MESSAGES, TICKETS, comment, nordlys, report, say, step
from tests.support.client import Client, client_of
from tests.support.server import House
from tests.support.socket import Stream, screen

BOTH = "{ eventCursor tickets(first: 100, orderBy: { createdAt: DESC }) { nodes { id title } } }"


def bodies(events: list[Any]) -> list[str]:
    return [event["comment"]["body"] for event in events]


async def heard(stream: Stream, count: int) -> list[Any]:
    return [await stream.event() for _ in range(count)]


async def test_a_cut_socket_comes_back_with_its_cursor(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        ticket = await report(amira, "Røret banker")
        async with screen(node, amira.token) as hers:
            stream = await hers.follow(TICKETS, ticketId=ticket)
            await stream.ready()
            await comment(ingrid, ticket, "1")
            assert bodies(await heard(stream, 1)) == ["1"]
            hers.cut()
            await hers.closed()
        for body in ("2", "3"):
            await comment(ingrid, ticket, body)
        await comment(ingrid, ticket, "inne", internal=True)
        await step(ingrid, ticket, "TRIAGED")
        async with screen(node, amira.token) as hers:
            again = await hers.follow(TICKETS, ticketId=ticket, after=stream.cursor)
            events, replayed = await again.ready()
            assert ([event["kind"] for event in events], replayed) == (["COMMENTED", "COMMENTED", "STATUS_CHANGED"], 3)
            assert bodies(events[:2]) == ["2", "3"]
            await comment(ingrid, ticket, "4")
            assert bodies(await heard(again, 1)) == ["4"]
            last = await hers.follow(TICKETS, ticketId=ticket, after=again.cursor)
            assert await last.ready() == ([], 0)


async def test_messages_resume_too(house: House) -> None:
    node = house.node()
    talk = nordlys("Conversation", "conversation", "leak")
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        start = await amira.cursor()
        for body in ("Hei", "Er du der?"):
            await say(ingrid, talk, body)
        async with screen(node, amira.token) as hers:
            stream = await hers.follow(MESSAGES, conversationId=talk, after=start)
            events, replayed = await stream.ready()
        assert ([event["message"]["body"] for event in events], replayed) == (["Hei", "Er du der?"], 2)


async def test_the_cursor_of_a_mutation_is_the_place_just_after_it(house: House) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as his:
        ticket = await report(ingrid, "Porten står åpen")
        first = await comment(ingrid, ticket, "1")
        second = await comment(ingrid, ticket, "2")
        stream = await his.follow(TICKETS, ticketId=ticket, after=first)
        events, _ = await stream.ready()
        assert bodies(events) == ["2"]
        assert events[0]["cursor"] == second
        refused = await ingrid.attempt("commentOnTicket", "comment { id }", ticketId=ticket, body=" ")
        assert (refused["errors"][0]["code"], refused["eventCursor"]) == ("BAD_USER_INPUT", None)


async def test_query_then_subscribe_has_no_gap_and_no_duplicate_under_writers(house: House) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, client_of(house, node, AMIRA) as amira:
        writers = [asyncio.create_task(write(client, f"{place}")) for place, client in enumerate([ingrid, amira] * 2)]
        async with screen(node, ingrid.token) as his:
            views = [asyncio.create_task(view(ingrid, his, place / 20)) for place in range(6)]
            written = {title for titles in await asyncio.gather(*writers) for title in titles}
            await report(ingrid, "the last one")
            for listed, streamed in await asyncio.gather(*views):
                assert not set(listed) & set(streamed)
                assert len(streamed) == len(set(streamed))
                assert {title for title in (*listed, *streamed) if title.startswith("w")} == written


async def write(client: Client, name: str) -> list[str]:
    titles = [f"w{name}-{place}" for place in range(8)]
    for title in titles:
        await report(client, title)
    return titles


async def view(client: Client, his: Any, pause: float) -> tuple[list[str], list[str]]:
    """Load the list some time into the writing, and follow from there to the last one."""
    await asyncio.sleep(pause)
    loaded = await client.ask(BOTH)
    stream = await his.follow(TICKETS, kinds=["CREATED"], after=loaded["eventCursor"])
    streamed: list[str] = []
    while "the last one" not in streamed:
        message = await stream.next()
        if message["__typename"] == "TicketEvent":
            streamed.append(message["ticket"]["title"])
    return [ticket["title"] for ticket in loaded["tickets"]["nodes"]], streamed


async def test_filters_narrow_and_the_cursor_still_moves(house: House) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as his:
        start = await ingrid.cursor()
        here, there = await report(ingrid, "Her"), await report(ingrid, "Der", **ELSEWHERE)
        await step(ingrid, here, "TRIAGED")
        await step(ingrid, there, "TRIAGED")
        for narrowed, wanted in (
            ({"ticketId": here}, ["CREATED", "STATUS_CHANGED"]),
            ({"propertyId": ELSEWHERE["propertyId"]}, ["CREATED", "STATUS_CHANGED"]),
            ({"kinds": ["STATUS_CHANGED"]}, ["STATUS_CHANGED", "STATUS_CHANGED"]),
            ({"kinds": ["CREATED"], "ticketId": there}, ["CREATED"]),
            ({"kinds": []}, []),
        ):
            stream = await his.follow(TICKETS, after=start, **narrowed)
            events, replayed = await stream.ready()
            assert ([event["kind"] for event in events], replayed) == (wanted, len(wanted))
            assert stream.cursor == await ingrid.cursor()


ELSEWHERE: dict[str, Any] = {"unitId": None, "propertyId": nordlys("Property", "property", "nordnes")}


async def test_writing_through_one_node_reaches_the_other(house: House) -> None:
    one, other = house.node(0), house.node(1)
    async with client_of(house, one, INGRID) as ingrid, client_of(house, other, AMIRA) as amira:
        async with screen(other, amira.token) as hers:
            ticket = await report(amira, "Lyset blinker")
            stream = await hers.follow(TICKETS, ticketId=ticket)
            await stream.ready()
            for body in ("1", "2", "3"):
                await comment(ingrid, ticket, body)
            assert bodies(await heard(stream, 3)) == ["1", "2", "3"]
            async with screen(one, amira.token) as moved:
                across = await moved.follow(TICKETS, ticketId=ticket, after=stream.cursor)
                assert await across.ready() == ([], 0)


async def test_a_client_of_a_killed_node_goes_on_at_another(house: House) -> None:
    dying = house.start()[0]
    node = house.node(0)
    async with client_of(house, node, INGRID) as ingrid:
        ticket = await report(ingrid, "Heisen står")
        async with screen(dying, ingrid.token) as his:
            stream = await his.follow(TICKETS, ticketId=ticket)
            await stream.ready()
            await comment(ingrid, ticket, "før")
            assert bodies(await heard(stream, 1)) == ["før"]
            dying.kill()
            assert await his.closed() == 1006
        await comment(ingrid, ticket, "imens")
        async with screen(node, ingrid.token) as his:
            again = await his.follow(TICKETS, ticketId=ticket, after=stream.cursor)
            events, replayed = await again.ready()
            assert (bodies(events), replayed) == (["imens"], 1)


async def test_many_screens_that_come_and_go_leave_nothing_out(house: House) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as his:
        ticket = await report(ingrid, "Trappa")
        writing = asyncio.create_task(talk_on(ingrid, ticket, 60))
        got: list[str] = []
        stream = await his.follow(TICKETS, ticketId=ticket, kinds=["COMMENTED"])
        while len(got) < 60:
            message = await stream.next()
            if message["__typename"] == "TicketEvent":
                got.append(message["comment"]["body"])
                if len(got) % 7 == 0:
                    await his.leave(stream)
                    stream = await his.follow(TICKETS, ticketId=ticket, kinds=["COMMENTED"], after=stream.cursor)
        await writing
    assert got == [str(place) for place in range(60)]


async def talk_on(client: Client, ticket: str, count: int) -> None:
    for place in range(count):
        await comment(client, ticket, str(place))
