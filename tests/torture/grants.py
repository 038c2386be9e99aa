"""Rights that change while everybody listens: one person becomes an owner of Nordnes, and is none again."""

from app.auth.credentials import Carrier, Credentials
from app.auth.passwords import Passwords
from app.auth.sessions import Sessions
from app.auth.viewer import Role, Viewer
from app.entrypoints.demo import demo_id
from app.models.people import Member
from app.resolvers.people import NewGrant, grant_role
from app.subscriptions.transaction import transaction
from tests.support.roles import revoke_grant
from tests.torture.oracle import CHANGING
from tests.torture.world import NORDLYS, World, persist

MEMBER = demo_id("nordlys", "member", CHANGING)
IN_FORCE = """
SELECT id FROM access_grant WHERE member_id = $1 AND role = 'OWNER' AND (ends_at IS NULL OR ends_at > now())
"""


async def give(world: World) -> None:
    """Make sure that the grant is in force."""

    async def attempt() -> None:
        if await world.sql(IN_FORCE, MEMBER):
            return
        (row,) = await world.sql("SELECT person_id FROM member WHERE id = $1", MEMBER)
        member = Member(id=MEMBER, organization_id=NORDLYS, person_id=row["person_id"])
        async with transaction(await _admin(world)) as tx:
            nordnes = demo_id("nordlys", "property", "nordnes")
            await grant_role(tx, member, NewGrant(MEMBER, Role.OWNER, nordnes))

    await persist(attempt)
    assert await world.sql(IN_FORCE, MEMBER)


async def take(world: World) -> None:
    """Make sure that it is not."""

    async def attempt() -> None:
        for row in await world.sql(IN_FORCE, MEMBER):
            await revoke_grant(await _admin(world), row["id"])

    await persist(attempt)
    assert not await world.sql(IN_FORCE, MEMBER)


async def _admin(world: World) -> Viewer:
    token = world.house.tokens["solveig"]
    return await Sessions(Passwords("test")).authenticate(Credentials(token, Carrier.BEARER, None))
