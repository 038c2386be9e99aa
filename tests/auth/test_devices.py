"""Where one is signed in: each device by name, ended one by one, never too many, and never used for ever."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from app.auth.devices import device_of
from app.auth.sessions import MOST_SESSIONS, RESIDENT, STAFF, token_hash
from app.auth.viewer import Viewer
from app.errors import Unauthenticated
from app.models.ids import to_global
from tests.auth.desk import Desk, codes_of
from tests.auth.signing import Guest, sign_in
from tests.support.world import PASSWORD, World, email_of, token_of

LIST = "{ viewer { sessions { id device isCurrent createdAt lastUsedAt expiresAt } } }"
END = "mutation ($input: EndSessionInput!) { endSession(input: $input) { errors { code path } viewer { id } } }"
OTHERS = "mutation { endOtherSessions { errors { code } endedCount viewer { sessions { isCurrent } } } }"
SWITCH = """mutation ($input: SwitchOrganizationInput!) { switchOrganization(input: $input) { errors { code path }
    viewer { organization { id name } person { id } } } }"""
MEMBERSHIPS = """{ viewer { organization { id } memberships { organization { id name } role isCurrent unreadMessageCount
    openTicketCount } } }"""
AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
    " Edg/126.0": "Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1": (
        "Safari on iPhone"
    ),
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36": "Chrome on Android",
    "curl/8.5.0": "curl",
    "": "",
    "<script>alert(1)</script>": "scriptalert1",
    "x" * 10_000: "x" * 40,
}


@pytest.mark.parametrize(("agent", "device"), AGENTS.items())
def test_a_device_has_a_short_name(agent: str, device: str) -> None:
    assert device_of(agent) == device
    assert device_of(None) == ""


async def test_one_sees_the_own_sessions_and_ends_them(desk: Desk, world: World) -> None:
    first, second = await sign_in(desk, "tenant"), await sign_in(desk, "tenant")
    listed = (await first.ask(LIST))["data"]["viewer"]["sessions"]
    assert [row["isCurrent"] for row in listed].count(True) == 1
    assert {await first.session_id(), await second.session_id()} < {row["id"] for row in listed}
    stranger = await sign_in(desk, "neighbour")
    tries = [await stranger.session_id(), to_global("Session", uuid4())]
    refused = [await first.ask(END, input={"sessionId": id}) for id in tries]
    assert refused[0] == refused[1] and codes_of(refused[0]) == ["NOT_FOUND"]
    assert codes_of(await first.ask(END, input={"sessionId": "nonsense"})) == ["BAD_USER_INPUT"]
    assert (await stranger.viewer()).session_id is not None
    done = await first.ask(END, input={"sessionId": await second.session_id()})
    assert codes_of(done) == [] and done["data"]["endSession"]["viewer"] is not None
    with pytest.raises(Unauthenticated):
        await second.viewer()
    itself = await first.ask(END, input={"sessionId": await first.session_id()})
    assert itself["data"]["endSession"] == {"errors": [], "viewer": None}
    with pytest.raises(Unauthenticated):
        await first.viewer()


async def test_all_others_end_and_are_told(desk: Desk, world: World) -> None:
    told: list[object] = []
    desk.services.sessions._say_ended = told.append
    here, there = await sign_in(desk, "tenant"), await sign_in(desk, "tenant")
    gone = (await there.viewer()).session_id
    answer = (await here.ask(OTHERS))["data"]["endOtherSessions"]
    assert answer["errors"] == [] and answer["viewer"] == {"sessions": [{"isCurrent": True}]}
    # The other one of this test, and the one that is open from the beginning.
    assert answer["endedCount"] == 2 and gone in told and len(told) == 2
    for token in (there.token, token_of("tenant")):
        with pytest.raises(Unauthenticated):
            await Guest(desk, token).viewer()


async def test_the_oldest_of_too_many_sessions_ends(desk: Desk, world: World) -> None:
    oldest = await sign_in(desk, "tenant")
    async with world.superuser() as connection:
        await connection.execute("UPDATE session SET last_seen_at = now() - interval '3 minutes'")
    sessions = desk.services.sessions
    tries = [sessions.sign_in(email_of("tenant"), PASSWORD, None) for _ in range(4)]
    await asyncio.gather(*tries)
    for _ in range(MOST_SESSIONS - 4):
        await sign_in(desk, "tenant")
    with pytest.raises(Unauthenticated):
        await oldest.viewer()
    async with world.superuser() as connection:
        sql = "SELECT count(*) FROM session WHERE person_id = $1 AND revoked_at IS NULL"
        assert await connection.fetchval(sql, world.a.person_id("tenant")) == MOST_SESSIONS


@pytest.mark.parametrize(("role", "idle"), [("manager", STAFF.idle), ("tenant", RESIDENT.idle)])
async def test_a_session_that_nobody_uses_ends(desk: Desk, world: World, role: str, idle: timedelta) -> None:
    guest = await sign_in(desk, role)
    async with world.superuser() as connection:

        async def unused(for_: timedelta) -> None:
            await connection.execute(
                "UPDATE session SET last_seen_at = now() - $2::interval WHERE token_hash = $1",
                token_hash(guest.token),
                for_,
            )

        seen = "SELECT now() - last_seen_at FROM session WHERE token_hash = $1"
        await unused(timedelta(minutes=4))
        await guest.viewer()
        assert await connection.fetchval(seen, token_hash(guest.token)) >= timedelta(minutes=4), "noted too often"
        await unused(idle - timedelta(minutes=1))
        viewer = await guest.viewer()
        assert await connection.fetchval(seen, token_hash(guest.token)) < timedelta(minutes=1), "the use was not noted"
        # An open socket asks again and again: that is use too.
        await unused(idle - timedelta(minutes=1))
        await desk.services.sessions.recheck(viewer)
        assert await connection.fetchval(seen, token_hash(guest.token)) < timedelta(minutes=1)
        await unused(idle + timedelta(minutes=1))
    with pytest.raises(Unauthenticated):
        await guest.viewer()


async def test_one_works_in_another_of_the_own_organizations(desk: Desk, world: World) -> None:
    guest, names = await sign_in(desk, "shared"), {}
    for house in (world.c, world.a, world.b):
        id = to_global("Organization", house.organization_id)
        answer = (await guest.ask(SWITCH, input={"organizationId": id}))["data"]["switchOrganization"]
        assert answer["errors"] == [] and answer["viewer"]["organization"]["id"] == id
        assert (await guest.viewer()).organization_id == house.organization_id
        names[id] = answer["viewer"]["organization"]["name"]
    data = (await guest.ask(MEMBERSHIPS))["data"]["viewer"]
    assert {row["organization"]["id"]: row["organization"]["name"] for row in data["memberships"]} == names
    current = [row["organization"]["id"] for row in data["memberships"] if row["isCurrent"]]
    assert current == [data["organization"]["id"]] == [to_global("Organization", world.b.organization_id)]
    assert sorted(row["role"] for row in data["memberships"]) == ["ADMIN", "MAINTENANCE", "MAINTENANCE"]


async def test_nobody_works_in_an_organization_of_others(desk: Desk, world: World) -> None:
    guest = await sign_in(desk, "tenant")
    for id in (to_global("Organization", world.b.organization_id), to_global("Organization", uuid4()), "nonsense"):
        answer = (await guest.ask(SWITCH, input={"organizationId": id}))["data"]["switchOrganization"]
        assert answer == {"errors": [{"code": "NOT_FOUND", "path": ["input", "organizationId"]}], "viewer": None}
    assert (await guest.viewer()).organization_id == world.a.organization_id


async def test_memberships_say_what_waits_there_and_nothing_of_others(desk: Desk, world: World) -> None:
    for role, tickets in (("tenant", 1), ("maintenance", 1), ("former_tenant", 0)):
        (row,) = (await desk.ask(world.viewer_of(role), MEMBERSHIPS))["data"]["viewer"]["memberships"]
        assert row["organization"]["id"] == to_global("Organization", world.a.organization_id)
        own = (await desk.ask(world.viewer_of(role), "{ viewer { unreadMessageCount } }"))["data"]["viewer"]
        assert row["openTicketCount"] == tickets, role
        assert row["unreadMessageCount"] == (own["unreadMessageCount"] if role != "former_tenant" else 0), role
    assert (await desk.ask(Viewer.anonymous(), MEMBERSHIPS))["data"]["viewer"] is None


async def test_whoever_is_shut_out_of_one_organization_goes_on_in_the_other(desk: Desk, world: World) -> None:
    guest = await sign_in(desk, "shared")
    await guest.ask(SWITCH, input={"organizationId": to_global("Organization", world.a.organization_id)})
    inside = await guest.viewer()
    shut = "UPDATE member SET deactivated_at = now() WHERE organization_id = $1 AND person_id = $2"
    async with world.superuser() as connection:
        await connection.execute(shut, world.a.organization_id, world.a.person_id("shared"))
    assert (await guest.viewer()).organization_id is None
    for organization in (world.a.organization_id, uuid4()):
        with pytest.raises(Unauthenticated):
            await guest.viewer(to_global("Organization", organization))
    with pytest.raises(Unauthenticated):
        await desk.services.sessions.recheck(inside)
    listed = (await guest.ask(MEMBERSHIPS))["data"]["viewer"]["memberships"]
    others = [house.organization_id for house in (world.b, world.c)]
    assert {row["organization"]["id"] for row in listed} == {to_global("Organization", id) for id in others}
    async with world.superuser() as connection:
        for id in others:
            await connection.execute(shut, id, world.b.person_id("shared"))
    with pytest.raises(Unauthenticated):
        await guest.viewer()
    refused = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code message path } token } }"
    answers = [
        await desk.ask(Viewer.anonymous(), refused, input={"email": email, "password": PASSWORD})
        for email in (email_of("shared"), "nobody@world.example")
    ]
    assert answers[0] == answers[1] and codes_of(answers[0]) == ["UNAUTHENTICATED"]
