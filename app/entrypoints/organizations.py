"""How an installation gets an organization of its own: once, with a link for its first administrator."""

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


async def renew(settings: Settings) -> str:
    """Return a fresh link in place of the one that nobody used; raises `Conflict` once somebody came in."""
    await open_database(settings.database_url, 1)
    try:
        return await organizations.renew_link(settings.public_url)
    finally:
        await close_database()
