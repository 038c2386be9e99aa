"""How an installation gets an organization of its own: once, with a link for its first administrator."""

from app.auth import founding
from app.auth.backend import close_database, open_database
from app.resolvers import organizations
from app.resolvers.organizations import NewAccount, NewOrganization
from app.settings import Settings


async def begin(settings: Settings, new: NewOrganization, admin: NewAccount) -> str:
    """Make the organization; returns the link for its admin. Raises `BadInput`, and `Conflict` for a second one."""
    await open_database(settings.database_url, 1)
    try:
        return await organizations.begin(new, admin, settings.public_url)
    finally:
        await close_database()


async def founding_address(settings: Settings) -> str | None:
    """Return where an organization is founded in the portal; None where there is one."""
    await open_database(settings.database_url, 1, settings.start_seconds)
    try:
        return founding.address(settings.secret_key, settings.public_url) if await organizations.is_awaited() else None
    finally:
        await close_database()


async def renew(settings: Settings) -> str:
    """Return a fresh link in place of the one that nobody used; raises `Conflict` once somebody came in."""
    await open_database(settings.database_url, 1)
    try:
        return await organizations.renew_link(settings.public_url)
    finally:
        await close_database()
