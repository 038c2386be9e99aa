"""The audit by everybody: all of it for those who examine, and for each who read their own data."""

import itertools
import json
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.models.chain import verify
from app.models.ids import to_global
from app.models.people import Member
from app.models.tickets import Ticket
from app.resolvers.tickets import Move, TicketStatus, change_status
from tests.auth.desk import Desk
from tests.auth.matrix.oracle import COLUMNS, cell, leaks
from tests.support.world import HEAD_KEY, World

ENTRY = """id position action reason ipAddress occurredAt previousHash hash targetId
    target { __typename id } actor { __typename name }"""
LOG = f"query ($filter: AuditFilter) {{ auditLog(first: 50, filter: $filter) {{ totalCount nodes {{ {ENTRY} }} }} }}"
MINE = f"{{ viewer {{ dataAccesses(first: 50) {{ totalCount nodes {{ {ENTRY} }} }} }} }}"
PEOPLE = "{ people(first: 50) { nodes { id email phone } } }"


async def log(desk: Desk, viewer: Viewer, **filter: Any) -> list[dict[str, Any]]:
    """What somebody reads of the audit."""
    answer = await desk.ask(viewer, LOG, filter=filter)
    assert "errors" not in answer, answer
    page = answer["data"]["auditLog"]
    assert page["totalCount"] == len(page["nodes"])
    return list(page["nodes"])


async def test_a_read_of_contact_data_is_an_entry_for_everybody_it_was_about(desk: Desk, world: World) -> None:
    admin = world.viewer_of("admin")
    assert await log(desk, world.viewer_of("tenant")) == []
    for _ in range(2):
        await desk.ask(admin, PEOPLE)
    await desk.ask(admin, "{ people(first: 50) { nodes { name } } viewer { person { email } } }")
    await desk.ask(world.viewer_of("tenant"), PEOPLE)
    for role in COLUMNS:
        viewer, value = world.viewer_of(role), cell("queries", "auditLog", role)
        read = [entry for entry in await log(desk, viewer) if entry["action"] == "PERSONAL_DATA.READ"]
        # Those who examine also see what was read when the world was made.
        assert len(read) == {"deny": 0, "own": 2, "allow": 3}[value], role
        mine = (await desk.ask(viewer, MINE))["data"]["viewer"]
        accesses = mine["dataAccesses"]["nodes"] if mine else []
        assert len(accesses) == (0 if role in ("anonymous", "admin") else 2), role
        for entry in accesses:
            assert entry["actor"]["name"] == "CANARY-A-member-admin-name", role
        if value == "own":
            oneself = to_global("Person", world.a.id(Member, role))
            assert {entry["targetId"] for entry in read} == {oneself}, role
        assert not leaks(world, role, json.dumps(mine)), role
    found = [report async for report in verify(world.database.app_url, frozenset({HEAD_KEY.public}))]
    assert all(report.is_whole for report in found)


async def test_address_and_reason_are_for_those_who_examine(desk: Desk, world: World) -> None:
    manager = world.viewer_of("manager")
    ticket = world.a.id(Ticket, "next_door")
    await change_status(manager, ticket, Move(TicketStatus.TRIAGED, note="CANARY of a reason"))
    await desk.ask(world.viewer_of("admin"), PEOPLE)
    for role in COLUMNS:
        entries = await log(desk, world.viewer_of(role))
        examines = cell("fields", "AuditEntry.reason", role) == "allow"
        for field in ("ipAddress", "position"):
            assert cell("fields", f"AuditEntry.{field}", role) == cell("fields", "AuditEntry.reason", role)
        assert any(entry["reason"] == "CANARY of a reason" for entry in entries) is examines, role
        assert examines or all(
            entry["reason"] is entry["ipAddress"] is entry["position"] is None for entry in entries
        ), role
        assert all(entry["action"] == "PERSONAL_DATA.READ" for entry in entries) or examines, role


async def test_the_log_is_narrowed_and_its_chain_can_be_followed(desk: Desk, world: World) -> None:
    auditor, ticket = world.viewer_of("auditor"), world.a.id(Ticket, "next_door")
    await change_status(world.viewer_of("manager"), ticket, Move(TicketStatus.TRIAGED))
    entries = await log(desk, auditor)
    assert [entry["position"] for entry in entries] == list(range(len(entries), 0, -1))
    for newer, older in itertools.pairwise(entries):
        assert newer["previousHash"] == older["hash"]
    target = to_global("Ticket", ticket)
    (moved,) = await log(desk, auditor, targetId=target, action="TICKET.STATUS_CHANGED")
    assert moved["target"] == {"__typename": "Ticket", "id": target}
    by_manager = await log(desk, auditor, actorId=to_global("Person", world.a.id(Member, "manager")))
    assert moved in by_manager
    assert await log(desk, auditor, before="2020-01-01T00:00:00Z") == []
    assert await log(desk, auditor, since=moved["occurredAt"]) == [moved]
    assert await log(desk, auditor, targetId=to_global("Ticket", world.b.id(Ticket, "leak"))) == []
    for bad in ({"actorId": "x"}, {"targetId": "x"}):
        answer = await desk.ask(auditor, LOG, filter=bad)
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_entries_of_others_have_no_id_here(desk: Desk, world: World) -> None:
    await desk.ask(world.viewer_of("admin"), PEOPLE)
    await desk.ask(world.viewer_of("admin", "B"), PEOPLE)
    ids = [entry["id"] for entry in await log(desk, world.viewer_of("auditor"))]
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for role in COLUMNS:
        nodes = (await desk.ask(world.viewer_of(role), document, ids=ids))["data"]["nodes"]
        value = cell("types", "AuditEntry", role)
        expected = {"allow": len(ids), "own": 1, "deny": 0}[value]
        assert sum(node is not None for node in nodes) == expected, role
        foreign = (await desk.ask(world.viewer_of(role, "B"), document, ids=ids))["data"]["nodes"]
        assert not any(foreign), role


async def test_what_cannot_be_written_down_is_not_shown(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        await connection.execute("REVOKE INSERT ON audit_entry FROM tn_app")
    answer = await desk.ask(world.viewer_of("admin"), PEOPLE)
    assert answer.get("data") is None and "CANARY-A-contact" not in json.dumps(answer)
    assert answer["errors"][0]["extensions"]["code"] in ("UNAVAILABLE", "INTERNAL_SERVER_ERROR")


@pytest.mark.parametrize("role", ["admin", "manager"])
async def test_a_search_without_contact_data_writes_nothing(desk: Desk, world: World, role: str) -> None:
    async with world.superuser() as connection:
        before = await connection.fetchval("SELECT count(*) FROM audit_entry")
        await desk.ask(world.viewer_of(role), "{ people(first: 50) { nodes { name } } }")
        assert await connection.fetchval("SELECT count(*) FROM audit_entry") == before
