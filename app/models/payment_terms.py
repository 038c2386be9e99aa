"""How people may pay in one currency, and what each way costs them on top."""

from dataclasses import dataclass

from tortoise import fields

from app.models.base import Versioned
from app.models.payments import PaymentMethodKind

K = PaymentMethodKind
ONLINE = (K.CARD, K.SEPA_DEBIT, K.ACH_DEBIT, K.OTHER_ONLINE)
BY_HAND = (K.BANK_TRANSFER, K.CHEQUE, K.CASH)
DEBITS = (K.SEPA_DEBIT, K.ACH_DEBIT)
"""What the payer's bank can take back days after the money came."""

CURRENCY_OF = {K.SEPA_DEBIT: "EUR", K.ACH_DEBIT: "USD"}
"""The one currency in which a bank debit exists."""


class PaymentTerms(Versioned):
    """The rules of an organization for one currency. `proved_refund_minor`: above it, a refund needs a fresh proof."""

    currency = fields.CharField(max_length=3)
    allows_partial = fields.BooleanField()
    allows_ahead = fields.BooleanField()
    returned_fee_minor = fields.BigIntField()
    pauses_autopay = fields.BooleanField()
    debit_refund_days = fields.IntField()
    proved_refund_minor = fields.BigIntField()

    class Meta:
        table = "payment_terms"


class PaymentPrice(Versioned):
    """Whether one way is offered, and its fee: basis points of the amount and a flat part."""

    terms_id = fields.UUIDField()
    method = fields.CharEnumField(PaymentMethodKind)
    is_offered = fields.BooleanField()
    fee_bps = fields.IntField()
    fee_flat_minor = fields.BigIntField()

    class Meta:
        table = "payment_price"


@dataclass(frozen=True, slots=True)
class Price:
    """What one way costs the payer on top."""

    is_offered: bool = True
    fee_bps: int = 0
    fee_flat_minor: int = 0

    def fee(self, amount_minor: int, step: int = 1) -> int:
        """Return the fee of an amount, in minor units, rounded half up once, to steps of so many."""
        exact = amount_minor * self.fee_bps + self.fee_flat_minor * 10_000
        return (2 * exact + 10_000 * step) // (20_000 * step) * step


@dataclass(frozen=True, slots=True)
class Rules:
    """The terms that hold, written down or usual; `prices` names every online way."""

    allows_partial: bool
    allows_ahead: bool
    returned_fee_minor: int
    pauses_autopay: bool
    debit_refund_days: int
    proved_refund_minor: int
    prices: dict[PaymentMethodKind, Price]

    def offered(self, method: PaymentMethodKind) -> Price | None:
        """Return what a way costs, or None where it is not offered."""
        price = self.prices.get(method)
        return price if price is not None and price.is_offered else None


def usual(currency: str) -> Rules:
    """Return what holds where nothing is written down: cards, and the bank debit of the currency, without a fee."""
    prices = {method: Price(CURRENCY_OF.get(method, currency) == currency) for method in ONLINE}
    prices[K.OTHER_ONLINE] = Price(is_offered=False)
    return Rules(
        allows_partial=True,
        allows_ahead=True,
        returned_fee_minor=0,
        pauses_autopay=True,
        debit_refund_days=7,
        proved_refund_minor=0,
        prices=prices,
    )
