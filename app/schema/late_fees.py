"""What paying late costs, as the landlord has set it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.late_fees import LateFeePolicyPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.properties import PropertyPolicy
from app.ledger.fees import FeeKind, FeeRepeat
from app.models.ids import id_of
from app.models.paging import Condition, Order, equals
from app.money import Money as Amount
from app.resolvers import late_fees as resolvers
from app.resolvers.late_fees import MOST_TIERS
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column, computed, relation
from app.schema.inputs import MoneyInput, input_id, optional, version_field, wanted
from app.schema.leases.shapes import Lease
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, once_of, wanted_key_field
from app.schema.properties.shapes import Property


@strawberry.type(description="What a late fee is, in all, from a day after the grace on.")
class LateFeeTier:
    """A tier."""

    from_day: int = column("From this day after the grace on; the first is 1.")
    amount: Money = column("What the fee is then, in all.", depends=GRANTS)


@dataclass(frozen=True, slots=True)
class Tiered:
    """A tier as it is shown."""

    from_day: int
    amount: Amount


def _tiers(row: Any) -> list[Tiered]:
    pairs = zip(row.tier_days, row.tier_minors, strict=True)
    return [Tiered(day, Amount(minor, row.currency)) for day, minor in pairs]


def _repeat(row: Any) -> FeeRepeat:
    return FeeRepeat.DAILY if row.kind == FeeKind.DAILY else FeeRepeat(row.repeat)


@strawberry.type(
    description="What paying late costs, in a property or under one lease, for what falls due from a day on."
)
@of_row(LateFeePolicyPolicy)
class LateFeePolicy(Node):
    """Shows a `late_fee_policy` row."""

    number: int = column("Counts the policies of the same place; the rule of a fee is named by it.")
    kind: FeeKind = column("How it is reckoned.")
    grace_days: int = column("Days after the due day on which paying costs nothing more; the law may give more.")
    counts_business_days: bool = column("Whether these days leave out Saturdays, Sundays and public holidays.")
    amount: Money = money_of(
        "amount_minor", "currency", "The amount, of DAILY that of a day; zero without one.", GRANTS
    )
    rate_percent: Decimal = computed(lambda row: Decimal(row.rate_bps) / 100, "The rate in percent; zero without one.")
    repeat: FeeRepeat = computed(_repeat, "How often it is charged for a charge that stays open.", GRANTS)
    daily_max: Money | None = money_of("daily_max_minor", "currency", "The most that one day of it costs.", GRANTS)
    tiers: list[LateFeeTier] = computed(_tiers, "Its tiers, the earliest first; of TIERED alone.", GRANTS, MOST_TIERS)
    total_max: Money | None = money_of("total_max_minor", "currency", "The most that one charge can cost.", GRANTS)
    min_open: Money = money_of("min_open_minor", "currency", "Below this nothing is charged.", GRANTS)
    covers_all: bool = column(
        "Whether it is about everything that is owed, fees and deposits aside, or about rent alone."
    )
    starts_on: date = column("It counts for what falls due from this day on.")
    ends_on: date | None = column("It counts no more for what falls due from this day on.")
    property: Property | None = relation(PropertyPolicy, "property_id", "The property.")
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease; null when it is for the whole property.")
    created_at: datetime = column("When it was set.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")


@strawberry.input(description="Which policies.")
class LateFeePolicyFilter:
    """Narrows `lateFeePolicies`."""

    lease_id: strawberry.ID | None = strawberry.field(default=None, description="Of this lease alone.")
    property_id: strawberry.ID | None = strawberry.field(default=None, description="In this property.")


CREATED = Order("createdAt", "{t}.created_at", "timestamptz")


async def late_fee_policies(info: Info, window: Window, filter: LateFeePolicyFilter | None = None) -> Listed:
    """List policies in the order they were set."""
    where: list[Condition] = []
    if filter is not None and filter.lease_id:
        where.append(equals("lease_id", id_of("Lease", filter.lease_id, ("filter", "leaseId"))))
    if filter is not None and filter.property_id:
        where.append(equals("property_id", id_of("Property", filter.property_id, ("filter", "propertyId"))))
    return await root_page(info, Listing(LateFeePolicyPolicy, CREATED, tuple(where)), window)


@strawberry.input(description="What a late fee shall be, in all, from a day after the grace on.")
class LateFeeTierInput:
    """Part of `setLateFeePolicy`."""

    from_day: int = wanted("From this day after the grace on: 1 to 365.")
    amount: MoneyInput = wanted("What the fee is then, in all: more than the tier before.")


@strawberry.input(
    description="What paying late shall cost, for a property or for one lease. What the law forbids is refused."
)
class SetLateFeePolicyInput:
    """Input of `setLateFeePolicy`."""

    property_id: strawberry.ID | None = optional("The property; or name a lease.")
    lease_id: strawberry.ID | None = optional("The lease; its policy comes before that of the property.")
    kind: FeeKind = wanted("How it is reckoned.")
    grace_days: int = wanted("Days after the due day on which paying costs nothing more, 0 to 90.")
    counts_business_days: bool = strawberry.field(
        default=False, description="Leave out Saturdays, Sundays and public holidays."
    )
    amount: MoneyInput | None = optional("The amount; of DAILY that of a day. Not with a percentage alone.")
    rate_percent: Decimal | None = optional("The rate in percent, with at most two decimals. Not with an amount alone.")
    repeat: FeeRepeat | None = optional("How often; left out: once, and of DAILY each day.")
    daily_max: MoneyInput | None = optional("The most that one day costs, of a fee by the day.")
    tiers: list[LateFeeTierInput] | None = optional("The tiers of TIERED, at most 12, the earliest first.")
    total_max: MoneyInput | None = optional("The most that one charge can cost.")
    min_open: MoneyInput | None = optional("Below this nothing is charged.")
    covers_all: bool = strawberry.field(default=False, description="Count what comes beside the rent, too.")
    starts_on: date | None = optional("It counts for what falls due from this day on; left out: from today.")
    idempotency_key: UUID = wanted_key_field()


@strawberry.input(description="The end of a policy.")
class EndLateFeePolicyInput:
    """Input of `endLateFeePolicy`."""

    late_fee_policy_id: strawberry.ID = wanted("The policy.")
    ends_on: date | None = optional("It counts no more for what falls due from this day on; left out: from today.")
    expected_version: int | None = version_field()
    idempotency_key: UUID = wanted_key_field()


@strawberry.type(description="Answer of `setLateFeePolicy`.")
class SetLateFeePolicyPayload(MutationPayload):
    """The new policy."""

    late_fee_policy: LateFeePolicy | None = column("The policy as the viewer sees it.", depends=GRANTS)


@strawberry.type(description="Answer of `endLateFeePolicy`.")
class EndLateFeePolicyPayload(MutationPayload):
    """The policy after the change."""

    late_fee_policy: LateFeePolicy | None = column("The policy as the viewer sees it.", depends=GRANTS)


def _wanted(input: SetLateFeePolicyInput) -> resolvers.Wanted:
    def pair(money: MoneyInput | None) -> tuple[Decimal, str] | None:
        return money.pair() if money is not None else None

    return resolvers.Wanted(
        kind=input.kind,
        grace_days=input.grace_days,
        property_id=input_id("Property", input.property_id, "propertyId") if input.property_id else None,
        lease_id=input_id("Lease", input.lease_id, "leaseId") if input.lease_id else None,
        counts_business_days=input.counts_business_days,
        amount=pair(input.amount),
        rate=input.rate_percent,
        repeat=input.repeat,
        daily_max=pair(input.daily_max),
        tiers=tuple((tier.from_day, tier.amount.pair()) for tier in input.tiers or ()),
        total_max=pair(input.total_max),
        min_open=pair(input.min_open),
        covers_all=input.covers_all,
        starts_on=input.starts_on,
    )


@strawberry.type
class LateFeePolicyMutation:
    """The verbs of late fees."""

    @strawberry.mutation(description="Set what paying late costs; what fell due before keeps its policy.")
    async def set_late_fee_policy(self, info: Info, input: SetLateFeePolicyInput) -> SetLateFeePolicyPayload:
        """Set a policy."""

        async def change(context: Context) -> dict[str, Any]:
            id = await resolvers.set_policy(context.acting, _wanted(input), once_of("setLateFeePolicy", input))
            return {"late_fee_policy": await context.related(LateFeePolicyPolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Let a policy count no more from a day on.")
    async def end_late_fee_policy(self, info: Info, input: EndLateFeePolicyInput) -> EndLateFeePolicyPayload:
        """End a policy."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("LateFeePolicy", input.late_fee_policy_id, "lateFeePolicyId")
            once = once_of("endLateFeePolicy", input)
            await resolvers.end_policy(context.acting, id, input.ends_on, input.expected_version, once)
            return {"late_fee_policy": await context.related(LateFeePolicyPolicy, id)}

        return await answer(info, change)
