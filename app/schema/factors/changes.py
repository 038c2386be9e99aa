"""Setting up and removing one's own second factors."""

from typing import Any

import strawberry

from app.auth.proofs import FactorKind
from app.resolvers import qr
from app.resolvers.factors import OwnFactors, SetUp
from app.schema.accounts import Viewer
from app.schema.context import Context, Info
from app.schema.fields import PERSON, column
from app.schema.inputs import input_id, optional, wanted
from app.schema.payloads import MutationPayload, answer
from app.schema.proofs import handed
from app.schema.scalars import Json


@strawberry.input(description="A code that shows that the app was set up.")
class ConfirmTotpInput:
    """Input of `confirmTotp`."""

    code: str = wanted("Six digits of the authenticator app.")


@strawberry.input(description="A new passkey.")
class FinishPasskeyInput:
    """Input of `finishPasskey`."""

    passkey: Json = wanted("What `navigator.credentials.create` answered to `beginPasskey`, as JSON.")
    name: str = wanted("Name to know it by, at most 100 characters.")


@strawberry.input(description="A better name for a passkey.")
class RenamePasskeyInput:
    """Input of `renamePasskey`."""

    id: strawberry.ID = wanted("Which passkey.")
    name: str = wanted("Name to know it by, at most 100 characters.")


@strawberry.input(description="A factor to remove.")
class RemoveFactorInput:
    """Input of `removeFactor`."""

    kind: FactorKind = wanted("TOTP or PASSKEY.")
    passkey_id: strawberry.ID | None = optional("Which passkey.")


@strawberry.type(description="Answer of `beginTotp`.")
class BeginTotpPayload(MutationPayload):
    """Shown until it is confirmed, and never again."""

    secret: str | None = column("The secret in base32, to be typed.", depends=PERSON)
    uri: str | None = column("The same as `otpauth://`, to be opened on the telephone.", depends=PERSON)
    qr_svg: str | None = column("The same as a QR code, an SVG.", depends=PERSON)


@strawberry.type(description="Answer of `confirmTotp` and `finishPasskey`.")
class FactorAddedPayload(MutationPayload):
    """The factor counts. Other sessions that have shown the password alone have ended."""

    token: str | None = column("The session's new token; null when a browser was given a cookie.", depends=PERSON)
    recovery_codes: list[str] | None = column(
        "Ten codes for the day the factor is lost, shown this once; empty when there still are some.", depends=PERSON
    )
    viewer: Viewer | None = column("Oneself, now perhaps in the organization that demanded it.", depends=PERSON)


@strawberry.type(description="Answer of `beginPasskey`.")
class BeginPasskeyPayload(MutationPayload):
    """What a browser is asked."""

    options: Json | None = column("For `navigator.credentials.create`; good once, for five minutes.", depends=PERSON)


@strawberry.type(description="Answer of `renamePasskey` and `removeFactor`.")
class FactorChangedPayload(MutationPayload):
    """Oneself, with the factors that are left."""

    viewer: Viewer | None = column("Oneself.", depends=PERSON)


@strawberry.type(description="Answer of `renewRecoveryCodes`.")
class RenewRecoveryCodesPayload(MutationPayload):
    """The old ones work no longer."""

    recovery_codes: list[str] | None = column("Ten new codes, shown this once.", depends=PERSON)


def own(context: Context) -> OwnFactors:
    """Return the viewer's own factors, to change them."""
    return OwnFactors(context.services.sessions, context.services.security, context.viewer)


async def added(context: Context, made: SetUp) -> dict[str, Any]:
    """Hand over the session's new token, and the codes."""
    shown = await handed(context, made.session)
    return {"token": shown["token"], "recovery_codes": made.codes, "viewer": made.session.viewer}


@strawberry.type
class FactorMutation:
    """The verbs of factors. All want a session that proved itself in the last five minutes."""

    @strawberry.mutation(description="Begin to set up an authenticator app; nothing counts before `confirmTotp`.")
    async def begin_totp(self, info: Info) -> BeginTotpPayload:
        """Make a secret."""

        async def change(context: Context) -> dict[str, Any]:
            begun = await own(context).begin_totp()
            return {"secret": begun.secret, "uri": begun.uri, "qr_svg": qr.svg(begun.uri)}

        return await answer(info, change)

    @strawberry.mutation(description="Show that the app works: from now on signing in wants its codes.")
    async def confirm_totp(self, info: Info, input: ConfirmTotpInput) -> FactorAddedPayload:
        """Take the app as a factor."""

        async def change(context: Context) -> dict[str, Any]:
            return await added(context, await own(context).confirm_totp(input.code))

        return await answer(info, change)

    @strawberry.mutation(description="Begin to register a passkey.")
    async def begin_passkey(self, info: Info) -> BeginPasskeyPayload:
        """Make a challenge."""

        async def change(context: Context) -> dict[str, Any]:
            return {"options": await own(context).begin_passkey()}

        return await answer(info, change)

    @strawberry.mutation(description="Register a passkey: from now on one can sign in with it alone.")
    async def finish_passkey(self, info: Info, input: FinishPasskeyInput) -> FactorAddedPayload:
        """Take the passkey as a factor."""

        async def change(context: Context) -> dict[str, Any]:
            return await added(context, await own(context).finish_passkey(input.passkey, input.name))

        return await answer(info, change)

    @strawberry.mutation(description="Give a passkey another name.")
    async def rename_passkey(self, info: Info, input: RenamePasskeyInput) -> FactorChangedPayload:
        """Name it."""

        async def change(context: Context) -> dict[str, Any]:
            await own(context).rename(input_id("Passkey", input.id, "id"), input.name)
            return {"viewer": context.viewer}

        return await answer(info, change)

    @strawberry.mutation(
        description="Remove a factor. The last one stays where one's role demands one; its recovery codes go with it."
    )
    async def remove_factor(self, info: Info, input: RemoveFactorInput) -> FactorChangedPayload:
        """Remove it."""

        async def change(context: Context) -> dict[str, Any]:
            id = None if input.passkey_id is None else input_id("Passkey", input.passkey_id, "passkeyId")
            await own(context).remove(input.kind, id)
            return {"viewer": context.viewer}

        return await answer(info, change)

    @strawberry.mutation(description="Make new recovery codes; the old ones work no longer.")
    async def renew_recovery_codes(self, info: Info) -> RenewRecoveryCodesPayload:
        """Replace them."""

        async def change(context: Context) -> dict[str, Any]:
            return {"recovery_codes": await own(context).renew_codes()}

        return await answer(info, change)
