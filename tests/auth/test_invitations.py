"""Coming in by a link: once, in time, as the one who was meant, into one organization."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.auth.viewer import Role, SignInStep, Viewer
from app.models.ids import to_global
from app.models.invitations import Invitation
from app.models.leases import Lease
from app.models.people import Member
from app.models.properties import Property, Unit
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.entrance import fresh
from tests.auth.matrix.scenes import Scene
from tests.auth.post import Mail, mails
from tests.auth.proving_schema import Person
from tests.auth.signing import Guest, sign_in
from tests.support.world import PASSWORD, World, email_of

NEW = "seven quiet herons over Bygdøy"
EMAIL = "newcomer@elsewhere.example"
INVITE = """mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { errors { code path }
    invitation { id status email role person { id name } invitedBy { name } property { id } expiresAt } } }"""
RESEND = "mutation ($input: ResendInvitationInput!) { resendInvitation(input: $input) { errors { code } } }"
REVOKE = "mutation ($input: RevokeInvitationInput!) { revokeInvitation(input: $input) { errors { code } } }"
ACCEPT = """mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { errors { code path } token
    viewer { email role organization { id } } } }"""
PREVIEW = """query ($token: String!) { invitation(token: $token) { organizationName role email locale status hasAccount
    expiresAt } }"""


async def invited(desk: Desk, world: World, **input: Any) -> tuple[dict[str, Any], Mail]:
    """Invite somebody as the admin; returns the invitation and the newest mail."""
    values = {"email": EMAIL, "name": "New Comer", "role": "MANAGER", **input}
    answer = await desk.ask(world.viewer_of("admin"), INVITE, input=values)
    assert codes_of(answer) == [] and "errors" not in answer, answer
    async with world.superuser() as connection:
        return answer["data"]["invitePerson"]["invitation"], (await mails(connection, "invitation"))[-1]


async def accept(desk: Desk, token: str, password: str | None = NEW, viewer: Viewer | None = None) -> dict[str, Any]:
    """Come in by a link; returns the whole answer."""
    values = {"token": token, "password": password}
    return await desk.ask(viewer or Viewer.anonymous(), ACCEPT, input=values)


async def test_a_newcomer_comes_in_once_with_the_role_that_was_meant(desk: Desk, world: World) -> None:
    north = world.a.global_id(Property, "north")
    row, mail = await invited(desk, world, scopeId=north, locale="nb", role="MANAGER")
    assert (row["status"], row["email"], row["role"], row["property"]) == ("OPEN", EMAIL, "MANAGER", {"id": north})
    assert (mail.recipient, mail.locale) == (EMAIL, "nb") and "/invitation#" in mail.values["link"]
    shown = (await desk.ask(Viewer.anonymous(), PREVIEW, token=mail.token))["data"]["invitation"]
    assert (shown["email"], shown["status"], shown["hasAccount"]) == ("n*****@elsewhere.example", "OPEN", False)
    assert shown["organizationName"] == mail.values["organization"]
    assert codes_of(await accept(desk, mail.token, "too easy")) == ["WEAK_PASSWORD"]
    answers = await asyncio.gather(*(accept(desk, mail.token) for _ in range(4)))
    done = [answer for answer in answers if codes_of(answer) == []]
    assert len(done) == 1, answers
    assert {code for answer in answers for code in codes_of(answer)} <= {"LINK_USED", "CONFLICT", "UNAUTHENTICATED"}
    payload = done[0]["data"]["acceptInvitation"]
    assert payload["viewer"]["email"] == EMAIL and payload["viewer"]["role"] == "MANAGER"
    viewer = await Guest(desk, payload["token"]).viewer()
    (grant,) = viewer.grants
    assert (grant.role, grant.property_id) == (Role.MANAGER, world.a.id(Property, "north"))
    assert codes_of(await accept(desk, mail.token)) == ["LINK_USED"]
    shown = (await desk.ask(Viewer.anonymous(), PREVIEW, token=mail.token))["data"]["invitation"]
    assert shown["status"] == "ACCEPTED"
    async with world.superuser() as connection:
        actions = await connection.fetch("SELECT action FROM audit_entry WHERE subject_id = $1", member_of(row))
        assert mail.token not in str(await connection.fetch("SELECT i::text FROM invitation i"))
        events = await connection.fetch("SELECT kind FROM event WHERE noun = 'invitation' ORDER BY seq")
    assert [event["kind"] for event in events][-2:] == ["SENT", "ACCEPTED"] and actions is not None


def member_of(row: dict[str, Any]) -> Any:
    """The id of the person of an invitation."""
    from app.models.ids import id_of

    return id_of("Person", row["person"]["id"])


async def test_each_bad_link_has_its_own_code_and_leaves_nothing(desk: Desk, world: World) -> None:
    row, first = await invited(desk, world)
    admin = world.viewer_of("admin")
    assert codes_of(await desk.ask(admin, RESEND, input={"invitationId": row["id"]})) == []
    async with world.superuser() as connection:
        second = (await mails(connection, "invitation"))[-1]
        assert codes_of(await accept(desk, first.token)) == ["LINK_INVALID"], "its token is forgotten"
        await connection.execute("UPDATE invitation SET expires_at = now() WHERE email = $1", EMAIL)
        assert codes_of(await accept(desk, second.token)) == ["LINK_EXPIRED"]
        assert codes_of(await desk.ask(admin, RESEND, input={"invitationId": row["id"]})) == []
        third = (await mails(connection, "invitation"))[-1]
        place, _, secret = third.token.partition(".")
        foreign = to_global("x", world.b.organization_id)
        for token in (
            "",
            ".",
            secret,
            f"{place}.",
            f"{place}.{secret[:-1]}",
            f"{foreign}.{secret}",
            "x" * 9_999,
            "\u2603.",
        ):
            assert codes_of(await accept(desk, token)) == ["LINK_INVALID"], token
            answer = await desk.ask(Viewer.anonymous(), PREVIEW, token=token)
            assert answer == {"data": {"invitation": None}}
        assert codes_of(await desk.ask(admin, REVOKE, input={"invitationId": row["id"]})) == []
        assert codes_of(await accept(desk, third.token)) == ["LINK_REVOKED"]
        for document in (RESEND, REVOKE):
            assert codes_of(await desk.ask(admin, document, input={"invitationId": row["id"]})) == ["CONFLICT"]
        assert await connection.fetchval("SELECT count(*) FROM person WHERE email = $1", EMAIL) == 0


async def test_the_link_of_one_organization_opens_nothing_in_another(desk: Desk, world: World) -> None:
    _, mail = await invited(desk, world)
    import base64

    foreign = base64.urlsafe_b64encode(world.b.organization_id.bytes).rstrip(b"=").decode()
    moved = f"{foreign}.{mail.token.partition('.')[2]}"
    assert codes_of(await accept(desk, moved)) == ["LINK_INVALID"]
    assert codes_of(await accept(desk, mail.token)) == []


async def test_who_has_an_account_proves_it_and_joins_a_second_organization(desk: Desk, world: World) -> None:
    guest = await sign_in(desk, "neighbour", "B")
    email = email_of("neighbour", "B")
    _, mail = await invited(desk, world, email=email.upper(), role="AUDITOR", name="Second Home")
    shown = (await desk.ask(Viewer.anonymous(), PREVIEW, token=mail.token))["data"]["invitation"]
    assert shown["hasAccount"] is True
    for wrong in (NEW, None, ""):
        assert codes_of(await accept(desk, mail.token, wrong)) == ["UNAUTHENTICATED"]
    stranger = await (await sign_in(desk, "tenant", "B")).viewer()
    assert codes_of(await accept(desk, mail.token, None, stranger)) == ["UNAUTHENTICATED"]
    answer = await accept(desk, mail.token, None, await guest.viewer())
    payload = answer["data"]["acceptInvitation"]
    assert payload["errors"] == [] and payload["token"] is None and payload["viewer"]["email"] == email
    listed = await guest.ask("{ viewer { memberships { organization { id } role } } }")
    roles = {row["organization"]["id"]: row["role"] for row in listed["data"]["viewer"]["memberships"]}
    assert roles[to_global("Organization", world.a.organization_id)] == "AUDITOR" and len(roles) == 2
    _, again = await invited(desk, world, email=email_of("owner", "B"), role="AUDITOR", name="By Password")
    payload = (await accept(desk, again.token, PASSWORD))["data"]["acceptInvitation"]
    assert payload["errors"] == [] and (payload["token"], payload["viewer"]) == (None, None), "no factor is passed by"


async def test_a_tenant_is_invited_to_the_own_lease_and_sees_it(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        id = await fresh(Scene(world, connection), "own")
        lease = world.a.global_id(Lease, "north_1")
        await connection.execute(
            "INSERT INTO access_grant (organization_id, id, member_id, role, property_id, unit_id, lease_id, starts_at)"
            " VALUES ($1, $2, $3, 'TENANT', $4, $5, $6, now())",
            *(world.a.organization_id, uuid4(), id, world.a.id(Property, "north")),
            *(world.a.id(Unit, "north_1"), world.a.id(Lease, "north_1")),
        )
        values = {"email": f"{id}@fresh.example", "role": "TENANT", "scopeId": lease}
        answer = await desk.ask(world.viewer_of("scoped_manager"), INVITE, input=values)
        assert codes_of(answer) == [], "found by the address among the parties"
        mail = (await mails(connection, "invitation"))[-1]
    payload = (await accept(desk, mail.token))["data"]["acceptInvitation"]
    assert payload["errors"] == [] and payload["viewer"]["role"] == "TENANT"
    seen = await Guest(desk, payload["token"]).ask("{ leases(first: 5) { nodes { id } } }")
    assert seen["data"]["leases"]["nodes"] == [{"id": lease}]


@pytest.mark.parametrize(
    ("role", "values", "code"),
    [
        ("admin", {"role": "ADMIN", "scopeId": "north"}, "BAD_USER_INPUT"),
        ("admin", {"role": "TENANT"}, "BAD_USER_INPUT"),
        ("admin", {"role": "TENANT", "scopeId": "lease"}, "BAD_USER_INPUT"),
        ("admin", {"email": "nonsense"}, "BAD_USER_INPUT"),
        ("admin", {"email": "a@b.example\r\nBcc: x@y.example"}, "BAD_USER_INPUT"),
        ("admin", {"name": None}, "BAD_USER_INPUT"),
        ("admin", {"locale": "klingon"}, "BAD_USER_INPUT"),
        ("admin", {"endsAt": "2020-01-01T00:00:00Z"}, "BAD_USER_INPUT"),
        ("admin", {"personId": "tenant"}, "CONFLICT"),
        ("admin", {"personId": "southerner", "role": "TENANT", "scopeId": "lease"}, "NOT_FOUND"),
        ("manager", {}, "FORBIDDEN"),
        ("manager", {"role": "TENANT", "scopeId": "north"}, "FORBIDDEN"),
        ("scoped_manager", {"role": "MANAGER", "scopeId": "north"}, "FORBIDDEN"),
        ("tenant", {"role": "TENANT", "scopeId": "lease"}, "FORBIDDEN"),
    ],
)
async def test_what_nobody_may_be_invited_to(
    desk: Desk, world: World, role: str, values: dict[str, Any], code: str
) -> None:
    named = {"north": world.a.global_id(Property, "north"), "lease": world.a.global_id(Lease, "north_1")}
    named |= {name: world.a.global_id(Member, name) for name in ("tenant", "southerner")}
    values = {key: named.get(value, value) for key, value in values.items()}
    wanted = {"email": EMAIL, "name": "New Comer", "role": "MANAGER", **values}
    assert codes_of(await desk.ask(world.viewer_of(role), INVITE, input=wanted)) == [code]
    async with world.superuser() as connection:
        assert await mails(connection) == []
        assert await connection.fetchval("SELECT count(*) FROM invitation WHERE email = $1", EMAIL) == 0


async def test_an_address_of_ones_own_elsewhere_names_nobody_here(desk: Desk, world: World) -> None:
    async with world.superuser() as boss:
        sql = "UPDATE member SET person_id = $1, email = $2 WHERE id = $3"
        await boss.execute(sql, world.a.person_id("admin"), EMAIL, world.b.id(Member, "admin"))
    row, _ = await invited(desk, world, role="AUDITOR")
    assert row["person"]["id"] != world.b.global_id(Member, "admin")


async def test_a_second_invitation_takes_the_place_of_the_first(desk: Desk, world: World) -> None:
    row, first = await invited(desk, world, role="AUDITOR")
    again, second = await invited(desk, world, role="MANAGER")
    assert row["person"]["id"] == again["person"]["id"], "the address names the person"
    assert codes_of(await accept(desk, first.token)) == ["LINK_REVOKED"]
    assert (await accept(desk, second.token))["data"]["acceptInvitation"]["viewer"]["role"] == "MANAGER"
    assert len(world.a.rows[Invitation]) == 3


async def test_a_link_is_no_way_past_a_second_factor(desk: Desk, world: World) -> None:
    person = await Person.with_app(desk, "neighbour", "B")
    async with world.superuser() as connection:
        # Such is an account whose theft was undone: the next password comes by mail, and the factor is still there.
        await connection.execute("UPDATE person SET password_hash = NULL WHERE email = $1", person.email)
    _, mail = await invited(desk, world, email=person.email, role="AUDITOR", name="Second Home")
    payload = (await accept(desk, mail.token))["data"]["acceptInvitation"]
    assert payload["errors"] == [] and payload["viewer"]["organization"] is None
    viewer = await Guest(desk, payload["token"]).viewer()
    assert (viewer.awaits, viewer.grants, viewer.stepped_up_at) == (SignInStep.SECOND_FACTOR, (), None)
    answer = await Guest(desk, payload["token"]).ask("{ auditLog(first: 1) { nodes { id } } }")
    assert answer.get("errors") or answer["data"]["auditLog"]["nodes"] == []
