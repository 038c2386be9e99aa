"""Nobody hands out by a link what is not theirs: whoever comes in as a member gets all that the member has."""

import asyncio
import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app import clock
from app.auth.viewer import Viewer
from app.models.ids import to_global
from app.models.invitations import Invitation
from app.models.leases import Lease
from app.models.people import Member
from app.models.properties import Property
from tests.auth.desk import Desk, codes_of
from tests.auth.matrix.entrance import ASKED, fresh
from tests.auth.matrix.scenes import Scene
from tests.auth.post import mails
from tests.auth.test_invitations import INVITE, RESEND, accept
from tests.support.world import World

GIVE = "mutation ($input: GrantRoleInput!) { grantRole(input: $input) { errors { code } } }"
SHUT_OUT = "mutation ($input: DeactivateMemberInput!) { deactivateMember(input: $input) { errors { code } } }"
BOUND = """
INSERT INTO lease_party SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(),
    'status', $3::text, 'tenant_id', (SELECT id FROM tenant WHERE member_id = $1)))).*
  FROM lease_party p WHERE p.lease_id = $2 LIMIT 1
"""
HOLDS = """
INSERT INTO access_grant (organization_id, id, member_id, role, property_id, lease_id, starts_at, ends_at)
SELECT m.organization_id, gen_random_uuid(), m.id, $2, $3, $4, $5, $6 FROM member m WHERE m.id = $1
"""


class Street:
    """Somebody without an account who rents in the north, and the manager of the north alone."""

    def __init__(self, desk: Desk, world: World, connection: asyncpg.Connection, id: UUID) -> None:
        self.desk, self.world, self.connection, self.id = desk, world, connection, id

    @classmethod
    async def of(cls, desk: Desk, world: World, connection: asyncpg.Connection) -> "Street":
        return cls(desk, world, connection, await fresh(Scene(world, connection), "own"))

    async def invite(self, who: str | Viewer = "scoped_manager", **more: Any) -> list[str]:
        """Invite to the lease in the north, at an address that is nobody's so far."""
        viewer = self.world.viewer_of(who) if isinstance(who, str) else who
        lease = self.world.a.global_id(Lease, "north_1")
        values = {"personId": to_global("Person", self.id), "email": f"{uuid.uuid4().hex}@attacker.example"}
        return codes_of(
            await self.desk.ask(viewer, INVITE, input={**values, "role": "TENANT", "scopeId": lease, **more})
        )

    async def come(self) -> list[str]:
        """Come in by the newest link."""
        return codes_of(await accept(self.desk, (await mails(self.connection, "invitation"))[-1].token))

    async def has(self, what: str) -> None:
        """Let them have something that is not the north's business."""
        house, now = self.world.a, clock.now()
        south = (house.id(Property, "south"), house.id(Lease, "south_1"))
        if what in ("future", "past"):
            status = {"future": "FUTURE", "past": "PAST"}[what]
            await self.connection.execute(BOUND, self.id, south[1], status)
        elif what in ("lease", "old lease"):
            ends = None if what == "lease" else house.ago(30)
            await self.connection.execute(HOLDS, self.id, "TENANT", *south, house.ago(90), ends)
        elif what == "room":
            await self.connection.execute(HOLDS, self.id, "TENANT", south[0], None, now, None)
        elif what == "shut out":
            await self.connection.execute("UPDATE member SET deactivated_at = now() WHERE id = $1", self.id)
        else:
            starts = house.ago(-30) if what == "ADMIN" else now
            place = house.id(Property, "north") if what == "MAINTENANCE" else None
            await self.connection.execute(HOLDS, self.id, what, place, None, starts, None)

    async def is_out(self) -> bool:
        """Say whether nobody has come in as them."""
        sql = "SELECT person_id IS NULL FROM member WHERE id = $1"
        return bool(await self.connection.fetchval(sql, self.id))


MORE = ("future", "past", "lease", "old lease", "room", "ADMIN", "MAINTENANCE", "shut out")


@pytest.mark.parametrize("what", MORE)
async def test_a_manager_of_one_property_hands_out_nothing_beyond_it(desk: Desk, world: World, what: str) -> None:
    async with world.superuser() as connection:
        street = await Street.of(desk, world, connection)
        await street.has(what)
        assert await street.invite() == ["FORBIDDEN"]
        assert await mails(connection) == [], "nothing was sent"
        id = uuid.uuid4()
        await connection.execute(ASKED, world.a.id(Invitation, "household"), id, street.id)
        resent = await desk.ask(
            world.viewer_of("scoped_manager"), RESEND, input={"invitationId": to_global("Invitation", id)}
        )
        assert codes_of(resent) == ["FORBIDDEN"]
        assert await mails(connection) == []


@pytest.mark.parametrize("what", MORE)
async def test_what_they_have_is_looked_at_again_when_they_come(desk: Desk, world: World, what: str) -> None:
    async with world.superuser() as connection:
        street = await Street.of(desk, world, connection)
        assert await street.invite() == []
        await street.has(what)
        assert await street.come() == ["FORBIDDEN"]
        assert await street.is_out()
        used = "SELECT count(*) FROM invitation WHERE member_id = $1 AND used_at IS NOT NULL"
        assert await connection.fetchval(used, street.id) == 0, "the link is still good"
        assert await connection.fetchval("SELECT count(*) FROM person WHERE email LIKE '%@attacker.example'") == 0


async def test_a_manager_invites_whoever_lives_in_the_own_property(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        street, north = await Street.of(desk, world, connection), world.a.id(Property, "north")
        ago = world.a.ago(1)
        # As an occupant has it, who is no tenant of the lease.
        await connection.execute(HOLDS, street.id, "TENANT", north, None, ago, None)
        await connection.execute(HOLDS, street.id, "TENANT", north, world.a.id(Lease, "north_1"), ago, None)
        late = replace(world.viewer_of("scoped_manager"), stepped_up_at=None)
        assert await street.invite(late) == [] and await street.come() == []
        assert not await street.is_out()


async def test_who_manages_all_invites_who_rents_anywhere_but_nobody_with_other_roles(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        street = await Street.of(desk, world, connection)
        await street.has("lease")
        assert await street.invite("manager") == []
        assert await street.come() == []
        other = await Street.of(desk, world, connection)
        await other.has("ADMIN")
        assert await other.invite("manager") == ["FORBIDDEN"]
        late = replace(world.viewer_of("admin"), stepped_up_at=None)
        assert await other.invite(late) == ["STEP_UP_REQUIRED"]
        assert await other.invite("admin") == []
        id = await connection.fetchval("SELECT id FROM invitation WHERE member_id = $1", other.id)
        again = {"invitationId": to_global("Invitation", id)}
        assert codes_of(await desk.ask(late, RESEND, input=again)) == ["STEP_UP_REQUIRED"]
        assert codes_of(await desk.ask(world.viewer_of("admin"), RESEND, input=again)) == []
        assert await other.come() == []


async def test_a_role_given_meanwhile_takes_back_the_link_that_wanted_no_proof(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        street, admin = await Street.of(desk, world, connection), world.viewer_of("admin")
        late = replace(admin, stepped_up_at=None)
        assert await street.invite(late) == []
        given = {"personId": to_global("Person", street.id), "role": "MANAGER"}
        assert codes_of(await desk.ask(admin, GIVE, input=given)) == []
        assert await street.come() == ["LINK_REVOKED"]
        assert await street.invite(admin, role="AUDITOR", scopeId=None) == []
        assert codes_of(await desk.ask(admin, GIVE, input={**given, "role": "ACCOUNTANT"})) == []
        assert await street.come() == [], "this one was proved"


async def test_who_is_shut_out_comes_in_by_no_link_that_was_sent_before(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        street, admin = await Street.of(desk, world, connection), world.viewer_of("admin")
        assert await street.invite(admin) == []
        shut = await desk.ask(admin, SHUT_OUT, input={"personId": to_global("Person", street.id)})
        assert codes_of(shut) == []
        assert await street.come() == ["LINK_REVOKED"]
        assert await street.invite(replace(admin, stepped_up_at=None)) == ["STEP_UP_REQUIRED"]
        assert await street.invite(admin) == [] and await street.come() == []
        assert await connection.fetchval("SELECT deactivated_at IS NULL FROM member WHERE id = $1", street.id)


@pytest.mark.parametrize("end", ["access_grant", "member"])
@pytest.mark.parametrize("who", ["scoped_manager", "admin"])
async def test_what_somebody_sent_who_has_left_opens_nothing(desk: Desk, world: World, who: str, end: str) -> None:
    async with world.superuser() as connection:
        street = await Street.of(desk, world, connection)
        staff = {"role": "ADMIN", "scopeId": None, "personId": None, "name": "Their own"} if who == "admin" else {}
        assert await street.invite(who, **staff) == []
        left = {
            "access_grant": "UPDATE access_grant SET ends_at = now() WHERE member_id = $1",
            "member": "UPDATE member SET deactivated_at = now() WHERE id = $1",
        }
        await connection.execute(left[end], world.a.id(Member, who))
        assert await street.come() == ["FORBIDDEN"]
        assert await connection.fetchval("SELECT count(*) FROM person WHERE email LIKE '%@attacker.example'") == 0


async def test_who_sends_a_link_again_stands_for_it(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        street = await Street.of(desk, world, connection)
        assert await street.invite() == []
        await connection.execute(
            "UPDATE access_grant SET ends_at = now() WHERE member_id = $1", world.a.id(Member, "scoped_manager")
        )
        id = await connection.fetchval("SELECT id FROM invitation WHERE member_id = $1", street.id)
        again = {"invitationId": to_global("Invitation", id)}
        assert codes_of(await desk.ask(world.viewer_of("manager"), RESEND, input=again)) == []
        assert await street.come() == []


async def test_who_was_shut_out_is_not_let_in_again_by_a_link_to_somebody_else(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        sql = "UPDATE member SET deactivated_at = now(), email = NULL WHERE id = $1 RETURNING person_id"
        person_id = await connection.fetchval(sql, world.a.id(Member, "neighbour"))
        email = await connection.fetchval("SELECT email FROM person WHERE id = $1", person_id)
        street = await Street.of(desk, world, connection)
        values = {"email": email, "name": "Somebody else", "role": "AUDITOR", "scopeId": None, "personId": None}
        assert await street.invite("admin", **values) == []
        token = (await mails(connection, "invitation"))[-1].token
        assert codes_of(await accept(desk, token, None, Viewer(person_id=person_id))) == ["FORBIDDEN"]


@pytest.mark.parametrize("who", ["given", "bound"])
async def test_a_lease_that_is_made_at_the_same_moment_is_not_handed_over(desk: Desk, world: World, who: str) -> None:
    async with world.superuser() as connection, world.superuser() as other:
        street = await Street.of(desk, world, connection)
        assert await street.invite() == []
        running = other.transaction()
        await running.start()
        house = world.a
        south = (house.id(Property, "south"), house.id(Lease, "south_1"))
        await other.execute(HOLDS, street.id, "TENANT", *south, house.ago(1), None)
        coming = asyncio.ensure_future(street.come())
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        for _ in range(1_500):
            if coming.done() or await other.fetchval(waits):
                break
            await asyncio.sleep(0.02)
        if who == "given":
            await running.commit()
        else:
            await running.rollback()
        assert await coming == (["FORBIDDEN"] if who == "given" else [])


async def test_a_link_to_a_role_of_staff_is_sent_again_with_a_fresh_proof(desk: Desk, world: World) -> None:
    async with world.superuser() as connection:
        admin = world.viewer_of("admin")
        values = {"email": "fresh@staff.example", "name": "Fresh", "role": "AUDITOR"}
        answer = await desk.ask(admin, INVITE, input=values)
        id = answer["data"]["invitePerson"]["invitation"]["id"]
        late = replace(admin, stepped_up_at=None)
        for expired in (False, True):
            if expired:
                await connection.execute("UPDATE invitation SET expires_at = now() WHERE email = $1", values["email"])
            assert codes_of(await desk.ask(late, RESEND, input={"invitationId": id})) == ["STEP_UP_REQUIRED"]
        assert codes_of(await desk.ask(admin, RESEND, input={"invitationId": id})) == []
