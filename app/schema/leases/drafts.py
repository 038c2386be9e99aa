"""How leases come into being, and how they are changed."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.leases import LeasePolicy
from app.models import leases as model
from app.resolvers.leases import drafts as resolvers
from app.resolvers.leases.terms import Bound, Terms
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import MoneyInput, input_id, input_ids, optional, version_field, wanted
from app.schema.leases.shapes import Lease
from app.schema.payloads import MutationPayload, answer, key_field, once_of


@strawberry.input(description="One person to bind.")
class LeasePartyInput:
    """Input of a party."""

    tenant_id: strawberry.ID = wanted("Who.")
    role: model.LeasePartyRole = wanted("In what capacity.")


@strawberry.input(description="A lease to be offered: which units, to whom, on which terms.")
class CreateLeaseInput:
    """Input of `createLease`."""

    unit_ids: list[strawberry.ID] = wanted("Units of one property, 1 to 20.")
    parties: list[LeasePartyInput] = wanted("Who is bound, 1 to 20; one of them is the first tenant.")
    type: model.LeaseType = wanted("How it ends.")
    start_on: date = wanted("First day.")
    end_on: date | None = optional("Day after the last one; left out with AT_WILL, and only there.")
    rent: MoneyInput = wanted("Rent for a full month.")
    deposit: MoneyInput | None = optional("Deposit, within what the law allows; left out: none.")
    due_day: int = wanted("Day of the month on which rent is due, 1 to 31; the last day where a month is shorter.")
    proration_method: model.ProrationMethod | None = optional("How part months are counted; else ACTUAL_DAYS.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="What shall be different about a lease; what is left out stays.")
class UpdateLeaseInput:
    """Input of `updateLease`."""

    lease_id: strawberry.ID = wanted("The lease.")
    unit_ids: list[strawberry.ID] | None = optional("All of its units; in a draft.")
    parties: list[LeasePartyInput] | None = optional("All who are bound from now on; in a draft, and in force.")
    start_on: date | None = optional("First day; in a draft.")
    end_on: date | None = optional("Day after the last one; in a draft.")
    rent: MoneyInput | None = optional("Rent for a full month; in a draft.")
    deposit: MoneyInput | None = optional("Deposit, within what the law allows, zero for none; in a draft.")
    due_day: int | None = optional("Day of the month on which rent is due; in a draft.")
    proration_method: model.ProrationMethod | None = optional("How part months are counted; in a draft.")
    eviction_filed_on: date | None = optional("Day an eviction was filed; in force.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `createLease`.")
class CreateLeasePayload(MutationPayload):
    """The new lease."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `updateLease`.")
class UpdateLeasePayload(MutationPayload):
    """The lease after the change."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


def _terms(input: CreateLeaseInput | UpdateLeaseInput) -> Terms:
    return Terms(
        unit_ids=None if input.unit_ids is None else input_ids("Unit", input.unit_ids, "unitIds"),
        parties=None if input.parties is None else _parties(input.parties),
        start_on=input.start_on,
        end_on=input.end_on,
        rent=input.rent.pair() if input.rent else None,
        deposit=input.deposit.pair() if input.deposit else None,
        due_day=input.due_day,
        proration_method=input.proration_method,
        eviction_filed_on=input.eviction_filed_on if isinstance(input, UpdateLeaseInput) else None,
    )


def _parties(parties: list[LeasePartyInput]) -> tuple[Bound, ...]:
    ids = input_ids("Tenant", [party.tenant_id for party in parties], "parties")
    return tuple(Bound(id, party.role) for id, party in zip(ids, parties, strict=True))


async def shown(context: Context, id: UUID) -> dict[str, Any]:
    """Return a payload's lease, read anew."""
    return {"lease": await context.related(LeasePolicy, id)}


@strawberry.type
class LeaseDraftMutation:
    """The verbs of drafts."""

    @strawberry.mutation(description="Draft a lease; from now on nobody else can let its units in that period.")
    async def create_lease(self, info: Info, input: CreateLeaseInput) -> CreateLeasePayload:
        """Draft a lease."""

        async def change(context: Context) -> dict[str, Any]:
            once = once_of("createLease", input)
            return await shown(context, await resolvers.create(context.acting, input.type, _terms(input), once))

        return await answer(info, change)

    @strawberry.mutation(description="Change a draft, or the people and the eviction of a lease in force.")
    async def update_lease(self, info: Info, input: UpdateLeaseInput) -> UpdateLeasePayload:
        """Change a lease."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Lease", input.lease_id, "leaseId")
            once = once_of("updateLease", input)
            await resolvers.update(context.acting, id, _terms(input), input.expected_version, once)
            return await shown(context, id)

        return await answer(info, change)
