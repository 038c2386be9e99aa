"""What can be done with properties and their buildings."""

from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.properties import BuildingPolicy, PropertyPolicy
from app.resolvers import properties as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import input_id, optional, version_field, wanted
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.properties.shapes import Building, Property
from app.schema.scalars import CurrencyCode, TimeZone


@strawberry.input(description="A postal address, in the parts that every country has.")
class AddressInput:
    """Input of an address."""

    line1: str = wanted("Street and number.")
    line2: str | None = optional("What does not fit in the first line.")
    postal_code: str = wanted("Postal code.")
    city: str = wanted("City or town.")
    region: str | None = optional("State or region, where addresses have one.")
    country_code: str = wanted("Two letters of ISO 3166.")

    def whole(self) -> resolvers.Address:
        """Return the address."""
        return resolvers.Address(self.line1, self.postal_code, self.city, self.country_code, self.line2, self.region)


@strawberry.input(description="A place with one calendar, one currency and one law.")
class CreatePropertyInput:
    """Input of `createProperty`."""

    name: str = wanted("What people call it, in at most 200 characters.")
    address: AddressInput = wanted("Where it is.")
    time_zone: TimeZone = wanted("Its calendar: due dates are days here.")
    currency: CurrencyCode = wanted("Currency of its rents.")
    jurisdiction: str = wanted("Whose law applies: country, perhaps region and city, as in NO or US-NY.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="What shall be different about a property; what is left out stays.")
class UpdatePropertyInput:
    """Input of `updateProperty`."""

    property_id: strawberry.ID = wanted("The property.")
    name: str | None = optional("What people call it, in at most 200 characters.")
    address: AddressInput | None = optional("Where it is; the whole address.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="One building of a property.")
class CreateBuildingInput:
    """Input of `createBuilding`."""

    property_id: strawberry.ID = wanted("The property it belongs to.")
    label: str = wanted("What people call it, in at most 100 characters.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="What shall be different about a building; what is left out stays.")
class UpdateBuildingInput:
    """Input of `updateBuilding`."""

    building_id: strawberry.ID = wanted("The building.")
    label: str | None = optional("What people call it, in at most 100 characters.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `createProperty`.")
class CreatePropertyPayload(MutationPayload):
    """The new property."""

    property: Property | None = column("The property as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `updateProperty`.")
class UpdatePropertyPayload(MutationPayload):
    """The property after the change."""

    property: Property | None = column("The property as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `createBuilding`.")
class CreateBuildingPayload(MutationPayload):
    """The new building."""

    building: Building | None = column("The building as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `updateBuilding`.")
class UpdateBuildingPayload(MutationPayload):
    """The building after the change."""

    building: Building | None = column("The building as the viewer sees it.", depends=GRANTS)


async def _property(context: Context, id: UUID) -> dict[str, Any]:
    return {"property": await context.related(PropertyPolicy, id)}


async def _building(context: Context, id: UUID) -> dict[str, Any]:
    return {"building": await context.related(BuildingPolicy, id)}


@strawberry.type
class PropertyMutation:
    """The verbs of properties and buildings."""

    @strawberry.mutation(description="Enter a property.")
    async def create_property(self, info: Info, input: CreatePropertyInput) -> CreatePropertyPayload:
        """Enter a property."""

        async def change(context: Context) -> dict[str, Any]:
            standing = (input.time_zone, input.currency, input.jurisdiction)
            new = resolvers.NewProperty(input.name, input.address.whole(), *standing)
            return await _property(
                context, await resolvers.create(context.acting, new, once_of("createProperty", input))
            )

        return await answer(info, change)

    @strawberry.mutation(description="Change a property.")
    async def update_property(self, info: Info, input: UpdatePropertyInput) -> UpdatePropertyPayload:
        """Change a property."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Property", input.property_id, "propertyId")
            address = input.address.whole() if input.address else None
            change = resolvers.PropertyChange(input.name, address, input.expected_version)
            await resolvers.update(context.acting, id, change, once_of("updateProperty", input))
            return await _property(context, id)

        return await answer(info, change)

    @strawberry.mutation(description="Enter a building of a property.")
    async def create_building(self, info: Info, input: CreateBuildingInput) -> CreateBuildingPayload:
        """Enter a building."""

        async def change(context: Context) -> dict[str, Any]:
            place = input_id("Property", input.property_id, "propertyId")
            once = once_of("createBuilding", input)
            return await _building(context, await resolvers.create_building(context.acting, place, input.label, once))

        return await answer(info, change)

    @strawberry.mutation(description="Change a building.")
    async def update_building(self, info: Info, input: UpdateBuildingInput) -> UpdateBuildingPayload:
        """Change a building."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Building", input.building_id, "buildingId")
            change = resolvers.BuildingChange(input.label, input.expected_version)
            await resolvers.update_building(context.acting, id, change, once_of("updateBuilding", input))
            return await _building(context, id)

        return await answer(info, change)
