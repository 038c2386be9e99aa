"""What currencies and methods cost and allow: the fees of this Stripe, its limits, and how long its banks take."""

from dataclasses import dataclass
from typing import Final

from stripe_simulator.errors import Refusal, invalid

DAY: Final = 86_400

LEAST = {
    "usd": 50, "eur": 50, "nok": 300, "sek": 300, "dkk": 250, "gbp": 30, "chf": 50, "jpy": 50, "pln": 200, "czk": 1500,
    "huf": 17_500, "aud": 50, "cad": 50, "nzd": 50, "aed": 200, "ron": 200, "bgn": 100, "inr": 50, "sgd": 50,
    "hkd": 400, "mxn": 1000, "brl": 50, "isk": 10_000, "krw": 100, "kwd": 150,
}  # fmt: skip
"""The smallest charge in each currency that is taken, in its smallest unit."""

METHODS = {"card": set(LEAST), "sepa_debit": {"eur"}, "us_bank_account": {"usd"}}
"""Which method takes which currency."""


@dataclass(frozen=True)
class Price:
    """A share in hundredths of a per cent, an amount on top, and at most how much; in the smallest unit."""

    share: int
    fixed: int
    most: int | None = None

    def of(self, amount: int) -> int:
        """Return the fee for an amount, rounded half up."""
        fee = (amount * self.share + 5000) // 10_000 + self.fixed
        return fee if self.most is None else min(fee, self.most)


WHOLE = {"isk", "ugx"}
"""Counted in hundredths, of which there are none in life: fees are whole hundreds."""

CARD = {"usd": Price(290, 30), "nok": Price(240, 200), "eur": Price(150, 25), "gbp": Price(150, 20)}
DEBIT = {"sepa_debit": Price(0, 35), "us_bank_account": Price(80, 0, most=500)}
OTHERWISE = Price(325, 0)

DISPUTED = {"usd": 1500, "eur": 2000, "nok": 15_000, "gbp": 2000}
"""What a dispute of a card costs; it comes back when the dispute is won."""
RETURNED = {"sepa_debit": 750, "us_bank_account": 400}
"""What a debit costs that comes back after it had arrived."""

ANSWER_DAYS = {"sepa_debit": 5, "us_bank_account": 4}
"""After how many days the bank answers a debit."""
AVAILABLE_DAYS = 2
"""After how many days money can be paid out."""
MANDATE_ADDRESS = "https://hooks.stripe.com/adapter/sepa_debit/file/"


def fee(method: str, currency: str, amount: int) -> int:
    """Return what a successful payment costs."""
    found = DEBIT[method].of(amount) if method in DEBIT else CARD.get(currency, OTHERWISE).of(amount)
    return (found + 50) // 100 * 100 if currency in WHOLE else found


def dispute_fee(method: str, currency: str) -> int:
    """Return what a dispute or a return costs."""
    return RETURNED[method] if method in RETURNED else DISPUTED.get(currency, 1500)


def check_charge(amount: int, currency: str) -> None:
    """Refuse a currency that is not taken, and an amount that is too small for it."""
    least = LEAST.get(currency)
    if least is None:
        raise invalid(f"Invalid currency: {currency}. Stripe currently supports these currencies: "
                      f"{', '.join(sorted(LEAST))}", "currency")  # fmt: skip
    if amount < least:
        raise invalid(
            f"Amount must be at least {least} in the smallest unit of {currency}", "amount", "amount_too_small"
        )


def not_for(method: str, currency: str) -> Refusal:
    """A method that does not take a currency."""
    return invalid(
        f"The payment method type provided: {method} is invalid. It does not support the currency {currency}.",
        "payment_method_types", "payment_intent_incompatible_payment_method",
    )  # fmt: skip
