"""Sessions: what a token opens, for how long, in which organization, and what is kept of it."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app import clock
from app.auth.accounts import email_of as email_signed_in_with
from app.auth.credentials import Carrier, Credentials
from app.auth.passwords import Passwords
from app.auth.scope import writing
from app.auth.sessions import RESIDENT_SESSION, STAFF_SESSION, Sessions, token_hash
from app.auth.steps import raise_session
from app.auth.viewer import Role, Viewer
from app.errors import Unauthenticated
from app.models.ids import to_global
from tests.auth.desk import Desk, codes_of
from tests.support.world import HOUSES, PASSWORD, ROLES, World, email_of, token_of

Enter = Callable[..., Awaitable[Viewer]]


@pytest.fixture
def sessions() -> Sessions:
    """Sessions with cheap hashes."""
    return Sessions(Passwords("test"))


@pytest.fixture
def enter(sessions: Sessions) -> Enter:
    """Show a token, perhaps with an organization."""

    async def enter(token: str, organization: str | None = None) -> Viewer:
        return await sessions.authenticate(Credentials(token, Carrier.BEARER, organization))

    return enter


async def test_a_token_makes_the_viewer_that_the_rows_say(still_world: World, enter: Enter) -> None:
    for role in ROLES:
        for key in HOUSES:
            viewer, expected = await enter(token_of(role, key)), still_world.viewer_of(role, key)
            assert (viewer.person_id, viewer.organization_id) == (expected.person_id, expected.organization_id)
            assert viewer.member_id == expected.member_id
            shapes = [
                {(g.role, g.property_id, g.lease_id, g.ends_at is None) for g in v.grants} for v in (viewer, expected)
            ]
            assert shapes[0] == shapes[1], role


async def test_signing_in_forgives_space_and_case_and_keeps_no_secret(world: World, sessions: Sessions) -> None:
    signed_in = await sessions.sign_in(f"  {email_of('tenant').upper()} ", PASSWORD, "192.0.2.7")
    async with world.superuser() as connection:
        kept = await connection.fetchrow("SELECT * FROM session WHERE token_hash = $1", token_hash(signed_in.token))
        assert kept["token_hash"] == hashlib.sha256(signed_in.token.encode()).digest()
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'app'")
        for row in tables:
            text = str(await connection.fetch(f"SELECT t::text FROM {row['tablename']} t"))
            assert signed_in.token not in text and PASSWORD not in text, row["tablename"]
            assert "192.0.2.7" not in text, row["tablename"]
        hashes = await connection.fetch("SELECT password_hash FROM person")
    assert all(row["password_hash"].startswith("$argon2id$") for row in hashes)
    assert signed_in.token not in repr(signed_in)


async def test_a_token_is_long_and_never_the_same(world: World, sessions: Sessions) -> None:
    tokens = {(await sessions.sign_in(email_of("tenant"), PASSWORD, None)).token for _ in range(5)}
    assert len(tokens) == 5 and all(len(token) >= 43 for token in tokens)


@pytest.mark.parametrize(("role", "lasts"), [("tenant", RESIDENT_SESSION), ("manager", STAFF_SESSION)])
async def test_a_session_lasts_as_long_as_its_roles_allow(
    world: World, sessions: Sessions, role: str, lasts: timedelta
) -> None:
    signed_in = await sessions.sign_in(email_of(role), PASSWORD, None)
    assert abs(signed_in.expires_at - clock.now() - lasts) < timedelta(minutes=1)
    assert signed_in.viewer.expires_at == signed_in.expires_at


@pytest.mark.parametrize(
    "end", ["expires_at = now()", "expires_at = now() - interval '1 day'", "revoked_at = now()", "token_hash = ''"]
)
async def test_a_session_that_has_ended_opens_nothing(world: World, sessions: Sessions, enter: Enter, end: str) -> None:
    token = token_of("tenant")
    viewer = await enter(token)
    async with world.superuser() as connection:
        await connection.execute(f"UPDATE session SET {end} WHERE token_hash = $1", token_hash(token))
    with pytest.raises(Unauthenticated):
        await enter(token)
    if not end.startswith("token"):
        with pytest.raises(Unauthenticated):
            await sessions.recheck(viewer)
    assert (await enter(token_of("co_tenant"))).member_id is not None


@pytest.mark.parametrize("token", ["", "x", "token-of-nobody", "token-of-tenant-a", "token-of-tenant-A ", "\x00"])
async def test_an_unknown_token_opens_nothing(still_world: World, enter: Enter, token: str) -> None:
    with pytest.raises(Unauthenticated):
        await enter(token)


async def test_a_member_of_two_chooses_for_each_request(still_world: World, enter: Enter) -> None:
    nowhere = await enter(token_of("shared"))
    assert (nowhere.organization_id, nowhere.member_id, nowhere.grants) == (None, None, ())
    held = {"A": Role.MAINTENANCE, "B": Role.MAINTENANCE, "C": Role.ADMIN}
    for house in (still_world.house(key) for key in HOUSES):
        viewer = await enter(token_of("shared"), to_global("Organization", house.organization_id))
        assert viewer.organization_id == house.organization_id
        assert viewer.member_id == still_world.viewer_of("shared", house.key).member_id
        assert [grant.role for grant in viewer.grants] == [held[house.key]]
    assert (await enter(token_of("shared"))).organization_id is None


async def test_nobody_enters_an_organization_of_others(still_world: World, enter: Enter) -> None:
    own, foreign = (house.organization_id for house in (still_world.a, still_world.b))
    assert (await enter(token_of("tenant"), to_global("Organization", own))).organization_id == own
    wrong = [
        to_global("Organization", foreign),
        to_global("Organization", uuid4()),
        to_global("Ticket", own),
        str(own),
        "Nordlys",
        "' OR true --",
    ]
    answers = set()
    for organization in wrong:
        with pytest.raises(Unauthenticated) as refusal:
            await enter(token_of("tenant"), organization)
        answers.add(refusal.value.message)
    assert len(answers) == 1


async def test_without_an_organization_only_oneself_is_there(
    still_desk: Desk, still_world: World, enter: Enter
) -> None:
    viewer = await enter(token_of("shared"))
    answer = await still_desk.ask(
        viewer,
        "{ eventCursor viewer { email role person { id } organization { id } unreadMessageCount } "
        "tickets(first: 5) { totalCount nodes { id } } people(first: 5) { nodes { id } } }",
    )
    nobody: dict[str, Any] = {"role": None, "person": None, "organization": None, "unreadMessageCount": 0}
    assert answer["data"]["viewer"] == {"email": "shared@world.example", **nobody}
    assert answer["data"]["eventCursor"] is None
    assert answer["data"]["tickets"] == {"totalCount": 0, "nodes": []} and answer["data"]["people"] == {"nodes": []}
    change = 'mutation { createTicket(input: {title: "x", category: OTHER}) { errors { code } } }'
    assert codes_of(await still_desk.ask(viewer, change)) == ["UNAUTHENTICATED"]


async def test_signing_out_ends_this_session_and_no_other(world: World, sessions: Sessions, enter: Enter) -> None:
    first, second = [await sessions.sign_in(email_of("tenant"), PASSWORD, None) for _ in range(2)]
    await sessions.sign_out(first.viewer)
    await sessions.sign_out(first.viewer)
    with pytest.raises(Unauthenticated):
        await enter(first.token)
    with pytest.raises(Unauthenticated):
        await sessions.recheck(first.viewer)
    assert (await enter(second.token)).session_id == second.viewer.session_id
    await sessions.sign_out(Viewer.anonymous())


async def test_a_recheck_brings_the_grants_of_now(world: World, sessions: Sessions, enter: Enter) -> None:
    viewer = await enter(token_of("manager"))
    async with world.superuser() as connection:
        await connection.execute("UPDATE access_grant SET ends_at = now() WHERE member_id = $1", viewer.member_id)
    assert [grant.counts(clock.now()) for grant in viewer.grants] == [True]
    renewed = await sessions.recheck(viewer)
    assert [grant.counts(clock.now()) for grant in renewed.grants] == [False]
    assert renewed.organization_id == viewer.organization_id


async def test_memberships_are_ones_own(still_world: World, sessions: Sessions) -> None:
    held = {
        one.organization_id: [grant.role for grant in one.grants]
        for one in await sessions.memberships(still_world.a.person_id("shared"))
    }
    roles = {"A": [Role.MAINTENANCE], "B": [Role.MAINTENANCE], "C": [Role.ADMIN]}
    assert held == {still_world.house(key).organization_id: roles[key] for key in HOUSES}
    only = await sessions.memberships(still_world.a.person_id("tenant"))
    assert [one.organization_id for one in only] == [still_world.a.organization_id]
    assert await sessions.memberships(uuid4()) == []


async def test_whoever_is_gone_or_nobody_signs_in_first(world: World, sessions: Sessions) -> None:
    with pytest.raises(Unauthenticated):
        await sessions.switch(Viewer.anonymous(), "nonsense")
    with pytest.raises(Unauthenticated):
        await email_signed_in_with(Viewer(person_id=uuid4()))
    async with writing(Viewer.anonymous()) as scope:
        with pytest.raises(Unauthenticated):
            await raise_session(scope, uuid4(), with_factor=True)
