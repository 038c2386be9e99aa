"""What an amount would be in another currency: for information, never owed and never posted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from itertools import islice

from app.money import Money

ECB = "ECB"
MOST_BYTES = 200_000
STALE_DAYS = 4
DAY = re.compile(r"""<Cube\s+time=["'](\d{4}-\d\d-\d\d)["']\s*>""")
RATE = re.compile(r"""<Cube\s+currency=["']([A-Z]{3})["']\s+rate=["']([0-9]{1,9}(?:\.[0-9]{1,10})?)["']\s*/>""")
PRECISE = Context(prec=40, rounding=ROUND_HALF_UP)
TEN_PLACES = Decimal("1E-10")


@dataclass(frozen=True, slots=True)
class Rates:
    """What one euro costs in other currencies, as `source` published it for a day."""

    source: str
    on: date
    per_euro: Mapping[str, Decimal]

    def between(self, base: str, quote: str) -> Decimal | None:
        """Return what one `base` costs in `quote`, by way of the euro, to ten places; None without a rate."""
        known = {**self.per_euro, "EUR": Decimal(1)}
        if base not in known or quote not in known:
            return None
        return PRECISE.divide(known[quote], known[base]).quantize(TEN_PLACES, ROUND_HALF_UP, PRECISE)

    def is_stale(self, today: date) -> bool:
        """Say whether it is older than weekends and holidays explain: more than four days."""
        return (today - self.on).days > STALE_DAYS


def converted(money: Money, quote: str, rate: Decimal) -> Money:
    """Return the amount in another currency, rounded once, half up, to the decimals of that currency."""
    exponent = Money(0, quote).exponent
    amount = PRECISE.multiply(money.amount, rate).quantize(Decimal(1).scaleb(-exponent), ROUND_HALF_UP, PRECISE)
    return Money(int(amount.scaleb(exponent)), quote)


def read_ecb(text: str) -> Rates:
    """Return the newest day of a file as the European Central Bank publishes it; raises `ValueError` for any other.

    It is looked through for the two forms that such a file has, not read as XML: what it could define is of no use.
    """
    if len(text) > MOST_BYTES:
        raise ValueError("This is no file of daily rates: it is too long.")
    days = list(islice(DAY.finditer(text), 2))
    if not days:
        raise ValueError("This is no file of rates as the European Central Bank publishes it.")
    found = RATE.findall(text, days[0].end(), days[1].start() if len(days) > 1 else len(text))
    try:
        rates = {currency: Decimal(rate) for currency, rate in found if Decimal(rate) > 0}
        on = date.fromisoformat(days[0].group(1))
    except InvalidOperation as error:
        raise ValueError("A rate is no number.") from error
    if not rates:
        raise ValueError("This file has a day, and no rates.")
    return Rates(ECB, on, rates)
