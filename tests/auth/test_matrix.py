"""The matrix is complete, and every list, every row by its id and every guarded field keeps to it."""

import json
from typing import Any

import pytest
from graphql import GraphQLObjectType

from app.auth.policies.charge_templates import ChargeTemplatePolicy, RentStepPolicy
from app.auth.policies.charges import ChargePolicy
from app.auth.policies.leases import LeasePolicy, LeaseUnitPolicy
from app.auth.policies.ledger import AllocationPolicy
from app.auth.policies.messages import ConversationPolicy, ParticipantPolicy
from app.auth.policies.payments import PaymentPricePolicy, PaymentTermsPolicy
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.models.ids import to_global
from app.models.paging import Order, Page
from app.schema.node import FINDERS, POLICIES
from tests.auth.desk import Desk
from tests.auth.documents import TYPES, node_of, nodes_of, page_of
from tests.auth.matrix.oracle import (
    COLUMNS,
    LISTS,
    MODELS,
    PARTS,
    VALUES,
    cell,
    events_visible,
    leaks,
    matrix,
    visible,
)
from tests.support.world import ROLES, World, email_of

GUARDED = (
    *("Person.email", "Person.phone", "Unit.marketRent", "Ticket.comments", "Ticket.events", "Ticket.commentCount"),
    "Ticket.assignees",
    *("AuditEntry.reason", "AuditEntry.ipAddress", "AuditEntry.position", "Organization.setUp"),
    *(f"Payment.{name}" for name in ("payer", "reference", "failure", "receiptUrl")),
    "PaymentEvent.actor",
)


def fields_of(type_name: str) -> set[str]:
    """The names of a type's fields."""
    kind = TYPES[type_name]
    assert isinstance(kind, GraphQLObjectType)
    return set(kind.fields)


def inventory(part: str) -> set[str]:
    """What the schema has, and so what the matrix must speak of."""
    if part == "types":
        return {*POLICIES, *FINDERS}
    if part == "fields":
        judged = {f"{name}.{field}" for name in TYPES if name.endswith("ViewerCan") for field in fields_of(name)}
        return {*GUARDED, *judged}
    return fields_of({"queries": "Query", "mutations": "Mutation", "subscriptions": "Subscription"}[part])


@pytest.mark.parametrize("part", PARTS)
def test_the_matrix_has_exactly_one_row_for_everything(part: str) -> None:
    assert set(matrix(part)) == inventory(part)
    for field, row in matrix(part).items():
        assert list(row) == ["field", *COLUMNS, "note"], field
        assert {row[role] for role in COLUMNS} <= VALUES, field


def test_lists_and_types_say_the_same() -> None:
    shown = set(matrix("queries")) - {
        "node",
        "nodes",
        "viewer",
        "eventCursor",
        "auditLog",
        "invitation",
        "isAwaitingOrganization",
        "securityTips",
    }
    assert shown == set(LISTS)
    for field, type_name in {**LISTS, "auditLog": "AuditEntry"}.items():
        assert [cell("queries", field, role) for role in COLUMNS] == [
            cell("types", type_name, role) for role in COLUMNS
        ], field
    for role in COLUMNS:
        open_types = {cell("types", type_name, role) for type_name in matrix("types")} - {"deny"}
        assert (cell("queries", "node", role) == "deny") is not open_types, role


@pytest.mark.parametrize("field", LISTS)
async def test_a_list_has_the_rows_of_the_matrix_and_nothing_else(
    still_desk: Desk, still_world: World, field: str
) -> None:
    type_name = LISTS[field]
    names = {still_world.a.global_id(MODELS[type_name], name): name for name in still_world.a.rows[MODELS[type_name]]}
    document = page_of(field, type_name)
    for role in COLUMNS:
        answer = await still_desk.ask(still_world.viewer_of(role), document)
        assert "errors" not in answer, (role, answer)
        page = answer["data"][field]
        expected = visible(still_world, type_name, role)
        assert {names.get(row["id"]) for row in page["nodes"]} == expected, role
        assert page["totalCount"] == len(page["nodes"]) == len(expected), role
        assert bool(expected) is (cell("queries", field, role) != "deny"), role
        assert not leaks(still_world, role, json.dumps(answer)), role


@pytest.mark.parametrize("type_name", MODELS)
async def test_a_row_by_its_id_is_there_for_whom_the_matrix_names(
    still_desk: Desk, still_world: World, type_name: str
) -> None:
    names, document = list(still_world.a.rows[MODELS[type_name]]), node_of(type_name, 2)
    ids = [still_world.a.global_id(MODELS[type_name], name) for name in names]
    nothing = to_global(type_name, still_world.a.organization_id)
    for role in COLUMNS:
        viewer, expected = still_world.viewer_of(role), visible(still_world, type_name, role)
        answer = await still_desk.ask(viewer, nodes_of(type_name, 2), ids=[*ids, nothing])
        shown = {name for name, row in zip(names, answer["data"]["nodes"], strict=False) if row is not None}
        assert shown == expected, role
        assert answer["data"]["nodes"][-1] is None and "errors" not in answer, role
        assert not leaks(still_world, role, json.dumps(answer)), role
        absent = await still_desk.ask(viewer, document, id=nothing)
        for name in names[:1]:
            found = await still_desk.ask(viewer, document, id=still_world.a.global_id(MODELS[type_name], name))
            assert (json.dumps(found) == json.dumps(absent)) is (name not in expected), (role, name)


@pytest.mark.parametrize("type_name", MODELS)
async def test_no_row_of_the_other_organization_has_an_id_here(
    still_desk: Desk, still_world: World, type_name: str
) -> None:
    model, document = MODELS[type_name], "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [still_world.b.global_id(model, name) for name in still_world.b.rows[model]]
    for role in COLUMNS:
        answer = await still_desk.ask(still_world.viewer_of(role), document, ids=ids)
        assert answer == {"data": {"nodes": [None] * len(ids)}}, role
        at_home = await still_desk.ask(still_world.viewer_of(role, "B"), document, ids=ids)
        shown = {row["id"] for row in at_home["data"]["nodes"] if row is not None}
        assert shown == {still_world.b.global_id(model, name) for name in visible(still_world, type_name, role)}, role


async def test_the_history_of_tickets_keeps_to_the_matrix(still_desk: Desk, still_world: World) -> None:
    named = await history(still_world)
    ids = list(named)
    for role in COLUMNS:
        document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        answer = await still_desk.ask(
            still_world.viewer_of(role), document, ids=[to_global("TicketEvent", id) for id in ids]
        )
        shown = {id for id, row in zip(ids, answer["data"]["nodes"], strict=True) if row is not None}
        assert shown == events_visible(still_world, role, named), role
        assert bool(shown) is (cell("types", "TicketEvent", role) != "deny"), role


async def history(world: World) -> dict[Any, tuple[str, str | None]]:
    """Every event of organization A by the names of its ticket and comment."""
    tickets, comments = world.a.names(MODELS["Ticket"]), world.a.names(MODELS["TicketComment"])
    async with world.superuser() as connection:
        rows = await connection.fetch(
            "SELECT id, ticket_id, comment_id FROM ticket_event WHERE organization_id = $1", world.a.organization_id
        )
    assert len(rows) == 11
    return {row["id"]: (tickets[row["ticket_id"]], comments.get(row["comment_id"])) for row in rows}


async def test_one_sees_oneself_and_ones_organization(still_desk: Desk, still_world: World) -> None:
    document = "{ eventCursor viewer { id email role person { id name email } organization { id name } } }"
    for role in COLUMNS:
        answer = await still_desk.ask(still_world.viewer_of(role), document)
        data = answer["data"]
        assert (data["eventCursor"] is None) is (cell("queries", "eventCursor", role) == "deny"), role
        if cell("queries", "viewer", role) == "deny":
            assert data["viewer"] is None, role
            continue
        assert data["viewer"]["email"] == email_of(role)
        assert data["viewer"]["person"]["email"] == f"CANARY-A-contact-{role}-email"
        assert data["viewer"]["organization"]["id"] == to_global("Organization", still_world.a.organization_id)
        own = await still_desk.ask(
            still_world.viewer_of(role),
            "query ($id: ID!) { node(id: $id) { id } }",
            id=data["viewer"]["organization"]["id"],
        )
        assert own["data"]["node"] is not None
        assert not leaks(still_world, role, json.dumps(answer)), role


async def test_the_organization_is_no_row_for_others(still_desk: Desk, still_world: World) -> None:
    id = to_global("Organization", still_world.b.organization_id)
    for role in COLUMNS:
        answer = await still_desk.ask(still_world.viewer_of(role), "query ($id: ID!) { node(id: $id) { id } }", id=id)
        assert answer == {"data": {"node": None}}, role


async def test_the_beginning_is_shown_to_those_who_run_the_organization(still_desk: Desk, still_world: World) -> None:
    document = "{ viewer { organization { setUp { step count isDone } } } }"
    for role in COLUMNS:
        viewer = (await still_desk.ask(still_world.viewer_of(role), document))["data"]["viewer"]
        house = (viewer or {}).get("organization") or {}
        assert bool(house.get("setUp")) is (cell("fields", "Organization.setUp", role) == "allow"), role


BESIDE = {
    "PaymentTerms": "viewer { organization { paymentTerms { id } } }",
    "PaymentMethod": "viewer { paymentMethods { id } }",
}
"""Lists that stand beside the viewer."""


@pytest.mark.parametrize("type_name", BESIDE)
async def test_a_list_beside_the_viewer_has_the_rows_of_the_matrix(
    still_desk: Desk, still_world: World, type_name: str
) -> None:
    rows, lengths = still_world.a.rows[MODELS[type_name]], set()
    for role in COLUMNS[1:]:
        answer = await still_desk.ask(still_world.viewer_of(role), f"{{ {BESIDE[type_name]} }}")
        place = answer["data"]["viewer"]
        (found,) = (place.get("organization") or place).values()
        seen = {
            name
            for name in visible(still_world, type_name, role)
            if getattr(rows[name], "status", "ACTIVE") == "ACTIVE"
        }
        assert {row["id"] for row in found} == {still_world.a.global_id(MODELS[type_name], name) for name in seen}, role
        lengths.add(len(found))
    assert len(lengths) == 2


BEHIND = {
    ParticipantPolicy: ("conversation_id", ConversationPolicy),
    LeaseUnitPolicy: ("lease_id", LeasePolicy),
    RentStepPolicy: ("template_id", ChargeTemplatePolicy),
    AllocationPolicy: ("charge_id", ChargePolicy),
    PaymentPricePolicy: ("terms_id", PaymentTermsPolicy),
}
"""Rows that no list of the schema shows, with the column of what they belong to."""


@pytest.mark.parametrize("policy", BEHIND, ids=lambda policy: policy.__name__)
async def test_rows_behind_others_are_seen_by_whoever_sees_those(still_world: World, policy: Any) -> None:
    column, parent = BEHIND[policy]
    by_id, counts = Order("id", "{t}.id", "uuid"), set()
    system = Viewer.system_of(still_world.a.organization_id, "all there are")
    async with reading(system):
        everything = (await policy.page(system, Page(100, by_id))).rows
    for role in ROLES:
        viewer = still_world.viewer_of(role)
        async with reading(viewer):
            rows = (await policy.page(viewer, Page(100, by_id))).rows
            parents = {row.id for row in (await parent.page(viewer, Page(100, by_id))).rows}
        mine = {row.id for row in everything if row[column] in parents}
        assert {row.id for row in rows} == mine, role
        counts.add(len(mine))
    assert 0 in counts and len(counts) > 1
