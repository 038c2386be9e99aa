"""What a socket answers to nonsense: an error for the one operation, and the end for a flood."""

import pytest

from tests.journeys.words import INGRID, TICKETS, report
from tests.support.client import client_of
from tests.support.server import House
from tests.support.socket import Refused, screen


async def answer_to(house: House, query: str, **variables: object) -> tuple[str, str]:
    """The code and the message with which an operation ends, while the socket stays open."""
    async with client_of(house, house.node(), INGRID) as client, screen(house.node(), client.token) as one:
        with pytest.raises(Refused) as refused:
            await (await one.follow(query, **variables)).next()
        assert (await (await one.follow("{ __typename }")).frames.get())["type"] == "next"
        (error,) = refused.value.errors
        return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (TICKETS, {"after": 7}, "BAD_USER_INPUT"),
        (TICKETS, {"after": ["x"]}, "BAD_USER_INPUT"),
        (TICKETS, {"kinds": ["VANISHED"]}, "BAD_USER_INPUT"),
        (TICKETS, {"kinds": [-1]}, "BAD_USER_INPUT"),
        ("subscription { ticketEvents(kinds: [VANISHED]) { cursor } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ticketEvents(first: -1) { cursor } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (TICKETS, {"ticketId": -1}, "BAD_USER_INPUT"),
        (TICKETS, {"ticketId": "a\x00b"}, "BAD_USER_INPUT"),
        (TICKETS, {"ticketId": "\ud800"}, "BAD_USER_INPUT"),
        (TICKETS, {"ticketId": "nothing"}, "BAD_USER_INPUT"),
    ],
)
async def test_nonsense_is_an_error_for_its_id(
    house: House, query: str, variables: dict[str, object], code: str
) -> None:
    assert (await answer_to(house, query, **variables))[0] == code


async def test_a_thousand_operations_are_fifty_and_then_the_end(house: House) -> None:
    async with client_of(house, house.node(), INGRID) as client, screen(house.node(), client.token) as one:
        streams = [await one.follow(TICKETS) for _ in range(90)]
        for stream in streams[:50]:
            await stream.ready()
        assert {await stream.refusal() for stream in streams[50:]} == {"LIMIT_REACHED"}
        # What it was told before goes on.
        await report(client, "to fifty")
        for stream in streams[:50]:
            await stream.event()
        for number in range(910):
            query = {"query": TICKETS}
            if one.close_code is None:
                await one.say({"id": f"more{number}", "type": "complete", "payload": query})
        assert await one.closed() == 4429
