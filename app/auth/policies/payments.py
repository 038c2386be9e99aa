"""Who may see what was paid."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.doors import door
from app.auth.policies.charges import FINANCE, former
from app.auth.policy import Policy
from app.auth.rules import IsPerson, LivesIn, Org, Staffs, Via
from app.auth.scope import current
from app.auth.scopes import ApiScope
from app.auth.viewer import Role
from app.models.base import Row
from app.models.payment_terms import PaymentPrice, PaymentTerms, Price, Rules, usual
from app.models.payments import Payment, PaymentMethodKind
from app.models.provider import ProviderAccount
from app.models.refunds import Refund

R, S = Role, ApiScope

BOOKKEEPERS = (R.ADMIN, R.MANAGER, R.ACCOUNTANT)
"""Those who take money by hand; money goes back by the hand of an admin or an accountant alone."""


class PaymentPolicy(Policy[Payment]):
    """As charges."""

    model = Payment
    see = Staffs(*FINANCE) | LivesIn() | former
    cancel = IsPerson("payer_id") | Staffs(R.ADMIN, R.ACCOUNTANT)
    refund = Staffs(R.ADMIN, R.ACCOUNTANT)
    record = Staffs(*BOOKKEEPERS)
    # Of those who see it: roommates and owners read that something was paid, not from where, nor what went wrong.
    details = IsPerson("payer_id") | Staffs(*BOOKKEEPERS, R.AUDITOR, S.PAYMENTS_READ)


class RefundPolicy(Policy[Refund]):
    """As the payment."""

    model = Refund
    see = Via("payment_id", PaymentPolicy)


class ProviderAccountPolicy(Policy[ProviderAccount]):
    """Those who keep the books see where the money goes; whoever runs the organization says so."""

    model = ProviderAccount
    see = Org((R.ADMIN, R.ACCOUNTANT, R.AUDITOR))
    change = Org((R.ADMIN,))


class PaymentTermsPolicy(Policy[PaymentTerms]):
    """Those who keep the books read them; whoever runs the organization writes them."""

    model = PaymentTerms
    see = Org((R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR))
    change = Org((R.ADMIN,))


class PaymentPricePolicy(Policy[PaymentPrice]):
    """As the terms."""

    model = PaymentPrice
    see = Org((R.ADMIN, R.MANAGER, R.ACCOUNTANT, R.AUDITOR))


TERMS = """
SELECT t.*, p.method, p.is_offered, p.fee_bps, p.fee_flat_minor FROM payment_terms t
  LEFT JOIN payment_price p ON p.organization_id = t.organization_id AND p.terms_id = t.id
 WHERE t.currency = $1
"""
RULES = ("allows_partial", "allows_ahead", "returned_fee_minor", "pauses_autopay", "debit_refund_days")


async def terms_of(currency: str) -> Rules:
    """Return how people may pay here in a currency: everybody who pays may know that."""
    with door("terms_of"):
        rows = await current().rows(TERMS, currency)
    rules = usual(currency)
    if not rows:
        return rules
    prices = {
        PaymentMethodKind(row.method): Price(row.is_offered, row.fee_bps, row.fee_flat_minor)
        for row in rows
        if row.method is not None
    }
    said = {name: rows[0][name] for name in (*RULES, "proved_refund_minor")}
    return Rules(**said, prices={**rules.prices, **prices})


async def secret_of(payment_id: UUID) -> Row | None:
    """Return what the payer's browser needs to go on with a payment. Only for a payment of the viewer's own."""
    with door("secret_of"):
        return await current().row(SECRET.format(by="payment_id"), payment_id)


async def setup_secret_of(payment_method_id: UUID) -> Row | None:
    """The same for saving a card or an account."""
    with door("setup_secret_of"):
        return await current().row(SECRET.format(by="payment_method_id"), payment_method_id)


SECRET = """
SELECT o.client_secret, a.external_id AS account, a.provider FROM provider_object o
  JOIN provider_account a ON a.organization_id = o.organization_id AND a.id = o.provider_account_id
 WHERE o.{by} = $1 AND o.client_secret IS NOT NULL
"""


async def takes_payments(provider: str, now: datetime) -> bool:
    """Say whether people can pay this organization online now."""
    with door("takes_payments"):
        found: Any = await current().row(TAKING, provider, now)
    return found is not None


TAKING = "SELECT id FROM provider_account WHERE status = 'ACTIVE' AND provider = $1 AND usable_from <= $2 LIMIT 1"
