"""Amounts as whole minor units of one currency; never a float, never two currencies at once."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, get_territory_currencies

LETTER_BEFORE_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` counts the smallest unit of `currency`, an ISO 4217 code: 1250000 NOK are 12,500.00 kroner."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """Return an exact amount; raises `ValueError` for more decimals than the currency has, and for absurd ones."""
        places = int(get_currency_precision(currency))
        return cls(int(exact(amount, places).scaleb(places)), currency)

    @property
    def exponent(self) -> int:
        """Return how many decimals the currency has: 0 for JPY, 2 for NOK, 3 for KWD."""
        return int(get_currency_precision(self.currency))

    @property
    def amount(self) -> Decimal:
        """Return the exact decimal amount."""
        return Decimal(self.minor).scaleb(-self.exponent)

    def formatted(self, locale: str) -> str:
        """Return the amount as people of this locale (BCP 47) write it; an unknown locale reads as English."""
        try:
            known = Locale.parse(locale, sep="-")
        except (ValueError, UnknownLocaleError):
            known = Locale("en")
        # As CLDR says and Babel does not: a currency that ends in a letter stands apart from the number after it.
        return LETTER_BEFORE_DIGIT.sub("\u00a0", format_currency(self.amount, self.currency, locale=known))


THOUSANDTHS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
"""Currencies with three decimals, of which providers of payments take two: the last must be 0."""


def step_of(currency: str) -> int:
    """Return in what steps money of a currency can be taken and sent online, in minor units."""
    return 10 if currency in THOUSANDTHS else 1


def has_thousandths(country: str) -> bool:
    """Whether people pay with three decimals in a country, an ISO 3166 code: 450.125 is no thousands there."""
    return any(get_currency_precision(one) == 3 for one in get_territory_currencies(country))


def exact(number: Decimal, places: int) -> Decimal:
    """Return the number with this many decimals; raises `ValueError` when it has more, or is beyond all measure."""
    # Looked at before anything is computed: the integer of 1E+999999999 would take all memory.
    if number and not -20 < number.adjusted() < 20:
        raise ValueError("The number is out of range.")
    with localcontext(Context(prec=80)):
        found = number.quantize(Decimal(1).scaleb(-places))
        if found != number:
            raise ValueError(f"At most {places} decimals.")
        return found
