"""What a lease owes, as the books say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import strawberry

from app import clock
from app.auth.policies.ledger import JournalEntryPolicy, newest_rates, owed_by
from app.ledger.rates import Rates, converted
from app.models.balances import LINE, since_nothing
from app.models.base import Row
from app.models.paging import Order, Parameters
from app.money import Money as Amount
from app.resolvers.billing_days import now
from app.schema.context import Info
from app.schema.fields import GRANTS, Kind, call, column, computed, declared
from app.schema.forecasts import LateFeeForecast, forecast
from app.schema.lines import LedgerLine, counting
from app.schema.money import Money, money_of
from app.schema.paging import Connection, Listed, Listing, Window, connection, nested_page
from app.schema.scalars import CurrencyCode

BUCKETS = ((1, 30, "days_30"), (31, 60, "days_60"), (61, 90, "days_90"), (91, None, "days_more"))


@dataclass(frozen=True, slots=True)
class Bucket:
    """The overdue part of one age."""

    from_days: int
    to_days: int | None
    amount: Amount


@strawberry.type(description="The overdue part of one age.")
class AgingBucket:
    """Shows a `Bucket`."""

    from_days: int = column("Youngest age, in days after the due day.")
    to_days: int | None = column("Oldest age in days; null for no end.")
    amount: Money = column("How much.", depends=GRANTS)


def _aging(row: Any) -> list[Bucket]:
    return [Bucket(first, last, Amount(row[name], row.currency)) for first, last, name in BUCKETS]


@dataclass(frozen=True, slots=True)
class Indicated:
    """An amount converted for information."""

    money: Amount
    rate: Decimal
    source: str
    rate_on: date
    is_stale: bool


@strawberry.type(description="An amount converted for information; never owed.")
class IndicativeMoney:
    """Shows an `Indicated`."""

    money: Money = column("The converted amount.", depends=GRANTS)
    rate: Decimal = column("Units of this currency for one of the lease's.")
    source: str = column("Whose rate.")
    rate_on: date = column("Day of the rate.")
    is_stale: bool = column("Whether it is older than four days.")


Currency = Annotated[CurrencyCode, strawberry.argument(description="In which currency.")]


async def _indicative(self: Any, info: Info, currency: Currency) -> Any:
    async def load(_: list[str]) -> list[Rates | None]:
        return [await newest_rates()]

    rates = await info.context.loader("rates", load).load("newest")
    rate = rates.between(self.currency, currency) if rates is not None else None
    if rates is None or rate is None:
        return None
    money = converted(Amount(self.amount_minor, self.currency), currency, rate)
    return Indicated(money, rate, rates.source, rates.on, rates.is_stale(clock.now().date()))


async def _explain(self: Any, info: Info, window: Window) -> Listed:
    day: date = self.as_of or date(2199, 12, 31)

    def since(table: str, sql: Parameters) -> str:
        return since_nothing(table, sql.add(day))

    # The day is part of the order's name: it binds the cursors, and keeps two days of one lease apart.
    order = Order(f"explained:{day}", LINE, "bigint")
    return await nested_page(info, Listing(JournalEntryPolicy, order, (counting, since), ("lease_id", self.id)), window)


@strawberry.type(description="What a lease owes.")
class Balance:
    """Shows a row of `owed_by`."""

    amount: Money = money_of("amount_minor", "currency", "Everything owed; negative when paid ahead.", GRANTS)
    due: Money = money_of(
        "due_minor", "currency", "What of it is due by today, the property's, less what is under way.", GRANTS
    )
    due_on: date | None = column("Day on which the oldest unpaid charge is or was due.", depends=GRANTS)
    overdue: Money = money_of("overdue_minor", "currency", "What of it was due before today.", GRANTS)
    in_flight: Money = money_of("in_flight_minor", "currency", "Payments on their way, not yet taken off.", GRANTS)
    aging: list[AgingBucket] = computed(_aging, "The overdue part by age.", GRANTS, len(BUCKETS))
    late_fee_forecast: LateFeeForecast | None = call(
        forecast, "The next late fee if nothing is paid; null when none threatens.", GRANTS
    )
    indicative: IndicativeMoney | None = strawberry.field(
        resolver=_indicative,
        description="The amount in another currency, for information: the lease's currency is what is owed. "
        "Null without a rate.",
        metadata=declared(Kind.CALL, GRANTS),
    )
    explain: Connection[LedgerLine] = connection(
        _explain, "The lines that add up to the amount, oldest first, beginning where it was last zero."
    )


AsOf = Annotated[date | None, strawberry.argument(description="Read it as it was at the end of this day.")]


async def _balance(self: Any, info: Info, as_of: AsOf = None) -> Any:
    context = info.context

    async def load(ids: list[UUID]) -> list[Row]:
        found = await owed_by(ids, await now(context.viewer), as_of)
        return [found[id] for id in ids]

    return await context.loader(("balance", as_of), load).load(self.id)


def balance() -> Any:
    """Declare what a lease owes; all leases of a level are counted in one statement."""
    return strawberry.field(
        resolver=_balance,
        description="What it owes; with `asOf` what it owed at the end of that day at the property.",
        metadata=declared(Kind.CALL, GRANTS),
    )
