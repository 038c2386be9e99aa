"""What an organization looks like."""

from typing import Any
from uuid import UUID

import strawberry

from app.resolvers import accounts
from app.resolvers import brands as resolvers
from app.schema.accounts import Organization
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import input_id, optional, version_field
from app.schema.payloads import MutationPayload, answer, key_field, once_of


@strawberry.input(description="What shall look different; what is left out stays as it is.")
class ChangeBrandInput:
    """Input of `changeBrand`."""

    name: str | None = optional("What people call it, in at most 200 characters.")
    color: str | None = optional("Its colour, like #065845; shown darker or lighter where it could not be read.")
    remove_color: bool = strawberry.field(default=False, description="Go back to the product's own colour.")
    logo_id: strawberry.ID | None = optional("A picture that was sent to the organization, and is ready.")
    remove_logo: bool = strawberry.field(default=False, description="Have no logo.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()

    def whole(self) -> resolvers.Brand:
        """Return what is wanted; raises `BadInput`."""
        logo = input_id("File", self.logo_id, "logoId") if self.logo_id is not None else None
        wanted = (self.name, self.color, self.remove_color, logo, self.remove_logo)
        return resolvers.Brand(*wanted, self.expected_version)


@strawberry.type(description="Answer of `changeBrand`.")
class ChangeBrandPayload(MutationPayload):
    """The organization with its looks."""

    organization: Organization | None = column("The organization.", depends=GRANTS)


@strawberry.type
class BrandMutation:
    """The verb of looks."""

    @strawberry.mutation(description="Change the name, the colour or the logo that all people of the organization see.")
    async def change_brand(self, info: Info, input: ChangeBrandInput) -> ChangeBrandPayload:
        """Change them."""

        async def change(context: Context) -> dict[str, Any]:
            await resolvers.change(context.acting, input.whole(), once_of("changeBrand", input))
            return {"organization": await accounts.organization(context.viewer)}

        return await answer(info, change)
