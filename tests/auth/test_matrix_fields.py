"""Guarded fields inside visible rows: shown to whom the matrix names, and telling the truth about what one may do."""

from typing import Any

import pytest

from app.models.leases import Tenant
from tests.auth.desk import Desk
from tests.auth.matrix.oracle import COLUMNS, MODELS, cell, reached, visible
from tests.support.world import World

PERSON = (
    "{ people(first: 24) { nodes { id email phone } } tickets(first: 24) { nodes { reporter { id email phone } } } }"
)
TICKETS = """{ tickets(first: 24) { nodes { id commentCount
    comments(first: 24) { totalCount nodes { isInternal } }
    events(first: 24) { totalCount nodes { kind comment { isInternal } } } } } }"""
COMMENTED = {"leak", "next_door", "far"}
JUDGED = {
    "Charge": ("charges", "reverse"),
    "Ticket": ("tickets", "changeStatusTo assign comment commentInternally"),
    "Property": ("properties", "update createUnit createTicket"),
    "Unit": ("units", "update createLease createTicket"),
    "Lease": ("leases", "update changeStatus recordMoney"),
    "Payment": ("payments", "cancel refund changeStatus"),
    "Tenant": ("tenants", "update"),
    "Conversation": ("conversations", "sendMessage"),
}


def persons_in(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The people of an answer, listed or met beside a ticket."""
    data = answer["data"]
    return [*data["people"]["nodes"], *(row["reporter"] for row in data["tickets"]["nodes"])]


async def test_an_address_is_searched_by_whoever_reads_everybodys(still_desk: Desk, still_world: World) -> None:
    document = '{ people(first: 24, filter: {search: "contact-southerner-em"}) { totalCount nodes { id } } }'
    southerner = still_world.a.global_id(MODELS["Person"], "southerner")
    for role in COLUMNS:
        found = (await still_desk.ask(still_world.viewer_of(role), document))["data"]["people"]
        allowed = cell("fields", "Person.email", role) == "allow"
        assert found == {"totalCount": int(allowed), "nodes": [{"id": southerner}] * allowed}, role


@pytest.mark.parametrize("field", ["email", "phone"])
async def test_contacts_are_shown_to_whom_the_matrix_names(still_desk: Desk, still_world: World, field: str) -> None:
    names = {still_world.a.global_id(MODELS["Person"], name): name for name in still_world.a.rows[MODELS["Person"]]}
    for role in COLUMNS:
        met = {
            (names[row["id"]], row[field])
            for row in persons_in(await still_desk.ask(still_world.viewer_of(role), PERSON))
        }
        value = cell("fields", f"Person.{field}", role)
        assert bool(met) is (role != "anonymous"), role
        for name, shown in met:
            expected = value == "allow" or (value == "own" and name in reached(role))
            has_one = getattr(still_world.a.rows[MODELS["Person"]][name], field) is not None
            assert shown == (f"CANARY-A-contact-{name}-{field}" if expected and has_one else None), (role, name)
        assert any(shown for _, shown in met) is (value != "deny"), role


async def test_the_market_rent_is_shown_to_whom_the_matrix_names(still_desk: Desk, still_world: World) -> None:
    document = "{ units(first: 24) { nodes { id marketRent { minor } } } }"
    names = {
        still_world.a.global_id(MODELS["Unit"], name): row for name, row in still_world.a.rows[MODELS["Unit"]].items()
    }
    for role in COLUMNS:
        units = (await still_desk.ask(still_world.viewer_of(role), document))["data"]["units"]["nodes"]
        allowed = cell("fields", "Unit.marketRent", role) != "deny"
        for unit in units:
            rent = str(names[unit["id"]].market_rent_minor)
            assert unit["marketRent"] == ({"minor": rent} if allowed else None), role
        assert units or not allowed, role


async def test_what_is_said_inside_the_house_is_neither_shown_nor_counted(still_desk: Desk, still_world: World) -> None:
    names = {still_world.a.global_id(MODELS["Ticket"], name): name for name in still_world.a.rows[MODELS["Ticket"]]}
    for role in COLUMNS:
        inside = {cell("fields", f"Ticket.{name}", role) for name in ("comments", "events", "commentCount")} - {"deny"}
        tickets = (await still_desk.ask(still_world.viewer_of(role), TICKETS))["data"]["tickets"]["nodes"]
        assert {names[row["id"]] for row in tickets} == visible(still_world, "Ticket", role), role
        for row in tickets:
            said = 0 if names[row["id"]] not in COMMENTED else 2 if inside else 1
            flags = [comment["isInternal"] for comment in row["comments"]["nodes"]]
            told = [event["comment"]["isInternal"] for event in row["events"]["nodes"] if event["comment"]]
            assert (len(flags), any(flags)) == (said, said == 2), (role, names[row["id"]])
            assert (len(told), any(told)) == (said, said == 2), (role, names[row["id"]])
            assert row["commentCount"] == row["comments"]["totalCount"] == said, role
            assert row["events"]["totalCount"] == said + 1, role


async def test_who_may_be_assigned_is_named_to_those_who_hand_tickets_over(
    still_desk: Desk, still_world: World
) -> None:
    document = "{ tickets(first: 24) { nodes { id assignees { id } } } }"
    for role in COLUMNS:
        tickets = (await still_desk.ask(still_world.viewer_of(role), document))["data"]["tickets"]["nodes"]
        allowed = cell("fields", "Ticket.assignees", role) != "deny"
        assert {bool(row["assignees"]) for row in tickets} == ({allowed} if tickets else set()), role
        assert tickets or not allowed, role


@pytest.mark.parametrize("type_name", JUDGED)
async def test_what_one_may_do_is_said_as_the_matrix_says(still_desk: Desk, still_world: World, type_name: str) -> None:
    listed, fields = JUDGED[type_name]
    document = f"{{ {listed}(first: 24) {{ nodes {{ id viewerCan {{ {fields} }} }} }} }}"
    for role in COLUMNS:
        rows = (await still_desk.ask(still_world.viewer_of(role), document))["data"][listed]["nodes"]
        if type_name == "Tenant" and role == "scoped_manager":
            past = [row for row in rows if row["id"] == still_world.a.global_id(Tenant, "former_tenant")]
            assert [row["viewerCan"] for row in past] == [{"update": False}], "seen, and left to others"
            rows = [row for row in rows if row not in past]
        for field in fields.split():
            expected = cell("fields", f"{type_name}ViewerCan.{field}", role) != "deny"
            assert {bool(row["viewerCan"][field]) for row in rows} == ({expected} if rows else set()), (role, field)
            assert rows or not expected, (role, field)


async def test_a_credit_can_be_taken_back_as_the_matrix_says(still_desk: Desk, still_world: World) -> None:
    document = "query ($id: ID!) { node(id: $id) { ... on LedgerLine { viewerCan { reverse } } } }"
    lines = [still_world.a.global_id(MODELS["LedgerLine"], name) for name in ("credit_north_old", "charge_north_old")]
    for role in COLUMNS:
        answers = [await still_desk.ask(still_world.viewer_of(role), document, id=id) for id in lines]
        nodes = [(answer["data"] or {}).get("node") for answer in answers]
        said = [node is not None and node["viewerCan"]["reverse"] for node in nodes]
        assert said == [cell("fields", "LedgerLineViewerCan.reverse", role) != "deny", False], role


async def test_what_one_may_do_somewhere_is_said_as_the_matrix_says(still_desk: Desk, still_world: World) -> None:
    document = "{ viewer { viewerCan { createTicket triageTickets } } }"
    for role in COLUMNS:
        viewer = (await still_desk.ask(still_world.viewer_of(role), document))["data"]["viewer"]
        for field in ("createTicket", "triageTickets"):
            expected = cell("fields", f"OrganizationViewerCan.{field}", role) != "deny"
            assert (viewer is not None and viewer["viewerCan"][field]) is expected, (role, field)


async def test_each_side_has_its_own_steps(still_desk: Desk, still_world: World) -> None:
    document = "query ($id: ID!) { node(id: $id) { ... on Ticket { nextStatuses viewerCan { changeStatusTo } } } }"
    id = still_world.a.global_id(MODELS["Ticket"], "next_door")
    every = (await still_desk.ask(still_world.viewer_of("manager"), document, id=id))["data"]["node"]
    assert (
        set(every["viewerCan"]["changeStatusTo"])
        == set(every["nextStatuses"])
        == {*("TRIAGED", "REJECTED", "DUPLICATE", "CANCELLED")}
    )
    mine = (await still_desk.ask(still_world.viewer_of("neighbour"), document, id=id))["data"]["node"]
    assert mine["viewerCan"]["changeStatusTo"] == ["CANCELLED"]
