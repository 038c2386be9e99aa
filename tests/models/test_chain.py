"""The audit's chain: what it holds, and each way of tampering with it, found at the exact entry."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app import clock
from app.auth.viewer import Viewer
from app.entrypoints.audit import sign_heads
from app.models.chain import Damage, heads_in, verify
from app.models.heads import Head, HeadKey
from app.models.tickets import Ticket, TicketHoldReason, TicketStatus
from app.resolvers.tickets import Move, change_status
from tests.support.world import HEAD_KEY, World

KEY = HEAD_KEY
TRUSTED = frozenset({KEY.public})

UNLOCKED = "SET session_replication_role = replica"
COPY = """
INSERT INTO audit_entry
SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'position', e.position + 1))).*
  FROM audit_entry e WHERE organization_id = '{org}' AND position = {place}
"""
REWRITE = """
DO $$
DECLARE
    entry audit_entry;
    last bytea;
BEGIN
    SELECT hash INTO last FROM audit_entry WHERE organization_id = '{org}' AND position = {after};
    last := coalesce(last, decode(repeat('00', 32), 'hex'));
    FOR entry IN SELECT * FROM audit_entry WHERE organization_id = '{org}' AND position > {after} ORDER BY position LOOP
        UPDATE audit_entry SET prev_hash = last, hash = sha256(last || convert_to(app.canonical(entry), 'UTF8'))
         WHERE organization_id = '{org}' AND position = entry.position RETURNING hash INTO last;
    END LOOP;
    UPDATE organization_stream SET audit_hash = last WHERE organization_id = '{org}';
END $$
"""


async def damages(world: World, *kept: Head, house: str = "a") -> list[Damage]:
    """What is found in one of the organizations; the other must be whole."""
    wanted: UUID = getattr(world, house).organization_id
    found = {report.organization_id: report async for report in verify(world.database.app_url, TRUSTED, kept=kept)}
    assert all(report.is_whole for id, report in found.items() if id != wanted)
    assert found[wanted].entries > 0
    return found[wanted].damages


async def write_some(world: World, count: int = 6) -> list[int]:
    """Move tickets about; returns the places of the entries that this made."""
    manager, ticket = world.viewer_of("manager"), world.a.id(Ticket, "next_door")
    before = await places(world)
    for turn in range(count):
        hold = Move(TicketStatus.ON_HOLD, note="CANARY of a reason", hold_reason=TicketHoldReason.PARTS)
        await change_status(manager, ticket, hold if turn % 2 else Move(TicketStatus.TRIAGED))
    return sorted(set(await places(world)) - set(before))


async def places(world: World) -> list[int]:
    """The places of the first organization's entries."""
    async with world.superuser() as connection:
        sql = "SELECT position FROM audit_entry WHERE organization_id = $1 ORDER BY 1"
        return [row[0] for row in await connection.fetch(sql, world.a.organization_id)]


async def tampered(world: World, *statements: str) -> None:
    """Do as a superuser what no role of the application can."""
    async with world.superuser() as connection:
        await connection.execute(UNLOCKED)
        for statement in statements:
            await connection.execute(statement.replace("{org}", str(world.a.organization_id)))


async def test_every_entry_says_who_did_what_and_where(world: World) -> None:
    manager = world.viewer_of("manager")
    viewer = Viewer(
        manager.person_id, None, manager.organization_id, manager.member_id, manager.grants, address="192.0.2.7"
    )
    ticket = world.a.id(Ticket, "next_door")
    await change_status(viewer, ticket, Move(TicketStatus.TRIAGED, note="CANARY of a reason"))
    async with world.superuser() as connection:
        entry = await connection.fetchrow(
            "SELECT e.*, p.salt, p.content FROM audit_entry e JOIN audit_private p USING (organization_id, position)"
            " WHERE organization_id = $1 ORDER BY position DESC LIMIT 1",
            world.a.organization_id,
        )
    assert (entry["action"], entry["subject_id"], entry["actor_id"]) == (
        "TICKET.STATUS_CHANGED",
        ticket,
        manager.member_id,
    )
    assert json.loads(entry["content"]) == {"address": "192.0.2.7", "reason": "CANARY of a reason"}
    assert entry["private_hash"] == hashlib.sha256(entry["salt"] + entry["content"].encode()).digest()
    assert len(entry["before_hash"]) == len(entry["after_hash"]) == 32
    assert entry["before_hash"] != entry["after_hash"]
    chained = {name: value for name, value in entry.items() if name not in ("salt", "content")}
    assert "CANARY of" not in str(chained) and "192.0.2.7" not in str(chained)
    assert await damages(world) == []


async def test_an_erased_person_leaves_the_chain_whole(world: World) -> None:
    await write_some(world)
    async with world.superuser() as connection:
        await connection.execute("DELETE FROM audit_private WHERE organization_id = $1", world.a.organization_id)
    assert await damages(world) == []


TAMPERINGS: dict[str, tuple[Callable[[list[int]], list[str]], Callable[[list[int]], list[tuple[int, str]]]]] = {
    "update": (
        lambda p: [f"UPDATE audit_entry SET action = 'X' WHERE organization_id = '{{org}}' AND position = {p[2]}"],
        lambda p: [(p[2], "was changed")],
    ),
    "update and hash": (
        lambda p: [
            f"UPDATE audit_entry SET action = 'X' WHERE organization_id = '{{org}}' AND position = {p[2]}",
            "UPDATE audit_entry e SET hash = sha256(prev_hash || convert_to(app.canonical(e), 'UTF8'))"
            f" WHERE organization_id = '{{org}}' AND position = {p[2]}",
        ],
        lambda p: [(p[2], "was changed and hashed anew")],
    ),
    "delete": (
        lambda p: [f"DELETE FROM audit_entry WHERE organization_id = '{{org}}' AND position = {p[1]}"],
        lambda p: [(p[1], "is missing")],
    ),
    "delete the last": (
        lambda p: [f"DELETE FROM audit_entry WHERE organization_id = '{{org}}' AND position >= {p[-2]}"],
        lambda p: [(p[-2], f"is missing, and all up to {p[-1]}")],
    ),
    "insert after the end": (
        lambda p: [COPY.replace("{place}", str(p[-1]))],
        lambda p: [(p[-1] + 1, "is not the entry that was written here"), (p[-1] + 1, "was put in after the end")],
    ),
    "insert between": (
        lambda p: [
            f"UPDATE audit_entry SET position = -position WHERE organization_id = '{{org}}' AND position > {p[3]}",
            f"UPDATE audit_entry SET position = 1 - position WHERE organization_id = '{{org}}' AND position < -{p[3]}",
            COPY.replace("{place}", str(p[3])),
        ],
        lambda p: [(p[3] + 1, "is not the entry that was written here")],
    ),
    "reorder": (
        lambda p: [
            f"UPDATE audit_entry SET position = -1 WHERE organization_id = '{{org}}' AND position = {p[1]}",
            f"UPDATE audit_entry SET position = {p[1]} WHERE organization_id = '{{org}}' AND position = {p[3]}",
            f"UPDATE audit_entry SET position = {p[3]} WHERE organization_id = '{{org}}' AND position = -1",
        ],
        lambda p: [(p[1], "is not the entry that was written here"), (p[3], "is not the entry that was written here")],
    ),
    "reason": (
        lambda p: [
            f"UPDATE audit_private SET content = '{{}}' WHERE organization_id = '{{org}}' AND position = {p[1]}"
        ],
        lambda p: [(p[1], "has another address or reason")],
    ),
    "the stream's own hash": (
        lambda p: ["UPDATE organization_stream SET audit_hash = sha256('x') WHERE organization_id = '{org}'"],
        lambda p: [(p[-1], "is not the entry that the stream ends with")],
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
async def test_tampering_is_found_where_it_was_done(world: World, how: str) -> None:
    made = await write_some(world)
    assert await damages(world) == []
    statements, expected = TAMPERINGS[how]
    await tampered(world, *statements(made))
    found = await damages(world)
    wanted = expected(made)
    for position, words in wanted:
        assert any(damage.position == position and damage.words.startswith(words) for damage in found), found
    if how not in ("insert between", "reorder"):
        assert len(found) == len(wanted), found
    assert min(damage.position for damage in found) == min(position for position, _ in wanted)


async def test_a_chain_written_anew_does_not_fit_the_signed_head(world: World) -> None:
    made = await write_some(world)
    assert await sign_heads(KEY, clock.now().date()) == 3
    assert await sign_heads(KEY, clock.now().date()) == 0, "one head a day"
    await write_some(world, 2)
    kept = await heads_in(world.database.app_url)
    assert await damages(world) == []
    await tampered(
        world,
        f"UPDATE audit_entry SET action = 'X' WHERE organization_id = '{{org}}' AND position = {made[1]}",
        REWRITE.replace("{after}", str(made[1] - 1)),
    )
    (damage,) = await damages(world)
    assert damage.position == made[-1] and "were rewritten" in damage.words
    await tampered(world, "DELETE FROM audit_head WHERE organization_id = '{org}'")
    assert await damages(world) == [], "the heads themselves must lie elsewhere too"
    (damage,) = await damages(world, *kept)
    assert damage.position == made[-1] and "were rewritten" in damage.words


async def test_a_head_of_another_key_is_not_believed(world: World) -> None:
    await sign_heads(HeadKey(b"x" * 32), clock.now().date())
    found = {report.organization_id: report async for report in verify(world.database.app_url, TRUSTED)}
    assert all("not signed by a key that is trusted" in report.damages[0].words for report in found.values())
    head = (await heads_in(world.database.app_url))[0]
    assert Head.of_line(head.line()) == head
    forged = Head(head.organization_id, head.signed_on, head.position + 1, head.hash, KEY.public, head.signature)
    assert not forged.is_signed_by(TRUSTED)


async def test_days_without_a_signed_head_are_reported(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (places_after,) = await write_some(world, 1)
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    (damage,) = await damages(world)
    assert damage == Damage(places_after, "and what follows has no signed head, though days have passed")
    await sign_heads(KEY, clock.now().date())
    assert await damages_of_all(world) == []


async def damages_of_all(world: World) -> list[Damage]:
    """What is found in both organizations."""
    return [damage async for report in verify(world.database.app_url, TRUSTED) for damage in report.damages]


async def test_nobody_changes_the_audit_in_normal_operation(world: World) -> None:
    statements: list[str] = [
        f"{verb} {table}{rest}"
        for table in ("app.audit_entry", "app.audit_head")
        for verb, rest in (("UPDATE", " SET hash = ''"), ("DELETE FROM", ""), ("TRUNCATE", " CASCADE"))
    ]
    statements += ["UPDATE app.audit_private SET content = ''", "TRUNCATE app.audit_private"]

    async def refuses(act: Callable[[str], Awaitable[Any]]) -> None:
        for statement in statements:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await act(statement)

    async with world.superuser() as connection:
        await refuses(connection.execute)
        await connection.execute("SET ROLE tn_owner")
        await refuses(connection.execute)
    application = await asyncpg.connect(world.database.app_url)
    try:
        await refuses(application.execute)
    finally:
        await application.close()
