"""Rights that change while somebody listens: obeyed in the order of the stream, before the next event."""

from typing import Any

import pytest

from app.auth.credentials import Carrier, Credentials
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.viewer import Role, Viewer
from app.entrypoints.demo.world import demo_id
from app.models.ids import id_of
from app.models.people import Member
from app.models.tickets import Move, TicketStatus
from app.resolvers import people, tickets
from app.subscriptions.transaction import Transaction, transaction
from tests.journeys.words import AMIRA, INGRID, JONAS, SOLVEIG, TICKETS, comment, nordlys, report, run
from tests.support.client import client_of
from tests.support.roles import revoke_grant
from tests.support.server import House
from tests.support.socket import screen

BERGEN = {"unitId": None, "propertyId": nordlys("Property", "property", "nordnes")}
IN_FORCE = "SELECT array_agg(id) FROM access_grant WHERE member_id = $1 AND (ends_at IS NULL OR ends_at > now())"
RESTORED = "UPDATE access_grant SET ends_at = NULL WHERE id = ANY($1)"


async def viewer(house: House, email: str) -> Viewer:
    """Somebody as the use cases know them."""
    async with client_of(house, house.node(), email) as client:
        shown = Credentials(client.token or "", Carrier.BEARER, None)
    return await Sessions(Passwords("test")).authenticate(shown)


async def give(house: House, who: str, role: Role, property_id: Any) -> Any:
    """Give somebody a role over a property; return the id of the grant."""
    id = demo_id("nordlys", "member", who)
    person_id = await run(house, "SELECT person_id FROM member WHERE id = $1", id)
    async with transaction(await viewer(house, SOLVEIG)) as tx:
        member = Member(id=id, organization_id=tx.viewer.organization_id, person_id=person_id)
        return (await people.grant_role(tx, member, people.NewGrant(id, role, property_id))).id


async def test_who_loses_every_right_is_told_and_hears_nothing_more(house: House, opened: None) -> None:
    node, home = house.node(), nordlys("Unit", "unit", "toftes-a-201")
    async with client_of(house, node, JONAS) as jonas, client_of(house, node, INGRID) as ingrid:
        ticket = await report(jonas, "Vasken", unitId=home)
        async with screen(node, jonas.token) as his:
            stream = await his.follow(TICKETS, ticketId=ticket)
            await stream.ready()
            await comment(ingrid, ticket, "før")
            assert (await stream.event())["comment"]["body"] == "før"
            taken = await run(house, IN_FORCE, demo_id("nordlys", "member", "jonas"))
            for grant in taken:
                await revoke_grant(await viewer(house, SOLVEIG), grant)
            await comment(ingrid, ticket, "etter")
            assert await stream.refusal() == "FORBIDDEN"
            again = await his.follow(TICKETS, ticketId=ticket, after=stream.cursor)
            assert await again.refusal() == "FORBIDDEN"
            asked = await his.follow("{ tickets(first: 5) { nodes { title } } }")
            assert (await asked.next())["nodes"] == []
            written = await his.follow(COMMENT, input={"ticketId": ticket, "body": "ennå her?"})
            assert (await written.next())["errors"] == [{"code": "NOT_FOUND"}]
            assert (stream.waiting(), again.waiting()) == (0, 0)
    # Others who share the house find him at home.
    await run(house, RESTORED, taken)


COMMENT = "mutation($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code } } }"


async def test_who_gains_a_right_and_loses_it_starts_over_each_time(house: House, opened: None) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, client_of(house, node, INGRID) as ingrid:
        foreign = await report(ingrid, "Kjelleren", **BERGEN)
        async with screen(node, amira.token) as hers:
            stream = await hers.follow(TICKETS)
            await stream.ready()
            await comment(ingrid, foreign, "ikke for henne")
            grant = await give(house, "amira", Role.OWNER, demo_id("nordlys", "property", "nordnes"))
            assert await stream.reset() == "GRANTS_CHANGED"
            again = await hers.follow(TICKETS, after=stream.cursor)
            assert await again.ready() == ([], 0)
            await comment(ingrid, foreign, "nå for henne også")
            assert (await again.event())["comment"]["body"] == "nå for henne også"
            await revoke_grant(await viewer(house, SOLVEIG), grant)
            await comment(ingrid, foreign, "ikke mer")
            assert await again.reset() == "GRANTS_CHANGED"
            last = await hers.follow(TICKETS, after=again.cursor)
            assert await last.ready() == ([], 0)
            own = await report(amira, "Hennes eget")
            assert (await last.event())["ticket"]["id"] == own


async def test_a_replay_over_a_change_of_rights_stops_there(house: House, opened: None) -> None:
    node = house.node()
    async with client_of(house, node, AMIRA) as amira, screen(node, amira.token) as hers:
        start = await amira.cursor()
        ticket = await report(amira, "Før")
        grant = await give(house, "amira", Role.OWNER, demo_id("nordlys", "property", "nordnes"))
        await revoke_grant(await viewer(house, SOLVEIG), grant)
        await report(amira, "Etter")
        stream = await hers.follow(TICKETS, after=start)
        assert (await stream.event())["ticket"]["id"] == ticket
        assert await stream.reset() == "GRANTS_CHANGED"


async def test_two_events_of_one_transaction_arrive_both_and_a_rolled_back_one_never(
    house: House, opened: None
) -> None:
    node = house.node()
    async with client_of(house, node, INGRID) as ingrid, screen(node, ingrid.token) as his:
        ticket = await report(ingrid, "Døren")
        id = id_of("Ticket", ticket)
        stream = await his.follow(TICKETS, ticketId=ticket)
        await stream.ready()
        who = await viewer(house, INGRID)
        with pytest.raises(ZeroDivisionError):
            async with transaction(who) as tx:
                await said_twice(tx, id, "aldri")
                raise ZeroDivisionError
        async with transaction(who) as tx:
            await said_twice(tx, id, "alltid")
        await tickets.change_status(who, id, Move(TicketStatus.TRIAGED))
        events = [await stream.event() for _ in range(3)]
        assert [event["kind"] for event in events] == ["COMMENTED", "COMMENTED", "STATUS_CHANGED"]
        assert [event["comment"]["body"] for event in events[:2]] == ["alltid 1", "alltid 2"]
        assert len({event["cursor"] for event in events}) == 3


async def said_twice(tx: Transaction, id: Any, body: str) -> None:
    row = await tickets.TicketPolicy.permitted(tx.viewer, id, tickets.TicketPolicy.comment)
    for place in (1, 2):
        await tickets._say(tx, row, f"{body} {place}", False)
