"""The steps of a sign-in after the password, and the fresh proofs that some actions want."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.challenges import Purpose, issue
from app.auth.devices import device_of
from app.auth.factors import all_of, known_passkeys
from app.auth.known_devices import meet
from app.auth.notices import NewDevice, tell_of_device
from app.auth.passkeys import Claimed, assertion
from app.auth.proofs import FactorKind, Proof
from app.auth.security import Security
from app.auth.sessions import Account, Sessions, SignedIn
from app.auth.steps import raise_session, signed_in
from app.auth.throttle import network_key
from app.auth.tries import CHALLENGES, spend
from app.auth.viewer import SignInStep, Viewer
from app.errors import Conflict, StepUpRequired, TenantryError, Unauthenticated
from app.resolvers.arrivals import Caller
from app.resolvers.passwords import prove
from app.subscriptions.transaction import transaction


@dataclass(frozen=True, slots=True)
class Entered:
    """A session after a step, under its new token; `kinds` are the factors that it awaits one of."""

    viewer: Viewer
    token: str = field(repr=False)
    expires_at: datetime
    device_token: str | None = field(default=None, repr=False)
    kinds: tuple[FactorKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What every sign-in goes through."""

    sessions: Sessions
    security: Security
    caller: Caller

    async def go_on(self, start: SignedIn, code: str | None) -> Entered:
        """Go on after the password: with the code that came along, to the end, or as far as it goes."""
        viewer = start.viewer
        if viewer.awaits is not SignInStep.SECOND_FACTOR:
            return await self._welcome(viewer, start.token)
        if code is None:
            kinds = await self._kinds(viewer)
            return Entered(viewer, start.token, start.expires_at, None, kinds)
        try:
            return await self.complete(viewer, Proof(code=code))
        except TenantryError:
            # What answers with a refusal leaves no session behind.
            await self.sessions.sign_out(viewer)
            raise

    async def complete(self, viewer: Viewer, proof: Proof) -> Entered:
        """Give the factor that a session awaits; raises `WrongCredentials`, `RateLimited`, `Conflict`, `BadInput`."""
        if viewer.session_id is None:
            raise Unauthenticated("Sign in first.")
        if viewer.awaits is not SignInStep.SECOND_FACTOR:
            raise Conflict("This session awaits no second factor.")
        await self.security.proofs.check(viewer, proof)
        token = await self._raised(viewer.session_id, with_factor=True)
        return await self._welcome(await self.sessions.entered(viewer.session_id), token)

    async def with_passkey(self, credential: Any) -> Entered:
        """Sign in with a passkey alone; raises `WrongCredentials` and `BadInput`."""
        claimed = Claimed.of(credential, ("input", "passkey"))
        person_id = await self.security.proofs.passkey(claimed, Purpose.SIGN_IN, Viewer.anonymous())
        account, device = Account(person_id), device_of(self.caller.user_agent)
        start = await self.sessions.start(account, device, with_factor=True)
        return await self._welcome(start.viewer, start.token)

    async def step_up(self, viewer: Viewer, proof: Proof, password: str | None) -> Entered:
        """Prove anew who is asking; the password is proof only for somebody without a factor.

        Raises `WrongCredentials`, `RateLimited`, `BadInput`, and `StepUpRequired` for a password that is not enough.
        """
        person_id = signed_in(viewer)
        assert viewer.session_id is not None
        if password is None:
            await self.security.proofs.check(viewer, proof)
        elif await all_of(person_id):
            raise StepUpRequired("Prove it with your second factor.", ("input", "password"))
        else:
            await prove(self.sessions, viewer, password, self.caller)
        token = await self._raised(viewer.session_id, with_factor=password is None)
        return entered(await self.sessions.entered(viewer.session_id, viewer.organization_id), token)

    async def challenge(self, viewer: Viewer, purpose: Purpose) -> dict[str, Any]:
        """Return the options of `navigator.credentials.get`; raises `RateLimited` and `Unauthenticated`."""
        if purpose is Purpose.SIGN_IN:
            viewer, known = Viewer.anonymous(), []
        elif viewer.person_id is None or viewer.session_id is None:
            raise Unauthenticated("Sign in first.")
        else:
            known = await known_passkeys(viewer.person_id)
        async with transaction(Viewer.anonymous()) as tx:
            await spend(tx.scope, f"challenge:{viewer.session_id or network_key(self.caller.address)}", CHALLENGES)
            made = await issue(tx.scope, purpose, viewer.session_id)
        return assertion(self.security.party, made, known)

    async def _raised(self, session_id: UUID, with_factor: bool) -> str:
        async with transaction(Viewer.anonymous()) as tx:
            return await raise_session(tx.scope, session_id, with_factor)

    async def _welcome(self, viewer: Viewer, token: str) -> Entered:
        """Remember the device, and tell the owner of a new one."""
        assert viewer.person_id is not None
        async with transaction(Viewer.anonymous()) as tx:
            kept, was_known = await meet(tx.scope, viewer.person_id, self.caller.device_token)
            if not was_known:
                met = NewDevice(device_of(self.caller.user_agent), self.caller.address)
                await tell_of_device(tx.scope, viewer.person_id, self.security.party.origin, met)
        return entered(viewer, token, kept)

    async def _kinds(self, viewer: Viewer) -> tuple[FactorKind, ...]:
        assert viewer.person_id is not None
        held = {factor.kind for factor in await all_of(viewer.person_id)}
        return (*sorted(held), FactorKind.RECOVERY_CODE)


def entered(viewer: Viewer, token: str, device_token: str | None = None) -> Entered:
    """Return the session under its new token."""
    assert viewer.expires_at is not None
    return Entered(viewer, token, viewer.expires_at, device_token)
