"""How the tests set up second factors and show them, beside the schema."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp

from app import clock
from app.auth import challenges
from app.auth.challenges import Purpose
from app.auth.factors import Factors
from app.auth.passkeys import RelyingParty, assertion
from app.auth.proofs import Proofs
from app.auth.scope import writing
from app.auth.secrets import Secrets
from app.auth.viewer import Viewer
from app.errors import TenantryError
from app.models.people import Member
from tests.support.authenticator import Authenticator
from tests.support.world import World

ORIGIN = "https://portal.example"
PARTY = RelyingParty.at(ORIGIN)
SECRETS = Secrets(bytes(range(32)))
FACTORS, PROOFS = Factors(SECRETS, PARTY), Proofs(SECRETS, PARTY)


def viewer_of(world: World, role: str = "tenant") -> Viewer:
    """Somebody with a session that is in the database."""
    return replace(world.viewer_of(role), session_id=world.a.id(Member, role))


async def set_up(viewer: Viewer) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an authenticator app; its code of this step is used up by that."""
    assert viewer.person_id is not None
    begun = await FACTORS.begin_totp(viewer.person_id, "x@world.example")
    app = pyotp.TOTP(begun.secret)
    # The step before, so that the code of now is still good.
    return app, await FACTORS.confirm_totp(viewer.person_id, app.at(clock.now() - timedelta(seconds=30)))


async def add_passkey(viewer: Viewer, **how: Any) -> tuple[Authenticator, list[str]]:
    """Register a passkey."""
    device = Authenticator(**{"origin": ORIGIN, **how})
    options = await FACTORS.begin_passkey(viewer, "x@world.example")
    return device, await FACTORS.finish_passkey(viewer, device.create(options), "Telephone")


async def challenge(viewer: Viewer, purpose: Purpose = Purpose.CONFIRM) -> dict[str, Any]:
    """Ask for a signature."""
    async with writing(Viewer.anonymous()) as scope:
        made = await challenges.issue(scope, purpose, viewer.session_id)
    return assertion(PARTY, made, [])


async def outcome(trying: Awaitable[Any]) -> str:
    """The kind of a success, or the code of a refusal."""
    try:
        return str(await trying)
    except TenantryError as error:
        return error.code.value


async def alerts(world: World, viewer: Viewer) -> list[str]:
    """What was written down of an account."""
    async with world.superuser() as connection:
        sql = "SELECT kind FROM account_event WHERE person_id = $1 ORDER BY id"
        return [row["kind"] for row in await connection.fetch(sql, viewer.person_id)]


async def wait_for_room() -> None:
    """Stay away from the end of a time step, where the code of now is soon that of before."""
    left = 30 - time.time() % 30
    if left < 4:
        await asyncio.sleep(left + 0.1)
