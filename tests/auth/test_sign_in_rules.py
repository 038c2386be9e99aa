"""What an organization asks of everybody who signs in: who may change it, and what it does to open sessions."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.errors import MfaRequired
from app.models.people import Member
from app.models.properties import Unit
from tests.auth.desk import Desk, codes_of
from tests.auth.proving_schema import Person, demand
from tests.auth.test_invitations import accept, invited
from tests.auth.test_newcomers import GIVE
from tests.support.world import World, email_of

CHANGE = """mutation ($input: ChangeSignInRulesInput!) { changeSignInRules(input: $input) { errors { code path }
    organization { requiresSecondFactor sessionMinutes idleMinutes version } } }"""


async def test_a_fresh_proof_and_ones_own_factor_come_first(desk: Desk, world: World) -> None:
    admin = world.viewer_of("admin")
    on = {"requiresSecondFactor": True}
    stale = replace(admin, stepped_up_at=clock.now() - timedelta(minutes=6), has_shown_factor=True)
    assert codes_of(await desk.ask(stale, CHANGE, input=on)) == ["STEP_UP_REQUIRED"]
    assert codes_of(await desk.ask(admin, CHANGE, input=on)) == ["MFA_REQUIRED"]
    assert codes_of(await desk.ask(replace(admin, has_shown_factor=True), CHANGE, input=on)) == []
    person = Person.of(desk, "accountant")
    assert (await person.sign_in())["nextStep"] == "SET_UP_SECOND_FACTOR"
    off = {"requiresSecondFactor": False, "expectedVersion": 1}
    assert codes_of(await desk.ask(admin, CHANGE, input=off)) == ["CONFLICT"]
    assert codes_of(await desk.ask(admin, CHANGE, input={**off, "expectedVersion": 2})) == []
    async with world.superuser() as connection:
        kept = await connection.fetch(
            "SELECT facts::text FROM audit_entry WHERE action = 'ORGANIZATION.SIGN_IN_RULES_CHANGED' ORDER BY position"
        )
    assert len(kept) == 2 and '"requires_second_factor": true' in kept[0]["facts"]


async def test_a_demand_reaches_open_sessions(desk: Desk, world: World) -> None:
    person = Person.of(desk, "admin")
    await person.sign_in()
    viewer = await person.viewer()
    assert (
        codes_of(await desk.ask(replace(viewer, has_shown_factor=True), CHANGE, input={"requiresSecondFactor": True}))
        == []
    )
    with pytest.raises(MfaRequired):
        await desk.services.sessions.recheck(viewer)


async def test_shorter_sessions_are_shorter_at_once_and_never_longer(desk: Desk, world: World) -> None:
    admin, tenant, foreign = world.viewer_of("admin"), Person.of(desk, "tenant"), Person.of(desk, "tenant", "B")
    await tenant.sign_in()
    await foreign.sign_in()
    before = (await foreign.viewer()).expires_at
    short = {"requiresSecondFactor": False, "sessionMinutes": 60, "idleMinutes": 10}
    answer = await desk.ask(admin, CHANGE, input=short)
    assert codes_of(answer) == []
    assert answer["data"]["changeSignInRules"]["organization"] == {**short, "version": 2}
    in_an_hour = clock.now() + timedelta(hours=1)
    ends = (await tenant.viewer()).expires_at
    assert ends is not None and ends <= in_an_hour
    assert (await foreign.viewer()).expires_at == before, "another organization's people stay signed in"
    again = Person.of(desk, "tenant")
    await again.sign_in()
    ends = (await again.viewer()).expires_at
    assert ends is not None and abs(ends - in_an_hour) < timedelta(minutes=1)
    async with world.superuser() as connection:
        idle = "SELECT max(idle_seconds) FROM session WHERE person_id = $1 AND revoked_at IS NULL"
        assert await connection.fetchval(idle, (await again.viewer()).person_id) == 600
    assert codes_of(await desk.ask(admin, CHANGE, input={"requiresSecondFactor": False})) == []
    late = (await again.viewer()).expires_at
    assert late == ends, "a session that lives is never made longer"


async def test_who_becomes_staff_keeps_no_session_of_a_tenant(desk: Desk, world: World) -> None:
    tenant = Person.of(desk, "tenant")
    await tenant.sign_in()
    ends = (await tenant.viewer()).expires_at
    assert ends is not None and ends > clock.now() + timedelta(days=29)
    given = {"personId": world.a.global_id(Member, "tenant"), "role": "MAINTENANCE"}
    assert codes_of(await desk.ask(world.viewer_of("admin"), GIVE, input=given)) == []
    viewer = await tenant.viewer()
    assert viewer.expires_at is not None and viewer.expires_at <= clock.now() + timedelta(hours=12)
    async with world.superuser() as connection:
        idle = "SELECT idle_seconds FROM session WHERE id = $1"
        assert await connection.fetchval(idle, viewer.session_id) == 1_800


async def test_who_joins_an_organization_keeps_to_its_rules_at_once(desk: Desk, world: World) -> None:
    tenant = Person.of(desk, "tenant", "B")
    await tenant.sign_in()
    short = {"requiresSecondFactor": False, "sessionMinutes": 60, "idleMinutes": 10}
    assert codes_of(await desk.ask(world.viewer_of("admin"), CHANGE, input=short)) == []
    values = {"email": email_of("tenant", "B"), "role": "TENANT", "scopeId": world.a.global_id(Unit, "north_1")}
    _, mail = await invited(desk, world, **values)
    assert codes_of(await accept(desk, mail.token, None, await tenant.viewer())) == []
    viewer = await tenant.viewer()
    assert viewer.expires_at is not None and viewer.expires_at <= clock.now() + timedelta(hours=1)


@pytest.mark.parametrize(("name", "minutes"), [("sessionMinutes", 14), ("sessionMinutes", 43_201), ("idleMinutes", 0)])
async def test_nobody_is_shut_out_by_a_number(desk: Desk, world: World, name: str, minutes: int) -> None:
    values = {"requiresSecondFactor": False, name: minutes}
    answer = await desk.ask(world.viewer_of("admin"), CHANGE, input=values)
    assert answer["data"]["changeSignInRules"]["errors"] == [{"code": "BAD_USER_INPUT", "path": ["input", name]}]


async def test_ones_organizations_say_what_they_demand(desk: Desk, world: World) -> None:
    await demand(world)
    person = Person.of(desk, "shared")
    await person.sign_in()
    look = "{ viewer { memberships { organization { requiresSecondFactor sessionMinutes idleMinutes } } } }"
    rows = (await person.ask(look))["data"]["viewer"]["memberships"]
    assert sorted(row["organization"]["requiresSecondFactor"] for row in rows) == [False, False, True]


async def test_who_comes_after_a_demand_is_still_asked(desk: Desk, world: World) -> None:
    await demand(world)
    manager = Person.of(desk, "manager")
    await manager.sign_in()
    assert codes_of(await manager.ask(CHANGE, input={"requiresSecondFactor": False})) == ["FORBIDDEN"]
