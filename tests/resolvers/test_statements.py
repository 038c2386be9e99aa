"""How much the database is asked: as many statements for a hundred rows as for one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app import clock
from app.auth.viewer import Viewer
from app.models.base import new_id
from app.models.leases import Lease, LeaseUnit
from app.models.messages import Conversation, Message, Participant
from app.models.people import Member
from app.models.properties import Building, Property, Unit
from app.models.ranges import days
from app.models.tickets import Ticket, TicketComment, TicketStatus
from app.schema.arrival import Arrival
from app.schema.context import Context
from app.subscriptions.transaction import transaction
from tests.resolvers.office import Office

TICKETS = """query($first: Int!) { tickets(first: $first, filter: { search: "Batch" }) {
  totalCount pageInfo { hasNextPage } edges { cursor node { title commentCount nextStatuses
    viewerCan { changeStatusTo assign comment }
    property { name today } unit { label property { name } } reporter { name } assignee { name }
    comments(first: 2) { totalCount nodes { body author { name } } }
    events(first: 2) { nodes { kind actor { name } } } } } } }"""
CONVERSATIONS = """query($first: Int!) { conversations(first: $first, filter: { search: "Batch" }) { nodes {
  subject unreadCount participants { person { name } readUpTo }
  lastMessage { body author { name } readBy { person { name } } }
  about { ... on Ticket { title property { name } } ... on Lease { number } }
  messages(first: 3) { totalCount nodes { body isMine author { name } conversation { subject } } } } } }"""
LEASES = """query($first: Int!) { leases(first: $first) { nodes { number property { name } units { label }
  parties { role tenant { person { name } } } } } }"""
TICKET_IDS = """query($first: Int!) { tickets(first: $first, filter: { search: "Batch" }) { nodes { id } } }"""
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
HOW_MANY = 100


@asynccontextmanager
async def counted(office: Office, asked: list[Context]) -> AsyncIterator[None]:
    """Keep the contexts of the operations that run inside."""
    api, make = office.desk.api, office.desk.api.make_context

    def kept(viewer: Viewer, arrival: Arrival) -> Any:
        context = make(viewer, arrival)
        asked.append(context)  # type: ignore[arg-type]
        return context

    api.make_context = kept
    yield
    api.make_context = make


async def cost(office: Office, who: str, query: str, first: int) -> tuple[int, Any]:
    """Ask for a list; return the number of statements, and the list."""
    asked: list[Context] = []
    async with counted(office, asked):
        (listed,) = (await office.ask(who, query, first=first)).values()
    (context,) = asked
    return context.scope.statements, listed


def places(office: Office, model: Any, *names: str) -> list[Any]:
    return [office.world.a.id(model, name) for name in names]


async def add_tickets(office: Office) -> None:
    house = office.world.a
    (property_id,), (building_id,), units = (
        places(office, Property, "north"),
        places(office, Building, "north"),
        places(office, Unit, "north_1", "north_2"),
    )
    people = places(office, Member, "maintenance", "manager")
    common = {"property_id": property_id, "building_id": building_id, "lease_id": None, "vendor_ids": []}
    words = {"category": "OTHER", "priority": "LOW", "entry_permission": "ANYTIME", "channel": "PORTAL"}
    rows = [
        {"id": new_id(), "number": 5_000 + n, "title": f"Batch {n}", "status": TicketStatus.NEW, **common, **words}
        | {"unit_id": units[n % 2], "reporter_id": people[n % 2], "assignee_id": people[(n + 1) % 2]}
        for n in range(HOW_MANY)
    ]
    async with transaction(Viewer.system_of(house.organization_id, "test")) as tx:
        await tx.create_many(Ticket, rows)
        await tx.create_many(TicketComment, [comment(row, people[0]) for row in rows for _ in range(3)])
        for row in rows:
            scope = {"ticket_id": row["id"], "property_id": property_id, "is_internal": False}
            tx.announce(Ticket(organization_id=house.organization_id, **row), "CREATED", scope, to="NEW")
            tx.events[-1]["actor_id"] = people[0]


def comment(ticket: dict[str, Any], author_id: Any) -> dict[str, Any]:
    said = {"body": "Sagt", "is_internal": False, "created_at": clock.now()}
    return {"ticket_id": ticket["id"], "author_id": author_id, **said}


async def add_conversations(office: Office) -> None:
    house, people = office.world.a, places(office, Member, "manager", "tenant")
    matters = {"property_id": places(office, Property, "north")[0]}
    abouts = [{"ticket_id": places(office, Ticket, "leak")[0]}, {"lease_id": places(office, Lease, "north_1")[0]}]
    now = clock.now()
    async with transaction(Viewer.system_of(house.organization_id, "test")) as tx:
        for n in range(HOW_MANY):
            talk = await tx.create(
                Conversation, subject=f"Batch {n}", participant_ids=people, last_seq=4, **matters, **abouts[n % 2]
            )
            said = [{"seq": seq, "body": "Sagt", "author_id": people[seq % 2], "sent_at": now} for seq in range(1, 5)]
            await tx.create_many(Message, [{"id": new_id(), "conversation_id": talk.id, **one} for one in said])
            joined = [{"member_id": id, "joined_at": now, "last_read_seq": 2} for id in people]
            await tx.create_many(Participant, [{"id": new_id(), "conversation_id": talk.id, **one} for one in joined])


@pytest.mark.parametrize(("who", "most"), [("manager", 16), ("maintenance", 16)])
async def test_tickets(office: Office, who: str, most: int) -> None:
    await add_tickets(office)
    costs = []
    for first in (1, 2, 10, HOW_MANY):
        statements, listed = await cost(office, who, TICKETS, first)
        assert len(listed["edges"]) == first
        assert all(edge["node"]["comments"]["totalCount"] == 3 for edge in listed["edges"])
        costs.append(statements)
    assert len(set(costs)) == 1, costs
    assert costs[0] <= most


async def test_conversations(office: Office) -> None:
    await add_conversations(office)
    costs = []
    for first in (2, 10, 30):
        statements, listed = await cost(office, "manager", CONVERSATIONS, first)
        assert [len(talk["messages"]["nodes"]) for talk in listed["nodes"]] == [3] * first
        assert all(talk["about"] is not None and talk["unreadCount"] == 2 for talk in listed["nodes"])
        costs.append(statements)
    assert len(set(costs)) == 1, costs
    assert costs[0] <= 16


async def test_leases(office: Office) -> None:
    costs = [await cost(office, "manager", LEASES, first) for first in (1, 2, 4)]
    assert [len(listed["nodes"]) for _, listed in costs] == [1, 2, 4]
    assert len({statements for statements, _ in costs}) == 1, costs


async def test_nodes(office: Office) -> None:
    await add_tickets(office)
    (_, listed) = await cost(office, "manager", TICKET_IDS, HOW_MANY)
    ids = [node["id"] for node in listed["nodes"]]
    costs = []
    for first in (1, 10, HOW_MANY):
        asked: list[Context] = []
        async with counted(office, asked):
            found = await office.ask("manager", NODES, ids=ids[:first])
        assert [node["id"] for node in found["nodes"]] == ids[:first]
        costs.append(asked[0].scope.statements)
    assert costs == [costs[0]] * 3


async def test_a_lease_over_many_units_costs_no_more(office: Office) -> None:
    house = office.world.a
    (property_id,), (lease_id,) = places(office, Property, "north"), places(office, Lease, "north_1")
    before, _ = await cost(office, "manager", LEASES, 1)
    units = [{"id": new_id(), "property_id": property_id, "label": f"Batch {n}", "kind": "STORAGE"} for n in range(6)]
    common = {
        "property_id": property_id,
        "lease_id": lease_id,
        "period": days(house.now.date(), None),
        "occupies": True,
    }
    async with transaction(Viewer.system_of(house.organization_id, "test")) as tx:
        await tx.create_many(Unit, units)
        await tx.create_many(LeaseUnit, [{"id": new_id(), "unit_id": unit["id"], **common} for unit in units])
    after, listed = await cost(office, "manager", LEASES, 4)
    assert max(len(lease["units"]) for lease in listed["nodes"]) == 7
    assert after == before
