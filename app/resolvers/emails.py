"""What can be done with the address one signs in with: change it, confirm the new one, and undo the change."""

from app.auth import emails
from app.auth.steps import require_factor
from app.auth.throttle import asking
from app.auth.viewer import Viewer
from app.errors import RateLimited, Unauthenticated
from app.models.mail import address
from app.resolvers.arrivals import Caller, Desk, lasting
from app.resolvers.passwords import SAME_TIME, prove


async def request(desk: Desk, viewer: Viewer, email: str, password: str, caller: Caller) -> None:
    """Mail a link to the new address and a notice to the old one; the answer does not say who has the new one.

    Raises `BadInput`, `WrongCredentials`, `RateLimited`, and `Unauthenticated` without a session.
    """
    if viewer.person_id is None:
        raise Unauthenticated("Sign in first.")
    require_factor(viewer)
    wanted = address(email, ("input", "email"))
    await prove(desk.sessions, viewer, password, caller)
    async with lasting(SAME_TIME):
        if not await asking(str(viewer.person_id), caller.address):
            raise RateLimited("Too many changes of the address; wait before the next one.", 900_000)
        await emails.request(viewer.person_id, wanted, desk.public_url)


async def confirm(token: str) -> None:
    """Sign in with the new address from now on; raises what a bad link ends with, and `Conflict`."""
    await emails.confirm(token)


async def undo(desk: Desk, token: str) -> None:
    """Go back to the old address; a change that was made already ends all sessions and forgets the password."""
    desk.sessions.say_ended(await emails.undo(token))
