"""What a lease charges again and again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.charge_templates import ChargeTemplatePolicy, RentStepPolicy
from app.auth.policies.leases import LeasePolicy
from app.ledger.schedule import Frequency
from app.models.charge_templates import TemplateCode
from app.models.ids import id_of
from app.models.paging import Order, equals
from app.resolvers import charge_templates as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, call, column, relation
from app.schema.inputs import MoneyInput, input_id, optional, version_field, wanted
from app.schema.leases.shapes import Lease
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field


@strawberry.type(description="What a full period costs from a day on.")
class RentStep:
    """Shows a `rent_step` row."""

    starts_on: date = column("The first day of it.")
    amount: Money = money_of("amount_minor", "currency", "What a full period costs.", GRANTS)


class Priced:
    """A step with the currency of its template."""

    def __init__(self, row: Any, currency: str) -> None:
        self.starts_on, self.amount_minor, self.currency = row.starts_on, row.amount_minor, currency


async def _steps(row: Any, info: Info) -> list[Any]:
    found = await info.context.below(RentStepPolicy, "template_id", row.id, True)
    return sorted((Priced(step, row.currency) for step in found), key=lambda step: step.starts_on)


@strawberry.type(description="Something that a lease charges again and again: its rent, or what comes beside it.")
@of_row(ChargeTemplatePolicy)
class ChargeTemplate(Node):
    """Shows a `charge_template` row."""

    code: TemplateCode = column("What it is for.")
    description: str | None = column("What people call it, where somebody has said so.")
    frequency: Frequency = column("How often it is charged.")
    steps: list[RentStep] = call(_steps, "What it costs from which day on, the earliest first.", GRANTS, 3)
    due_day: int = column("Day of the period's first month on which it is due; the last day where that is shorter.")
    lead_days: int = column("How many days before it is due it is billed.")
    starts_on: date = column("First day it is charged for.")
    ends_on: date | None = column("Day after the last one; null while it goes on as long as the lease.")
    billed_until: date = column("First day that nothing is charged for yet.")
    next_bill_on: date | None = column("Day on which it goes on; null when nothing is left.")
    stopped_at: datetime | None = column(
        "When it was stopped, because more would have been charged at once than anybody could mean."
    )
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease that charges it.")
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")


CREATED = Order("createdAt", "{t}.created_at", "timestamptz")


@strawberry.input(description="Which templates.")
class ChargeTemplateFilter:
    """Narrows `chargeTemplates`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Of this lease.")


async def charge_templates(info: Info, window: Window, filter: ChargeTemplateFilter | None = None) -> Listed:
    """List what leases charge again and again, in the order it was entered."""
    lease_id = filter.lease_id if filter is not None else None
    where = (equals("lease_id", id_of("Lease", lease_id, ("filter", "leaseId"))),) if lease_id else ()
    return await root_page(info, Listing(ChargeTemplatePolicy, CREATED, where), window)


@strawberry.input(description="Something to charge again and again.")
class CreateChargeTemplateInput:
    """Input of `createChargeTemplate`."""

    lease_id: strawberry.ID = wanted("The lease, signed and not over.")
    code: TemplateCode = wanted("What it is for. Rent is charged from signing on: `changeRent` changes it.")
    amount: MoneyInput = wanted("What a full period costs.")
    starts_on: date = wanted("First day it is charged for.")
    ends_on: date | None = optional("Day after the last one; left out: as long as the lease.")
    frequency: Frequency | None = optional("How often; left out: each month.")
    due_day: int | None = optional("Day of the period's first month on which it is due; left out: as the rent.")
    lead_days: int | None = optional("How many days before it is due it is billed, 0 to 60; left out: 14.")
    description: str | None = optional("What people call it, in at most 500 characters.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="What shall be different about a template; what is left out stays.")
class UpdateChargeTemplateInput:
    """Input of `updateChargeTemplate`."""

    charge_template_id: strawberry.ID = wanted("The template.")
    amount: MoneyInput | None = optional("What a full period costs from `amountFrom` on.")
    amount_from: date | None = optional("First day of the new amount.")
    due_day: int | None = optional("Day of the period's first month on which it is due.")
    lead_days: int | None = optional("How many days before it is due it is billed, 0 to 60.")
    description: str | None = optional("What people call it.")
    bill_from: date | None = optional("First day to charge for; one that was stopped goes on from there.")
    expected_version: int | None = version_field()
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="The end of a template.")
class EndChargeTemplateInput:
    """Input of `endChargeTemplate`."""

    charge_template_id: strawberry.ID = wanted("The template.")
    ends_on: date = wanted("Day after the last one that is charged; what was charged beyond is taken back.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A new rent.")
class ChangeRentInput:
    """Input of `changeRent`."""

    lease_id: strawberry.ID = wanted("The lease, signed and not over.")
    rent: MoneyInput = wanted("Rent of a full period.")
    starts_on: date = wanted("First day it counts, today at the earliest, and not before the law allows.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `createChargeTemplate`.")
class CreateChargeTemplatePayload(MutationPayload):
    """The new template."""

    charge_template: ChargeTemplate | None = column("The template as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `updateChargeTemplate`.")
class UpdateChargeTemplatePayload(MutationPayload):
    """The template after the change."""

    charge_template: ChargeTemplate | None = column("The template as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `endChargeTemplate`.")
class EndChargeTemplatePayload(MutationPayload):
    """The template after the change."""

    charge_template: ChargeTemplate | None = column("The template as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `changeRent`.")
class ChangeRentPayload(MutationPayload):
    """The lease after the change."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


async def _shown(context: Context, id: UUID) -> dict[str, Any]:
    return {"charge_template": await context.related(ChargeTemplatePolicy, id)}


def _new(input: CreateChargeTemplateInput) -> resolvers.Wanted:
    return resolvers.Wanted(
        input_id("Lease", input.lease_id, "leaseId"),
        input.code,
        input.amount.pair(),
        input.starts_on,
        input.ends_on,
        input.frequency or Frequency.MONTHLY,
        input.due_day,
        input.lead_days,
        input.description,
    )


def _changed(input: UpdateChargeTemplateInput) -> resolvers.Changed:
    amount = input.amount.pair() if input.amount is not None else None
    return resolvers.Changed(
        amount, input.amount_from, input.due_day, input.lead_days, input.description, input.bill_from
    )


@strawberry.type
class ChargeTemplateMutation:
    """The verbs of what is charged again and again."""

    @strawberry.mutation(description="Charge something again and again beside the rent.")
    async def create_charge_template(self, info: Info, input: CreateChargeTemplateInput) -> CreateChargeTemplatePayload:
        """Make a template."""

        async def change(context: Context) -> dict[str, Any]:
            once = once_of("createChargeTemplate", input)
            return await _shown(context, await resolvers.create(context.acting, _new(input), once))

        return await answer(info, change)

    @strawberry.mutation(description="Change what is charged again and again; bills that are out are put right.")
    async def update_charge_template(self, info: Info, input: UpdateChargeTemplateInput) -> UpdateChargeTemplatePayload:
        """Change a template."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("ChargeTemplate", input.charge_template_id, "chargeTemplateId")
            once = once_of("updateChargeTemplate", input)
            await resolvers.update(context.acting, id, _changed(input), input.expected_version, once)
            return await _shown(context, id)

        return await answer(info, change)

    @strawberry.mutation(description="Charge something no more from a day on.")
    async def end_charge_template(self, info: Info, input: EndChargeTemplateInput) -> EndChargeTemplatePayload:
        """End a template."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("ChargeTemplate", input.charge_template_id, "chargeTemplateId")
            once = once_of("endChargeTemplate", input)
            return await _shown(context, await resolvers.end(context.acting, id, input.ends_on, once))

        return await answer(info, change)

    @strawberry.mutation(description="Let another rent count from a day on; what was billed beyond it is put right.")
    async def change_rent(self, info: Info, input: ChangeRentInput) -> ChangeRentPayload:
        """Change the rent."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Lease", input.lease_id, "leaseId")
            once = once_of("changeRent", input)
            await resolvers.change_rent(context.acting, id, input.rent.pair(), input.starts_on, once)
            return {"lease": await context.related(LeasePolicy, id)}

        return await answer(info, change)
