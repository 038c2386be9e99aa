"""How leases move on: the four verbs that people say, and the general one for every other step."""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

import strawberry

from app.models.leases import LeaseStatus, Step
from app.resolvers.leases.steps import change_status
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import input_id, optional, version_field, wanted
from app.schema.leases.drafts import shown
from app.schema.leases.shapes import Lease
from app.schema.payloads import MutationPayload, answer, key_field, once_of


@strawberry.input(description="A draft that is ready to be signed.")
class OfferLeaseInput:
    """Input of `offerLease`."""

    lease_id: strawberry.ID = wanted("The lease.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="A signature that was given on paper.")
class RecordLeaseSignatureInput:
    """Input of `recordLeaseSignature`."""

    lease_id: strawberry.ID = wanted("The lease.")
    signed_on: date | None = optional("Day it was signed; today at the property when left out.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="That somebody means to leave.")
class GiveLeaseNoticeInput:
    """Input of `giveLeaseNotice`."""

    lease_id: strawberry.ID = wanted("The lease.")
    end_on: date = wanted("Day after the last one; after today at the property.")
    given_on: date | None = optional("Day notice was given; today at the property when left out.")
    reason: str | None = optional("Why, in at most 1,000 characters.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="That the tenants have left.")
class EndLeaseInput:
    """Input of `endLease`."""

    lease_id: strawberry.ID = wanted("The lease.")
    end_on: date | None = optional("Day after the last one, tomorrow at the latest; its end or today when left out.")
    reason: str | None = optional("Why, in at most 1,000 characters.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="A step of a lease's state machine.")
class ChangeLeaseStatusInput:
    """Input of `changeLeaseStatus`."""

    lease_id: strawberry.ID = wanted("The lease.")
    to: LeaseStatus = wanted("The status it shall have; `nextStatuses` has those that may follow.")
    effective_on: date | None = optional(
        "Day it takes effect: of signing, or after the last day of a notice or renewal."
    )
    reason: str | None = optional("Why, in at most 1,000 characters.")
    expected_version: int | None = version_field()
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `offerLease`.")
class OfferLeasePayload(MutationPayload):
    """The lease, offered."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `recordLeaseSignature`.")
class RecordLeaseSignaturePayload(MutationPayload):
    """The lease, signed and perhaps in force."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `giveLeaseNotice`.")
class GiveLeaseNoticePayload(MutationPayload):
    """The lease with its new end."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `endLease`.")
class EndLeasePayload(MutationPayload):
    """The lease that is over."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `changeLeaseStatus`.")
class ChangeLeaseStatusPayload(MutationPayload):
    """The lease after the step."""

    lease: Lease | None = column("The lease as the viewer sees it.", depends=GRANTS)


class _Stepping(Protocol):
    lease_id: strawberry.ID
    expected_version: int | None
    idempotency_key: UUID | None


async def _take(info: Info, operation: str, input: _Stepping, step: Step) -> Any:
    async def change(context: Context) -> dict[str, Any]:
        id = input_id("Lease", input.lease_id, "leaseId")
        await change_status(context.acting, id, step, input.expected_version, once_of(operation, input))
        return await shown(context, id)

    return await answer(info, change)


@strawberry.type
class LeaseStepMutation:
    """The verbs of leases."""

    @strawberry.mutation(description="Send a draft for signature; its terms are fixed from then on.")
    async def offer_lease(self, info: Info, input: OfferLeaseInput) -> OfferLeasePayload:
        """Offer a lease."""
        return await _take(info, "offerLease", input, Step(LeaseStatus.OFFERED))

    @strawberry.mutation(description="Record that a lease was signed; it is in force from its first day, by itself.")
    async def record_lease_signature(self, info: Info, input: RecordLeaseSignatureInput) -> RecordLeaseSignaturePayload:
        """Record a signature."""
        step = Step(LeaseStatus.SIGNED, input.signed_on, field="signedOn")
        return await _take(info, "recordLeaseSignature", input, step)

    @strawberry.mutation(description="Record that notice was given; the lease ends by itself on its new end.")
    async def give_lease_notice(self, info: Info, input: GiveLeaseNoticeInput) -> GiveLeaseNoticePayload:
        """Give notice."""
        step = Step(LeaseStatus.NOTICE_GIVEN, input.end_on, input.reason, input.given_on, field="endOn")
        return await _take(info, "giveLeaseNotice", input, step)

    @strawberry.mutation(description="End a lease now; what its tenants could see by it ends with it.")
    async def end_lease(self, info: Info, input: EndLeaseInput) -> EndLeasePayload:
        """End a lease."""
        step = Step(LeaseStatus.ENDED, input.end_on, input.reason, field="endOn")
        return await _take(info, "endLease", input, step)

    @strawberry.mutation(
        description="Move a lease one step on: take an offer back, withdraw a notice, renew, cancel, close. "
        "The steps that have verbs of their own can be taken here too."
    )
    async def change_lease_status(self, info: Info, input: ChangeLeaseStatusInput) -> ChangeLeaseStatusPayload:
        """Take one step."""
        return await _take(info, "changeLeaseStatus", input, Step(input.to, input.effective_on, input.reason))
