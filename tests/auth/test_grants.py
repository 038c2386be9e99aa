"""Roles come and go at once, for whoever listens too; and somebody always runs the organization."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app import clock
from app.errors import Unauthenticated
from app.models.ids import id_of
from app.models.people import AccessGrant, Member
from app.models.properties import Property, Unit
from tests.auth.desk import Desk, Ear, codes_of
from tests.auth.signing import sign_in
from tests.auth.test_matrix_streams import until
from tests.support.world import World

GRANT = "mutation ($input: GrantRoleInput!) { grantRole(input: $input) { errors { code path } person { id } } }"
END = "mutation ($input: RevokeGrantInput!) { revokeGrant(input: $input) { errors { code path } person { id } } }"
SHUT = "mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { errors { code } person { id } } }"
LIST = (
    "query ($id: ID) { grants(first: 20, filter: {personId: $id}) { nodes { id role isInForce isOrganizationWide } } }"
)
FOLLOW = "subscription { ticketEvents { __typename } }"


def grant_id(world: World, name: str) -> str:
    """The id of the first grant of somebody."""
    return next(world.a.global_id(AccessGrant, key) for key in world.a.rows[AccessGrant] if key.startswith(name))


async def test_a_role_counts_for_its_time_and_scope(desk: Desk, world: World) -> None:
    admin, owner = world.viewer_of("admin"), world.a.global_id(Member, "owner")
    guest = await sign_in(desk, "owner")
    south = world.a.global_id(Property, "south")
    later = (clock.now() + timedelta(days=1)).isoformat()
    values = {"personId": owner, "role": "MAINTENANCE", "scopeId": south, "endsAt": later}
    assert codes_of(await desk.ask(admin, GRANT, input=values)) == []
    viewer = await guest.viewer()
    assert {(grant.role.value, grant.property_id) for grant in viewer.grants} == {
        ("OWNER", world.a.id(Property, "north")),
        ("MAINTENANCE", world.a.id(Property, "south")),
    }
    assert codes_of(await desk.ask(admin, GRANT, input=values)) == ["CONFLICT"]
    listed = (await desk.ask(admin, LIST, id=owner))["data"]["grants"]["nodes"]
    assert [(row["role"], row["isInForce"]) for row in listed] == [("MAINTENANCE", True), ("OWNER", True)]
    (ended,) = [row["id"] for row in listed if row["role"] == "MAINTENANCE"]
    soon = (clock.now() + timedelta(hours=1)).isoformat()
    assert codes_of(await desk.ask(admin, END, input={"grantId": ended, "endsAt": soon})) == []
    assert any(grant.role == "MAINTENANCE" and grant.counts(clock.now()) for grant in (await guest.viewer()).grants)
    assert codes_of(await desk.ask(admin, END, input={"grantId": ended})) == []
    assert not any(grant.role == "MAINTENANCE" and grant.counts(clock.now()) for grant in (await guest.viewer()).grants)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"role": "ADMIN", "scopeId": "north"}, "BAD_USER_INPUT"),
        ({"role": "TENANT"}, "BAD_USER_INPUT"),
        ({"role": "VENDOR", "scopeId": "unit"}, "BAD_USER_INPUT"),
        ({"role": "MANAGER", "scopeId": "nonsense"}, "BAD_USER_INPUT"),
        ({"role": "MANAGER", "scopeId": "foreign"}, "NOT_FOUND"),
        ({"role": "MANAGER", "endsAt": "2020-01-01T00:00:00Z"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_role_reaches_no_further_than_it_can(
    desk: Desk, world: World, values: dict[str, Any], code: str
) -> None:
    named = {"north": world.a.global_id(Property, "north"), "unit": world.a.global_id(Unit, "north_1")}
    named["foreign"] = world.b.global_id(Property, "north")
    wanted = {"personId": world.a.global_id(Member, "owner"), **{k: named.get(v, v) for k, v in values.items()}}
    assert codes_of(await desk.ask(world.viewer_of("admin"), GRANT, input=wanted)) == [code]


async def test_somebody_always_runs_the_organization(desk: Desk, world: World) -> None:
    admin, other = world.viewer_of("admin"), world.a.global_id(Member, "manager")
    own = grant_id(world, "admin")
    assert codes_of(await desk.ask(admin, END, input={"grantId": own})) == ["CONFLICT"]
    assert codes_of(await desk.ask(admin, SHUT, input={"personId": world.a.global_id(Member, "admin")})) == ["CONFLICT"]
    assert codes_of(await desk.ask(admin, GRANT, input={"personId": other, "role": "ADMIN"})) == []
    rows = (await desk.ask(admin, LIST, id=other))["data"]["grants"]["nodes"]
    theirs = next(row["id"] for row in rows if row["role"] == "ADMIN")
    answers = await asyncio.gather(*(desk.ask(admin, END, input={"grantId": id}) for id in (own, theirs)))
    assert sorted(len(codes_of(answer)) for answer in answers) == [0, 1], "two at once must not end both"


async def test_what_follows_from_a_lease_is_ended_by_the_lease(desk: Desk, world: World) -> None:
    answer = await desk.ask(world.viewer_of("admin"), END, input={"grantId": grant_id(world, "tenant")})
    assert codes_of(answer) == ["CONFLICT"]


async def test_whoever_runs_another_organization_too_is_still_the_last_one_here(desk: Desk, world: World) -> None:
    async with world.superuser() as boss:
        both = (world.a.person_id("admin"), world.b.id(Member, "admin"))
        await boss.execute("UPDATE member SET person_id = $1 WHERE id = $2", *both)
        await boss.execute("UPDATE access_grant SET person_id = $1 WHERE member_id = $2", *both)
    own = grant_id(world, "admin")
    answer = await desk.ask(world.viewer_of("admin"), END, input={"grantId": own})
    assert codes_of(answer) == ["CONFLICT"], answer


async def test_the_last_role_closes_what_is_open_and_no_other_does(desk: Desk, world: World) -> None:
    told: list[UUID] = []
    desk.services.sessions._say_ended = told.append
    admin, person = world.viewer_of("admin"), world.a.global_id(Member, "maintenance")
    more = {"personId": person, "role": "AUDITOR"}
    assert codes_of(await desk.ask(admin, GRANT, input=more)) == []
    rows = [row for row in (await desk.ask(admin, LIST, id=person))["data"]["grants"]["nodes"] if row["isInForce"]]
    assert len(rows) > 1
    for place, row in enumerate(rows, 1):
        assert codes_of(await desk.ask(admin, END, input={"grantId": row["id"]})) == []
        assert told == ([id_of("Person", person)] if place == len(rows) else [])


async def test_ending_roles_wants_a_fresh_proof(desk: Desk, world: World) -> None:
    stale = replace(world.viewer_of("admin"), stepped_up_at=clock.now() - timedelta(minutes=6))
    ending = {"grantId": grant_id(world, "maintenance")}
    assert codes_of(await desk.ask(stale, END, input=ending)) == ["STEP_UP_REQUIRED"]
    person = {"personId": world.a.global_id(Member, "maintenance")}
    assert codes_of(await desk.ask(stale, SHUT, input=person)) == ["STEP_UP_REQUIRED"]
    other = replace(world.viewer_of("manager"), stepped_up_at=None)
    assert codes_of(await desk.ask(other, END, input=ending)) == ["FORBIDDEN"], "who may not is told that alone"


async def test_who_is_shut_out_is_out_within_a_second(desk: Desk, world: World) -> None:
    told: list[UUID] = []
    desk.services.sessions._say_ended = told.append
    guest = await sign_in(desk, "maintenance")
    viewer = await guest.viewer()
    ear = Ear(viewer)
    async with desk.listening():
        listening = asyncio.create_task(desk.follow(ear, FOLLOW))
        await until(lambda: bool(ear.heard))
        person = world.a.global_id(Member, "maintenance")
        assert codes_of(await desk.ask(world.viewer_of("admin"), SHUT, input={"personId": person})) == []
        async with asyncio.timeout(1):
            await listening
    assert ear.code == "FORBIDDEN"
    assert told == [id_of("Person", person)], "sockets that live on the membership are closed"
    with pytest.raises(Unauthenticated):
        await guest.viewer()
    with pytest.raises(Unauthenticated):
        await desk.services.sessions.recheck(viewer)
    async with world.superuser() as connection:
        left = "SELECT count(*) FROM access_grant WHERE member_id = $1 AND (ends_at IS NULL OR ends_at > now())"
        assert await connection.fetchval(left, viewer.member_id) == 0
        audit = "SELECT count(*) FROM audit_entry WHERE action = 'MEMBER.DEACTIVATED' AND subject_id = $1"
        assert await connection.fetchval(audit, viewer.member_id) == 1


TWICE = """mutation ($grant: RevokeGrantInput!, $more: CreatePropertyInput!) {
    revokeGrant(input: $grant) { errors { code } } createProperty(input: $more) { errors { code } property { id } } }"""
PLACE = {
    **{"name": "One too many", "timeZone": "Europe/Oslo", "currency": "NOK", "jurisdiction": "NO"},
    "address": {"line1": "A street 1", "postalCode": "0150", "city": "Oslo", "countryCode": "NO"},
}


async def test_whoever_gives_up_a_role_in_an_operation_has_it_no_more_in_its_next_change(
    desk: Desk, world: World
) -> None:
    admin, other = await sign_in(desk, "admin"), world.a.global_id(Member, "manager")
    assert codes_of(await desk.ask(world.viewer_of("admin"), GRANT, input={"personId": other, "role": "ADMIN"})) == []
    values = {"grant": {"grantId": grant_id(world, "admin")}, "more": PLACE}
    answer = (await admin.ask(TWICE, **values))["data"]
    assert answer["revokeGrant"]["errors"] == []
    assert codes_of({"data": {"createProperty": answer["createProperty"]}}) in (["FORBIDDEN"], ["UNAUTHENTICATED"])
    async with world.superuser() as connection:
        assert await connection.fetchval("SELECT count(*) FROM property WHERE name = 'One too many'") == 0
        audit = "SELECT count(*) FROM audit_entry WHERE action = 'PROPERTY.CREATED'"
        assert await connection.fetchval(audit) == 0


async def test_a_change_whose_maker_loses_the_role_meanwhile_is_whole_and_the_next_is_refused(
    desk: Desk, world: World
) -> None:
    guest, unit = await sign_in(desk, "maintenance"), world.a.global_id(Unit, "south_1")
    person = world.a.global_id(Member, "maintenance")
    report = """mutation ($input: CreateTicketInput!) { createTicket(input: $input) {
        ticket { id } errors { code } eventCursor } }"""
    wanted = {"unitId": unit, "title": "The roof leaks", "category": "OTHER"}
    asked = [asyncio.create_task(guest.ask(report, input=wanted)) for _ in range(6)]
    assert codes_of(await desk.ask(world.viewer_of("admin"), SHUT, input={"personId": person})) == []
    answers = [found for found in await asyncio.gather(*asked, return_exceptions=True)]
    whole = [found for found in answers if isinstance(found, dict) and codes_of(found) == []]
    for found in answers:
        if isinstance(found, dict) and found not in whole:
            assert set(codes_of(found)) <= {"FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"}, found
        elif isinstance(found, BaseException):
            assert isinstance(found, Unauthenticated)
    with pytest.raises(Unauthenticated):
        await guest.ask(report, input=wanted)
    async with world.superuser() as connection:
        written = "SELECT count(*) FROM ticket WHERE title = 'The roof leaks'"
        assert await connection.fetchval(written) == len(whole)
        told = "SELECT count(*) FROM audit_entry WHERE action = 'TICKET.CREATED' AND actor_id = $1"
        assert await connection.fetchval(told, world.a.id(Member, "maintenance")) == len(whole)


@pytest.mark.parametrize("gone", ["DELETE FROM member", "DELETE FROM person"])
async def test_the_token_of_somebody_who_was_deleted_opens_nothing(desk: Desk, world: World, gone: str) -> None:
    guest = await sign_in(desk, "maintenance")
    viewer = await guest.viewer()
    column = "person_id" if "member" in gone else "id"
    async with world.superuser() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(f"{gone} WHERE {column} = $1", viewer.person_id)
        await connection.execute("SET session_replication_role = origin")
    with pytest.raises(Unauthenticated):
        await guest.viewer()
    with pytest.raises(Unauthenticated):
        await desk.services.sessions.recheck(viewer)
