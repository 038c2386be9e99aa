"""Signing in with a second factor, where it is demanded, and proving anew who is asking."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.auth.credentials import Carrier, Credentials
from app.auth.passwords import Passwords
from app.auth.steps import FRESH, require_step_up
from app.auth.viewer import SignInStep, Viewer
from app.errors import MfaRequired, StepUpRequired, Unauthenticated
from app.models.ids import to_global
from app.resolvers.organizations import NewAccount, NewOrganization, found
from tests.auth.desk import Desk, codes_of
from tests.auth.proving import wait_for_room
from tests.auth.proving_schema import Person, codes, demand, document, later
from tests.support.world import PASSWORD, World

LOOK = """{ viewer { email nextStep memberships { organization { name } } sessions { id } organization { id } role
    secondFactors { hasTotp } } tickets(first: 1) { totalCount } }"""
CHANGE = 'mutation { createTicket(input: {title: "x", category: OTHER}) { errors { code } } }'


async def test_the_password_alone_opens_nothing_any_more(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await wait_for_room()
    pending = await person.sign_in()
    assert (pending["nextStep"], pending["secondFactors"]) == ("SECOND_FACTOR", ["TOTP", "RECOVERY_CODE"])
    assert pending["deviceToken"] is None and pending["viewer"]["organization"] is None
    looked = await person.ask(LOOK)
    assert looked["data"]["viewer"] == {
        **{"email": person.email, "nextStep": "SECOND_FACTOR", "memberships": []},
        **{"organization": None, "role": None, "sessions": [], "secondFactors": {"hasTotp": False}},
    }
    assert looked["data"]["tickets"]["totalCount"] == 0
    assert codes_of(await person.ask(CHANGE)) == ["MFA_REQUIRED"]
    for field, input in (("stepUp", {"password": PASSWORD}), ("beginTotp", {}), ("renewRecoveryCodes", {})):
        assert codes(await person.do(field, **input)) == ["MFA_REQUIRED"], field
    others = "mutation { endOtherSessions { errors { code } } }"
    assert codes_of(await person.ask(others)) == ["MFA_REQUIRED"]
    change = "mutation ($i: ChangePasswordInput!) { changePassword(input: $i) { errors { code } } }"
    new = {"currentPassword": PASSWORD, "newPassword": "another password of the world, 7"}
    assert codes_of(await person.ask(change, i=new)) == ["MFA_REQUIRED"]
    where = to_global("Organization", world.a.organization_id)
    switch = "mutation ($i: SwitchOrganizationInput!) { switchOrganization(input: $i) { errors { code } } }"
    assert codes_of(await person.ask(switch, i={"organizationId": where})) == ["MFA_REQUIRED"]
    token = person.token
    assert person.app is not None
    done = await person.do("completeSignIn", code=person.app.now())
    assert done["errors"] == [] and done["nextStep"] is None and done["viewer"]["organization"]["id"] == where
    assert person.token != token and (await person.ask(LOOK))["data"]["viewer"]["role"] == "MANAGER"
    assert codes(await person.do("completeSignIn", code=person.app.now())) == ["CONFLICT"]


async def test_a_header_leads_nowhere_before_the_factor(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await person.sign_in()
    where = to_global("Organization", world.a.organization_id)
    assert person.token is not None
    viewer = await desk.services.sessions.authenticate(Credentials(person.token, Carrier.BEARER, where))
    assert (viewer.organization_id, viewer.grants, viewer.awaits) == (None, (), SignInStep.SECOND_FACTOR)


async def test_a_code_with_the_password_is_one_step(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await wait_for_room()
    assert person.app is not None
    code = person.app.now()
    wrong = await person.sign_in(code="000000")
    assert codes(wrong) == ["UNAUTHENTICATED"] and wrong["token"] is None and wrong["viewer"] is None
    done = await person.sign_in(code=code)
    assert done["errors"] == [] and done["nextStep"] is None and done["viewer"]["organization"]
    assert codes(await person.sign_in(code=code)) == ["UNAUTHENTICATED"]
    async with world.superuser() as connection:
        left = await connection.fetchval("SELECT count(*) FROM session WHERE awaits_factor AND revoked_at IS NULL")
    assert left == 0, "a refused sign-in has left a session"
    guess = {"email": person.email, "password": "wrong", "code": code}
    unknown = {"email": "nobody@world.example", "password": "wrong", "code": code}
    nobody = Person(desk, "")
    assert await nobody.ask(document("signIn"), input=guess) == await nobody.ask(document("signIn"), input=unknown)


async def test_a_session_waits_ten_minutes_for_its_factor(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await person.sign_in()
    await later(world, 9)
    assert (await person.viewer()).awaits is SignInStep.SECOND_FACTOR
    await later(world, 1)
    with pytest.raises(Unauthenticated):
        await person.viewer()


async def test_of_two_who_complete_with_one_code_one_is_let_in(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await wait_for_room()
    assert person.app is not None
    tries = [Person(desk, person.email) for _ in range(4)]
    for each in tries:
        await each.sign_in()
    code = person.app.now()
    done = await asyncio.gather(*(each.do("completeSignIn", code=code) for each in tries))
    assert sorted(codes(each) for each in done) == [[], *[["UNAUTHENTICATED"]] * 3]


async def test_a_demand_lets_in_to_set_up_and_no_further(desk: Desk, world: World) -> None:
    await demand(world)
    for role in ("admin", "accountant"):
        person = Person.of(desk, role)
        started = await person.sign_in()
        assert started["nextStep"] == "SET_UP_SECOND_FACTOR" and started["viewer"]["organization"] is None, role
        assert codes_of(await person.ask(CHANGE)) == ["MFA_REQUIRED"]
        assert (await person.ask("{ viewer { secondFactors { isRequired } } }"))["data"]["viewer"] == {
            "secondFactors": {"isRequired": True}
        }
        done = await person.set_up_app()
        assert done["viewer"]["organization"]["id"] == to_global("Organization", world.a.organization_id)
        assert (await person.ask(LOOK))["data"]["viewer"]["nextStep"] is None
        assert codes(await person.do("removeFactor", kind="TOTP")) == ["CONFLICT"]
    for role in ("manager", "maintenance", "auditor", "tenant", "vendor", "owner"):
        assert (await Person.of(desk, role).sign_in())["nextStep"] is None, role
    assert (await Person.of(desk, "admin", "B").sign_in())["nextStep"] is None


async def test_whoever_becomes_an_admin_is_asked_at_once(desk: Desk, world: World) -> None:
    await demand(world)
    person = Person.of(desk, "manager")
    await person.sign_in()
    viewer = await person.viewer()
    async with world.superuser() as connection:
        await connection.execute("UPDATE access_grant SET role = 'ADMIN' WHERE member_id = $1", viewer.member_id)
    with pytest.raises(MfaRequired):
        await desk.services.sessions.recheck(viewer)
    assert (await person.viewer()).awaits is SignInStep.SET_UP_SECOND_FACTOR
    async with world.superuser() as connection:
        sql = "UPDATE access_grant SET ends_at = now() WHERE member_id = $1"
        await connection.execute(sql, viewer.member_id)
    assert (await person.viewer()).awaits is None, "an ended grant demands nothing"


async def test_an_organization_that_is_founded_demands_a_factor(desk: Desk, world: World) -> None:
    new = NewOrganization("Fjordheim", "NOK", "Europe/Oslo", ("nb",))
    account = NewAccount("ada@fjordheim.example", "Ada", await Passwords("test").hash(PASSWORD))
    await found(new, account)
    person = Person(desk, "ada@fjordheim.example")
    assert (await person.sign_in())["nextStep"] == "SET_UP_SECOND_FACTOR"


async def test_a_factor_ends_the_sessions_that_have_shown_the_password_alone(desk: Desk, world: World) -> None:
    elsewhere, stranger = Person.of(desk, "manager"), Person.of(desk, "tenant")
    await elsewhere.sign_in()
    await stranger.sign_in()
    person = await Person.with_app(desk)
    with pytest.raises(Unauthenticated):
        await elsewhere.viewer()
    assert (await stranger.viewer()).member_id is not None and (await person.viewer()).member_id is not None


async def test_a_new_token_leaves_the_old_one_half_a_minute(desk: Desk, world: World) -> None:
    person = Person.of(desk, "tenant")
    await person.sign_in()
    old, before = person.token, await person.viewer()
    assert (await person.do("stepUp", password=PASSWORD))["errors"] == []
    after = await person.viewer()
    assert person.token != old and after.session_id == before.session_id
    late = replace(person, token=old)
    assert (await late.viewer()).session_id == before.session_id
    assert (await desk.services.sessions.recheck(before)).session_id == before.session_id
    async with world.superuser() as connection:
        await connection.execute("UPDATE session SET previous_until = now() - interval '1 second'")
    with pytest.raises(Unauthenticated):
        await late.viewer()
    assert (await person.viewer()).session_id == before.session_id


async def test_another_password_ends_the_token_before_at_once(desk: Desk, world: World) -> None:
    person = Person.of(desk, "tenant")
    await person.sign_in()
    oldest = person.token
    assert (await person.do("stepUp", password=PASSWORD))["errors"] == []
    older = person.token
    assert (await replace(person, token=oldest).viewer()).session_id is not None
    change = "mutation ($i: ChangePasswordInput!) { changePassword(input: $i) { token errors { code } } }"
    new = {"currentPassword": PASSWORD, "newPassword": "another password of the world, 7"}
    answer = await person.ask(change, i=new)
    assert codes_of(answer) == []
    for token in (oldest, older):
        with pytest.raises(Unauthenticated):
            await replace(person, token=token).viewer()
    assert (await replace(person, token=answer["data"]["changePassword"]["token"]).viewer()).session_id is not None


async def test_a_proof_is_fresh_for_five_minutes_in_its_own_session(desk: Desk, world: World) -> None:
    person, other = Person.of(desk, "tenant"), Person.of(desk, "tenant")
    await person.sign_in()
    await other.sign_in()
    await later(world, 6)
    assert codes(await person.do("beginTotp")) == ["STEP_UP_REQUIRED"]
    assert codes(await person.do("stepUp", password="wrong")) == ["UNAUTHENTICATED"]
    assert codes(await person.do("beginTotp")) == ["STEP_UP_REQUIRED"]
    assert (await person.do("stepUp", password=PASSWORD))["errors"] == []
    assert codes(await other.do("beginTotp")) == ["STEP_UP_REQUIRED"]
    assert (await person.do("beginTotp"))["errors"] == []


async def test_who_has_a_factor_steps_up_with_it_and_not_with_the_password(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk)
    await later(world, 6)
    assert codes(await person.do("stepUp", password=PASSWORD)) == ["STEP_UP_REQUIRED"]
    change = "mutation ($i: ChangePasswordInput!) { changePassword(input: $i) { errors { code } } }"
    new = {"currentPassword": PASSWORD, "newPassword": "another password of the world, 7"}
    assert codes_of(await person.ask(change, i=new)) == ["STEP_UP_REQUIRED"]
    move = "mutation ($i: RequestEmailChangeInput!) { requestEmailChange(input: $i) { errors { code } } }"
    there = {"email": "elsewhere@world.example", "currentPassword": PASSWORD}
    assert codes_of(await person.ask(move, i=there)) == ["STEP_UP_REQUIRED"]
    assert codes(await person.do("renewRecoveryCodes")) == ["STEP_UP_REQUIRED"]
    dark = "mutation ($i: ChangePreferencesInput!) { changePreferences(input: $i) { errors { code } } }"
    assert codes_of(await person.ask(dark, i={"appearance": "DARK"})) == [], "how it looks is not delicate"
    assert codes(await person.do("stepUp", password=PASSWORD, code="1")) == ["BAD_USER_INPUT"]
    assert codes(await person.do("stepUp")) == ["BAD_USER_INPUT"]
    assert (await person.do("stepUp", recoveryCode=person.codes[0]))["errors"] == []
    assert len((await person.do("renewRecoveryCodes"))["recoveryCodes"]) == 10


def test_the_guard_looks_at_the_time_and_lets_the_system_work() -> None:
    now = clock.now()
    require_step_up(Viewer.system_of(uuid4(), "test"))
    require_step_up(Viewer(uuid4(), stepped_up_at=now - FRESH + timedelta(seconds=5)))
    for viewer in (
        Viewer.anonymous(),
        Viewer(uuid4()),
        Viewer(uuid4(), stepped_up_at=now - FRESH - timedelta(seconds=1)),
    ):
        with pytest.raises(StepUpRequired):
            require_step_up(viewer)


async def test_a_passkey_signs_in_as_both_factors(desk: Desk, world: World) -> None:
    await demand(world)
    person = Person.of(desk, "admin")
    assert (await person.sign_in())["nextStep"] == "SET_UP_SECOND_FACTOR"
    made = await person.add_passkey()
    assert len(made["recoveryCodes"]) == 10
    signature = await person.signature("SIGN_IN")
    person.token = None
    done = await person.do("signInWithPasskey", passkey=signature)
    assert done["errors"] == [] and done["nextStep"] is None and done["viewer"]["organization"]
    assert codes(await person.do("signInWithPasskey", passkey=signature)) == ["UNAUTHENTICATED"]
    pending = await person.sign_in()
    assert pending["secondFactors"] == ["PASSKEY", "RECOVERY_CODE"]
    assert codes(await person.do("completeSignIn", code="000000")) == ["UNAUTHENTICATED"]
    assert (await person.do("completeSignIn", passkey=await person.signature()))["errors"] == []


async def test_a_challenge_of_one_session_is_nothing_in_another(desk: Desk, world: World) -> None:
    person = Person.of(desk, "tenant")
    await person.sign_in()
    await person.add_passkey()
    signature = await person.signature()
    await person.sign_in()
    assert codes(await person.do("completeSignIn", passkey=signature)) == ["UNAUTHENTICATED"]
    register = "mutation { beginPasskeyProof(input: {purpose: REGISTER}) { options } }"
    assert codes_of(await person.ask(register)) == ["GRAPHQL_VALIDATION_FAILED"]
