"""Tokens of partners: what one looks like, who it lets in, and what is noted of its use."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.auth.credentials import Carrier, Credentials
from app.auth.scopes import ApiScope, whole
from app.auth.tokens import Tokens
from app.auth.viewer import Viewer
from app.errors import Forbidden, Unauthenticated
from app.models.ids import to_global
from app.models.properties import Property
from app.models.tickets import Ticket
from app.models.tokens import ApiToken, checksum, is_token, new_token
from tests.auth.desk import Desk, codes_of
from tests.factories.tokens import secret_of
from tests.support.world import World

CREATE = """mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
    token apiToken { id hint scopes isInForce } errors { code path } } }"""
REVOKE = """mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) {
    apiToken { isInForce revokedAt } errors { code } } }"""


async def shown(desk: Desk, token: str, address: str | None = None, organization: str | None = None) -> Viewer:
    """The viewer of a token."""
    return await desk.api.authenticator.authenticate(Credentials(token, Carrier.BEARER, organization, address))


def wish(**changes: Any) -> dict[str, Any]:
    """A token to make."""
    ends = (clock.now() + timedelta(days=30)).isoformat()
    return {"name": "Bookkeeping", "scopes": ["TICKETS_WRITE"], "expiresAt": ends, **changes}


def test_a_token_is_recognised_and_checked_by_itself() -> None:
    token = new_token()
    assert token.startswith("tnt_pat_") and len(token) == 44 and is_token(token) and token != new_token()
    for place in range(8, len(token)):
        slip = "0" if token[place] != "0" else "1"
        assert not is_token(token[:place] + slip + token[place + 1 :])
    assert not is_token(token + "0") and not is_token(token[:-1]) and not is_token(token.replace("tnt", "TNT"))
    assert checksum("0" * 30) == "2c8gJs"


async def test_what_cannot_be_a_token_costs_no_statement() -> None:
    # No database is open here: a statement would fail otherwise.
    for text in ("tnt_pat_", "tnt_pat_" + "0" * 36, new_token()[:-1] + "-"):
        with pytest.raises(Unauthenticated):
            await Tokens().authenticate(Credentials(text, Carrier.BEARER))
    with pytest.raises(Unauthenticated):
        await Tokens().authenticate(Credentials(new_token(), Carrier.COOKIE))


async def test_a_token_is_its_scopes_in_one_organization(desk: Desk, world: World) -> None:
    viewer = await shown(desk, secret_of("partner", "A"))
    assert (viewer.organization_id, viewer.person_id, viewer.session_id) == (world.a.organization_id, None, None)
    assert viewer.token_id == world.a.id(ApiToken, "partner") and viewer.scopes == set(ApiScope)
    here = to_global("Organization", world.a.organization_id)
    assert (await shown(desk, secret_of("partner", "A"), organization=here)).token_id == viewer.token_id
    for other in (to_global("Organization", world.b.organization_id), "nonsense"):
        with pytest.raises(Unauthenticated):
            await shown(desk, secret_of("partner", "A"), organization=other)
    assert (await desk.api.authenticator.recheck(viewer)) == viewer


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE api_token SET revoked_at = now()",
        "UPDATE api_token SET expires_at = now()",
        "UPDATE member SET deactivated_at = now() WHERE person_id IS NULL",
        None,
    ],
)
async def test_whatever_ended_a_token_the_answer_is_the_same(desk: Desk, world: World, ending: str | None) -> None:
    viewer = await shown(desk, secret_of("partner", "A"))
    token = secret_of("partner", "A") if ending else new_token()
    if ending:
        async with world.superuser() as connection:
            await connection.execute(ending)
        with pytest.raises(Unauthenticated):
            await desk.api.authenticator.recheck(viewer)
    with pytest.raises(Unauthenticated, match="is unknown, has expired, or was revoked"):
        await shown(desk, token)


async def test_a_token_comes_from_its_addresses_alone(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        await connection.execute("UPDATE api_token SET addresses = '{192.0.2.0/24,2001:db8::/48}'")
    for address in ("192.0.2.9", "::ffff:192.0.2.9", "2001:db8::1"):
        assert await shown(desk, secret_of("partner", "A"), address)
    for address in ("198.51.100.1", "2001:db9::1", None, "nonsense"):
        with pytest.raises(Forbidden):
            await shown(desk, secret_of("partner", "A"), address)


async def test_use_is_noted_to_five_minutes_and_new_networks_at_once(desk: Desk, world: World) -> None:
    used = "SELECT version, last_used_at, last_network, xmin::text FROM api_token WHERE id = $1"
    strange = "SELECT count(*) FROM security_event WHERE kind = 'TOKEN_FROM_NEW_NETWORK' AND member_id = $1"
    id = world.a.id(ApiToken, "partner")
    async with world.superuser() as connection:
        viewer = await shown(desk, secret_of("partner", "A"), "192.0.2.9")
        first = await connection.fetchrow(used, id)
        await shown(desk, secret_of("partner", "A"), "192.0.2.10")
        assert await connection.fetchrow(used, id) == first and first["last_network"] == "192.0.2.0/24"
        assert await connection.fetchval(strange, viewer.member_id) == 0
        for _ in range(3):
            await shown(desk, secret_of("partner", "A"), "198.51.100.1")
        assert await connection.fetchval(strange, viewer.member_id) == 1
        await connection.execute("UPDATE api_token SET last_used_at = now() - interval '6 minutes'")
        await shown(desk, secret_of("partner", "A"), "192.0.2.9")
        last = await connection.fetchrow(used, id)
        assert last["last_used_at"] > first["last_used_at"] and last["last_network"] == "192.0.2.0/24"


async def test_an_admin_makes_a_token_that_is_shown_once(desk: Desk, world: World) -> None:
    admin, key = world.viewer_of("admin"), "00000000-0000-4000-8000-000000000001"
    wanted = wish(idempotencyKey=key)
    async with world.superuser() as connection:
        await connection.execute("UPDATE member SET email = left(id::text, 8) || '@world.example'")
    made, again = [(await desk.ask(admin, CREATE, input=wanted))["data"]["createApiToken"] for _ in range(2)]
    assert made["errors"] == [] and is_token(made["token"]) and made["apiToken"]["hint"] == made["token"][-4:]
    assert made["apiToken"]["scopes"] == ["TICKETS_READ", "TICKETS_WRITE"]
    assert again["token"] is None and again["apiToken"] == made["apiToken"]
    assert (await shown(desk, made["token"])).scopes == set(whole([ApiScope.TICKETS_WRITE]))
    async with world.superuser() as connection:
        mails = await connection.fetchval("SELECT count(*) FROM mail WHERE template = 'mail-security-notice'")
        rows = await connection.fetch("SELECT t::text FROM api_token t UNION ALL SELECT a::text FROM audit_entry a")
    assert mails == 1 and not any(made["token"] in row["t"] for row in rows)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"name": "  "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2199-01-01T00:00:00Z"}, "expiresAt"),
        ({"addressList": ["here"]}, "addressList"),
        ({"addressList": ["192.0.2.1"] * 21}, "addressList"),
        ({"pointsPerSecond": 0}, "pointsPerSecond"),
        ({"pointsPerSecond": 2001}, "pointsPerSecond"),
        ({"propertyIds": ["nonsense"]}, "propertyIds"),
    ],
)
async def test_nonsense_is_refused_by_name(desk: Desk, world: World, changes: dict[str, Any], path: str) -> None:
    answer = await desk.ask(world.viewer_of("admin"), CREATE, input=wish(**changes))
    (error,) = answer["data"]["createApiToken"]["errors"]
    assert (error["code"], error["path"]) == ("BAD_USER_INPUT", ["input", path])


async def test_it_takes_a_fresh_proof_and_own_properties(desk: Desk, world: World) -> None:
    stale = replace(world.viewer_of("admin"), stepped_up_at=clock.now() - timedelta(minutes=6))
    assert codes_of(await desk.ask(stale, CREATE, input=wish())) == ["STEP_UP_REQUIRED"]
    foreign = [world.b.global_id(Property, "north")]
    assert codes_of(await desk.ask(world.viewer_of("admin"), CREATE, input=wish(propertyIds=foreign))) == ["NOT_FOUND"]


async def test_a_revoked_token_works_no_longer(desk: Desk, world: World) -> None:
    wanted = {"apiTokenId": world.a.global_id(ApiToken, "partner")}
    async with desk.listening():
        payload = (await desk.ask(world.viewer_of("admin"), REVOKE, input=wanted))["data"]["revokeApiToken"]
    assert payload["errors"] == [] and payload["apiToken"]["isInForce"] is False
    with pytest.raises(Unauthenticated):
        await shown(desk, secret_of("partner", "A"))
    assert await shown(desk, secret_of("partner", "B"))


async def test_what_a_token_does_is_in_the_audit_under_its_name(desk: Desk, world: World) -> None:
    viewer = await shown(desk, secret_of("partner", "A"))
    say = "mutation ($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code } } }"
    wanted = {"ticketId": world.a.global_id(Ticket, "leak"), "body": "A plumber comes on Friday"}
    assert codes_of(await desk.ask(viewer, say, input=wanted)) == []
    async with world.superuser() as connection:
        entry = await connection.fetchrow("SELECT * FROM audit_entry ORDER BY at DESC, position DESC LIMIT 1")
    assert (entry["token_id"], entry["actor_id"]) == (viewer.token_id, viewer.member_id)
