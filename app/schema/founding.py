"""The first organization of an installation, made by whoever shows the secret that the server has printed."""

from typing import Any

import strawberry

from app.auth import founding
from app.resolvers import organizations as resolvers
from app.schema.context import Context, Info
from app.schema.fields import column
from app.schema.inputs import wanted
from app.schema.payloads import MutationPayload, answer
from app.schema.scalars import CurrencyCode, Locale, TimeZone


@strawberry.input(description="Who runs the organization that begins.")
class FounderInput:
    """Part of `foundOrganization`."""

    name: str = wanted("The own name, in at most 200 characters.")
    email: str = wanted("Where to reach them, and what they sign in with.")


@strawberry.input(description="An organization that begins, and the secret that lets it.")
class FoundOrganizationInput:
    """Input of `foundOrganization`."""

    secret: str = wanted("What the server has printed at its start.")
    name: str = wanted("Who lets or manages homes, in at most 200 characters.")
    country_code: str = wanted("Where it is at home, by ISO 3166.")
    currency: CurrencyCode = wanted("Its usual currency.")
    time_zone: TimeZone = wanted("Its usual clock.")
    locales: list[Locale] = wanted("The languages it speaks, the first one first.")
    admin: FounderInput = wanted("Its first administrator.")


@strawberry.type(description="Answer of `foundOrganization`.")
class FoundOrganizationPayload(MutationPayload):
    """How the first administrator comes in."""

    link: str | None = column("Where the first administrator chooses a password, once, within 7 days.")


async def is_awaiting_organization(info: Info) -> bool:
    """Say whether nothing has been founded here."""
    return await founding.is_awaited()


@strawberry.type
class FoundingMutation:
    """The verb of founding."""

    @strawberry.mutation(
        description="Make the first organization of an installation, with the secret that the server has printed. "
        "Once there is one, this is refused."
    )
    async def found_organization(self, info: Info, input: FoundOrganizationInput) -> FoundOrganizationPayload:
        """Found it."""

        async def change(context: Context) -> dict[str, Any]:
            settings = context.services.runtime.settings
            shown = resolvers.Shown(input.secret, settings.secret_key, settings.public_url)
            locales = tuple(input.locales)
            new = resolvers.NewOrganization(
                input.name, input.currency, input.time_zone, locales, country_code=input.country_code
            )
            speaks = locales[0] if locales else "en"
            admin = resolvers.NewAccount(input.admin.email, input.admin.name, locale=speaks, time_zone=input.time_zone)
            return {"link": await resolvers.begin_by_secret(shown, new, admin)}

        return await answer(info, change)
