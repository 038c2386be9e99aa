"""Signing in, and what a viewer may know of the own account and organization."""

from typing import Any

from app import clock
from app.auth.devices import device_of
from app.auth.memberships import own_account, own_organization
from app.auth.sessions import Sessions, SignedIn
from app.auth.viewer import Role, Viewer
from app.errors import BadInput
from app.models.base import Row
from app.resolvers.arrivals import Caller

LONGEST_EMAIL = 254
LONGEST_PASSWORD = 256


async def sign_in(sessions: Sessions, email: str, password: str, caller: Caller) -> SignedIn:
    """Start a session; raises `WrongCredentials`, `RateLimited`, and `BadInput` for what no account can have."""
    if len(email) > LONGEST_EMAIL:
        raise BadInput(f"At most {LONGEST_EMAIL} characters.", ("input", "email"))
    if len(password) > LONGEST_PASSWORD:
        raise BadInput(f"At most {LONGEST_PASSWORD} characters.", ("input", "password"))
    account = await sessions.verify(email, password, caller.address, caller.device_token)
    return await sessions.start(account, device_of(caller.user_agent))


def roles_of(viewer: Viewer) -> list[Role]:
    """Return the roles in force in the viewer's organization."""
    now = clock.now()
    return [grant.role for grant in viewer.grants if isinstance(grant.role, Role) and grant.counts(now)]


async def organization(viewer: Viewer) -> Row | None:
    """Return the organization the viewer works in."""
    return await own_organization(viewer)


async def account(viewer: Viewer) -> Any:
    """Return address, language and zone of the viewer's own account."""
    return await own_account(viewer)
