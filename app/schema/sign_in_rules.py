"""What an organization asks of everybody who signs in."""

from typing import Any
from uuid import UUID

import strawberry

from app.resolvers import accounts
from app.resolvers import sign_in_rules as resolvers
from app.schema.accounts import Organization
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import optional, version_field, wanted
from app.schema.payloads import MutationPayload, answer, key_field, once_of


@strawberry.input(description="All rules as they shall be; what is left out goes back to what the product says.")
class ChangeSignInRulesInput:
    """Input of `changeSignInRules`."""

    requires_second_factor: bool = wanted("Admins and accountants work here only with a second factor.")
    session_minutes: int | None = optional("A session lives no longer: from 15 to 43,200 minutes.")
    idle_minutes: int | None = optional("A session ends when it is not used for so long: from 5 to 20,160 minutes.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()

    def whole(self) -> resolvers.Rules:
        """Return the rules."""
        minutes = (self.session_minutes, self.idle_minutes)
        return resolvers.Rules(self.requires_second_factor, *minutes, self.expected_version)


@strawberry.type(description="Answer of `changeSignInRules`.")
class ChangeSignInRulesPayload(MutationPayload):
    """The organization with its rules."""

    organization: Organization | None = column("The organization.", depends=GRANTS)


@strawberry.type
class SignInRulesMutation:
    """The verb of the rules."""

    @strawberry.mutation(
        description="Say what everybody who signs in to the organization must show and how long they stay, after a "
        "fresh proof. Sessions that live longer are shortened at once. Whoever demands a second factor has shown one."
    )
    async def change_sign_in_rules(self, info: Info, input: ChangeSignInRulesInput) -> ChangeSignInRulesPayload:
        """Change them."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.change(context.acting, input.whole(), once_of("changeSignInRules", input))
            return {"organization": await accounts.organization(context.viewer)}

        return await answer(info, change)
