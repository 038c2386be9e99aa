"""Brings the demo world into an empty database, once; the second time it only looks whether it is there."""

from app import clock
from app.auth.backend import close_database, open_database
from app.auth.doors import door
from app.auth.passwords import Passwords
from app.auth.scope import writing
from app.auth.viewer import Role, Viewer
from app.entrypoints.demo.accounts import PASSWORD, DemoAccounts, api_token
from app.entrypoints.demo.almanac import Almanac
from app.entrypoints.demo.harbor import HARBOR
from app.entrypoints.demo.leases import add_leases, newest_lease
from app.entrypoints.demo.messages import add_conversations
from app.entrypoints.demo.nordlys import NORDLYS
from app.entrypoints.demo.payments import add_books
from app.entrypoints.demo.people import add_people, register_people
from app.entrypoints.demo.properties import add_properties
from app.entrypoints.demo.rents import add_rents
from app.entrypoints.demo.shapes import House, Somebody
from app.entrypoints.demo.tickets import add_tickets, newest_number
from app.entrypoints.demo.world import World, organization_id
from app.entrypoints.rates import import_rates
from app.errors import TenantryError
from app.resolvers.organizations import NewOrganization, establish
from app.resolvers.sandbox import aim_ahead
from app.settings import Settings, SettingsError
from app.subscriptions.transaction import transaction

HOUSES = (NORDLYS, HARBOR)
MODES = ("demo", "development", "test")


async def prepare_demo(settings: Settings, ahead_days: int = 0) -> DemoAccounts:
    """Make sure that the demo world is there; returns how to get in. Raises `SettingsError` in production.

    With `ahead_days` its clocks for billing are wanted so many days ahead: the worker beside the server moves them.
    """
    if settings.mode not in MODES:
        raise SettingsError("The demo world has a password that everybody knows: TENANTRY_MODE must not be production.")
    await open_database(settings.database_url, 2)
    try:
        missing = [house for house in HOUSES if not await _exists(house)]
        if missing:
            password_hash = await Passwords(settings.password_cost).hash(PASSWORD)
            for house in missing:
                await _sow(house, password_hash)
        for house in HOUSES:
            await _open_account(house)
        await _look_ahead(ahead_days)
        await import_rates(settings.var_folder / "rates")
        token = await api_token(settings.var_folder, organization_id(NORDLYS.key))
    finally:
        await close_database()
    return DemoAccounts(PASSWORD, token, sign_ins())


async def _look_ahead(days: int) -> None:
    try:
        for house in HOUSES if days else ():
            await aim_ahead(organization_id(house.key), days)
    except TenantryError as refusal:
        raise SettingsError(f"--advance: {refusal.message}") from None


def sign_ins() -> tuple[tuple[str, str, str], ...]:
    """Return who can sign in: address, role and organization."""
    return tuple(_introduced(somebody, house) for house in HOUSES for somebody in house.people if somebody.signs_in)


async def _exists(house: House) -> bool:
    # The demo's password is on every screen: a demand for second factors would keep out those it is for, and nobody
    # else. Said again here for worlds that were made before there was such a demand, or a clock that can be moved.
    id = organization_id(house.key)
    async with writing(Viewer.system_of(id, "demo")) as scope:
        with door("demo.exists"):
            sql = "UPDATE organization SET requires_second_factor = false, is_sandbox = true WHERE id = $1 RETURNING id"
            return await scope.row(sql, id) is not None


async def _sow(house: House, password_hash: str) -> None:
    """Write one organization in one transaction: all of it or nothing."""
    id = organization_id(house.key)
    world = World(house, Almanac.of(house.time_zone))
    async with transaction(Viewer.system_of(id, "demo")) as tx:
        await establish(
            tx, NewOrganization(house.name, house.currency, house.time_zone, house.locales, False, id, is_sandbox=True)
        )
        add_people(world, await register_people(tx, house, password_hash))
        for add in (add_properties, add_leases, add_rents, add_books, add_tickets, add_conversations):
            add(world)
        await world.write(tx)
        await tx.run(COUNT_ON, id, newest_number(world), newest_lease(world))


def provider_accounts() -> tuple[str, ...]:
    """Return the landlords' accounts at the simulator of Stripe, each with its country."""
    return tuple(f"{_account(house)}:{'NO' if house.currency == 'NOK' else 'US'}" for house in HOUSES)


def _account(house: House) -> str:
    return f"acct_demo{organization_id(house.key).hex[:12]}"


async def _open_account(house: House) -> None:
    id = organization_id(house.key)
    async with writing(Viewer.system_of(id, "demo")) as scope:
        with door("demo.account"):
            await scope.rows(ACCOUNT, id, _account(house), clock.now())


ACCOUNT = """
INSERT INTO provider_account (organization_id, id, provider, is_live, external_id, status, usable_from, read_until,
                              created_at, updated_at)
VALUES ($1, gen_random_uuid(), 'SIMULATOR', false, $2, 'ACTIVE', $3, $3, $3, $3) ON CONFLICT DO NOTHING
"""
COUNT_ON = """
INSERT INTO counter (organization_id, name, value) VALUES ($1, 'ticket', $2), ($1, 'lease', $3)
"""


def _introduced(somebody: Somebody, house: House) -> tuple[str, str, str]:
    role = somebody.role or Role.TENANT
    return somebody.email or "", role.lower(), house.name
