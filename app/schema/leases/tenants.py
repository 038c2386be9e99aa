"""What can be done with tenants."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.leases import TenantPolicy
from app.resolvers import tenants as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import input_id, optional, version_field, wanted
from app.schema.leases.shapes import Tenant
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.scalars import Locale


@strawberry.input(description="Somebody who will rent, or answer for a lease.")
class CreateTenantInput:
    """Input of `createTenant`."""

    name: str = wanted("Full name, in at most 200 characters.")
    email: str | None = optional("Address to write to.")
    phone: str | None = optional("Telephone number.")
    locale: Locale | None = optional("Language they prefer.")
    property_id: strawberry.ID | None = optional(
        "Where they are expected: its office sees them before there is a lease. Wanted from those who manage several "
        "properties, and not all."
    )
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="What shall be different about a tenant; what is left out stays.")
class UpdateTenantInput:
    """Input of `updateTenant`."""

    tenant_id: strawberry.ID = wanted("The tenant.")
    name: str | None = optional("Full name, in at most 200 characters.")
    email: str | None = optional("Address to write to; never the one to sign in with.")
    phone: str | None = optional("Telephone number.")
    locale: Locale | None = optional("Language they prefer.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `createTenant`.")
class CreateTenantPayload(MutationPayload):
    """The new tenant."""

    tenant: Tenant | None = column("The tenant as the viewer sees them.", depends=GRANTS)


@strawberry.type(description="Answer of `updateTenant`.")
class UpdateTenantPayload(MutationPayload):
    """The tenant after the change."""

    tenant: Tenant | None = column("The tenant as the viewer sees them.", depends=GRANTS)


async def _tenant(context: Context, id: UUID) -> dict[str, Any]:
    return {"tenant": await context.related(TenantPolicy, id)}


def _contact(input: CreateTenantInput | UpdateTenantInput) -> resolvers.Contact:
    return resolvers.Contact(input.name, input.email, input.phone, input.locale)


@strawberry.type
class TenantMutation:
    """The verbs of tenants."""

    @strawberry.mutation(description="Enter somebody who will rent, or answer for a lease.")
    async def create_tenant(self, info: Info, input: CreateTenantInput) -> CreateTenantPayload:
        """Enter a tenant."""

        async def change(context: Context) -> dict[str, Any]:
            place = input_id("Property", input.property_id, "propertyId") if input.property_id else None
            once = once_of("createTenant", input)
            return await _tenant(context, await resolvers.create(context.acting, _contact(input), place, once))

        return await answer(info, change)

    @strawberry.mutation(description="Change how a tenant is called and reached.")
    async def update_tenant(self, info: Info, input: UpdateTenantInput) -> UpdateTenantPayload:
        """Change a tenant."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Tenant", input.tenant_id, "tenantId")
            once = once_of("updateTenant", input)
            await resolvers.update(context.acting, id, _contact(input), input.expected_version, once)
            return await _tenant(context, id)

        return await answer(info, change)
