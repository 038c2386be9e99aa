"""The streams over server-sent events: the same promises as on a socket, and the cursor as the id of each event."""

import asyncio
import signal
from typing import Any

import pytest

from tests.journeys.words import AMIRA, CASEY, INGRID, TICKETS, comment, report
from tests.support.client import Client, client_of
from tests.support.events import events
from tests.support.server import House, Node
from tests.support.socket import screen

BARE = "subscription($ticketId: ID) { ticketEvents(ticketId: $ticketId) { ... on TicketEvent { comment { body } } } }"
COMMENTS = 30


async def test_the_id_of_an_event_is_its_cursor_whether_asked_for_or_not(house: House) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid:
        ticket = await report(ingrid, "Dørklokken er stum")
        async with events(node, ingrid.token, TICKETS, ticketId=ticket) as stream:
            message, id = await stream.message("ticketEvents")
            assert (message["__typename"], message["cursor"]) == ("StreamReady", id)
            cursor = await comment(ingrid, ticket, "1")
            message, id = await stream.message("ticketEvents")
            assert (message["comment"]["body"], message["cursor"], id) == ("1", cursor, cursor)
        await comment(ingrid, ticket, "2")
        async with events(node, ingrid.token, BARE, last=cursor, ticketId=ticket) as stream:
            assert (await stream.message("ticketEvents"))[0] == {"comment": {"body": "2"}}
            ready, here = await stream.message("ticketEvents")
            assert ready == {} and here is not None


async def test_a_stream_that_is_cut_again_and_again_misses_nothing_and_repeats_nothing(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        ticket = await report(amira, "Lampen blinker")
        start = await amira.cursor()
        following = asyncio.create_task(follow_with_cuts(node, amira, ticket, start))
        for number in range(COMMENTS):
            await comment(ingrid, ticket, str(number))
        heard, connections = await asyncio.wait_for(following, 30)
    assert heard == [str(number) for number in range(COMMENTS)]
    assert connections >= COMMENTS // 4


async def follow_with_cuts(node: Node, client: Client, ticket: str, last: str | None) -> tuple[list[str], int]:
    """Follow as a browser does, which keeps the variables of the beginning, and drop every connection soon."""
    heard: list[str] = []
    connections, start = 0, last
    while len(heard) < COMMENTS:
        connections += 1
        async with events(node, client.token, TICKETS, last, ticketId=ticket, after=start) as stream:
            told = 0
            while told < 4 and len(heard) < COMMENTS:
                message, last = await stream.message("ticketEvents")
                if message["__typename"] == "TicketEvent":
                    heard.append(message["comment"]["body"])
                    told += 1
    return heard, connections


async def test_what_a_socket_left_off_a_stream_goes_on_with(house: House) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as his:
        ticket = await report(ingrid, "Porten knirker")
        stream = await his.follow(TICKETS, ticketId=ticket)
        await stream.ready()
        await comment(ingrid, ticket, "1")
        await stream.event()
        await comment(ingrid, ticket, "2")
        async with events(node, ingrid.token, TICKETS, ticketId=ticket, after=stream.cursor) as again:
            message, _ = await again.message("ticketEvents")
            assert message["comment"]["body"] == "2"


@pytest.mark.parametrize("last", ["nonsense", "foreign"])
async def test_a_bad_id_is_refused_as_a_bad_cursor(house: House, last: str) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, client_of(house, node, CASEY) as casey:
        if last == "foreign":
            last = str(await casey.cursor())
        async with events(node, ingrid.token, TICKETS, last) as stream:
            assert await refused(stream) == "INVALID_CURSOR"


async def test_nobody_and_whose_session_ends_are_told_so(house: House) -> None:
    node = house.node()
    async with events(node, None, TICKETS) as stream:
        assert await refused(stream) == "UNAUTHENTICATED"
    async with client_of(house, node, INGRID) as ingrid:
        elsewhere = await Client(ingrid.http).sign_in(INGRID)
        async with events(node, elsewhere.token, TICKETS) as stream:
            await stream.message("ticketEvents")
            await elsewhere.ask("mutation { signOut { errors { code } } }")
            assert await refused(stream, 1.0) == "UNAUTHENTICATED"


async def test_a_node_that_ends_says_when_to_come_back(serve: Any) -> None:
    house = serve(1, TENANTRY_DRAIN_SECONDS="0")
    async with client_of(house, house.node(), INGRID) as ingrid:
        async with events(house.node(), ingrid.token, TICKETS) as stream:
            await stream.message("ticketEvents")
            house.node().process.send_signal(signal.SIGTERM)
            await stream.over()
            assert stream.retry is not None and stream.retry >= 500


async def refused(stream: Any, seconds: float = 5.0) -> str:
    """The code with which a stream ends."""
    told = await stream.next(seconds)
    assert (told.event, told.id) == ("next", None), told
    assert (await stream.next()).event == "complete"
    await stream.over()
    code: str = told.data["errors"][0]["extensions"]["code"]
    return code
