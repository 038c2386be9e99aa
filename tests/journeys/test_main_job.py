"""The main job from the first request to the last close: two people of one house, and one who must hear nothing."""

import asyncio
import statistics
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.journeys.words import AMIRA, CASEY, INGRID, MESSAGES, TICKETS, TOM, comment, nordlys, report, say, step
from tests.support.client import Client, client_of
from tests.support.server import House
from tests.support.socket import screen

LISTS = """{
  viewer { email role person { name } organization { name currency } unreadMessageCount eventCursor }
  properties(first: 5) { nodes { name } }
  units(first: 5) { nodes { label property { name } } }
  leases(first: 5) { nodes { number status parties { role tenant { person { name } } } units { label } } }
  charges(first: 5) { nodes { code amount { minor currency } lease { number } } totalCount }
  payments(first: 5) { nodes { amount { minor } status lease { number } } }
  tickets(first: 5) { nodes { number title status unit { label property { name } } reporter { name } assignee { name }
    comments(first: 2) { nodes { body author { name } } } events(first: 2) { nodes { kind actor { name } } } } }
  conversations(first: 5) { nodes { subject unreadCount participants { person { name } }
    lastMessage { body author { name } } messages(last: 2) { nodes { body } } } }
}"""
SEEN_OF_TICKET = """query($id: ID!) { node(id: $id) { ... on Ticket { version updatedAt commentCount
  comments(first: 50) { nodes { body } totalCount } events(first: 50) { nodes { kind } totalCount } } } }"""


async def test_two_people_sign_in_and_read_what_is_theirs(house: House) -> None:
    async with client_of(house, house.node(), AMIRA) as amira, client_of(house, house.node(), INGRID) as ingrid:
        hers, his = await amira.ask(LISTS), await ingrid.ask(LISTS)

    assert (hers["viewer"]["role"], his["viewer"]["role"]) == ("TENANT", "MANAGER")
    assert hers["viewer"]["organization"] == {"name": "Nordlys Eiendom", "currency": "NOK"}
    assert [lease["number"] for lease in hers["leases"]["nodes"]] == ["L-1001"]
    assert len(his["leases"]["nodes"]) == 5
    assert {payment["lease"]["number"] for payment in hers["payments"]["nodes"]} == {"L-1001"}
    assert 0 < hers["charges"]["totalCount"] < his["charges"]["totalCount"]
    assert all(ticket["unit"]["label"] == "A H0301" for ticket in hers["tickets"]["nodes"])
    assert any(ticket["comments"]["nodes"] for ticket in hers["tickets"]["nodes"])
    between = {"Ingrid Moen", "Amira Haddad"}
    assert {talk["lastMessage"]["author"]["name"] for talk in hers["conversations"]["nodes"]} <= between
    assert hers["conversations"]["nodes"]


async def test_a_new_ticket_and_its_steps_are_on_the_other_screen_at_once(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        async with screen(node, amira.token) as hers, screen(node, ingrid.token) as his:
            on_hers, on_his = await hers.follow(TICKETS), await his.follow(TICKETS)
            assert (await on_hers.ready()) == (await on_his.ready()) == ([], 0)
            ticket = await report(amira, "Vannet er brunt")
            created = await on_his.event()
            assert (created["kind"], created["actor"]["name"], created["ticket"]["id"]) == (
                "CREATED",
                "Amira Haddad",
                ticket,
            )
            assert (await on_hers.event())["id"] == created["id"]
            waits = [await changed(ingrid, ticket, to, on_hers, on_his) for to in ["TRIAGED", *STEPS * 10]]
    middle = statistics.median(waits) * 1_000
    with capsys.disabled():
        print(f"\n  change to screen: p50 {middle:.1f} ms, worst {max(waits) * 1_000:.1f} ms of {len(waits)}")
    assert middle < 100


STEPS = ("IN_PROGRESS", "SCHEDULED")


async def changed(ingrid: Client, ticket: str, to: str, on_hers: Any, on_his: Any) -> float:
    """Take a step; return how long it was on its way to the tenant's screen."""
    started = time.perf_counter()
    _, event, _ = await asyncio.gather(step(ingrid, ticket, to), on_hers.event(), on_his.event())
    assert (event["kind"], event["toStatus"], event["ticket"]["status"]) == ("STATUS_CHANGED", to, to)
    assert event["actor"]["name"] == "Ingrid Moen"
    return float(on_hers.at - started)


async def test_a_ticket_changes_hands_and_is_talked_about(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        ticket = await report(amira, "Låsen henger")
        async with screen(node, amira.token) as hers:
            stream = await hers.follow(TICKETS, ticketId=ticket)
            await stream.ready()
            await ingrid.do("assignTicket", "ticket { assignee { name } }", ticketId=ticket, assigneeId=TOM)
            handed = await stream.event()
            assert (handed["kind"], handed["ticket"]["assignee"]["name"]) == ("ASSIGNED", "Tom Bakke")
            await comment(ingrid, ticket, "Tom kommer i dag.")
            said = await stream.event()
            assert (said["kind"], said["comment"]) == ("COMMENTED", {"body": "Tom kommer i dag.", "isInternal": False})
            assert said["ticket"]["commentCount"] == 1


async def test_what_is_said_inside_never_reaches_the_tenant(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        ticket = await report(amira, "Det trekker fra vinduet")
        before = await amira.ask(SEEN_OF_TICKET, id=ticket)
        start = await amira.cursor()
        async with screen(node, amira.token) as hers, screen(node, ingrid.token) as his:
            on_hers, on_his = await hers.follow(TICKETS, ticketId=ticket), await his.follow(TICKETS, ticketId=ticket)
            await on_hers.ready()
            await on_his.ready()
            await comment(ingrid, ticket, "Hun klager alltid.", internal=True)
            assert (await on_his.event())["comment"]["isInternal"] is True
            assert await amira.ask(SEEN_OF_TICKET, id=ticket) == before
            await step(ingrid, ticket, "TRIAGED")
            assert (await on_hers.event())["toStatus"] == "TRIAGED"
            assert on_hers.waiting() == 0
            replayed = await hers.follow(TICKETS, ticketId=ticket, after=start)
            events, count = await replayed.ready()
        assert ([event["kind"] for event in events], count) == (["STATUS_CHANGED"], 1)
        seen = (await ingrid.ask(SEEN_OF_TICKET, id=ticket))["node"]
        assert (seen["commentCount"], seen["events"]["totalCount"]) == (1, 3)


async def test_a_conversation_is_live_both_ways_with_counts(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        async with screen(node, amira.token) as hers, screen(node, ingrid.token) as his:
            on_hers, on_his = await hers.follow(MESSAGES), await his.follow(MESSAGES)
            await on_hers.ready()
            await on_his.ready()
            unread = (await ingrid.ask("{ viewer { unreadMessageCount } }"))["viewer"]["unreadMessageCount"]
            first = {"id": str(uuid4()), "body": "Hei, kan jeg få en ny nøkkel?"}
            started = await amira.do("startConversation", "conversation { id }", subject="Nøkkel", message=first)
            talk = started["conversation"]["id"]
            assert [(await on_his.event())["kind"] for _ in range(2)] == ["STARTED", "SENT"]
            assert [(await on_hers.event())["kind"] for _ in range(2)] == ["STARTED", "SENT"]
            answer = await say(ingrid, talk, "Ja, den ligger klar.")
            heard, told = await on_hers.event(), await on_his.event()
            assert (heard["message"]["body"], heard["conversation"]["unreadCount"]) == ("Ja, den ligger klar.", 1)
            assert (told["conversation"]["unreadCount"], told["viewer"]["unreadMessageCount"]) == (0, unread)
            read = await amira.do(
                "markConversationRead", "conversation { unreadCount }", conversationId=talk, upToMessageId=answer
            )
            assert read["conversation"]["unreadCount"] == 0
            assert ((await on_hers.event())["kind"], (await on_his.event())["kind"]) == ("READ", "READ")


async def test_the_other_organization_hears_nothing(house: House) -> None:
    node = house.node()
    place = "{ units(first: 1) { nodes { id } } }"
    async with client_of(house, node, CASEY) as casey, client_of(house, node, INGRID) as ingrid:
        own = (await casey.ask(place))["units"]["nodes"][0]["id"]
        async with screen(node, casey.token) as theirs:
            tickets, messages = await theirs.follow(TICKETS), await theirs.follow(MESSAGES)
            stolen = await theirs.follow(TICKETS, ticketId=nordlys("Ticket", "ticket", "leak"))
            for stream in (tickets, messages, stolen):
                assert await stream.ready() == ([], 0)
            await report(casey, "Before", unitId=own)
            foreign = await report(ingrid, "Utenfor")
            await step(ingrid, foreign, "TRIAGED")
            await ingrid.do("startConversation", "conversation { id }", subject="Internt", participantIds=[TOM])
            await report(casey, "After", unitId=own)
            titles = [(await tickets.event())["ticket"]["title"] for _ in range(2)]
            assert titles == ["Before", "After"]
            assert (tickets.waiting(), messages.waiting(), stolen.waiting()) == (0, 0, 0)


async def test_signing_out_closes_the_sockets_of_that_session_alone(house: House) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA, fresh=True) as leaving, client_of(house, node, AMIRA) as staying:
        async with screen(node, leaving.token) as gone, screen(node, staying.token) as there:
            stream = await there.follow(TICKETS)
            await stream.ready()
            started = time.perf_counter()
            await leaving.ask("mutation { signOut { errors { code } } }")
            assert await gone.closed(1) == 4403
            assert time.perf_counter() - started < 1
            assert (await leaving.send("{ viewer { id } }")).status_code == 401
            await report(staying, "Jeg er her ennå")
            assert (await stream.event())["kind"] == "CREATED"
            assert there.close_code is None
