"""What can be done with units."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.properties import UnitPolicy
from app.models.properties import UnitCondition, UnitKind
from app.resolvers import units as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import MoneyInput, input_id, optional, version_field, wanted
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.properties.shapes import Unit


@strawberry.input(description="Something that can be let.")
class CreateUnitInput:
    """Input of `createUnit`."""

    property_id: strawberry.ID = wanted("The property it belongs to.")
    building_id: strawberry.ID | None = optional("The building it lies in.")
    label: str = wanted("What is written on the door, in at most 100 characters.")
    kind: UnitKind = wanted("What it is let as.")
    area_square_meters: Decimal | None = optional("Floor area, with at most two decimals.")
    bedroom_count: int | None = optional("Bedrooms.")
    market_rent: MoneyInput | None = optional("What it would rent for today.")
    condition: UnitCondition | None = optional("Whether somebody could move in; READY when left out.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="What shall be different about a unit; what is left out stays.")
class UpdateUnitInput:
    """Input of `updateUnit`."""

    unit_id: strawberry.ID = wanted("The unit.")
    building_id: strawberry.ID | None = optional("The building it lies in.")
    label: str | None = optional("What is written on the door, in at most 100 characters.")
    area_square_meters: Decimal | None = optional("Floor area, with at most two decimals.")
    bedroom_count: int | None = optional("Bedrooms.")
    market_rent: MoneyInput | None = optional("What it would rent for today.")
    condition: UnitCondition | None = optional("Whether somebody could move in.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `createUnit`.")
class CreateUnitPayload(MutationPayload):
    """The new unit."""

    unit: Unit | None = column("The unit as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `updateUnit`.")
class UpdateUnitPayload(MutationPayload):
    """The unit after the change."""

    unit: Unit | None = column("The unit as the viewer sees it.", depends=GRANTS)


def _facts(input: CreateUnitInput | UpdateUnitInput) -> resolvers.UnitFacts:
    return resolvers.UnitFacts(
        label=input.label,
        building_id=input_id("Building", input.building_id, "buildingId") if input.building_id else None,
        area=input.area_square_meters,
        bedrooms=input.bedroom_count,
        market_rent=input.market_rent.pair() if input.market_rent else None,
        condition=input.condition,
    )


async def _unit(context: Context, id: UUID) -> dict[str, Any]:
    return {"unit": await context.related(UnitPolicy, id)}


@strawberry.type
class UnitMutation:
    """The verbs of units."""

    @strawberry.mutation(description="Enter something that can be let.")
    async def create_unit(self, info: Info, input: CreateUnitInput) -> CreateUnitPayload:
        """Enter a unit."""

        async def change(context: Context) -> dict[str, Any]:
            place = input_id("Property", input.property_id, "propertyId")
            once = once_of("createUnit", input)
            return await _unit(context, await resolvers.create(context.acting, place, input.kind, _facts(input), once))

        return await answer(info, change)

    @strawberry.mutation(description="Change a unit.")
    async def update_unit(self, info: Info, input: UpdateUnitInput) -> UpdateUnitPayload:
        """Change a unit."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Unit", input.unit_id, "unitId")
            once = once_of("updateUnit", input)
            await resolvers.update(context.acting, id, _facts(input), input.expected_version, once)
            return await _unit(context, id)

        return await answer(info, change)
