"""What can be done with a password: look how hard it is to guess, and change it."""

from dataclasses import dataclass, field
from uuid import UUID

from app.auth.accounts import change_password, email_of, mail_reset, owner_of, reset_password, words_of
from app.auth.sessions import Sessions
from app.auth.steps import require_factor
from app.auth.strength import LONGEST, Strength, check_strength, strength_of
from app.auth.throttle import asking, rating
from app.auth.viewer import Viewer
from app.errors import BadInput, Unauthenticated, WrongCredentials
from app.resolvers.arrivals import LONGEST_EMAIL, Caller, Desk, lasting

MOST_WORDS = 10


SAME_TIME = 0.25
"""Seconds: longer than it takes to look an address up and queue a mail to it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new password, with the one that is in use."""

    current: str = field(repr=False)
    new: str = field(repr=False)


async def rate(viewer: Viewer, password: str, words: list[str], caller: Caller) -> Strength:
    """Say how hard a password is to guess; raises `BadInput` and `RateLimited`."""
    if len(password) > LONGEST or len(words) > MOST_WORDS:
        raise BadInput(f"At most {LONGEST} characters, and {MOST_WORDS} words.", ("input", "password"))
    await rating(caller.address)
    own = await words_of(viewer) if viewer.person_id is not None else []
    return await strength_of(password, [*own, *words])


async def change(desk: Desk, viewer: Viewer, wanted: Wanted, caller: Caller) -> str:
    """Set another password; the person's other sessions end, and this one gets the token that is returned.

    Raises `WrongCredentials`, `WeakPassword`, `BadInput`, `RateLimited`, and `Unauthenticated` without a session.
    """
    if viewer.person_id is None or viewer.session_id is None:
        raise Unauthenticated("Sign in first.")
    require_factor(viewer)
    await check_strength(wanted.new, await words_of(viewer), ("input", "newPassword"))
    await prove(desk.sessions, viewer, wanted.current, caller)
    fresh = await desk.sessions.passwords.hash(wanted.new)
    ended, token = await change_password(viewer.person_id, viewer.session_id, fresh, desk.public_url)
    desk.sessions.say_ended(ended)
    return token


async def request_reset(desk: Desk, email: str, caller: Caller) -> None:
    """Mail a link for a new password; the answer and its time are the same whether anybody has the address.

    Raises `RateLimited` for a network that asks too often.
    """
    name = email.strip().lower()[:LONGEST_EMAIL]
    async with lasting(SAME_TIME):
        if await asking(name, caller.address):
            await mail_reset(name, desk.public_url)


async def reset(desk: Desk, token: str, password: str) -> None:
    """Set a password with a link, and end all sessions. It signs nobody in and takes no second factor away.

    Raises what a bad link ends with, `WeakPassword`, `BadInput` and `RateLimited`; the link stays good then.
    """
    owner = await owner_of(token)
    await check_strength(password, await words_of(owner), ("input", "password"))
    fresh = await desk.sessions.passwords.hash(password)
    desk.sessions.say_ended(await reset_password(token, fresh, desk.public_url))


async def prove(sessions: Sessions, viewer: Viewer, password: str, caller: Caller) -> UUID:
    """Return the account whose password this is: the viewer's own; raises `WrongCredentials` and `RateLimited`."""
    email = await email_of(viewer)
    if len(password) > LONGEST:
        raise WrongCredentials("The password is wrong.", ("input", "currentPassword"))
    try:
        return (await sessions.verify(email, password, caller.address, alone=False)).person_id
    except WrongCredentials:
        raise WrongCredentials("The password is wrong.", ("input", "currentPassword")) from None
