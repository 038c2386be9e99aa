"""How one gets into the demo: the printed people and password, and a token that stays."""

from datetime import timedelta

import asyncpg
import pytest

from app import clock
from app.auth.backend import close_database, open_database
from app.auth.credentials import Carrier, Credentials
from app.auth.passwords import Passwords
from app.auth.scopes import ApiScope
from app.auth.sessions import Sessions
from app.auth.tokens import Tokens
from app.auth.viewer import Viewer
from app.entrypoints.demo import DemoAccounts, demo_id, organization_id, prepare_demo
from app.errors import Unauthenticated
from app.models.ids import to_global
from app.settings import Settings
from tests.entrypoints.demo.conftest import As
from tests.support.services import Database, execute

PEOPLE = {
    "solveig@nordlys.example": "admin",
    "ingrid@nordlys.example": "manager",
    "tom@nordlys.example": "maintenance",
    "amira@nordlys.example": "tenant",
    "jonas@nordlys.example": "tenant",
    "olav@nordlys.example": "owner",
    "vera@lind.example": "accountant",
    "casey@harbor.example": "manager",
    "dana@harbor.example": "tenant",
}


async def bearer(settings: Settings, token: str) -> Viewer:
    """Who a token belongs to, asked of a database that is opened for it alone."""
    await open_database(settings.database_url, 2)
    try:
        return await Tokens().authenticate(Credentials(token, Carrier.BEARER))
    finally:
        await close_database()


async def test_everybody_signs_in_as_what_is_printed(accounts: DemoAccounts, signed_in: As) -> None:
    assert {email: role for email, role, _ in accounts.people} == PEOPLE
    for email, role, organization in accounts.people:
        viewer = await signed_in(email)
        if email == "vera@lind.example":
            continue
        assert {grant.role.lower() for grant in viewer.grants} == {role}
        assert viewer.organization_id == organization_id(organization.split()[0].lower())


async def test_one_of_them_works_in_both_organizations(accounts: DemoAccounts, signed_in: As) -> None:
    assert [place for email, _, place in accounts.people if email == "vera@lind.example"] == [
        *("Nordlys Eiendom", "Harbor Homes")
    ]
    vera = await signed_in("vera@lind.example")
    assert (vera.organization_id, vera.grants) == (None, ())
    sessions = Sessions(Passwords("test"))
    for key in ("nordlys", "harbor"):
        there = await sessions.switch(vera, to_global("Organization", organization_id(key)))
        assert there.member_id == demo_id(key, "member", "vera")
        assert [grant.role.lower() for grant in there.grants] == ["accountant"]


async def test_the_token_is_one_of_a_partner(demo_settings: Settings) -> None:
    token = (await prepare_demo(demo_settings)).api_token
    viewer = await bearer(demo_settings, token)

    assert ApiScope.TICKETS_WRITE in viewer.scopes and ApiScope.PEOPLE_CONTACT not in viewer.scopes
    assert viewer.organization_id == organization_id("nordlys")
    assert viewer.expires_at is not None
    assert viewer.expires_at > clock.now() + timedelta(days=29)


async def test_the_token_is_kept_for_the_owner_of_the_folder_alone(demo_settings: Settings) -> None:
    token = (await prepare_demo(demo_settings)).api_token
    kept = demo_settings.var_folder / "demo-token"

    assert kept.read_text().strip() == token
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in demo_settings.var_folder.iterdir()] == ["demo-token"]


async def test_a_lost_token_is_replaced_and_works_no_longer(demo_settings: Settings) -> None:
    lost = (await prepare_demo(demo_settings)).api_token
    (demo_settings.var_folder / "demo-token").unlink()
    found = (await prepare_demo(demo_settings)).api_token

    assert found != lost
    assert await bearer(demo_settings, found)
    with pytest.raises(Unauthenticated):
        await bearer(demo_settings, lost)


@pytest.mark.parametrize("ending", ["expires_at = now() + interval '1 hour'", "revoked_at = now()"])
async def test_a_token_that_ends_is_replaced(demo_settings: Settings, database: Database, ending: str) -> None:
    first = (await prepare_demo(demo_settings)).api_token
    await execute(database.superuser_url, f"UPDATE app.api_token SET {ending}")
    second = (await prepare_demo(demo_settings)).api_token

    assert second != first
    assert await bearer(demo_settings, second)


async def test_a_damaged_file_is_replaced(demo_settings: Settings) -> None:
    await prepare_demo(demo_settings)
    (demo_settings.var_folder / "demo-token").write_bytes(b"\xff\xfe\x00")

    assert await bearer(demo_settings, (await prepare_demo(demo_settings)).api_token)


async def test_neither_password_nor_token_is_in_the_database(accounts: DemoAccounts, database: Database) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    try:
        hashes = await connection.fetch("SELECT password_hash FROM app.person")
        tokens = await connection.fetch("SELECT token_hash FROM app.api_token")
    finally:
        await connection.close()
    assert all(row["password_hash"].startswith("$argon2id$") for row in hashes)
    assert all(accounts.api_token.encode() not in row["token_hash"] for row in tokens)
    assert accounts.password not in repr(accounts)
    assert accounts.api_token not in repr(accounts)
