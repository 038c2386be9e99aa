"""Signing in: with a password, with a passkey, with a second factor; and proving anew who is asking."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry

from app import clock
from app.auth.challenges import PasskeyPurpose
from app.auth.known_devices import KEPT
from app.auth.proofs import FactorKind, Proof
from app.auth.steps import FRESH
from app.auth.viewer import SignInStep
from app.errors import BadInput
from app.resolvers import accounts
from app.resolvers.proofs import Desk, Entered
from app.schema.accounts import Viewer
from app.schema.context import Context, Info
from app.schema.factors.shapes import ProofInput
from app.schema.fields import PERSON, column
from app.schema.inputs import optional, wanted
from app.schema.payloads import MutationPayload, answer, key_field
from app.schema.scalars import Json

LONGEST_TOKEN = 64


@strawberry.input(description="How to sign in.")
class SignInInput:
    """Input of `signIn`."""

    email: str = wanted("Address of the account.")
    password: str = wanted("Its password, exactly as set.")
    code: str | None = optional("A code of the authenticator app, to sign in at once; not looked at without one.")
    device_token: str | None = optional("What an earlier sign-in on this device gave; browsers keep it in a cookie.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="The second factor that a sign-in awaits: exactly one of code, recoveryCode and passkey.")
class CompleteSignInInput(ProofInput):
    """Input of `completeSignIn`."""

    device_token: str | None = optional("What an earlier sign-in on this device gave; browsers keep it in a cookie.")


@strawberry.input(description="A passkey that says who it belongs to.")
class SignInWithPasskeyInput:
    """Input of `signInWithPasskey`."""

    passkey: Json = wanted("What `navigator.credentials.get` answered to `beginPasskeyProof`, as JSON.")
    device_token: str | None = optional("What an earlier sign-in on this device gave; browsers keep it in a cookie.")


@strawberry.input(description="A fresh proof: exactly one of code, recoveryCode, passkey and password.")
class StepUpInput(ProofInput):
    """Input of `stepUp`."""

    password: str | None = optional("The password again; enough only for somebody without a second factor.")


@strawberry.input(description="What a passkey shall prove.")
class BeginPasskeyProofInput:
    """Input of `beginPasskeyProof`."""

    purpose: PasskeyPurpose = wanted("SIGN_IN, or CONFIRM for `completeSignIn` and `stepUp`.")


@strawberry.type(description="A session, under a token that was made just now.")
class SignInPayload(MutationPayload):
    """Shows what came of a step."""

    token: str | None = column(
        "Send it as `Authorization: Bearer`; null when a browser was given a cookie.", depends=PERSON
    )
    expires_at: datetime | None = column("When the session ends.", depends=PERSON)
    viewer: Viewer | None = column("Who has signed in.", depends=PERSON)
    next_step: SignInStep | None = column("What is still to be done before the session counts; null: nothing.")
    second_factors: list[FactorKind] | None = column("What `completeSignIn` takes; null when it is not the next step.")
    device_token: str | None = column(
        "Keep it and send it with the next sign-in: this device is known then. Null in browsers, and before the end.",
        depends=PERSON,
    )


@strawberry.type(description="Answer of `beginPasskeyProof`.")
class BeginPasskeyProofPayload(MutationPayload):
    """What a browser is asked."""

    options: Json | None = column("For `navigator.credentials.get`; good once, for five minutes.", depends=PERSON)


@strawberry.type(description="Answer of `stepUp`.")
class StepUpPayload(MutationPayload):
    """The session goes on."""

    token: str | None = column("The session's new token; null when a browser was given a cookie.", depends=PERSON)
    fresh_until: datetime | None = column("Until when the proof counts.", depends=PERSON)


def desk_of(context: Context, device_token: str | None = None) -> Desk:
    """Return where this request signs in; a token in the input goes before that of the cookie."""
    if device_token is not None and len(device_token) > LONGEST_TOKEN:
        raise BadInput(f"At most {LONGEST_TOKEN} characters.", ("input", "deviceToken"))
    context.arrival.device_token = device_token or context.arrival.device_token
    return Desk(context.services.sessions, context.services.security, context.arrival)


async def handed(context: Context, session: Entered) -> dict[str, Any]:
    """Give the client its session, in a cookie or in the answer, and go on as its viewer."""
    arrival = context.arrival
    in_cookie = arrival.set_session(session.token, session.expires_at)
    device = session.device_token
    if device is not None and arrival.set_device(device, clock.now() + KEPT):
        device = None
    await context.renew(session.viewer)
    return {
        "token": None if in_cookie else session.token,
        "expires_at": session.expires_at,
        "viewer": session.viewer,
        "next_step": session.viewer.awaits,
        "second_factors": list(session.kinds) or None,
        "device_token": device,
    }


def proof_of(input: ProofInput) -> Proof:
    """Return what was shown."""
    return Proof(input.code, input.recovery_code, input.passkey)


@strawberry.type
class ProofMutation:
    """The steps of signing in."""

    @strawberry.mutation(
        description="Sign in. Unknown address and wrong password are one answer; the session belongs to this device. "
        "With a second factor set up, the session opens nothing before `completeSignIn`."
    )
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload:
        """Start a session."""

        async def change(context: Context) -> dict[str, Any]:
            desk = desk_of(context, input.device_token)
            start = await accounts.sign_in(desk.sessions, input.email, input.password, context.arrival)
            return await handed(context, await desk.go_on(start, input.code))

        return await answer(info, change)

    @strawberry.mutation(description="Give the second factor that a sign-in awaits. The session gets a new token.")
    async def complete_sign_in(self, info: Info, input: CompleteSignInInput) -> SignInPayload:
        """Finish a sign-in."""

        async def change(context: Context) -> dict[str, Any]:
            desk = desk_of(context, input.device_token)
            return await handed(context, await desk.complete(context.viewer, proof_of(input)))

        return await answer(info, change)

    @strawberry.mutation(description="Sign in with a passkey alone: it says who one is, and counts as both factors.")
    async def sign_in_with_passkey(self, info: Info, input: SignInWithPasskeyInput) -> SignInPayload:
        """Start a session without a password."""

        async def change(context: Context) -> dict[str, Any]:
            return await handed(context, await desk_of(context, input.device_token).with_passkey(input.passkey))

        return await answer(info, change)

    @strawberry.mutation(description="Ask what a passkey has to sign.")
    async def begin_passkey_proof(self, info: Info, input: BeginPasskeyProofInput) -> BeginPasskeyProofPayload:
        """Make a challenge."""

        async def change(context: Context) -> dict[str, Any]:
            return {"options": await desk_of(context).challenge(context.viewer, input.purpose.purpose)}

        return await answer(info, change)

    @strawberry.mutation(
        description="Prove anew who is asking: for five minutes, this session may do what answers STEP_UP_REQUIRED."
    )
    async def step_up(self, info: Info, input: StepUpInput) -> StepUpPayload:
        """Prove it."""

        async def change(context: Context) -> dict[str, Any]:
            proof = proof_of(input)
            if input.password is not None and proof != Proof():
                raise BadInput("Exactly one proof is wanted.", ("input",))
            session = await desk_of(context).step_up(context.viewer, proof, input.password)
            shown = await handed(context, session)
            proved_at = session.viewer.stepped_up_at or clock.now() - timedelta(days=1)
            return {"token": shown["token"], "fresh_until": proved_at + FRESH}

        return await answer(info, change)
