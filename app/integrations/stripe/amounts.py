"""What Stripe calls an amount: in most currencies our minor units, and in some not."""

from app.money import THOUSANDTHS, Money, step_of

ZERO_DECIMAL = frozenset(
    {*("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV"), *("XAF", "XOF", "XPF")}
)
"""Counted whole by Stripe, whatever ISO 4217 says of them."""

AS_TWO = frozenset({"ISK", "UGX"})
"""Without decimals in life, written with two at Stripe, which must be 00."""

UNSUPPORTED = frozenset({"CLF", "UYW", "IQD", "LYD"})
"""With more decimals than Stripe takes at all."""


MOST = 99_999_999
"""The largest amount of a payment, as Stripe counts."""


def stripe_exponent(currency: str) -> int:
    """Return how many decimals Stripe counts in; raises `ValueError` for a currency that it does not take."""
    if currency in UNSUPPORTED:
        raise ValueError(f"Stripe takes no {currency}.")
    if currency in ZERO_DECIMAL:
        return 0
    if currency in THOUSANDTHS:
        return 3
    return 2


def to_stripe(minor: int, currency: str) -> int:
    """Return what Stripe calls this many minor units; raises `ValueError` for an amount that it cannot take."""
    ours, theirs = Money(0, currency).exponent, stripe_exponent(currency)
    scaled = minor * int(10 ** max(0, theirs - ours))
    divisor = int(10 ** max(0, ours - theirs))
    if scaled % divisor or minor % step_of(currency):
        raise ValueError(f"Stripe takes {currency} in larger steps only.")
    return scaled // divisor


def limits(currency: str) -> tuple[int, int]:
    """Return in what steps a payment of a currency is taken, and the most at once, both in minor units.

    Raises `ValueError` for a currency that Stripe does not take.
    """
    ours, theirs = Money(0, currency).exponent, stripe_exponent(currency)
    step = max(step_of(currency), int(10 ** max(0, ours - theirs)))
    most = MOST * int(10 ** max(0, ours - theirs)) // int(10 ** max(0, theirs - ours))
    return step, most - most % step


def from_stripe(amount: int, currency: str) -> int:
    """Return in minor units what Stripe calls this; raises `ValueError` for a part that we cannot count."""
    currency = currency.upper()
    ours, theirs = Money(0, currency).exponent, stripe_exponent(currency)
    scaled = amount * int(10 ** max(0, ours - theirs))
    divisor = int(10 ** max(0, theirs - ours))
    if scaled % divisor:
        raise ValueError(f"A part of the smallest unit of {currency}.")
    return scaled // divisor


def part_from_stripe(amount: int, currency: str) -> int:
    """Return in minor units what Stripe keeps or holds of this, which may be no whole unit: to the nearest one."""
    currency = currency.upper()
    ours, theirs = Money(0, currency).exponent, stripe_exponent(currency)
    divisor = int(10 ** max(0, theirs - ours))
    return (2 * amount * int(10 ** max(0, ours - theirs)) + divisor) // (2 * divisor)
