"""How the tests sign in and prove themselves through the schema, as a client does."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyotp

from app import clock
from app.auth.credentials import Carrier, Credentials
from app.auth.viewer import Viewer
from app.schema.arrival import Arrival
from app.schema.execute import execute
from app.schema.request import Request
from tests.auth.desk import REQUEST_ID, Desk
from tests.support.authenticator import Authenticator
from tests.support.world import PASSWORD, World, email_of

SESSION = "token expiresAt nextStep secondFactors deviceToken viewer { email organization { id } nextStep }"
ANSWERS = {
    "signIn": SESSION,
    "completeSignIn": SESSION,
    "signInWithPasskey": SESSION,
    "beginPasskeyProof": "options",
    "stepUp": "token freshUntil",
    "beginTotp": "secret uri qrSvg",
    "confirmTotp": "token recoveryCodes viewer { organization { id } secondFactors { hasTotp recoveryCodesLeft } }",
    "beginPasskey": "options",
    "finishPasskey": "token recoveryCodes viewer { secondFactors { passkeys { id name } } }",
    "renamePasskey": "viewer { secondFactors { passkeys { id name createdAt lastUsedAt } } }",
    "removeFactor": "viewer { secondFactors { hasTotp isRequired recoveryCodesLeft passkeys { id } } }",
    "renewRecoveryCodes": "recoveryCodes",
}
INPUTS = {"beginTotp": None, "beginPasskey": None, "renewRecoveryCodes": None}


def document(field: str) -> str:
    """The document of a mutation of this page."""
    answer = f"{{ {ANSWERS[field]} errors {{ code path message details }} }}"
    if field in INPUTS:
        return f"mutation {{ {field} {answer} }}"
    return f"mutation ($input: {field[0].upper()}{field[1:]}Input!) {{ {field}(input: $input) {answer} }}"


@dataclass
class Person:
    """Somebody with a token, or without."""

    desk: Desk
    email: str
    token: str | None = None
    device: str | None = None
    app: pyotp.TOTP | None = None
    codes: list[str] = field(default_factory=list)
    passkey: Authenticator | None = None

    @classmethod
    def of(cls, desk: Desk, role: str, key: str = "A") -> "Person":
        """Somebody of the world who has not signed in."""
        return cls(desk, email_of(role, key))

    @classmethod
    async def with_app(cls, desk: Desk, role: str = "manager", key: str = "A") -> "Person":
        """Somebody who has signed in and set up an app."""
        person = cls.of(desk, role, key)
        assert (await person.sign_in())["nextStep"] is None
        assert (await person.set_up_app())["errors"] == []
        return person

    async def viewer(self) -> Viewer:
        """The viewer of the token."""
        if self.token is None:
            return Viewer.anonymous()
        return await self.desk.services.sessions.authenticate(Credentials(self.token, Carrier.BEARER))

    async def ask(self, query: str, address: str | None = None, **variables: Any) -> dict[str, Any]:
        """Ask with the token; returns the whole answer."""
        arrival, request = Arrival(REQUEST_ID, address), Request(query, variables=variables)
        answer = (await execute(self.desk.api, await self.viewer(), arrival, request)).to_dict()
        answer.pop("extensions", None)
        return answer

    async def do(self, field: str, **input: Any) -> dict[str, Any]:
        """Run a mutation of this page; a token that it gives is used from then on."""
        answer = await self.ask(document(field), **({} if field in INPUTS else {"input": input}))
        payload: dict[str, Any] = (answer.get("data") or {}).get(field) or {"errors": answer.get("errors")}
        self.token = payload.get("token") or self.token
        self.device = payload.get("deviceToken") or self.device
        return payload

    async def sign_in(self, **more: Any) -> dict[str, Any]:
        """Show the password."""
        self.token = None
        return await self.do("signIn", email=self.email, password=PASSWORD, **more)

    async def set_up_app(self) -> dict[str, Any]:
        """Set up an authenticator app, with the code of a moment ago: that of now stays good."""
        begun = await self.do("beginTotp")
        assert begun["errors"] == [], begun
        self.app = pyotp.TOTP(begun["secret"])
        done = await self.do("confirmTotp", code=self.app.at(clock.now() - timedelta(seconds=30)))
        self.codes = done["recoveryCodes"] or self.codes
        return done

    async def add_passkey(self) -> dict[str, Any]:
        """Register a passkey."""
        begun = await self.do("beginPasskey")
        assert begun["errors"] == [], begun
        self.passkey = Authenticator(self.desk.services.security.party.origin)
        return await self.do("finishPasskey", passkey=self.passkey.create(begun["options"]), name="Telephone")

    async def signature(self, purpose: str = "CONFIRM") -> dict[str, Any]:
        """What the passkey answers to a new challenge."""
        assert self.passkey is not None
        begun = await self.do("beginPasskeyProof", purpose=purpose)
        assert begun["errors"] == [], begun
        return self.passkey.get(begun["options"])


def codes(payload: dict[str, Any]) -> list[str]:
    """The codes of a payload's refusals, or of a refusal at the top."""
    return [error["code"] if "code" in error else error["extensions"]["code"] for error in payload["errors"]]


async def demand(world: World, key: str = "A") -> None:
    """Let an organization demand second factors."""
    async with world.superuser() as connection:
        sql = "UPDATE organization SET requires_second_factor = true WHERE id = $1"
        await connection.execute(sql, world.house(key).organization_id)


async def later(world: World, minutes: int) -> None:
    """Move all that was proved and counted into the past."""
    async with world.superuser() as connection:
        by = timedelta(minutes=minutes)
        await connection.execute("UPDATE session SET stepped_up_at = stepped_up_at - $1::interval", by)
        await connection.execute("UPDATE session SET previous_until = previous_until - $1::interval", by)
        await connection.execute("UPDATE session SET created_at = created_at - $1::interval", by)
        await connection.execute("UPDATE sign_in_throttle SET updated_at = updated_at - $1::interval", by)
