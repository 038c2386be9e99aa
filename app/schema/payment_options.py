"""Ways to pay now, each with its fee: shown before anybody chooses."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import strawberry

from app import clock
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.ledger import owed_by
from app.auth.policies.payments import takes_payments, terms_of
from app.models.base import Row
from app.models.payment_terms import ONLINE, Rules
from app.models.payments import PaymentMethodKind
from app.money import step_of
from app.resolvers.billing_days import now
from app.resolvers.inputs import above_zero
from app.schema.context import Info
from app.schema.fields import LOCALE, PERSON, column, judged
from app.schema.money import Money, money_of
from app.schema.payment_methods import PaymentMethod, saved_methods
from app.schema.payment_words import way


@dataclass(frozen=True, slots=True)
class Option:
    """One way to pay an amount, in minor units, perhaps from something saved."""

    method: PaymentMethodKind
    amount_minor: int
    fee_minor: int
    currency: str
    saved_method: Row | None = None

    @property
    def total_minor(self) -> int:
        """Return what leaves the payer's account."""
        return self.amount_minor + self.fee_minor


def _label(option: Any, info: Info) -> str:
    if option.saved_method is not None:
        return str(option.saved_method.label)
    return way(option.method, info.context.locale)


@strawberry.type(description="One way to pay now, priced.")
class PaymentOption:
    """Shows an `Option`."""

    method: PaymentMethodKind = column("How.", depends=PERSON)
    label: str = judged(_label, "Text for people.", LOCALE)
    saved_method: PaymentMethod | None = column("A saved card or account; null for a new one.", depends=PERSON)
    amount: Money = money_of("amount_minor", "currency", "What goes to the lease.", PERSON)
    fee: Money = money_of("fee_minor", "currency", "What it costs on top.", PERSON)
    total: Money = money_of("total_minor", "currency", "What leaves the payer's account.", PERSON)


async def payment_options(self: Any, info: Info, amount: Decimal | None = None) -> list[Option]:
    """List the ways to pay an amount, without one what is due now: the cheapest first, saved ones before new ones."""
    lease = self
    context, provider = info.context, info.context.services.runtime.payments
    if provider is None or not await context.passes(LeasePolicy, LeasePolicy.pay, lease.id):
        return []
    if not await takes_payments(provider.name, clock.now()):
        return []
    wanted = await _amount(lease, info, amount)
    if wanted <= 0:
        return []
    rules = await terms_of(lease.currency)
    saved = [row for row in await saved_methods(context.viewer, info) if rules.offered(row.kind) is not None]
    new = [None] * len(ONLINE)
    ways = [*((PaymentMethodKind(row.kind), row) for row in saved), *zip(ONLINE, new, strict=True)]
    options = [option for pair in ways if (option := _option(lease, rules, pair, wanted)) is not None]
    return sorted(options, key=lambda option: (option.fee_minor, option.saved_method is None))


async def _amount(lease: Any, info: Info, amount: Decimal | None) -> int:
    if amount is not None:
        return above_zero((amount, lease.currency), lease.currency, ("amount",))
    owed = (await owed_by([lease.id], await now(info.context.viewer), None))[lease.id]
    minor: int = owed.due_minor or owed.amount_minor
    return minor


def _option(lease: Any, rules: Rules, pair: tuple[PaymentMethodKind, Row | None], minor: int) -> Option | None:
    method, row = pair
    price = rules.offered(method)
    return (
        None if price is None else Option(method, minor, price.fee(minor, step_of(lease.currency)), lease.currency, row)
    )
