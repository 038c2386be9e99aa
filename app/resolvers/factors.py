"""What one can do with one's own second factors: set them up, name them, remove them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.auth.accounts import email_of
from app.auth.factors import Factor, NewTotp, all_of, own_factors
from app.auth.proofs import FactorKind
from app.auth.security import Security
from app.auth.sessions import Sessions
from app.auth.steps import end_unproved, raise_session, require_step_up, signed_in
from app.auth.viewer import Viewer
from app.errors import NotFound
from app.resolvers.inputs import text
from app.resolvers.proofs import Entered, entered
from app.resolvers.sessions import is_known
from app.subscriptions.transaction import transaction

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class SetUp:
    """A factor that counts from now on: the session under its new token, and codes that are shown this once."""

    session: Entered
    codes: list[str] = field(repr=False)


async def own(viewer: Viewer) -> tuple[list[Factor], int]:
    """Return the viewer's factors and how many recovery codes are left."""
    return await own_factors(viewer) if is_known(viewer) else ([], 0)


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """Changes of the viewer's own factors. All but the last step of setting one up want a fresh proof."""

    sessions: Sessions
    security: Security
    viewer: Viewer

    async def begin_totp(self) -> NewTotp:
        """Begin to set up an authenticator app; raises `StepUpRequired` and `Conflict`."""
        person_id = self._proved()
        return await self.security.factors.begin_totp(person_id, await email_of(self.viewer))

    async def confirm_totp(self, code: str) -> SetUp:
        """Take the app as a factor; raises `WrongCredentials`, `NotFound` and `RateLimited`."""
        codes = await self.security.factors.confirm_totp(signed_in(self.viewer), code)
        return SetUp(await self._counting(), codes)

    async def begin_passkey(self) -> dict[str, Any]:
        """Begin to register a passkey; raises `StepUpRequired` and `LimitReached`."""
        self._proved()
        return await self.security.factors.begin_passkey(self.viewer, await email_of(self.viewer))

    async def finish_passkey(self, credential: Any, name: str) -> SetUp:
        """Take the passkey as a factor; raises `WrongCredentials`, `Conflict` and `BadInput`."""
        signed_in(self.viewer)
        called = text(name, ("input", "name"), LONGEST_NAME)
        codes = await self.security.factors.finish_passkey(self.viewer, credential, called)
        return SetUp(await self._counting(), codes)

    async def rename(self, id: UUID, name: str) -> None:
        """Give a passkey another name; raises `NotFound` and `BadInput`."""
        called = text(name, ("input", "name"), LONGEST_NAME)
        await self.security.factors.rename(self._proved(), id, called)

    async def remove(self, kind: FactorKind, id: UUID | None) -> None:
        """Take a factor away: the app, or the passkey with this id. Raises `NotFound`, `Conflict`, `StepUpRequired`."""
        person_id = self._proved()
        if kind is FactorKind.TOTP:
            id = next((each.id for each in await all_of(person_id) if each.kind is FactorKind.TOTP), None)
        if id is None:
            raise NotFound("There is no such factor.", ("input",))
        needs_one = await self.sessions.demands_factor(person_id)
        await self.security.factors.remove(person_id, id, needs_one)

    async def renew_codes(self) -> list[str]:
        """Replace the recovery codes; raises `StepUpRequired` and `Conflict`."""
        return await self.security.factors.renew_codes(self._proved())

    def _proved(self) -> UUID:
        person_id = signed_in(self.viewer)
        require_step_up(self.viewer)
        return person_id

    async def _counting(self) -> Entered:
        """Let the session count as one that has shown its factor, and end those that have not."""
        assert self.viewer.person_id is not None and self.viewer.session_id is not None
        async with transaction(Viewer.anonymous()) as tx:
            token = await raise_session(tx.scope, self.viewer.session_id, with_factor=True)
            ended = await end_unproved(tx.scope, self.viewer.person_id, self.viewer.session_id)
        self.sessions.say_ended(ended)
        return entered(await self.sessions.entered(self.viewer.session_id, self.viewer.organization_id), token)
