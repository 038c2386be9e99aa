"""How the tests sign in: a session of one's own, and its viewer."""

from dataclasses import dataclass
from typing import Any

from app.auth.credentials import Carrier, Credentials
from app.auth.viewer import Viewer
from app.models.ids import to_global
from tests.auth.desk import Desk
from tests.support.world import PASSWORD, email_of

SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } token } }"


@dataclass
class Guest:
    """Somebody who has signed in, by a token."""

    desk: Desk
    token: str

    async def viewer(self, organization: str | None = None) -> Viewer:
        """The viewer of the token, asked anew."""
        return await self.desk.services.sessions.authenticate(Credentials(self.token, Carrier.BEARER, organization))

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Ask as this session."""
        return await self.desk.ask(await self.viewer(), query, **variables)

    async def session_id(self) -> str:
        """The id of the session as clients write it."""
        id = (await self.viewer()).session_id
        assert id is not None
        return to_global("Session", id)


async def sign_in(desk: Desk, name: str, key: str = "A", password: str = PASSWORD) -> Guest:
    """Start a session of somebody of the world."""
    values = {"email": email_of(name, key), "password": password}
    answer = await desk.ask(Viewer.anonymous(), SIGN_IN, input=values)
    assert answer["data"]["signIn"]["errors"] == [], answer
    return Guest(desk, answer["data"]["signIn"]["token"])
