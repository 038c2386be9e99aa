"""Tokens by scope: every field at the root with its scopes and without, every type by its id, and property limits."""

import asyncio
import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from app import clock
from app.auth.credentials import Carrier, Credentials
from app.auth.scopes import ApiScope
from app.auth.viewer import Viewer
from app.models.charges import Charge
from app.models.ids import to_global
from app.models.messages import Conversation
from app.models.properties import Property, Unit
from app.models.tickets import Ticket
from tests.auth.desk import Desk, Ear, codes_of
from tests.auth.documents import TYPES, page_of
from tests.auth.matrix.oracle import LISTS, MODELS, NORTH
from tests.auth.test_matrix_money_streams import ALL, touch
from tests.auth.test_matrix_streams import told, until
from tests.auth.test_tokens import CREATE
from tests.factories.tokens import secret_of
from tests.support.world import World

LINES = (Path(__file__).parent / "matrix/tokens.csv").read_text().splitlines()
ROWS = {row["field"]: row["scopes"] for row in csv.DictReader(LINES)}
OWNERS = {
    **dict.fromkeys(("Property", "Building", "Unit"), "properties:read"),
    **dict.fromkeys(("Tenant", "Person"), "people:read"),
    **dict.fromkeys(("Lease", "LeaseParty"), "leases:read"),
    **dict.fromkeys(("Charge", "Payment", "Refund", "LedgerLine"), "payments:read"),
    **dict.fromkeys(("ChargeTemplate", "LateFeePolicy", "Deposit", "AccountingPeriod"), "payments:read"),
    **dict.fromkeys(("Ticket", "TicketComment"), "tickets:read"),
}
"""The scope that shows each type by its id; what is not here no scope shows."""


def operations() -> dict[str, GraphQLField]:
    """Every field at the root."""
    kinds = [TYPES[name] for name in ("Query", "Mutation", "Subscription")]
    return {
        f"{kind}.{name}": field
        for kind in kinds
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
    }


def document(name: str) -> str:
    """An operation of one field, which asks for nothing that needs more."""
    kind, _, field = name.partition(".")
    found = operations()[name]
    needed = {key: arg.type for key, arg in found.args.items() if isinstance(arg.type, GraphQLNonNull)}
    head = "(" + ", ".join(f"${key}: {of}" for key, of in needed.items()) + ")" if needed else ""
    tail = "(" + ", ".join(f"{key}: ${key}" for key in needed) + ")" if needed else ""
    leaf = "" if is_leaf_type(get_named_type(found.type)) else " { __typename }"
    return f"{kind.lower()}{head} {{ {field}{tail}{leaf} }}"


async def partner(desk: Desk, *scopes: str, name: str = "partner", key: str = "A") -> Viewer:
    """The viewer of a token that has these scopes alone; without any named, all."""
    viewer = await desk.api.authenticator.authenticate(Credentials(secret_of(name, key), Carrier.BEARER))
    return replace(viewer, grants=tuple(g for g in viewer.grants if not scopes or str(g.role) in scopes))


async def kept(desk: Desk, world: World, *scopes: str) -> Viewer:
    """The viewer of a new token with these scopes; streams ask for it again."""
    ends = (clock.now() + timedelta(days=1)).isoformat()
    wanted = {"name": "Events", "scopes": scopes, "expiresAt": ends}
    made = await desk.ask(world.viewer_of("admin"), CREATE, input=wanted)
    token = made["data"]["createApiToken"]["token"]
    return await desk.api.authenticator.authenticate(Credentials(token, Carrier.BEARER))


async def refused(desk: Desk, viewer: Viewer, name: str) -> dict[str, Any] | None:
    """Why a token may not ask for a field at all; None when it may."""
    if name.startswith("Subscription."):
        ear = Ear(viewer)
        task = asyncio.create_task(desk.follow(ear, document(name), conversationId="nonsense"))
        await asyncio.wait([task], timeout=0.05)
        ear.is_open = False
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return {"code": ear.code} if ear.code == "FORBIDDEN" else None
    answer = await desk.ask(viewer, document(name), id="nonsense", ids=["nonsense"], token="nonsense")
    errors = [error for error in answer.get("errors", []) if error["extensions"]["code"] == "FORBIDDEN"]
    return errors[0]["extensions"] if errors else None


def test_the_matrix_names_every_field_that_is_not_for_people_alone() -> None:
    assert len(ROWS) == len(LINES) - 1, "a field stands in one row"
    assert ROWS.keys() <= operations().keys()
    named_closed = {name for name, scopes in ROWS.items() if scopes == "closed"}
    assert {name for name in operations() if name.startswith(("Query.", "Subscription."))} <= ROWS.keys()
    assert {str(scope) for scope in ApiScope} - {"people:contact"} == {
        scope
        for name, scopes in ROWS.items()
        if name not in named_closed and scopes != "open"
        for scope in scopes.split()
    }


async def test_each_field_needs_its_scopes_and_no_other(still_desk: Desk, still_world: World) -> None:
    everything = [str(scope) for scope in ApiScope]
    for name in operations():
        wanted = ROWS.get(name, "closed")
        if wanted == "closed":
            assert (await refused(still_desk, await partner(still_desk), name)) is not None, name
            continue
        needed = [] if wanted == "open" else wanted.split()
        enough = await partner(still_desk, *(needed or ["events:read"]))
        assert (await refused(still_desk, enough, name)) is None, name
        for scope in needed:
            others = [each for each in everything if each != scope]
            why = await refused(still_desk, await partner(still_desk, *others), name)
            assert why is not None and why.get("missingScopes", [scope]) == [scope], (name, why)


def beside(file: Any) -> str | None:
    """The scope that shows what a file stands beside."""
    if not file.is_ready:
        return None
    if file.ticket_id is not None:
        return "tickets:read"
    return "documents:read" if file.lease_id is not None else None


@pytest.mark.parametrize("scope", [str(scope) for scope in ApiScope])
async def test_a_row_by_its_id_is_there_for_its_scope_alone(still_desk: Desk, still_world: World, scope: str) -> None:
    ask = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    viewer = await partner(still_desk, scope)
    for type_name, model in MODELS.items():
        names = list(still_world.a.rows[model])
        ids = [still_world.a.global_id(model, name) for name in names]
        foreign = [still_world.b.global_id(model, name) for name in still_world.b.rows[model]]
        shown = {
            name
            for name, row in zip(names, (await still_desk.ask(viewer, ask, ids=ids))["data"]["nodes"], strict=True)
            if row
        }
        expected = set(names) if OWNERS.get(type_name) == scope else set()
        if type_name == "File":
            expected = {name for name in names if beside(still_world.a.rows[model][name]) == scope}
        if type_name == "TicketComment":
            expected = {name for name in expected if not name.endswith("_inside")}
        if type_name == "Person" and not expected:
            expected = {"partner"}
        assert shown == expected, (type_name, scope)
        assert (await still_desk.ask(viewer, ask, ids=foreign))["data"]["nodes"] == [None] * len(foreign)


@pytest.mark.parametrize("field", [field for field in LISTS if ROWS[f"Query.{field}"] != "closed"])
async def test_lists_hold_what_the_token_is_limited_to(still_desk: Desk, still_world: World, field: str) -> None:
    type_name = LISTS[field]
    model = MODELS[type_name]
    ask = f"{{ {field}(first: 50) {{ totalCount nodes {{ id }} }} }}"
    own = {"Person": {"scoped_partner"}, "Conversation": set()}
    whole = set() if type_name == "Conversation" else set(still_world.a.rows[model])
    if type_name == "File":
        whole = {name for name, file in still_world.a.rows[model].items() if beside(file)}
    for name, expected in (("partner", whole), ("scoped_partner", own.get(type_name, NORTH.get(type_name, set())))):
        page = (await still_desk.ask(await partner(still_desk, name=name), ask))["data"][field]
        ids = {still_world.a.global_id(model, each) for each in expected}
        assert {node["id"] for node in page["nodes"]} == ids and page["totalCount"] == len(ids), name


@pytest.mark.parametrize(
    ("query", "scope"),
    [
        ("{ people(first: 1) { nodes { email } } }", "people:contact"),
        ("{ people(first: 1) { nodes { ...Reached } } } fragment Reached on Person { phone }", "people:contact"),
        ("{ tickets(first: 1) { nodes { property { name } } } }", "properties:read"),
        ("{ leases(first: 1) { nodes { balance { __typename } } } }", "payments:read"),
        ("{ leases(first: 1) { nodes { householdPot { __typename } } } }", "payments:read"),
        (
            '{ leases(first: 1) { nodes { statement(from: "2026-03-01", to: "2026-03-31") { csvUrl } } } }',
            "payments:read",
        ),
        ("{ leases(first: 1) { nodes { tenants { name } } } }", "people:read"),
        ("{ leases(first: 1) { nodes { documents { name url } } } }", "documents:read"),
        ('{ node(id: "x") { ... on Payment { status } } }', "payments:read"),
        ('{ node(id: "x") { ...Row } } fragment Row on Node { ... on Lease { number } }', "leases:read"),
        ("{ conversations(first: 1) { nodes { about { ... on Ticket { title } } } } }", "tickets:read"),
        ("{ charges(first: 1) { nodes { lease { number } } } }", "leases:read"),
    ],
)
async def test_what_is_reached_from_elsewhere_needs_its_scope(desk: Desk, query: str, scope: str) -> None:
    others = [str(each) for each in ApiScope if str(each) != scope]
    answer = await desk.ask(await partner(desk, *others), query)
    assert "data" not in answer and answer["errors"][0]["extensions"]["missingScopes"] == [scope]
    assert scope in answer["errors"][0]["message"]
    assert "errors" not in await desk.ask(await partner(desk), query)


@pytest.mark.parametrize(
    "type_name", ["AuditEntry", "SecurityEvent", "Grant", "Invitation", "ApiToken", "Organization"]
)
async def test_what_is_for_people_alone_is_refused_whole(desk: Desk, type_name: str) -> None:
    answer = await desk.ask(await partner(desk), f'{{ node(id: "x") {{ ... on {type_name} {{ id }} }} }}')
    assert "data" not in answer and codes_of(answer) == ["FORBIDDEN"]


async def test_nothing_of_the_other_organization_and_nothing_from_inside_leaves(still_desk: Desk) -> None:
    for field, type_name in (("tickets", "Ticket"), ("leases", "Lease"), ("payments", "Payment"), ("people", "Person")):
        said = json.dumps(await still_desk.ask(await partner(still_desk), page_of(field, type_name, 3)))
        assert "CANARY-A" in said and "CANARY-B" not in said and "_inside" not in said, field
        scoped = json.dumps(
            await still_desk.ask(await partner(still_desk, name="scoped_partner"), page_of(field, type_name, 3))
        )
        assert "CANARY-A" in scoped and "south" not in scoped, field


async def test_a_token_writes_within_its_properties(desk: Desk, world: World) -> None:
    viewer = await partner(desk, name="scoped_partner")
    make = "mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { id } errors { code } } }"
    for unit, codes in (("north_1", []), ("south_1", ["NOT_FOUND"])):
        wanted = {"unitId": world.a.global_id(Unit, unit), "title": "The tap drips", "category": "PLUMBING"}
        assert codes_of(await desk.ask(viewer, make, input=wanted)) == codes
    wanted = {"propertyId": world.b.global_id(Property, "north"), "title": "The tap drips", "category": "PLUMBING"}
    assert codes_of(await desk.ask(viewer, make, input=wanted)) == ["NOT_FOUND"]
    say = "mutation ($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code } } }"
    for name, inside, codes in (("leak", False, []), ("leak", True, ["FORBIDDEN"]), ("far", False, ["NOT_FOUND"])):
        wanted = {"ticketId": world.a.global_id(Ticket, name), "body": "On Friday", "isInternal": inside}
        assert codes_of(await desk.ask(viewer, say, input=wanted)) == codes


async def test_a_token_talks_where_it_takes_part(desk: Desk, world: World) -> None:
    viewer = await partner(desk)
    send = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) { errors { code } } }"
    foreign = {"id": "00000000-0000-4000-8000-000000000001", "body": "Hello"}
    talk = {"conversationId": world.a.global_id(Conversation, "home")}
    assert codes_of(await desk.ask(viewer, send, input={**foreign, **talk})) == ["NOT_FOUND"]
    start = """mutation ($input: StartConversationInput!) {
        startConversation(input: $input) { conversation { id } errors { code } } }"""
    begun = (await desk.ask(viewer, start, input={"subject": "An invoice"}))["data"]["startConversation"]
    assert begun["errors"] == []
    own = {**foreign, "conversationId": begun["conversation"]["id"]}
    assert codes_of(await desk.ask(viewer, send, input=own)) == []
    assert codes_of(await desk.ask(await partner(desk, "messages:read"), send, input=own)) == ["FORBIDDEN"]


async def test_the_stream_of_everything_tells_of_the_nouns_of_its_scopes(desk: Desk, world: World) -> None:
    money = await kept(desk, world, "EVENTS_READ", "PAYMENTS_READ")
    work = await kept(desk, world, "EVENTS_READ", "TICKETS_READ")
    nothing = await kept(desk, world, "EVENTS_READ")
    own = [Ear(money), Ear(work), Ear(nothing)]
    async with desk.listening():
        tasks = [asyncio.create_task(desk.follow(ear, ALL)) for ear in own]
        await until(lambda: all(ear.heard for ear in own))
        charge = await touch(world.a, "Charge", next(iter(world.a.rows[Charge])))
        await touch(world.b, "Charge", "north_1")
        say = "mutation ($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code } } }"
        ticket = world.a.global_id(Ticket, "leak")
        await desk.ask(await partner(desk), say, input={"ticketId": ticket, "body": "On Friday"})
        await until(lambda: len(own[0].heard) > 1 and len(own[1].heard) > 1)
        await asyncio.sleep(0.2)
        events = [[m for m in told(ear, "organizationEvents") if m["__typename"] == "OrganizationEvent"] for ear in own]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert [event["targetId"] for event in events[0]] == [charge]
    assert [(event["type"], event["actor"]["name"]) for event in events[1]] == [
        ("TICKET_COMMENTED", world.a.text(MODELS["Person"], "partner", "name"))
    ]
    assert events[2] == [] and to_global("Charge", world.b.id(Charge, "north_1")) not in json.dumps(events)
