"""Standing orders of tenants."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.autopay import AutopayPolicy
from app.auth.policies.payment_methods import PaymentMethodPolicy
from app.models import autopay as model
from app.money import Money as Amount
from app.resolvers.payments import autopay as resolvers
from app.resolvers.payments import outlook
from app.schema.context import Context, Info
from app.schema.fields import LOCALE, PERSON, call, column, computed, judged, relation
from app.schema.inputs import MoneyInput, input_id, optional, version_field, wanted
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field
from app.schema.payment_methods import PaymentMethod
from app.schema.payment_words import skipped


async def _next(row: Any, info: Info) -> outlook.NextRun | None:
    async def load(ids: list[UUID]) -> list[outlook.NextRun | None]:
        found = await outlook.next_runs(info.context.viewer, ids)
        return [found.get(id) for id in ids]

    found: outlook.NextRun | None = await info.context.loader("autopay_next", load).load(row.id)
    return found


async def _next_on(row: Any, info: Info) -> date | None:
    found = await _next(row, info)
    return found.on if found is not None else None


async def _next_amount(row: Any, info: Info) -> Amount | None:
    found = await _next(row, info)
    return Amount(found.amount_minor, row.currency) if found is not None else None


async def _skip(row: Any, info: Info) -> outlook.Skip | None:
    async def load(ids: list[UUID]) -> list[outlook.Skip | None]:
        found = await outlook.skips(info.context.viewer, ids)
        return [found.get(id) for id in ids]

    found: outlook.Skip | None = await info.context.loader("autopay_skip", load).load(row.id)
    return found


def _skip_text(skip: Any, info: Info) -> str:
    return skipped(skip.code, info.context.locale)


@strawberry.type(description="A run of a standing order by which nothing was paid.")
class AutopaySkip:
    """Shows a `Skip`."""

    on: date = column("Day of the run.", depends=PERSON)
    code: str = column("Why, as one word.", depends=PERSON)
    text: str = judged(_skip_text, "Why, and what to do.", LOCALE)


@strawberry.type(description="A standing order by one tenant for one lease.")
@of_row(AutopayPolicy)
class Autopay(Node):
    """Shows an `autopay` row."""

    status: model.AutopayStatus = column("Where it stands.", depends=PERSON)
    payment_method: PaymentMethod | None = relation(PaymentMethodPolicy, "payment_method_id", "From where.", PERSON)
    timing: model.AutopayTiming = column("When in the month.", depends=PERSON)
    day_of_month: int | None = column("Which day, when timed by day.", depends=PERSON)
    share: Decimal = computed(
        lambda row: Decimal(row.share_ppm) / model.WHOLE_PPM, "Part of what is due; 1 for all.", PERSON
    )
    cap: Money | None = money_of("cap_minor", "currency", "Never more than this.", PERSON)
    skips_next: bool = column("Whether the next run is left out.", depends=PERSON)
    next_on: date | None = call(_next_on, "Day of the next run, or of a second try of the last; null while it rests.")
    next_amount: Money | None = call(_next_amount, "What that run would take as things stand.")
    skipped: AutopaySkip | None = call(_skip, "The last run, where nothing was paid by it.")
    version: int = column("Counts the changes.", depends=PERSON)


async def own_autopay(lease: Any, info: Info) -> Any:
    """Return the viewer's standing order for a lease, if there is one that is not over."""
    viewer = info.context.viewer
    rows = await info.context.below(AutopayPolicy, "lease_id", lease.id)
    own = (row for row in rows if row.member_id == viewer.member_id and row.status != model.AutopayStatus.REVOKED)
    return next(own, None)


@strawberry.input(description="A standing order of one's own.")
class SetAutopayInput:
    """Input of `setAutopay`."""

    lease_id: strawberry.ID = wanted("For which lease.")
    payment_method_id: strawberry.ID = wanted("From where: a saved card or account of one's own.")
    timing: model.AutopayTiming = wanted("When in the month.")
    day_of_month: int | None = optional("Which day, when timed by day: 1 to 31, the last day where a month is shorter.")
    share: Decimal | None = optional("Part of what is due, more than 0; all when left out.")
    cap: MoneyInput | None = optional("Never more than this.")
    skip_next: bool | None = optional("Leave the next run out.")
    expected_version: int | None = version_field()
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="A step of a standing order.")
class ChangeAutopayStatusInput:
    """Input of `changeAutopayStatus`."""

    autopay_id: strawberry.ID = wanted("Which one.")
    to: model.AutopayStatus = wanted("Where to: ACTIVE, PAUSED, or REVOKED for good.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `setAutopay`.")
class SetAutopayPayload(MutationPayload):
    """The standing order."""

    autopay: Autopay | None = column("The standing order.", depends=PERSON)


@strawberry.type(description="Answer of `changeAutopayStatus`.")
class ChangeAutopayStatusPayload(MutationPayload):
    """The standing order."""

    autopay: Autopay | None = column("The standing order.", depends=PERSON)


@strawberry.type
class AutopayMutation:
    """The verbs of standing orders."""

    @strawberry.mutation(description="Set one's standing order for a lease, or edit it in place: its runs go on.")
    async def set_autopay(self, info: Info, input: SetAutopayInput) -> SetAutopayPayload:
        """Set it."""

        async def change(context: Context) -> dict[str, Any]:
            order = resolvers.Wanted(
                lease_id=input_id("Lease", input.lease_id, "leaseId"),
                payment_method_id=input_id("PaymentMethod", input.payment_method_id, "paymentMethodId"),
                timing=input.timing,
                day_of_month=input.day_of_month,
                share=input.share,
                cap=input.cap.pair() if input.cap else None,
                skip_next=input.skip_next,
            )
            once = once_of("setAutopay", input)
            id = await resolvers.set_up(context.acting, order, input.expected_version, once)
            return {"autopay": await context.related(AutopayPolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Let a standing order rest, go on, or end for good.")
    async def change_autopay_status(self, info: Info, input: ChangeAutopayStatusInput) -> ChangeAutopayStatusPayload:
        """Move it on."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Autopay", input.autopay_id, "autopayId"), once_of("changeAutopayStatus", input)
            await resolvers.change_status(context.acting, id, input.to, once)
            return {"autopay": await context.related(AutopayPolicy, id)}

        return await answer(info, change)
