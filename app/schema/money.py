"""Money as clients see it: exact, with its currency, and readable."""

from decimal import Decimal
from typing import Any

import strawberry

from app.money import Money as Amount
from app.schema.context import Info
from app.schema.fields import LOCALE, NONE, Kind, column, computed, declared
from app.schema.scalars import CurrencyCode, Locale, MinorUnits


def _formatted(self: Any, info: Info, locale: Locale | None = None) -> str:
    amount: Amount = self
    return amount.formatted(locale or info.context.locale)


@strawberry.type(description="An exact amount of one currency.")
class Money:
    """Shows an `app.money.Money`."""

    minor: MinorUnits = column("Whole number of the currency's smallest unit.")
    amount: Decimal = computed(lambda money: money.amount, "The exact amount with the currency's decimals.")
    currency: CurrencyCode = column("The currency.")
    formatted: str = strawberry.field(
        resolver=_formatted,
        description="The amount as people of the locale write it; the viewer's own locale unless one is given.",
        metadata=declared(Kind.COMPUTED, LOCALE),
    )


def money_of(minor: str, currency: str, description: str, depends: Any = NONE) -> Any:
    """Declare an amount whose minor units and currency are these two columns."""

    def make(row: Any) -> Amount | None:
        value = getattr(row, minor)
        return None if value is None else Amount(value, getattr(row, currency))

    return computed(make, description, depends)
