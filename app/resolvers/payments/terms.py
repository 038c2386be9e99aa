"""The house says how people may pay in a currency, and what each way costs them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.auth.policies.payments import PaymentTermsPolicy
from app.auth.steps import require_step_up
from app.auth.viewer import Viewer
from app.errors import BadInput
from app.ledger.laws import law_of
from app.models.payment_terms import CURRENCY_OF, ONLINE, PaymentPrice, PaymentTerms, usual
from app.models.payments import PaymentMethodKind
from app.money import exact
from app.resolvers import billing_days
from app.resolvers.inputs import change, minor
from app.resolvers.lawful import check_returned_fee
from app.subscriptions.transaction import Once, Transaction, transaction

WAYS, CURRENCY = ("input", "ways"), ("input", "currency")
MOST_BPS = 1_000
MOST_DAYS = 90
PLACES = """
SELECT DISTINCT jurisdiction FROM property WHERE organization_id = (SELECT app.current_org()) AND currency = $1
"""
RULES = ("allows_partial", "allows_ahead", "pauses_autopay")
GUARDS = {"proved_refund_minor", "debit_refund_days"}
"""What keeps money from being paid back too easily: whoever may not do that without a proof may not change these."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to pay: the fee is a part of the amount, in per cent, and a flat part in the currency."""

    method: PaymentMethodKind
    is_offered: bool
    fee_percent: Decimal
    fee_flat: Decimal

    def columns(self, currency: str) -> dict[str, Any]:
        """Return the columns of its row; raises `BadInput`."""
        if self.method not in ONLINE:
            raise BadInput("Fees are for ways to pay online.", WAYS)
        if self.is_offered and CURRENCY_OF.get(self.method, currency) != currency:
            raise BadInput(f"{self.method} takes no {currency}.", WAYS)
        try:
            bps = int(exact(self.fee_percent, 2) * 100)
        except ValueError as error:
            raise BadInput(str(error), WAYS) from None
        if not 0 <= bps <= MOST_BPS:
            raise BadInput(f"A fee is at most {MOST_BPS // 100} per cent.", WAYS)
        flat = minor(self.fee_flat, currency, currency, WAYS)
        return {"method": self.method, "is_offered": self.is_offered, "fee_bps": bps, "fee_flat_minor": flat}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What holds in one currency; what is None stays as it is, or as is usual. Amounts are decimals."""

    currency: str
    allows_partial: bool | None = None
    allows_ahead: bool | None = None
    pauses_autopay: bool | None = None
    debit_refund_days: int | None = None
    returned_fee: Decimal | None = None
    proved_refund: Decimal | None = None
    ways: tuple[Way, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return the columns that are said; raises `BadInput`."""
        if self.debit_refund_days is not None and not 0 <= self.debit_refund_days <= MOST_DAYS:
            raise BadInput(f"0 to {MOST_DAYS} days.", ("input", "debitRefundDays"))
        said: dict[str, Any] = {name: getattr(self, name) for name in RULES}
        said["debit_refund_days"] = self.debit_refund_days
        for name, field in (("returned_fee", "returnedFee"), ("proved_refund", "provedRefund")):
            amount = getattr(self, name)
            if amount is not None:
                said[f"{name}_minor"] = minor(amount, self.currency, self.currency, ("input", field))
        return {name: value for name, value in said.items() if value is not None}


async def write(viewer: Viewer, wanted: Wanted, once: Once | None) -> UUID:
    """Write down how people may pay in a currency; returns the id of the terms.

    Raises `BadInput`, `Forbidden`, and `StepUpRequired` where it says when money may be paid back.
    """
    if len({way.method for way in wanted.ways}) < len(wanted.ways):
        raise BadInput("Each way once.", WAYS)
    columns, ways = wanted.columns(), [way.columns(wanted.currency) for way in wanted.ways]
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        PaymentTermsPolicy.require(viewer, PaymentTermsPolicy.change)
        if GUARDS & columns.keys():
            require_step_up(viewer)
        # One after the other: two that write the first terms of a currency make one row.
        await tx.run("SELECT FROM organization WHERE id = $1 FOR UPDATE", viewer.organization_id)
        if columns.get("returned_fee_minor"):
            await _check_lawful(tx, columns["returned_fee_minor"], wanted.currency)
        terms = await _terms(tx, wanted.currency, columns)
        for way in ways:
            await _price(tx, terms, way)
        tx.announce(terms, "CHANGED", {}, currency=terms.currency)
        return tx.done(terms.id)


async def _check_lawful(tx: Transaction, minor: int, currency: str) -> None:
    """Raise `Unlawful` where the law of a place of this currency allows no such fee, the strictest first."""
    on = await billing_days.today(tx.viewer, "UTC")
    laws = [law_of(row.jurisdiction, on) for row in await tx.rows(PLACES, currency)]
    known = [law for law in laws if law is not None and law.returned is not None]
    for law in sorted(known, key=lambda law: law.returned.maximum_minor if law.returned is not None else 0):
        check_returned_fee(law, minor, currency, ("input", "returnedFee"))


async def _terms(tx: Transaction, currency: str, columns: dict[str, Any]) -> PaymentTerms:
    found = await tx.lock(PaymentTerms, "t.currency = $1", currency)
    if not found:
        rules = usual(currency)
        names = (*RULES, "returned_fee_minor", "debit_refund_days", "proved_refund_minor")
        said = {name: getattr(rules, name) for name in names}
        return await tx.create(PaymentTerms, currency=currency, **{**said, **columns})
    await tx.save(found[0], *change(found[0], columns))
    return found[0]


async def _price(tx: Transaction, terms: PaymentTerms, columns: dict[str, Any]) -> None:
    found = await tx.lock(PaymentPrice, "t.terms_id = $1 AND t.method = $2", terms.id, columns["method"])
    if not found:
        await tx.create(PaymentPrice, terms_id=terms.id, **columns)
    else:
        await tx.save(found[0], *change(found[0], columns))
